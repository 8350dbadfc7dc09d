import type { Callers } from '../../aws/callers';
import type { Shell } from '../shell';
import { Definitions } from './definitions';
import { Diagnostics } from './diagnostics';
import { registerDefinitionFeatures } from './languageFeatures';
import { Findings } from './findings';
import { IdentityLenses, type KnownIdentities } from './lenses';

/**
 * Registers what the editor shows about definitions and mentions of identities. `learned` is to be called when more is known
 * of identities in Chainguard.
 */
export function registerEditor(
  shell: Shell,
  callers: Callers,
  known: KnownIdentities,
): { readonly definitions: Definitions; readonly learned: () => void } {
  const definitions = shell.own(new Definitions());
  const findings = shell.own(new Findings(definitions, callers, known));
  shell.own(new Diagnostics(findings, shell.log));
  shell.own(registerDefinitionFeatures(definitions, findings, callers, shell.show));
  const lenses = shell.own(new IdentityLenses(definitions, known));
  shell.documents.serve('rule', async (name) => (await import('./rulePage')).rulePageText(name));
  const learned = () => {
    lenses.redraw();
    findings.learned();
  };
  return { definitions, learned };
}

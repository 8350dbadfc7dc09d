import type { Callers } from '../../aws/callers';
import type { Shell } from '../shell';
import { Definitions } from './definitions';
import { Diagnostics } from './diagnostics';
import { registerDefinitionFeatures } from './languageFeatures';
import { Findings } from './findings';
import { IdentityLenses } from './lenses';

/** Registers what the editor shows about definitions and mentions of identities. */
export function registerEditor(shell: Shell, callers: Callers): Definitions {
  const definitions = shell.own(new Definitions());
  const findings = shell.own(new Findings(definitions, callers));
  shell.own(new Diagnostics(findings, shell.log));
  shell.own(registerDefinitionFeatures(definitions, findings, callers, shell.show));
  shell.own(new IdentityLenses(definitions));
  shell.documents.serve('rule', async (name) => (await import('./rulePage')).rulePageText(name));
  return definitions;
}

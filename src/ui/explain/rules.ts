import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownCaller } from '../../aws/callers';
import { getIdentity } from '../../chainguard/iam';
import { withValues, type NewValues } from '../../core/field';
import { awsMatchOf, claimMatchOf, type Identity } from '../../core/identity';
import { knownClaims } from '../../core/lint/claimRules';
import { knownRules } from '../../core/lint/comparison';
import type { Definition } from '../../core/lint/definition';
import type { Change } from '../../core/match/explainChange';
import { type NewClaimRule, withClaimRules } from '../../core/match/newClaimRules';
import { claimsAskedBy } from '../../core/match/way';
import { visible } from '../../core/text';
import type { Located } from '../editor/definitions';
import { setInFile } from '../editor/setInFile';
import { pickIdentity } from '../pickIdentity';
import { pickOne, type Choice } from '../prompts';
import type { ExplainServices } from './services';
import { showExplanation, type Explained } from './page';
import { definitionsOnClipboard, nameIn, oneOf, pasteDefinition } from './pickDefinition';
import { showTokenExplanation, type ExplainedClaims, type KnownToken } from './tokenPage';

/** What to explain, once the caller is known, or the token. */
export type Rules =
  | { readonly by: 'caller'; readonly of: (known: KnownCaller) => Explained }
  | {
      readonly by: 'token';
      readonly asked: Pick<ExplainedClaims, 'match' | 'unknown'>;
      readonly of: (token: KnownToken) => ExplainedClaims;
    };

/** Asks which rules to explain. @throws Failure `cancelled` */
export async function pickRules(services: ExplainServices): Promise<Rules> {
  const choices: Choice<() => Promise<Rules>>[] = [];
  const document = vscode.window.activeTextEditor?.document;
  const version = document?.version ?? 0;
  for (const definition of document ? await services.definitions.of(document) : []) {
    if (!document || !explainable.includes(definition.kind)) continue;
    choices.push({
      label: `$(file-code) ${visible(nameIn(definition))}`,
      description: vscode.workspace.asRelativePath(document.uri),
      value: () => Promise.resolve(fileRules({ document, version, definition })),
    });
  }
  const copied = await definitionsOnClipboard(explainable);
  if (copied.length > 0) {
    choices.push({
      label: `$(clippy) ${l10n.t('The definition on the clipboard')}`,
      description: visible(copied.map(nameIn).join(', ')),
      value: async () => pasted(await oneOf(copied)),
    });
  }
  choices.push({
    label: `$(key) ${l10n.t('An identity in Chainguard…')}`,
    value: async () => {
      const { connection } = await services.sessions.require();
      const { id } = await pickIdentity(connection, l10n.t('Explain Match'), [
        'web-identity',
        'token',
        'signed-request',
      ]);
      return readLive(services, id);
    },
  });
  choices.push({
    label: `$(edit) ${l10n.t('Paste a definition…')}`,
    value: async () => pasted(await pasteDefinition(explainable)),
  });
  const options = {
    title: l10n.t('Explain Match'),
    placeHolder: l10n.t('Which identity?'),
    ignoreFocusOut: true,
  };
  return (await pickOne(choices, options))();
}

/** The kinds of definitions that can be explained. */
export const explainable: readonly Definition['kind'][] = ['identity', 'claims', 'static'];

/** The rules of a live identity. @throws Failure as `getIdentity`, `awsMatchOf` */
export async function readLive(services: ExplainServices, id: string): Promise<Rules> {
  const { connection } = await services.sessions.require();
  const identity = await getIdentity(connection, id);
  const asked = claimsAskedBy(identity.relationship);
  if (asked) return { by: 'token', asked, of: (token) => liveClaims(services, identity, token) };
  awsMatchOf(identity);
  return { by: 'caller', of: (known) => liveRules(services, identity, known) };
}

function pasted(definition: Definition): Rules {
  const about = { id: 'pasted', name: nameIn(definition), where: l10n.t('in a pasted text') };
  if (definition.kind !== 'identity') {
    const asked = claimsIn(definition);
    return { by: 'token', asked, of: () => ({ ...about, ...asked }) };
  }
  return { by: 'caller', of: () => ({ ...about, ...knownRules(definition) }) };
}

/** The rules that a definition in a file states. */
export function fileRules(located: Located): Rules {
  const { document, definition } = located;
  const about = {
    id: `${document.uri.toString()} ${definition.span.start}`,
    name: nameIn(definition),
    where: l10n.t('in {0}', vscode.workspace.asRelativePath(document.uri)),
  };
  const title = l10n.t('Apply the Change');
  if (definition.kind === 'identity') {
    const run = (changes: readonly Change[]) => applyToFile(located, changes);
    return { by: 'caller', of: () => ({ ...about, ...knownRules(definition), apply: { title, run } }) };
  }
  const run = (changes: readonly NewClaimRule[]) => applyClaimsToFile(located, changes);
  const asked = claimsIn(definition);
  return { by: 'token', asked, of: () => ({ ...about, ...asked, apply: { title, run } }) };
}

/** What a definition asks of a token. Which audience static keys ask for is not told. */
function claimsIn(definition: Definition): Pick<ExplainedClaims, 'match' | 'unknown'> {
  const { match, unknown } = knownClaims(definition);
  return { match, unknown: definition.kind === 'static' ? [...unknown, 'audience'] : unknown };
}

const byHand = () => l10n.t('Add it by hand, as the explanation says.');

/** Edits the definition so that it lets the caller in. Does not save the file. */
async function applyToFile(located: Located, changes: readonly Change[]): Promise<void> {
  const values = changes.reduce<NewValues>((all, { sets }) => ({ ...all, ...sets }), {});
  await setInFile(located, { values }, byHand());
  await vscode.window.showTextDocument(located.document, { preview: false });
}

/** Edits the definition so that it lets the token in. Does not save the file. */
async function applyClaimsToFile(located: Located, rules: readonly NewClaimRule[]): Promise<void> {
  await setInFile(located, { rules }, byHand());
  await vscode.window.showTextDocument(located.document, { preview: false });
}

/** @throws Failure as `awsMatchOf` */
export function liveRules(
  services: Pick<ExplainServices, 'sessions' | 'documents'>,
  identity: Identity,
  known: KnownCaller,
): Explained {
  const { id, name, description } = identity;
  const match = awsMatchOf(identity);
  const run = async (changes: readonly Change[]) => {
    const wanted = changes.reduce((so, { sets }) => withValues(so, sets), match);
    const { changeLive } = await import('./liveChange');
    const changed = await changeLive(services.sessions, id, { name, description, match: wanted });
    if (changed) await showExplanation(services.documents, liveRules(services, changed, known), known);
  };
  const apply = { title: l10n.t('Change in Chainguard…'), run };
  return { id, name, match, where: l10n.t('in Chainguard, {0}', id), apply };
}

/** @throws Failure as `claimMatchOf` for an identity that asks nothing of a token */
export function liveClaims(
  services: ExplainServices,
  identity: Identity,
  token: KnownToken,
): ExplainedClaims {
  const { id, name, description, relationship } = identity;
  const asked = claimsAskedBy(relationship) ?? { match: claimMatchOf(identity), unknown: [] };
  const about = { id, name, ...asked, where: l10n.t('in Chainguard, {0}', id) };
  if (relationship.kind !== 'claims') return about;
  const run = async (rules: readonly NewClaimRule[]) => {
    const { changeLive } = await import('./liveChange');
    const wanted = { name, description, claims: withClaimRules(relationship, rules) };
    const changed = await changeLive(services.sessions, id, wanted);
    if (changed) await showTokenExplanation(services.documents, liveClaims(services, changed, token), token);
  };
  return { ...about, apply: { title: l10n.t('Change in Chainguard…'), run } };
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { knownRules } from '../../core/lint/comparison';
import type { Definition } from '../../core/lint/definition';
import { withValues, type NewValues } from '../../core/field';
import type { Change } from '../../core/match/explainChange';
import { Failure } from '../../core/failure';
import { awsMatchOf, claimMatchOf, type Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { comparisonIn, doneStep } from '../../flows/testReport';
import { testSourceName } from '../../flows/testSource';
import { getIdentity } from '../../chainguard/iam';
import type { Callers, KnownCaller } from '../../aws/callers';
import { claimsAskedBy } from '../../core/match/way';
import { showExplanation, type Explained } from './page';
import type { ExplainedClaims } from './tokenPage';
import { definitionAt, type Definitions, type Located } from '../editor/definitions';
import type { LastTest } from '../lastTest/lastTest';
import { pickIdentity } from '../pickIdentity';
import { pickOne, type Choice } from '../prompts';
import { definitionsOnClipboard, nameIn, oneOf, pasteDefinition } from './pickDefinition';
import { callerOf, pickCaller } from '../callers/pickCaller';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';
import { setInFile } from '../editor/setInFile';

/** What explaining needs from the window. */
export interface ExplainServices {
  readonly sessions: Sessions;
  readonly lastTest: LastTest;
  readonly callers: Callers;
  readonly documents: ReadOnlyDocuments;
  readonly definitions: Definitions;
}

/**
 * Explains a caller against an identity. Without an id, asks for the rules: a live identity, or a definition
 * that is in the editor, on the clipboard or pasted. Without a source's id, asks for the caller.
 */
export async function explainIdentity(
  services: ExplainServices,
  identityId?: string,
  sourceId?: string,
): Promise<void> {
  const rules = identityId === undefined ? await pickRules(services) : await readLive(services, identityId);
  const source = sourceId === undefined ? undefined : services.callers.source(sourceId);
  const known = await (source ? callerOf(services.callers, source) : pickCaller(services.callers));
  await showExplanation(services.documents, rules(known), known);
}

/** Asks for a caller, and explains it against a definition in a file. @throws Failure as `definitionAt` */
export async function explainDefinition(
  services: ExplainServices,
  uri?: string,
  offset?: string,
): Promise<void> {
  const located = await definitionAt(services.definitions, uri, offset);
  const known = await pickCaller(services.callers);
  await showExplanation(services.documents, fileRules(located), known);
}

/** Explains what the last test compared. @throws Failure `invalid` if it compared nothing */
export async function explainTest(services: ExplainServices): Promise<void> {
  const { lastTest, documents } = services;
  const report = lastTest.report;
  const caller = report && doneStep(report, 'caller')?.caller;
  const compared = comparisonIn(report?.steps.get('match'));
  if (report && compared?.kind === 'claims') {
    const { identity, token } = compared;
    const { showTokenExplanation } = await import('./tokenPage');
    const known = { name: testSourceName(report.source), shown: token };
    return showTokenExplanation(documents, liveClaims(identity), known);
  }
  if (!report || !caller || !compared) {
    throw new Failure(
      'invalid',
      l10n.t('No test in this window has compared a caller with an identity yet.'),
      { remedy: l10n.t('Sign in, then test an identity.') },
    );
  }
  const known = { name: testSourceName(report.source), caller };
  await showExplanation(documents, liveRules(services, compared.identity, known), known);
}

/** What to explain, once the caller is known. */
type Rules = (known: KnownCaller) => Explained;

/** Asks which rules to explain. @throws Failure `cancelled` */
async function pickRules(services: ExplainServices): Promise<Rules> {
  const choices: Choice<() => Promise<Rules>>[] = [];
  const document = vscode.window.activeTextEditor?.document;
  const version = document?.version ?? 0;
  for (const definition of document ? await services.definitions.of(document) : []) {
    if (!document || definition.kind !== 'identity') continue;
    choices.push({
      label: `$(file-code) ${visible(nameIn(definition))}`,
      description: vscode.workspace.asRelativePath(document.uri),
      value: () => Promise.resolve(() => fileRules({ document, version, definition })),
    });
  }
  const copied = await definitionsOnClipboard();
  if (copied.length > 0) {
    choices.push({
      label: `$(clippy) ${l10n.t('The definition on the clipboard')}`,
      description: visible(copied.map(nameIn).join(', ')),
      value: async () => pasted(await oneOf(copied)),
    });
  }
  choices.push({
    label: `$(key) ${l10n.t('An identity in Chainguard…')}`,
    value: async () =>
      readLive(services, (await pickIdentity((await services.sessions.require()).connection)).id),
  });
  choices.push({
    label: `$(edit) ${l10n.t('Paste a definition…')}`,
    value: async () => pasted(await pasteDefinition()),
  });
  const options = {
    title: l10n.t('Explain Match'),
    placeHolder: l10n.t('Which identity?'),
    ignoreFocusOut: true,
  };
  return (await pickOne(choices, options))();
}

async function readLive(services: ExplainServices, id: string): Promise<Rules> {
  const { connection } = await services.sessions.require();
  const identity = await getIdentity(connection, id);
  return (known) => liveRules(services, identity, known);
}

function pasted(definition: Definition): Rules {
  const explained = { id: 'pasted', name: nameIn(definition), ...knownRules(definition) };
  return () => ({ ...explained, where: l10n.t('in a pasted text') });
}

function fileRules(located: Located): Explained {
  const { document, definition } = located;
  return {
    id: `${document.uri.toString()} ${definition.span.start}`,
    name: nameIn(definition),
    ...knownRules(definition),
    where: l10n.t('in {0}', vscode.workspace.asRelativePath(document.uri)),
    apply: { title: l10n.t('Apply the Change'), run: (changes) => applyToFile(located, changes) },
  };
}

/** Edits the definition so that it lets the caller in. Does not save the file. */
async function applyToFile(located: Located, changes: readonly Change[]): Promise<void> {
  const values = changes.reduce<NewValues>((all, { sets }) => ({ ...all, ...sets }), {});
  await setInFile(located, values, l10n.t('Add it by hand, as the explanation says.'));
  await vscode.window.showTextDocument(located.document, { preview: false });
}

/** @throws Failure as `awsMatchOf` */
function liveRules(services: ExplainServices, identity: Identity, known: KnownCaller): Explained {
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

/** @throws Failure as `claimMatchOf` */
function liveClaims(identity: Identity): ExplainedClaims {
  const { id, name, relationship } = identity;
  const asked = claimsAskedBy(relationship) ?? { match: claimMatchOf(identity), unknown: [] };
  return { id, name, ...asked, where: l10n.t('in Chainguard, {0}', id) };
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { getIdentity } from '../../chainguard/iam';
import { Failure } from '../../core/failure';
import { withValues, type NewValues } from '../../core/field';
import { awsMatchOf, type Identity } from '../../core/identity';
import { knownRules } from '../../core/lint/comparison';
import { explain } from '../../core/match/explain';
import type { TestResult } from '../../core/result/result';
import { visible } from '../../core/text';
import { undoEdit } from '../../flows/undoEdit';
import { runCommand } from '../commands';
import { openDefinitionsOf } from '../editor/openDefinitions';
import { setInFile } from '../editor/setInFile';
import { cancellable, done } from '../progress';
import { pickOne, requireTrust } from '../prompts';
import { changeLive } from './liveChange';
import type { ExplainServices } from './services';

/** Changes an identity in Chainguard so that it lets the caller of a test in, after the person has agreed. */
export async function fixTested(
  { sessions, tests }: ExplainServices,
  resultId?: string,
): Promise<Identity | undefined> {
  requireTrust();
  const { identityId, change } = compared(tests.results.get(resultId));
  const { connection } = await sessions.require();
  const live = await getIdentity(connection, identityId);
  const { name, description } = live;
  const before = awsMatchOf(live);
  const changed = await changeLive(sessions, identityId, {
    name,
    description,
    match: withValues(before, change),
  });
  if (changed) await tests.fixed(changed, { before, after: awsMatchOf(changed) });
  return changed;
}

/** Takes a fix back, as long as nothing else has changed the identity's rules. */
export async function undoFix({ sessions, tests }: ExplainServices, resultId?: string): Promise<void> {
  requireTrust();
  const result = tests.results.get(resultId);
  if (!result?.fixed) throw new Failure('invalid', l10n.t('There is no change to undo.'));
  const { fixed, identityId } = result;
  const { connection } = await sessions.require();
  const identity = await cancellable(l10n.t('Undoing the change'), (signal) =>
    undoEdit(connection, identityId, fixed, signal),
  );
  await tests.fixed(identity, null);
  await runCommand('assumable.refreshIdentities');
  done(l10n.t('Undone in Chainguard: {0}', visible(identity.name)));
}

/** Changes the definition of a tested identity in an open file so that it lets the caller in. Does not save it. */
export async function fixTestedFile(services: ExplainServices, resultId?: string): Promise<void> {
  const { identityId, identityName, caller } = compared(services.tests.results.get(resultId));
  const found = await openDefinitionsOf(services.definitions, identityId, identityName);
  if (found.length === 0) {
    throw new Failure('invalid', l10n.t('No open file defines this identity: {0}', identityName), {
      remedy: l10n.t('Open the file that does.'),
    });
  }
  const choices = found.map((value) => ({
    label: vscode.workspace.asRelativePath(value.document.uri),
    value,
  }));
  const only = choices.length === 1 ? choices[0]?.value : undefined;
  const located =
    only ?? (await pickOne(choices, { title: l10n.t('Fix in a file'), placeHolder: l10n.t('Which file?') }));
  const { match, unknown } = knownRules(located.definition);
  const values = explain(match, caller, unknown).fields.reduce<NewValues>(
    (all, field) => (field.matches ? all : { ...all, ...field.change.sets }),
    {},
  );
  const file = vscode.workspace.asRelativePath(located.document.uri);
  if (Object.keys(values).length > 0)
    await setInFile(located, { values }, l10n.t('Add it by hand, as the explanation says.'));
  await vscode.window.showTextDocument(located.document, { preview: false });
  done(
    Object.keys(values).length > 0
      ? l10n.t('Edited, and not saved yet: {0}', file)
      : l10n.t('This file lets the caller in already; it differs from what is in Chainguard: {0}', file),
  );
}

/** A result that knows what to change. @throws Failure `invalid` for any other */
function compared(result: TestResult | undefined) {
  const { change, caller } = result ?? {};
  if (result && change && caller) return { ...result, change, caller };
  throw new Failure('invalid', l10n.t('This test found nothing to change in the identity.'), {
    remedy: l10n.t('Sign in, then test an identity.'),
  });
}

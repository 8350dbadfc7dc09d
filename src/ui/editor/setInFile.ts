import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { fieldName, type NewValues } from '../../core/field';
import { Failure } from '../../core/failure';
import type { Edit } from '../../core/lint/definition';
import type { NewClaimRule } from '../../core/match/newClaimRules';
import { provenUpdate } from '../../documents/editDefinition';
import { changedMeanwhile, languageOf, type Located, workspaceEdit, wouldChangeMore } from './definitions';

/**
 * Sets fields of a definition, and rules for a token, to new values in its document: all of them or none. Does not save
 * the document.
 *
 * @param byHand the remedy to show where the definition lacks a field
 * @throws Failure `invalid` where the definition lacks a field, the document has changed or something else would change,
 *   `unexpected` when VS Code makes no edit
 */
export async function setInFile(
  { document, version, definition }: Located,
  { values = {}, rules = [] }: { readonly values?: NewValues; readonly rules?: readonly NewClaimRule[] },
  byHand: string,
): Promise<void> {
  const update = provenUpdate(document.getText(), languageOf(document), definition, values, rules);
  if (update.is === 'missing' && update.rules.length > 0) {
    const names = update.rules.map(({ part, field }) => fieldName(part, field));
    throw new Failure(
      'invalid',
      l10n.t('The definition lacks a rule, so nothing was edited: {0}', names.join(', ')),
      { remedy: byHand },
    );
  }
  if (update.is === 'missing') {
    throw new Failure(
      'invalid',
      l10n.t(
        'The definition lacks a field, so nothing was edited: {0}',
        update.parts.map((part) => fieldName(part)).join(', '),
      ),
      { remedy: byHand },
    );
  }
  await make({ document, version }, update);
}

async function make(
  { document, version }: Pick<Located, 'document' | 'version'>,
  update: { readonly is: 'proven'; readonly edits: readonly Edit[] } | { readonly is: 'refused' },
): Promise<void> {
  if (document.version !== version || document.isClosed) throw changedMeanwhile(document);
  if (update.is === 'refused') throw wouldChangeMore(document);
  const edit = workspaceEdit(document, update.edits);
  if (!(await vscode.workspace.applyEdit(edit))) {
    const path = vscode.workspace.asRelativePath(document.uri);
    throw new Failure('unexpected', l10n.t('VS Code did not edit the file: {0}', path), {
      remedy: l10n.t('It may be read-only.'),
    });
  }
}

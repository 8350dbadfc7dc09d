import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { fieldName, type NewValues } from '../../core/field';
import { Failure } from '../../core/failure';
import { editDefinition } from '../../documents/editDefinition';
import { changedMeanwhile, rangeIn, type Located } from './definitions';

/**
 * Sets fields of a definition to new values in its document: all of them or none. Does not save the document.
 *
 * @param byHand the remedy to show where the definition lacks a field
 * @throws Failure `invalid` where the definition lacks a field or the document has changed, `unexpected` when
 *   VS Code makes no edit
 */
export async function setInFile(
  { document, version, definition }: Located,
  values: NewValues,
  byHand: string,
): Promise<void> {
  const { edits, missing } = editDefinition(document.getText(), definition, values);
  if (missing.length > 0) {
    throw new Failure(
      'invalid',
      l10n.t('The definition lacks a field, so nothing was edited: {0}', missing.map(fieldName).join(', ')),
      { remedy: byHand },
    );
  }
  if (document.version !== version || document.isClosed) throw changedMeanwhile(document);
  const edit = new vscode.WorkspaceEdit();
  for (const each of edits) edit.replace(document.uri, rangeIn(document, each), each.newText);
  if (!(await vscode.workspace.applyEdit(edit))) {
    const path = vscode.workspace.asRelativePath(document.uri);
    throw new Failure('unexpected', l10n.t('VS Code did not edit the file: {0}', path), {
      remedy: l10n.t('It may be read-only.'),
    });
  }
}

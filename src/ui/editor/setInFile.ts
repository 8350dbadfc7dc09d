import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { fieldName, type NewValues } from '../../core/field';
import { Failure } from '../../core/failure';
import { editDefinition } from '../../documents/editDefinition';
import { changedMeanwhile, rangeIn, type Located } from './definitions';

/**
 * Gives fields of a definition new values in its document, all or none of them. The document is not saved.
 *
 * @param byHand what to do where the definition lacks a field
 * @throws Failure `invalid` where it lacks one, or when the document has another version by now, `unexpected` when VS
 *   Code makes no edit
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

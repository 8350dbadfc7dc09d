import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure';
import type { Definitions, Located } from './definitions';

/**
 * The definition that a command is about: where a lens says, or else at the cursor, or the only one of the editor.
 *
 * @throws Failure `invalid` where there is none
 */
export async function definitionAt(
  definitions: Definitions,
  uri?: string,
  offset?: string,
): Promise<Located> {
  if (uri !== undefined && offset !== undefined) {
    return definitions.at(vscode.Uri.parse(uri, true), Number(offset));
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new Failure('invalid', l10n.t('No editor is open.'), {
      remedy: l10n.t('Open a file that defines an AWS identity.'),
    });
  }
  const { document, selection } = editor;
  const found = (await definitions.of(document)).filter(({ kind }) => kind === 'identity');
  const [only, ...others] = found;
  const cursor = document.offsetAt(selection.active);
  return definitions.at(document.uri, only && others.length === 0 ? only.span.start : cursor);
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { exportTable, type ExportFormat, type Written } from '../../core/access/tableExport';
import { Failure } from '../../core/failure';
import { inPieces } from '../../flows/inPieces';
import type { Writing } from '../../wire/access';

/** The longest text that is opened in an editor, in UTF-16 units. */
const longestOpened = 5_000_000;

const files: Readonly<Record<ExportFormat, { readonly ending: string; readonly language: string }>> = {
  csv: { ending: 'csv', language: 'csv' },
  markdown: { ending: 'md', language: 'markdown' },
  json: { ending: 'json', language: 'json' },
};

/**
 * Opens a table as an untitled document, or saves it where the person says.
 *
 * @returns a sentence about it, or `null` if the person cancelled
 * @throws Failure `cancelled` when `signal` aborts, `invalid` for a table that is too long to be opened
 */
export async function writeTable(
  written: Written,
  format: ExportFormat,
  how: Writing,
  signal: AbortSignal,
): Promise<string | null> {
  const uri = how === 'save' ? await askWhere(format) : undefined;
  if (how === 'save' && !uri) return null;
  const pieces: string[] = [];
  await inPieces(exportTable(written, format), signal, (piece) => pieces.push(piece));
  const text = pieces.join('');
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return l10n.t('Saved: {0}', vscode.workspace.asRelativePath(uri));
  }
  if (text.length > longestOpened)
    throw new Failure('invalid', l10n.t('The table is too long to be opened in an editor.'), {
      remedy: l10n.t('Save it, or show fewer rows.'),
    });
  const language = await languageFor(format);
  const document = await vscode.workspace.openTextDocument({ content: text, ...(language && { language }) });
  await vscode.window.showTextDocument(document, { preview: false });
  return l10n.t('Opened as a new document.');
}

async function askWhere(format: ExportFormat): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `access.${files[format].ending}`;
  return vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    title: l10n.t('Save Who Can Assume What'),
  });
}

/** The language of a format, where VS Code knows it. */
async function languageFor(format: ExportFormat): Promise<string | undefined> {
  const { language } = files[format];
  return (await vscode.languages.getLanguages()).includes(language) ? language : undefined;
}

import * as vscode from 'vscode';

/** Resolves with what `read` gives once that is not `undefined`; asked again whenever diagnostics change. */
export async function whenDiagnosed<T>(read: () => T | undefined): Promise<T> {
  const now = read();
  if (now !== undefined) return now;
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      const value = read();
      if (value === undefined) return;
      subscription.dispose();
      resolve(value);
    });
  });
}

/** The extension's own diagnostics of a document. */
export function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'assumable');
}

/** The id of a diagnostic's rule. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : '';
}

/** The ids of the rules that find something in a document, by place. */
export function rulesOf(uri: vscode.Uri): string[] {
  return ours(uri).map(codeOf);
}

/** Gives a document another text, as one edit of the whole. */
export async function replaceText(
  document: vscode.TextDocument,
  change: (text: string) => string,
): Promise<void> {
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const edits = new vscode.WorkspaceEdit();
  edits.replace(document.uri, all, change(document.getText()));
  if (!(await vscode.workspace.applyEdit(edits))) throw new Error(`Not edited: ${document.uri.toString()}`);
}

/** The extension's code actions of a kind for a place, with their edits, as they would be made now. */
export function actionsIn(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind: string,
): Thenable<vscode.CodeAction[]> {
  const resolved = 100;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind, resolved);
}

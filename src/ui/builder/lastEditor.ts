import * as vscode from 'vscode';

/**
 * Remembers the text editor that the person last used, for a page beside it: while the page has the focus, no
 * text editor is active. Output panels, settings and what cannot be written to do not count.
 */
export class LastEditor implements vscode.Disposable {
  #last: vscode.TextEditor | undefined;
  readonly #listening: vscode.Disposable;

  constructor() {
    this.#see(vscode.window.activeTextEditor);
    this.#listening = vscode.window.onDidChangeActiveTextEditor((editor) => this.#see(editor));
  }

  /** That editor if it is still visible, else another visible one; `undefined` if there is none. */
  find(): vscode.TextEditor | undefined {
    const seen = vscode.window.visibleTextEditors.filter(isForText);
    return (
      seen.find((editor) => editor === this.#last) ??
      seen.find(({ document }) => document === this.#last?.document) ??
      seen[0]
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #see(editor: vscode.TextEditor | undefined): void {
    if (editor && isForText(editor)) this.#last = editor;
  }
}

/** Whether an editor shows a file that can be written, or a document that has no name yet. */
function isForText({ document: { uri } }: vscode.TextEditor): boolean {
  return uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

import * as vscode from 'vscode';
import { looksLikeToken } from '../../core/token/looksLikeToken';
import { ContextKey } from '../contextKey';

/** Keeps the context key that says whether the editor's selection looks like a token, for the editor's menu. */
export function watchSelection(): vscode.Disposable {
  const selected = new ContextKey<boolean>('assumable.tokenSelected');
  const look = (editor: vscode.TextEditor | undefined) => {
    void selected.set(editor !== undefined && looksLikeToken(editor.document.getText(editor.selection)));
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => look(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(look),
  );
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { visible } from '../core/text';
import { command } from './commands';

/** The scheme of this extension's read-only documents. */
const readOnlyScheme = 'assumable';

/**
 * The address of a page that {@link ReadOnlyDocuments.serve} serves. The manifest associates the folder of pages with VS
 * Code's Markdown preview, so that they open rendered, or as text where there is no preview.
 */
export function pageOf(kind: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: readOnlyScheme, path: `/pages/${name}.md`, query: kind });
}

/** A lens above a document: something to do with it or, without `run`, a fact. */
export interface DocumentAction {
  /** Unique among the document's actions. */
  readonly id: string;
  readonly title: string;
  readonly run?: () => unknown;
}

/** A document to show. It is forgotten, with whatever `actions` hold on to, when its editor is closed. */
export interface ReadOnlyText {
  /** The file name, without a folder; its ending decides the language. */
  readonly name: string;
  /** Tells documents of the same name apart. Showing an open name and id again replaces its text. */
  readonly id: string;
  readonly text: string;
  /** Called whenever lenses are drawn, and when an action runs. */
  readonly actions?: () => readonly DocumentAction[];
}

/** The one provider of read-only documents. They stay in memory, each with its actions as lenses above it. */
export class ReadOnlyDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #shown = new Map<string, ReadOnlyText>();
  readonly #pages = new Map<string, (name: string) => Promise<string | undefined>>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #actionsChanged = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#actionsChanged.event;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#actionsChanged,
      vscode.workspace.registerTextDocumentContentProvider(readOnlyScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: readOnlyScheme }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    );
  }

  /** Shows a document in an editor. */
  async show(shown: ReadOnlyText): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(this.put(shown));
    return vscode.window.showTextDocument(document, { preview: true });
  }

  /** Makes a document ready to be opened, or replaces the text of one that is open. */
  put(shown: ReadOnlyText): vscode.Uri {
    const path = `/${visible(shown.name).replace(/[^\p{L}\p{N}. _-]/gu, '_')}`;
    const uri = vscode.Uri.from({ scheme: readOnlyScheme, path, query: shown.id });
    const known = this.#shown.has(uri.toString());
    this.#shown.set(uri.toString(), shown);
    if (known) {
      this.#changed.fire(uri);
      this.redrawActions();
    }
    return uri;
  }

  /**
   * Serves Markdown pages of one kind, which can be opened at any time. `text` gives `undefined` for a name
   * that has no page.
   */
  serve(kind: string, text: (name: string) => Promise<string | undefined>): void {
    this.#pages.set(kind, text);
  }

  /** Draws the lenses again if a read-only document is visible. */
  redrawActions(): void {
    const seen = vscode.window.visibleTextEditors.some(
      ({ document: { uri } }) => uri.scheme === readOnlyScheme,
    );
    if (seen) this.#actionsChanged.fire();
  }

  /** Runs one of a document's actions. Does nothing if the document was closed. */
  async run(uri: string, actionId: string): Promise<void> {
    const actions = this.#shown.get(uri)?.actions?.() ?? [];
    await actions.find(({ id }) => id === actionId)?.run?.();
  }

  /** Runs this action of the document in the active editor, if it has one. */
  async runInEditor(actionId: string): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri) await this.run(uri.toString(), actionId);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const shown = this.#shown.get(uri.toString());
    if (shown) return shown.text;
    const page = await this.#pages.get(uri.query)?.(uri.path.replace(/^\/pages\/|\.md$/g, ''));
    return page ?? l10n.t('This text was kept in memory only, and is gone.') + '\n';
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const actions = this.#shown.get(uri.toString())?.actions?.() ?? [];
    return actions.map(
      ({ id, title, run }) =>
        new vscode.CodeLens(
          top,
          run
            ? command('assumable.runDocumentAction', title, uri.toString(), id)
            : { title: visible(title), command: '' },
        ),
    );
  }

  dispose(): void {
    this.#shown.clear();
    this.#subscriptions.dispose();
  }
}

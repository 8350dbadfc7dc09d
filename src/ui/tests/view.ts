import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asFailure } from '../../core/failure';
import { pageHtml, pagesFolder } from '../page/html';
import type { TestsServices } from './host';

const viewId = 'assumable.tests';

/** The Identity Tests view in the panel. Each time that VS Code makes its page, that gets a new host. */
export class TestsView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #services: TestsServices;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #registration: vscode.Disposable;
  #view: vscode.WebviewView | undefined;

  constructor(
    extension: vscode.Uri,
    services: TestsServices,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#extension = extension;
    this.#services = services;
    this.#failed = failed;
    this.#registration = vscode.window.registerWebviewViewProvider(viewId, this);
  }

  /** Brings the view to sight. The keyboard stays where it is. */
  async reveal(): Promise<void> {
    if (this.#view) this.#view.show(true);
    else await vscode.commands.executeCommand(`${viewId}.focus`, { preserveFocus: true });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    this.#view = view;
    webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(this.#extension)] };
    const served = import('./host').then(({ serveTests }) =>
      serveTests(this.#services, (message) => void webview.postMessage(message), this.#failed),
    );
    served.catch((error: unknown) => this.#failed('Serving the page of tests', asFailure(error)));
    const listening = webview.onDidReceiveMessage(async (message: unknown) =>
      (await served).receive(message),
    );
    view.onDidDispose(async () => {
      if (this.#view === view) this.#view = undefined;
      listening.dispose();
      (await served).dispose();
    });
    webview.html = pageHtml(webview, this.#extension, 'tests', {
      heading: l10n.t('Identity tests'),
      lead: '',
    });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

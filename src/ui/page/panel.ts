import * as vscode from 'vscode';
import { asFailure } from '../../core/failure';
import { visible } from '../../core/text';
import type { Served } from '../../wire/rpc';
import { pageHtml, pagesFolder, type Frame } from './html';

/** What a host needs of the panel that shows its page. */
export interface PagePanel {
  readonly post: (message: unknown) => void;
  readonly rename: (title: string) => void;
  /** Whether the person sees the page. A hidden page is gone, and hears nothing. */
  readonly visible: () => boolean;
}

/** A page to show in a panel. */
export interface Page {
  /** Its bundle, a folder of src/webview. */
  readonly name: string;
  readonly frame: Frame;
  /** Loads the page's host, which answers it until the panel is closed. */
  readonly serve: (panel: PagePanel) => Promise<Served>;
}

/** Shows a page in a panel. What comes from the page waits until its host is loaded. */
export function showPage(
  panel: vscode.WebviewPanel,
  extension: vscode.Uri,
  { name, frame, serve }: Page,
  failed: (doing: string, error: unknown) => void,
): void {
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extension)] };
  panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
  const served = serve({
    post: (message) => void webview.postMessage(message),
    rename: (title) => {
      panel.title = visible(title);
    },
    visible: () => panel.visible,
  });
  served.catch((error: unknown) => failed(`Serving the page: ${name}`, asFailure(error)));
  const listening = webview.onDidReceiveMessage(async (message: unknown) => (await served).receive(message));
  panel.onDidDispose(async () => {
    listening.dispose();
    (await served).dispose();
  });
  webview.html = pageHtml(webview, extension, name, frame);
}

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import styles from './frame.css';

/** The folder of the pages' bundles. A page can load nothing else. */
export function pagesFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/** What a page shows before its script has run. */
export interface Frame {
  readonly heading: string;
  readonly lead: string;
}

/**
 * The HTML of a page: its heading and its bundle. Only what carries this page's nonce runs or applies, and
 * only the bundle is fetched. The HTML holds no data: the page asks for what it needs.
 *
 * VS Code shows a page once it has loaded, or after a fifth of a second. It does not wait for an `import()`,
 * so the heading shows while the bundle is on its way.
 *
 * @param page the bundle's name, a folder of src/webview
 */
export function pageHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  page: string,
  { heading, lead }: Frame,
): string {
  const nonce = randomBytes(16).toString('base64');
  const bundle = String(webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extension), `${page}.js`)));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escape(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(heading)}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main aria-busy="true"><header><h1>${escape(heading)}</h1><p class="lead">${escape(lead)}</p></header></main>
<script nonce="${nonce}">import(${JSON.stringify(bundle).replaceAll('<', '\\u003c')});</script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

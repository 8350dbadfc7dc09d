import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the pages' bundles are; nothing else can be loaded by a page. */
export function pagesFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist', 'webview');
}

/**
 * The HTML of a page: its bundle and nothing else. No inline script or style runs, nothing is fetched, and no data
 * stands in it: the page asks for what it needs.
 *
 * @param page the bundle's name, a folder of src/webview
 */
export function pageHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  page: string,
  title: string,
): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (file: string) =>
    String(webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extension), file)));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="${escape(at('codicon.css'))}">
</head>
<body>
<script nonce="${nonce}" src="${escape(at(`${page}.js`))}"></script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { temporaryDirectory } from '../host/temporary';

const manifest = {
  name: 'empty-panel',
  publisher: 'bench',
  version: '1.0.0',
  engines: { vscode: '^1.101.0' },
  main: './extension.js',
  files: ['extension.js'],
  activationEvents: ['onStartupFinished'],
  contributes: { commands: [{ command: 'emptyPanel.open', title: 'Open Empty Panel' }] },
};

const page = `<!DOCTYPE html><html lang="en"><body><main>Empty</main><script>
const { postMessage } = acquireVsCodeApi();
window.ask = (text) => new Promise((answer) => {
  window.addEventListener('message', ({ data }) => answer(data), { once: true });
  postMessage(text);
});
</script></body></html>`;

const extension = `const vscode = require('vscode');
exports.activate = () => vscode.commands.registerCommand('emptyPanel.open', () => {
  const options = { enableScripts: true };
  const { webview } = vscode.window.createWebviewPanel('emptyPanel', 'Empty', vscode.ViewColumn.Active, options);
  webview.onDidReceiveMessage((message) => webview.postMessage(message));
  webview.html = ${JSON.stringify(page)};
});`;

/**
 * Packages an extension whose command "Open Empty Panel" opens a page with one word in it, which sends back whatever
 * it is sent by `ask()`: what any page of VS Code's costs at the least.
 *
 * @returns the path of the VSIX, in a temporary directory of its own
 */
export async function packageEmptyPanel(): Promise<string> {
  const directory = await temporaryDirectory();
  const source = path.join(directory, 'source');
  await mkdir(source);
  await writeFile(path.join(source, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(source, 'extension.js'), extension);
  const packagePath = path.join(directory, 'empty-panel.vsix');
  const loose = { dependencies: false, allowMissingRepository: true, skipLicense: true };
  await createVSIX({ cwd: source, packagePath, ...loose });
  return packagePath;
}

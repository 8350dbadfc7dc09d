import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { project } from '../host/node24';
import { temporaryDirectory } from '../host/temporary';
import type { Workbench } from '../e2e/workbench';

/** Extensions that do nothing. Each is as large as ours, so that the time is that of what ours does. */
const empty = ['empty-0', 'empty-1', 'empty-2'];

/** The containers of the bare extension, each with a view of the same name and in that three fixed rows. */
export const bareRows = ['Bare 0', 'Bare 1', 'Bare 2'] as const;
/** How many fixed rows there are below `few-0`, `many-0` and `none-0` of the first view; they are `few-0-0` and so on. */
const rows = { few: 25, many: 2000, none: 0 };

const page = `<!DOCTYPE html><html lang="en"><body><main>Empty</main><script>
const { postMessage } = acquireVsCodeApi();
window.ask = (text) => new Promise((answer) => {
  window.addEventListener('message', ({ data }) => answer(data), { once: true });
  postMessage(text);
});
</script></body></html>`;

const bare = `const vscode = require('vscode');
const page = ${JSON.stringify(page)};
const rows = ${JSON.stringify(rows)};
const treeOf = (view) => ({
  getChildren: (row) =>
    row === undefined
      ? Object.keys(rows).map((kind) => ({ kind, label: kind + '-' + view }))
      : Array.from({ length: rows[row.kind] }, (_, at) => ({ label: row.label + '-' + at })),
  getTreeItem: ({ kind, label }) => new vscode.TreeItem(label, rows[kind] > 0 ? 1 : 0),
});
exports.activate = () => {
  for (const view of [0, 1, 2]) vscode.window.registerTreeDataProvider('bareRows' + view, treeOf(view));
  vscode.commands.registerCommand('bare.openPage', () => {
    const options = { enableScripts: true };
    const { webview } = vscode.window.createWebviewPanel('bare', 'Empty', vscode.ViewColumn.Active, options);
    webview.onDidReceiveMessage((message) => webview.postMessage(message));
    webview.html = page;
  });
};`;

const common = {
  publisher: 'bench',
  version: '1.0.0',
  engines: { vscode: '^1.101.0' },
  main: './extension.js',
  files: ['extension.js'],
  activationEvents: ['onStartupFinished'],
};

const contributes = {
  commands: [{ command: 'bare.openPage', title: 'Open Empty Panel' }],
  viewsContainers: {
    activitybar: bareRows.map((title, at) => ({ id: `bare${at}`, title, icon: '$(list-flat)' })),
  },
  views: Object.fromEntries(
    bareRows.map((title, at) => [`bare${at}`, [{ id: `bareRows${at}`, name: title }]]),
  ),
};

/**
 * Packages extensions that show what anything in VS Code costs at the least: some that do nothing, and one with trees
 * of fixed rows and an empty page that sends back whatever `ask()` sends.
 *
 * @returns the paths of the VSIX files, in a temporary directory of their own
 */
export async function packageBare(): Promise<string[]> {
  const directory = await temporaryDirectory();
  const pack = async (
    manifest: { readonly name: string; readonly contributes?: object },
    extension: string,
  ) => {
    const cwd = path.join(directory, manifest.name);
    await mkdir(cwd);
    await writeFile(path.join(cwd, 'package.json'), JSON.stringify({ ...common, ...manifest }));
    await writeFile(path.join(cwd, 'extension.js'), extension);
    const packagePath = `${cwd}.vsix`;
    const loose = { dependencies: false, allowMissingRepository: true, skipLicense: true };
    await createVSIX({ cwd, packagePath, ...loose });
    return packagePath;
  };
  const ours = await readFile(path.join(project, 'dist', 'extension.js'), 'utf8');
  const idle = `exports.activate = () => {};\nfunction never() {${ours}\n}`;
  return [
    await pack({ name: 'bare', contributes }, bare),
    ...(await Promise.all(empty.map((name) => pack({ name }, idle)))),
  ];
}

/**
 * What makes every process of VS Code write down, in `folder`, how much of the processor's time it takes to load an
 * extension that is measured and to activate it.
 */
export function timeActivations(folder: string): string {
  return `const Module = require('node:module');
const { appendFileSync } = require('node:fs');
const load = Module._load;
Module._load = function (request, ...rest) {
  const [, name] = /\\/(assumable-identities|bench\\.empty)[^/]*\\/(?:dist\\/)?extension\\.js$/.exec(request) ?? [];
  if (name === undefined) return load.call(this, request, ...rest);
  const began = process.threadCpuUsage();
  const loaded = load.call(this, request, ...rest);
  const loading = process.threadCpuUsage(began);
  const activate = (context) => {
    const since = process.threadCpuUsage();
    const activated = loaded.activate(context);
    const calling = process.threadCpuUsage(since);
    const took = (loading.user + loading.system + calling.user + calling.system) / 1000;
    appendFileSync(${JSON.stringify(path.join(folder, 'activations'))}, name + ' ' + took + '\\n');
    return activated;
  };
  return { ...loaded, activate };
};`;
}

/** What activating this extension and the empty ones took in a window, in milliseconds. */
export async function activationsOf(window: Workbench): Promise<{ ours: number[]; empty: number[] }> {
  const written = await readFile(path.join(path.dirname(window.workspace), 'activations'), 'utf8');
  const of = (name: string) =>
    written.split('\n').flatMap((line) => (line.startsWith(name) ? [Number(line.split(' ')[1])] : []));
  return { ours: of('assumable-identities '), empty: of('bench.empty ') };
}

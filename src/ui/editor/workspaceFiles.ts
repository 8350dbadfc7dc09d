import * as vscode from 'vscode';
import { isTerraformRecord } from '../../documents/format';
import type { DefinitionFile } from '../../flows/definitionRows';

const which = '**/*.{json,jsonc,yaml,yml,tf,tofu,tfvars,hcl}';
const without = '**/{node_modules,.git,.terraform,dist,out,vendor}/**';
/** The most files to look into. */
const mostFiles = 5000;
/** A longer file is not read. In bytes. */
const largest = 2_000_000;

/** The files of the workspace that may define identities: as they are in the editor, else as they are saved. */
export function definitionFiles(): Promise<readonly DefinitionFile[]> {
  return filesLike(which);
}

/** The files of the workspace with this pattern, as they are in the editor, else as they are saved. */
export async function filesLike(pattern: string): Promise<readonly DefinitionFile[]> {
  const uris = await vscode.workspace.findFiles(pattern, without, mostFiles);
  return uris
    .filter(({ path }) => !isTerraformRecord(path))
    .map((uri) => ({
      path: vscode.workspace.asRelativePath(uri),
      uri: uri.toString(),
      text: () => textOf(uri),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > largest ? '' : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

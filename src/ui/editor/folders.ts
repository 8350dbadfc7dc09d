import * as vscode from 'vscode';
import type { FolderFile } from '../../documents/terraformNames';

/** The most files of a folder that are read, the longest one, and how long all may be together, in UTF-16 units. */
const mostFiles = 100;
const longestFile = 500_000;
const longestFolder = 2_000_000;
/** How long after a change of a file to tell of it, in milliseconds. */
const pause = 150;

const none: readonly FolderFile[] = [];
const isTerraform = (name: string) => /\.(?:tf|tofu)(?:\.json)?$/.test(name);

/** One folder: what is on its disk, and what was given out of it. */
interface Folder {
  readonly uri: vscode.Uri;
  readonly watcher: vscode.Disposable;
  /** The files that are not open, by name; `undefined` until they are read, and again when one of them has changed. */
  disk: Promise<ReadonlyMap<string, FolderFile>> | undefined;
  /** The files of open documents, each with its version. */
  readonly open: Map<string, { readonly version: number; readonly file: FolderFile }>;
  /** What each document was given last, which stays the same object as long as it says the same. */
  readonly given: Map<string, readonly FolderFile[]>;
}

/**
 * Gathers the other Terraform files of a document's folder, which are one module with it: open documents as they are in
 * the editor, the others from the file system that the document is in. Runs nothing, fetches no module, and leaves out
 * what is too long. What is gathered is kept until something in the folder changes.
 */
export class TerraformFolders implements vscode.Disposable {
  readonly #folders = new Map<string, Folder>();
  readonly #changed: () => void;
  readonly #subscriptions: vscode.Disposable;
  #waiting: NodeJS.Timeout | undefined;

  /** @param told is called some time after a file changed beside a document that was read */
  constructor(told: () => void) {
    this.#changed = told;
    const changed = ({ uri }: vscode.TextDocument) => {
      if (!isTerraform(uri.path)) return;
      const folder = this.#folders.get(keyOf(uri));
      if (folder) this.#soon();
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document)),
      vscode.workspace.onDidOpenTextDocument(changed),
      vscode.workspace.onDidCloseTextDocument((document) => {
        const folder = this.#folders.get(keyOf(document.uri));
        folder?.given.delete(document.uri.toString());
        folder?.open.delete(nameOf(document.uri));
        changed(document);
        if (folder?.given.size === 0) this.#forget(document.uri);
      }),
    );
  }

  /** The other files of a Terraform document's folder; the same object as long as they say the same. */
  async of(document: vscode.TextDocument): Promise<readonly FolderFile[]> {
    const { uri } = document;
    const folder = this.#folderOf(uri);
    folder.disk ??= readFolder(folder.uri);
    const files = new Map(await folder.disk);
    for (const each of vscode.workspace.textDocuments)
      if (keyOf(each.uri) === keyOf(uri) && isTerraform(each.uri.path) && !each.isClosed)
        files.set(nameOf(each.uri), openFile(folder, each));
    files.delete(nameOf(uri));
    const now = within([...files.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    const before = folder.given.get(uri.toString());
    const isSame = before?.length === now.length && before.every((file, index) => file === now[index]);
    const given = isSame ? before : now.length === 0 ? none : now;
    if (!document.isClosed) folder.given.set(uri.toString(), given);
    return given;
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    for (const { watcher } of this.#folders.values()) watcher.dispose();
    this.#subscriptions.dispose();
  }

  #folderOf(uri: vscode.Uri): Folder {
    const key = keyOf(uri);
    const known = this.#folders.get(key);
    if (known) return known;
    const at = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(at, '*.{tf,tofu,tf.json,tofu.json}'),
    );
    const folder: Folder = { uri: at, watcher, disk: undefined, open: new Map(), given: new Map() };
    const changed = () => {
      folder.disk = undefined;
      this.#soon();
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    this.#folders.set(key, folder);
    return folder;
  }

  #forget(uri: vscode.Uri): void {
    this.#folders.get(keyOf(uri))?.watcher.dispose();
    this.#folders.delete(keyOf(uri));
  }

  #soon(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#changed(), pause);
  }
}

function keyOf(uri: vscode.Uri): string {
  return vscode.Uri.joinPath(uri, '..').toString();
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function openFile(folder: Folder, document: vscode.TextDocument): FolderFile {
  const { uri, version } = document;
  const name = nameOf(uri);
  const known = folder.open.get(name);
  if (known?.version === version) return known.file;
  const file = { name, text: document.getText() };
  folder.open.set(name, { version, file });
  return file;
}

/** As many of the files as may be read. */
function within(files: readonly FolderFile[]): readonly FolderFile[] {
  let left = longestFolder;
  return files.slice(0, mostFiles).filter(({ text }) => {
    if (text.length > Math.min(left, longestFile)) return false;
    left -= text.length;
    return true;
  });
}

/** The Terraform files of a folder. A folder or a file that cannot be read has nothing to look up. */
async function readFolder(folder: vscode.Uri): Promise<ReadonlyMap<string, FolderFile>> {
  const { fs } = vscode.workspace;
  const files = new Map<string, FolderFile>();
  const entries = await fs.readDirectory(folder).then(
    (all) => all,
    () => [],
  );
  const names = entries
    .filter(([name, type]) => isTerraform(name) && (type & vscode.FileType.File) !== 0)
    .map(([name]) => name)
    .toSorted()
    .slice(0, mostFiles);
  let left = longestFolder;
  for (const name of names) {
    const uri = vscode.Uri.joinPath(folder, name);
    const text = await fs.stat(uri).then(
      async ({ size }) =>
        size > Math.min(left, longestFile) ? '' : new TextDecoder().decode(await fs.readFile(uri)),
      () => '',
    );
    left -= text.length;
    if (text !== '') files.set(name, { name, text });
  }
  return files;
}

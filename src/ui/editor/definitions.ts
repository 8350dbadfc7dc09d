import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Caller } from '../../core/caller';
import type { Definition, Edit } from '../../core/lint/definition';
import { isWithin } from '../../core/text';
import { Failure } from '../../core/failure';
import type { Finding } from '../../core/lint/finding';
import {
  formatOf,
  isTerraformRecord,
  lengthExceeded,
  mayDefine,
  mostDefinitions,
} from '../../documents/format';
import type { DocumentReader } from '../../documents/reader';
import type { FolderFile } from '../../documents/terraformNames';
import type { TerraformFolders } from './folders';

/** The documents to look for definitions in. Each document's language decides whether it can have any. */
export const definitionDocuments: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-vfs' },
];

/** A definition in one version of a document. */
export interface Located {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly definition: Definition;
}

/** Of no folder: the same object each time, so that a reader sees that nothing has changed. */
const none: readonly FolderFile[] = [];

/** One version of a document, and the reader that continues with the next version. */
interface Read {
  readonly version: number;
  readonly language: string;
  readonly text: string;
  /** `undefined` where the document defines nothing or is too long. */
  readonly reader: Promise<DocumentReader> | undefined;
}

/**
 * Reads every open document once, for everything that the editor shows of it. Reading begins when it is first
 * needed and follows the document from version to version, until it is closed or changes its language.
 */
export class Definitions implements vscode.Disposable {
  readonly #read = new Map<string, Read>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #folders: Promise<TerraformFolders> | undefined;

  /** Fires when what a document refers to may have changed in another file, although the document has not. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#read.delete(uri.toString())),
    );
  }

  /** What the document defines now; nothing if it cannot define anything or is too long. */
  async of(document: vscode.TextDocument): Promise<readonly Definition[]> {
    const { text, reader, folder } = this.#readingOf(document);
    return (await reader)?.read(text, await folder) ?? [];
  }

  /** What lint finds in the document as it is now, whatever the settings say. */
  async lint(document: vscode.TextDocument, caller: Caller | undefined): Promise<readonly Finding[]> {
    const { text, reader, folder } = this.#readingOf(document);
    return (await reader)?.lint(text, caller, await folder) ?? [];
  }

  /**
   * The point from which a document is not checked, because it is too long or defines too much, and a
   * sentence that says so; `undefined` where all of it is checked.
   */
  async unread(
    document: vscode.TextDocument,
  ): Promise<{ readonly start: number; readonly end: number; readonly message: string } | undefined> {
    const { text, language, reader, folder } = this.#readingOf(document);
    const most = lengthExceeded(text, language);
    if (most !== undefined) return { start: 0, end: 0, message: tooLong(most) };
    const last = (await reader)?.read(text, await folder)[mostDefinitions - 1];
    return last && { ...last.head, message: tooMany() };
  }

  /** The other files of a document's folder that its definitions can refer to. */
  async folderOf(document: vscode.TextDocument): Promise<readonly FolderFile[]> {
    if (formatOf(languageOf(document)) !== 'terraform' || document.isUntitled) return none;
    this.#folders ??= import('./folders').then(
      ({ TerraformFolders }) => new TerraformFolders(() => this.#changed.fire()),
    );
    return (await this.#folders).of(document);
  }

  /**
   * The definition of an AWS identity around an offset in a document.
   *
   * @throws Failure `invalid` where there is none any more, or where the document holds too much to be read
   *   that far
   */
  async at(uri: vscode.Uri, offset: number, kinds: readonly Definition['kind'][]): Promise<Located> {
    const document = await vscode.workspace.openTextDocument(uri);
    const { version } = document;
    const found = await this.of(document);
    const definition = found.find(({ kind, span }) => kinds.includes(kind) && isWithin(span, offset));
    if (definition) return { document, version, definition };
    const unread = await this.unread(document);
    if (unread && offset >= unread.start) throw new Failure('invalid', unread.message);
    const path = vscode.workspace.asRelativePath(uri);
    throw new Failure('invalid', l10n.t('There is no definition of such an identity here: {0}', path), {
      remedy: l10n.t('Put the cursor inside one, or complete it first.'),
    });
  }

  dispose(): void {
    void this.#folders?.then((folders) => folders.dispose());
    this.#subscription.dispose();
  }

  #readingOf(document: vscode.TextDocument): Read & { readonly folder: Promise<readonly FolderFile[]> } {
    const key = document.uri.toString();
    const { version } = document;
    const language = languageOf(document);
    const last = this.#read.get(key);
    const before = last?.language === language ? last : undefined;
    const now = before?.version === version ? before : this.#next(document, language, before);
    if (!document.isClosed) this.#read.set(key, now);
    return { ...now, folder: now.reader ? this.folderOf(document) : Promise.resolve(none) };
  }

  #next(document: vscode.TextDocument, language: string, before: Read | undefined): Read {
    const text = document.getText();
    const isRead = mayDefine(text, language) && lengthExceeded(text, language) === undefined;
    const reader = isRead ? (before?.reader ?? newReader(language)) : undefined;
    return { version: document.version, language, text, reader };
  }
}

function tooLong(most: number): string {
  return l10n.t(
    'This file is too long to be checked for AWS identities. It can have at most this many characters: {0}',
    most.toLocaleString(),
  );
}

function tooMany(): string {
  return l10n.t(
    'Only the first AWS identities of a file are checked, this one as the last of: {0}',
    mostDefinitions.toLocaleString(),
  );
}

/**
 * Tells the format of a document: its language, or its file name where VS Code has no language for it or where the name
 * says more.
 */
export function languageOf({ languageId, fileName }: vscode.TextDocument): string {
  return languageId === 'plaintext' || isTerraformRecord(fileName) ? fileName : languageId;
}

async function newReader(language: string): Promise<DocumentReader> {
  const { DocumentReader } = await import('../../documents/reader');
  return new DocumentReader(language);
}

/**
 * The definition that a command is about: the one that a lens names, else the only one in the active editor,
 * else the one at the cursor.
 *
 * @param kinds what it may be; only one that trusts AWS callers unless set
 * @throws Failure `invalid` if there is none
 */
export async function definitionAt(
  definitions: Definitions,
  uri?: string,
  offset?: string,
  kinds: readonly Definition['kind'][] = ['identity'],
): Promise<Located> {
  if (uri !== undefined && offset !== undefined) {
    return definitions.at(vscode.Uri.parse(uri, true), Number(offset), kinds);
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new Failure('invalid', l10n.t('No editor is open.'), {
      remedy: l10n.t('Open a file that defines an AWS identity.'),
    });
  }
  const { document, selection } = editor;
  const found = (await definitions.of(document)).filter(({ kind }) => kinds.includes(kind));
  const [only, ...others] = found;
  const cursor = document.offsetAt(selection.active);
  return definitions.at(document.uri, only && others.length === 0 ? only.span.start : cursor, kinds);
}

/** A span of offsets in a document, as a VS Code range. */
export function rangeIn(
  document: vscode.TextDocument,
  { start, end }: { start: number; end: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The failure to show when an edit was made for an earlier version of a document. */
export function changedMeanwhile({ uri }: vscode.TextDocument): Failure {
  const path = vscode.workspace.asRelativePath(uri);
  return new Failure('invalid', l10n.t('The file has changed meanwhile, so nothing was edited: {0}', path), {
    remedy: l10n.t('Try again with the file as it is now.'),
  });
}

/** The failure to show when no way of writing an edit leaves the rest of a document as it is. */
export function wouldChangeMore({ uri }: vscode.TextDocument): Failure {
  const path = vscode.workspace.asRelativePath(uri);
  return new Failure(
    'invalid',
    l10n.t('The change would also alter other parts of the file, so nothing was edited: {0}', path),
    { remedy: l10n.t('Make the change by hand.') },
  );
}

/** Edits of one document, for VS Code. */
export function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const each of edits) edit.replace(document.uri, rangeIn(document, each), each.newText);
  return edit;
}

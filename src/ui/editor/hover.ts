import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { KnownCaller } from '../../aws/callers';
import { knownClaims } from '../../core/lint/claimRules';
import { knownRules } from '../../core/lint/comparison';
import {
  identityAt,
  partlyOf,
  placeOf,
  ruleParts,
  type Definition,
  type DefinitionPart,
} from '../../core/lint/definition';
import type { LookedUp } from '../../core/lint/partly';
import { explain } from '../../core/match/explain';
import { excerpt, isWithin, sentences, visible, visibleLines, type Span } from '../../core/text';
import { whoCouldAssume } from '../../core/match/whoCouldAssume';
import { whoHasToken } from '../../core/match/whoHasToken';
import { type FolderFile, placeInFile } from '../../documents/terraformNames';
import { rangeIn } from './definitions';

/** How many refused callers are shown with the reason. */
const fewRefused = 2;

/**
 * Says who can assume the identity whose rules are under the cursor, which known callers can, and what was looked up for
 * it.
 *
 * @param folder the other files that the document can refer to
 */
export function definitionHover(
  document: vscode.TextDocument,
  offset: number,
  definitions: readonly Definition[],
  callers: readonly KnownCaller[],
  folder: readonly FolderFile[],
): vscode.Hover | undefined {
  const definition =
    identityAt(definitions, offset) ??
    definitions.find(({ kind, span }) => kind === 'claims' && isWithin(span, offset));
  const place = definition && placeIn(definition, offset);
  if (!place) return undefined;
  const text = definition.kind === 'identity' ? identityText(definition, callers) : tokenText(definition);
  addLookedUp(text, lookedUpAt(definition, place), document, folder);
  return new vscode.Hover(text, rangeIn(document, place));
}

function identityText(definition: Definition, callers: readonly KnownCaller[]): vscode.MarkdownString {
  const { match, unknown } = knownRules(definition);
  const text = whoText(unknown.length > 0 ? undefined : whoCouldAssume(match));
  const refused: string[] = [];
  for (const { name, caller } of callers) {
    const { verdict, fields } = explain(match, caller, unknown);
    if (verdict === 'cannot') {
      const wrong = fields.filter(({ matches }) => !matches);
      const why = sentences(...wrong.map(({ sentence }) => sentence));
      refused.push(`✗ ${l10n.t('{0} cannot:', name)} ${why}`);
    } else if (verdict === 'can') {
      paragraph(text, `✓ ${l10n.t('{0} can.', name)}`);
    }
  }
  for (const line of refused.slice(0, fewRefused)) paragraph(text, line);
  if (refused.length > fewRefused) {
    const others = refused.length - fewRefused;
    paragraph(text, `✗ ${l10n.t('Callers known here that cannot either: {0}', others)}`);
  }
  return text;
}

/** Says whose tokens assume an identity. */
function tokenText(definition: Definition): vscode.MarkdownString {
  const { match, unknown } = knownClaims(definition);
  return whoText(unknown.length > 0 ? undefined : whoHasToken(match));
}

/** What was looked up for the value that is hovered, or for all values of the definition. */
function lookedUpAt({ fields }: Definition, { start, end }: Span): readonly LookedUp[] {
  const all = fields.flatMap((field) => {
    const partly = partlyOf(field);
    return partly ? [{ field, partly }] : [];
  });
  const own = all.filter(({ field: { key }, partly: { place } }) =>
    [key, place].some((span) => span.start === start && span.end === end),
  );
  const found = (own.length > 0 ? own : all).flatMap(({ partly }) => partly.lookedUp);
  return [...new Map(found.map((each) => [`${each.file ?? ''} ${each.name}`, each])).values()];
}

/** The most parts that are told one by one. */
const mostTold = 12;

/** Says which parts were looked up and what they are, each with a link to its file and line. */
function addLookedUp(
  text: vscode.MarkdownString,
  lookedUp: readonly LookedUp[],
  document: vscode.TextDocument,
  folder: readonly FolderFile[],
): void {
  if (lookedUp.length === 0) return;
  text.appendMarkdown(`\n\n**${l10n.t('Looked up')}**\n`);
  for (const { name, text: found, file } of lookedUp.slice(0, mostTold)) {
    text.appendMarkdown('\n- ');
    add(text, `${excerpt(name)} = ${excerpt(found)} `);
    const own = {
      name: document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1),
      text: document.getText(),
    };
    const at = file === undefined ? own : folder.find((each) => each.name === file);
    if (!at) continue;
    const offset = placeInFile(at, name);
    const line = offset === undefined ? undefined : at.text.slice(0, offset).split('\n').length;
    const label = line === undefined ? visible(at.name) : l10n.t('{0}, line {1}', visible(at.name), line);
    const target = fileBeside(document.uri, at.name, line);
    if (!target) {
      add(text, `(${label})`);
      continue;
    }
    text.appendMarkdown('([');
    add(text, label);
    text.appendMarkdown(`](${target.toString()}))`);
  }
  if (lookedUp.length > mostTold) {
    text.appendMarkdown('\n- ');
    add(text, l10n.t('More parts that were looked up: {0}', lookedUp.length - mostTold));
  }
}

/** The address of a line of a file in a document's folder; `undefined` where a name is more than one. */
function fileBeside(uri: vscode.Uri, name: string, line: number | undefined): vscode.Uri | undefined {
  if (uri.scheme === 'untitled' || name === '' || /[\\/]/.test(name)) return undefined;
  return vscode.Uri.joinPath(uri, '..', name).with({
    query: '',
    fragment: line === undefined ? '' : `L${line}`,
  });
}

/** Adds a text as it is, in which what others wrote is visible. Lines break between its words, which `appendText` would hold together. */
function add(to: vscode.MarkdownString, text: string): vscode.MarkdownString {
  const { value } = new vscode.MarkdownString().appendText(visibleLines(text));
  return to.appendMarkdown(value.replaceAll('&nbsp;', ' '));
}

/** @param who `undefined` where values that decide it are open */
function whoText(who: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  if (who === undefined)
    return add(
      text,
      l10n.t('Who can assume this identity is known only when its open values are filled in.'),
    );
  text.appendMarkdown(`**${l10n.t('Who can assume this identity')}**\n\n`);
  return add(text, who);
}

/** Adds a paragraph of plain text. */
function paragraph(text: vscode.MarkdownString, words: string): void {
  text.appendMarkdown('\n\n');
  add(text, words);
}

/** Parts of a definition that say who can assume the identity. */
const hoveredParts: ReadonlySet<DefinitionPart | undefined> = new Set([
  ...ruleParts,
  'aws',
  'account',
  'claim',
] as const);

/** The hovered span: a rule's name or value, or the head of the definition. */
function placeIn({ head, fields }: Definition, offset: number): Span | undefined {
  if (isWithin(head, offset)) return head;
  for (const { part, key, value } of fields) {
    if (!hoveredParts.has(part)) continue;
    if (isWithin(key, offset)) return key;
    if (value.is === 'unknown' && value.partly && isWithin(value.partly.place, offset))
      return value.partly.place;
    if (value.is !== 'text' && value.is !== 'number') continue;
    const span = placeOf(value.written);
    if (isWithin(span, offset)) return span;
  }
  return undefined;
}

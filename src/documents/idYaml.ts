import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parse,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Definition, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { definitionIn, type EntryReader } from './entries';
import { template } from './idJson';
import { withIgnores } from './ignores';
import { type Decoded, type Notation, ownLine, writtenAs, writtenNumber } from './written';

/** How deeply a document may nest to be read: the library's reader is recursive, and would exhaust the stack. */
const deepest = 250;

/**
 * Reads the AWS identities that a YAML file defines, in one document or several: every mapping, at any depth, whose
 * `awsIdentity` (or `aws_identity`, or a misspelling of it) is a mapping. Aliases, texts with `${…}` or `{{…}}`, and
 * what a merge key brings in are unknown. Reads on over syntax errors, takes any text, and never throws.
 */
export function readYaml(text: string): Definition[] {
  if (nestsTooDeep(text)) return [];
  const reader = entriesIn(text);
  const found: Definition[] = [];
  const waiting: { node: unknown; isFile: boolean }[] = documentsOf(text).map(({ contents }) => ({
    node: contents,
    isFile: true,
  }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, isFile } = next;
    if (isSeq(node)) waiting.push(...node.items.map((item) => ({ node: item, isFile })));
    if (!isMap(node)) continue;
    const [start, end] = node.range ?? [0, 0];
    const definition = definitionIn(
      { span: { start, end }, entries: entriesOf(node), dialect: 'json', isFile },
      reader,
    );
    if (definition) found.push(definition);
    else
      for (const { key, value } of node.items)
        waiting.push({ node: value, isFile: isFile && isScalar(key) && key.value === 'items' });
  }
  return withIgnores(found, text, () => commentsOf(text));
}

function documentsOf(text: string): readonly Pick<Document, 'contents'>[] {
  return parseAllDocuments(text, {
    uniqueKeys: false,
    merge: false,
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
}

/**
 * Whether brackets, or indentation and what counts as it (`- - a`), may nest too deeply. Counts brackets in
 * texts, too.
 */
function nestsTooDeep(text: string): boolean {
  if (new RegExp(`^(?:[-?:]?[ \\t]){${deepest}}`, 'm').test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/(?<![^\s,:[{])[[{]|[\]}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > deepest) return true;
  }
  return false;
}

interface Entry {
  readonly key: Scalar & { range: [number, number, number] };
  readonly value: unknown;
  readonly map: YAMLMap;
}

function entriesOf(map: YAMLMap): Entry[] {
  return map.items.flatMap(({ key, value }) =>
    isScalar(key) && key.range ? [{ key: key as Entry['key'], value, map }] : [],
  );
}

function entriesIn(text: string): EntryReader<Entry> {
  return {
    name: ({ key }) => String(key.value),
    place: ({ key }) => insideOf(key, text),
    inside: ({ value }) => (isMap(value) ? entriesOf(value) : undefined),
    value: ({ value, map }) => valueOf(value, text, map.flow === true),
    remove: (entry) => removal(entry, text),
    mergeKey: '<<',
  };
}

/** Where a key is written, inside its quotes. */
function insideOf({ range: [start, end] }: Entry['key'], text: string): Span {
  const isQuoted = /^["']/.test(text.charAt(start)) && end > start + 1;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function valueOf(node: unknown, text: string, inFlow: boolean): FieldValue {
  if (node === null) return { is: 'null' };
  if (!isScalar(node) || isAlias(node) || !node.range) return { is: 'unknown' };
  if (node.value === null) return { is: 'null' };
  const [start, end] = node.range;
  const raw = text.slice(start, end);
  if (typeof node.value === 'number') return { is: 'number', written: writtenNumber(raw, start, quoted) };
  if (typeof node.value !== 'string' || node.tag !== undefined || node.anchor !== undefined)
    return { is: 'unknown' };
  const written = writtenAs(notationOf(node, raw, inFlow), raw, start);
  return !written || template.test(written.text) ? { is: 'unknown' } : { is: 'text', written };
}

/** The notation of one scalar. The library reads each edited token again, so that no edit changes its meaning. */
function notationOf(node: Scalar, original: string, inFlow: boolean): Notation {
  const { type } = node;
  return {
    decode: (raw): Decoded | undefined => {
      const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
      const changed = () => read(inFlow && !isBlock ? `{ key: ${raw} }` : `key: ${raw}`);
      const text = raw === original ? String(node.value) : changed();
      if (text === undefined) return undefined;
      const shown = isBlock ? text.replace(/\n{1,100}$/, '') : text;
      return { text: shown, offsets: offsetsOf(shown, raw), from: 0 };
    },
    escape: (text) =>
      type === Scalar.QUOTE_DOUBLE
        ? JSON.stringify(text).slice(1, -1)
        : type === Scalar.QUOTE_SINGLE
          ? text.replaceAll("'", "''")
          : text,
    encode: quoted,
  };
}

function read(text: string): string | undefined {
  try {
    const value: unknown = (parse(text, { logLevel: 'silent' }) as { key?: unknown } | null)?.key;
    return typeof value === 'string' ? value : undefined;
  } catch {
    // What the library refuses is not a scalar of this kind.
    return undefined;
  }
}

/**
 * `text` in single quotes, where backslashes need no escapes, or in double quotes if single quotes cannot
 * hold it.
 */
function quoted(text: string): string {
  return /^[^\p{C}\n]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/**
 * Where each character of a scalar is written. Walks through text and token together, and skips what only the
 * token has.
 */
function offsetsOf(text: string, raw: string): number[] {
  const block = /^[|>][^\n]*\n[ \t]*/.exec(raw)?.[0].length;
  const isDouble = raw.startsWith('"');
  let at = block ?? (isDouble || raw.startsWith("'") ? 1 : 0);
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const isBreak = character === ' ' || character === '\n';
    while (at < raw.length && raw.charAt(at) !== character && !(isDouble && raw.charAt(at) === '\\')) {
      if (isBreak && /\s/.test(raw.charAt(at))) break;
      at++;
    }
    offsets.push(Math.min(at, raw.length));
    const escape = isDouble
      ? /^\\(?:x..|u....|U.{8}|[^\n])/.exec(raw.slice(at, at + 10))?.[0].length
      : undefined;
    at += escape ?? (raw.startsWith("''", at) && raw.startsWith("'") ? 2 : 1);
  }
  return [...offsets, Math.min(at, raw.length)];
}

/** Removes a pair with its line. Gives no edit in a flow mapping, where the comma would stay. */
function removal({ key, value, map }: Entry, text: string): readonly Edit[] {
  if (map.flow === true || map.items.length === 1) return [];
  const end =
    (isScalar(value) || isMap(value) || isSeq(value) ? value.range?.[1] : undefined) ?? key.range[1];
  const line = ownLine(text, key.range[0], end);
  return line ? [line] : [];
}

function commentsOf(text: string): Span[] {
  return [...text.matchAll(/(?:^|[ \t])#[^\n]*/gm)].map((match) => ({
    start: match.index + match[0].indexOf('#'),
    end: match.index + match[0].length,
  }));
}

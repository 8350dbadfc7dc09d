import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parse,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Definition, DefinitionField, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { template } from './idJson';
import { withIgnores } from './ignores';
import { type Level, meaningOf, mostFields, nameOf } from './keys';
import { type Decoded, type Notation, ownLine, writtenAs, writtenNumber } from './written';

/** Nobody nests a document deeper, and the library's reader, which is recursive, would exhaust the stack. */
const deepest = 250;

/**
 * The AWS identities that a YAML document, or each of several in one file, defines: every mapping with `awsIdentity`
 * (or `aws_identity`, or a misspelling of it) that is a mapping itself, wherever it stands. Aliases and texts with
 * `${…}` or `{{…}}` in them are unknown, and so is what a merge key brings in. Reads on over syntax errors; takes any
 * text, never throws.
 */
export function readYaml(text: string): Definition[] {
  if (nestsTooDeep(text)) return [];
  const found: Definition[] = [];
  const waiting: { node: unknown; isFile: boolean }[] = documentsOf(text).map(({ contents }) => ({
    node: contents,
    isFile: true,
  }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, isFile } = next;
    if (isSeq(node)) waiting.push(...node.items.map((item) => ({ node: item, isFile })));
    if (!isMap(node)) continue;
    const definition = definitionAt(node, text, isFile);
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

/** Whether brackets, or indentation and what stands for it (`- - a`), may nest too deeply; where they stand in a text as well. */
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
  readonly pair: Pair;
  readonly map: YAMLMap;
}

function entriesOf(map: unknown): Entry[] {
  if (!isMap(map)) return [];
  return map.items.flatMap((pair) => {
    const { key, value } = pair;
    return isScalar(key) && key.range ? [{ key: key as Entry['key'], value, pair, map }] : [];
  });
}

/** @param isFile whether the document holds definitions and nothing else, so that every key has to be one of theirs */
function definitionAt(map: YAMLMap, text: string, isFile: boolean): Definition | undefined {
  const own = entriesOf(map);
  const meaning = ({ key }: Entry, level: Level) => meaningOf(String(key.value), level, 'json');
  const aws = own.find((entry) => {
    const { part, known } = meaning(entry, 'identity');
    if (part !== 'aws' || !isMap(entry.value)) return false;
    return known || entriesOf(entry.value).some((each) => meaning(each, 'aws').part !== undefined);
  });
  if (!aws || !map.range) return undefined;
  const entries = [
    ...own.map((entry) => [entry, 'identity'] as const),
    ...entriesOf(aws.value).map((entry) => [entry, 'aws'] as const),
  ];
  const keys = entries.map(([{ key }]) => String(key.value));
  const inSnakeCase = keys.some((key) => key.includes('_')) && !keys.some((key) => /[a-z][A-Z]/.test(key));
  const fields = entries.flatMap(([entry, level]): DefinitionField[] => {
    const { part, kind, known } = meaning(entry, level);
    const { key, value } = entry;
    if (key.value === '<<' || (part === undefined && (known || (level === 'identity' && !isFile)))) return [];
    const inside = insideOf(key, text);
    return [
      {
        part,
        kind,
        known,
        key: { ...inside, text: String(key.value) },
        value: part === 'aws' && isMap(value) ? { is: 'unknown' } : valueOf(value, text, isInFlow(entry)),
        rename: (to) => {
          const name = nameOf(part, to, 'json', inSnakeCase);
          return name === undefined ? [] : [{ ...inside, newText: name }];
        },
        remove: () => removal(entry, text),
      },
    ];
  });
  if (fields.length > mostFields) return undefined;
  const [start, end] = map.range;
  return {
    kind: 'identity',
    span: { start, end },
    head: insideOf(aws.key, text),
    fields,
    open: keys.includes('<<'),
    ignored: [],
    inDocument: true,
  };
}

/** Where a key's own text stands, inside its quotes. */
function insideOf({ range: [start, end] }: Entry['key'], text: string): Span {
  const isQuoted = /^["']/.test(text.charAt(start)) && end > start + 1;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function isInFlow({ map }: Entry): boolean {
  return map.flow === true;
}

function valueOf(node: unknown, text: string, inFlow: boolean): FieldValue {
  if (node === null) return { is: 'null' };
  if (!isScalar(node) || isAlias(node) || !node.range) return { is: 'unknown' };
  if (node.value === null) return { is: 'null' };
  const [start, end] = node.range;
  const raw = text.slice(start, end);
  const encode = (to: string) => quoted(to);
  if (typeof node.value === 'number') return { is: 'number', written: writtenNumber(raw, start, encode) };
  if (typeof node.value !== 'string' || node.tag !== undefined || node.anchor !== undefined)
    return { is: 'unknown' };
  const written = writtenAs(notationOf(node, raw, inFlow), raw, start);
  return !written || template.test(written.text) ? { is: 'unknown' } : { is: 'text', written };
}

/** A scalar as it stands: what it stands for is read again by the library, so that no edit makes it another one. */
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
    // What the library refuses is no scalar of this kind.
    return undefined;
  }
}

/** In single quotes, where backslashes stand for themselves; in double quotes where those cannot hold it. */
function quoted(text: string): string {
  return /^[^\p{C}\n]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** Where each character of a scalar is written: both are followed, and what only the token has is passed over. */
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

/** Takes a pair out with its line; none where it stands in a flow mapping, whose commas would be left. */
function removal({ key, value, map }: Entry, text: string): ReturnType<DefinitionField['remove']> {
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

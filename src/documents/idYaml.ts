import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Definition, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { definitionIn, type EntryReader, isRecorded } from './entries';
import { template } from './idJson';
import { withIgnores } from './ignores';
import { ownLine, writtenAs, writtenNumber } from './written';
import { blockScalar, flowScalar, quoted } from './yamlNotation';

/** How deeply a document may nest to be read: the library's reader is recursive, and would exhaust the stack. */
const deepest = 250;

/**
 * Reads the AWS identities that a YAML file defines, in one document or several: every mapping, at any depth, whose
 * `awsIdentity` (or `aws_identity`, in any case) is an AWS part; see {@link definitionIn}. Leaves out states and plans;
 * see {@link isRecorded}. Aliases, texts with `${…}` or `{{…}}`, and what a merge key brings in are unknown. Reads on
 * over syntax errors, takes any text, and never throws.
 */
export function readYaml(text: string): Definition[] {
  if (nestsTooDeep(text)) return [];
  const reader = entriesIn(text);
  const found: Definition[] = [];
  const waiting: unknown[] = documentsOf(text).map(({ contents }) => contents);
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isSeq(node)) waiting.push(...node.items);
    if (!isMap(node)) continue;
    const entries = entriesOf(node);
    if (isRecorded(new Set(entries.map(reader.name)))) continue;
    const [start, end] = node.range ?? [0, 0];
    const definition = definitionIn({ span: { start, end }, entries, dialect: 'json' }, reader);
    if (definition) found.push(definition);
    else waiting.push(...node.items.map(({ value }) => value));
  }
  return withIgnores(found, text, () => commentsOf(text));
}

/** The documents of a file, with their errors. */
export function documentsOf(text: string): readonly Pick<Document, 'contents' | 'errors'>[] {
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
export function nestsTooDeep(text: string): boolean {
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
    isScalar: ({ value }) => value === null || isScalar(value),
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
  const whole = text.slice(start, end);
  if (typeof node.value === 'number') return { is: 'number', written: writtenNumber(whole, start, quoted) };
  if (typeof node.value !== 'string' || node.tag !== undefined || node.anchor !== undefined)
    return { is: 'unknown' };
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  // A block scalar reaches up to the next line, whose start is not its own to edit.
  const raw = isBlock ? whole.replace(/(?:\r?\n[ \t]*)*$/, '') : whole;
  const notation = isBlock
    ? blockScalar(node.value, raw, indentOf(text, start))
    : flowScalar(node, raw, inFlow);
  const written = writtenAs(notation, raw, start);
  return !written || template.test(written.text) ? { is: 'unknown' } : { is: 'text', written };
}

/** The column of the key before a value: of the first thing on its line that is no mark of a list. */
function indentOf(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^(?:[-? \t\ufeff])*/.exec(text.slice(start, at))?.[0].length ?? 0;
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

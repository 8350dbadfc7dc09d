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
import { known } from '../core/lint/partly';
import type { Span } from '../core/text';
import { tokenDefinitionIn } from './claimEntries';
import { definitionIn, type EntryReader, isRecorded } from './entries';
import { hasHoles, isAllHoles } from './holes';
import { withIgnores } from './ignores';
import { meaningOf, mostFields } from './keys';
import { filledIn, inTemplate, type Templated, templated, withUnread } from './templates';
import { ownLine, writtenAs, writtenNumber } from './written';
import { type Aliases, aliasesIn } from './yamlAliases';
import { blockScalar, flowScalar, quoted } from './yamlNotation';

/** How deeply a document may nest to be read: the library's reader is recursive, and would exhaust the stack. */
const deepest = 250;

/**
 * Reads the AWS identities that a YAML file defines, in one document or several: every mapping, at any depth, whose
 * `awsIdentity` (or `aws_identity`, in any case) is an AWS part; see {@link definitionIn}. Leaves out states and plans;
 * see {@link isRecorded}. Follows aliases and merge keys. Texts with `${…}` or `{{…}}` are known in part; lines of a
 * template are passed over. Reads on over syntax errors, takes any text, and never throws.
 */
export function readYaml(original: string): Definition[] {
  const shown = templated(original);
  const { text } = shown;
  if (nestsTooDeep(text)) return [];
  const documents = documentsOf(text);
  const aliases = aliasesIn(text, documents);
  const reader = entriesIn(shown, original, aliases);
  const found: Definition[] = [];
  const waiting: unknown[] = documents.map(({ contents }) => contents);
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isSeq(node)) waiting.push(...node.items);
    if (!isMap(node)) continue;
    const entries = entriesOf(node, aliases);
    if (isRecorded(new Set(entries.map(reader.name)))) continue;
    const [start, end] = node.range ?? [0, 0];
    const container = { span: { start, end }, entries, dialect: 'json' } as const;
    const definition = definitionIn(container, reader) ?? tokenDefinitionIn(container, reader);
    if (definition) found.push(inTemplate(definition, shown));
    else waiting.push(...node.items.map(({ value }) => value));
  }
  return withUnread(
    withIgnores(found, text, () => commentsOf(text)),
    shown,
  );
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
  /** Where an alias stands that brings the entry in; `undefined` for one that stands there itself. */
  readonly via: Span | undefined;
}

/** How many mappings are merged into one, one by one or through each other. */
const mostMerges = 50;

/** The entries of a mapping, and those that its merge keys bring in (yaml.org/type/merge.html). */
function entriesOf(map: YAMLMap, aliases: Aliases, via?: Span, merges = { left: mostMerges }): Entry[] {
  const own: Entry[] = [];
  const merged: Entry[] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !key.range) continue;
    const entry = { key: key as Entry['key'], value, map, via };
    const sources = key.value === '<<' ? mapsOf(value, aliases) : undefined;
    if (!sources || merges.left < sources.length || merged.length > mostFields) own.push(entry);
    else {
      merges.left -= sources.length;
      for (const source of sources) merged.push(...entriesOf(source, aliases, via ?? spanOf(value), merges));
    }
  }
  const names = new Set(own.map(({ key }) => String(key.value)));
  return [
    ...own,
    ...merged.filter(({ key }) => {
      const name = String(key.value);
      const isNew = !names.has(name) && isKnownName(name);
      names.add(name);
      return isNew;
    }),
  ];
}

/** The mappings that a merge key names; `undefined` if one is not known. */
function mapsOf(value: unknown, aliases: Aliases): YAMLMap[] | undefined {
  const named: readonly unknown[] = isSeq(value) ? value.items : [value];
  const maps = named.map((each) => (isAlias(each) ? aliases.get(each) : each)).filter(isMap);
  return maps.length === named.length ? maps : undefined;
}

function isKnownName(name: string): boolean {
  return name === '<<' || meaningOf(name, 'identity', 'json').known || meaningOf(name, 'aws', 'json').known;
}

function spanOf(node: unknown): Span | undefined {
  const range = isAlias(node) || isSeq(node) || isMap(node) || isScalar(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function entriesIn(shown: Templated, original: string, aliases: Aliases): EntryReader<Entry> {
  const target = (value: unknown) => (isAlias(value) ? aliases.get(value) : value);
  return {
    name: ({ key }) => String(key.value),
    place: ({ key, via }) => via ?? insideOf(key, shown.text),
    inside: ({ value, via }) => {
      const map = target(value);
      const by = via ?? (isAlias(value) ? spanOf(value) : undefined);
      return isMap(map) ? entriesOf(map, aliases, by) : undefined;
    },
    isScalar: ({ value }) => target(value) === null || isScalar(target(value)),
    value: ({ key, value, map, via }) => {
      const by = via ?? (isAlias(value) ? spanOf(value) : undefined);
      if (by) return broughtIn(target(value), by, original.slice(by.start, by.end), String(key.value));
      return valueOf(value, shown, original, map.flow === true);
    },
    remove: (entry) => (entry.via ? [] : removal(entry, shown.text)),
    isFilledIn: ({ value, via }) => {
      const text = isScalar(value) && typeof value.value === 'string' ? value.value : '';
      return via === undefined && isAllHoles(text);
    },
    mergeKey: '<<',
  };
}

/** What an alias brings in: a text that is known, but not written there. */
function broughtIn(node: unknown, at: Span, alias: string, name: string): FieldValue {
  if (isScalar(node) && node.value === null) return { is: 'null' };
  if (!isScalar(node) || typeof node.value !== 'string' || hasHoles(node.value) || node.value.includes('${'))
    return { is: 'unknown' };
  const text = node.value;
  const lookedUp = [{ name: /^[*&]/.test(alias) ? alias : name, text, file: undefined }];
  const stretches = [{ at, offsets: undefined, source: undefined, bits: [known(text)] }];
  return { is: 'unknown', partly: { place: at, stretches, lookedUp, write: () => undefined } };
}

/** Where a key is written, inside its quotes. */
function insideOf({ range: [start, end] }: Entry['key'], text: string): Span {
  const isQuoted = /^["']/.test(text.charAt(start)) && end > start + 1;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The tag `!!str` in full. */
const textTag = 'tag:yaml.org,2002:str';

function valueOf(node: unknown, shown: Templated, original: string, inFlow: boolean): FieldValue {
  if (node === null) return { is: 'null' };
  if (!isScalar(node) || isAlias(node) || !node.range) return { is: 'unknown' };
  if (node.value === null) return { is: 'null' };
  const [start, end] = node.range;
  const { text } = shown;
  // A text that others refer to is theirs, too, so that it is judged but not edited.
  if (node.anchor !== undefined) return broughtIn(node, { start, end }, `&${node.anchor}`, '');
  const whole = text.slice(start, end);
  if (typeof node.value === 'number') return { is: 'number', written: writtenNumber(whole, start, quoted) };
  if (typeof node.value !== 'string' || (node.tag !== undefined && node.tag !== textTag))
    return { is: 'unknown' };
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  // A block scalar reaches up to the next line, whose start is not its own to edit.
  const raw = isBlock ? whole.replace(/(?:\r?\n[ \t]*)*$/, '') : whole;
  const notation = isBlock
    ? blockScalar(node.value, raw, indentOf(text, start))
    : flowScalar(node, raw, inFlow);
  const written = writtenAs(notation, raw, start);
  return written ? filledIn(written, original, shown) : { is: 'unknown' };
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

/** The comments of a YAML text. */
export function commentsOf(text: string): Span[] {
  return [...text.matchAll(/(?:^|[ \t])#[^\n]*/gm)].map((match) => ({
    start: match.index + match[0].indexOf('#'),
    end: match.index + match[0].length,
  }));
}

import { type Node, parseTree, visit } from 'jsonc-parser';
import type { Definition, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { tokenDefinitionIn } from './claimEntries';
import { definitionIn, type EntryReader, isRecorded } from './entries';
import { withIgnores } from './ignores';
import { endOfString } from './jsonStrings';
import type { Dialect } from './keys';
import { filledIn, inTemplate, type Templated, templated, withUnread } from './templates';
import { decodeQuoted, type Notation, ownLine, sharedEscapes, writtenAs, writtenNumber } from './written';

/** How deeply a document may nest to be read. */
const deepest = 500;

/**
 * Reads the AWS identities that a JSON document defines: every object, at any depth, whose `awsIdentity` (or
 * `aws_identity`, in any case) is an AWS part; see {@link definitionIn}. Leaves out states and plans; see
 * {@link isRecorded}. Takes comments and trailing commas, reads on over syntax errors and never throws. Strings that
 * contain `${…}` or `{{…}}`, or that are a `$NAME`, are known in part. Below a key `chainguard_identity`, the names are
 * those of the Terraform provider (Terraform's JSON syntax).
 *
 * Spellings: protojson's rules for chainguard-dev/sdk iam/v1 identity.platform.proto.
 */
export function readJson(original: string): Definition[] {
  const shown = templated(original);
  const { text } = shown;
  if (nestsTooDeep(text)) return [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), undefined, { allowTrailingComma: true });
  const reader = propertiesIn(shown, original);
  const found: Definition[] = [];
  const waiting: { node: Node | undefined; dialect: Dialect }[] = [{ node: root, dialect: 'json' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, dialect } = next;
    if (node?.type === 'array')
      waiting.push(...(node.children ?? []).map((child) => ({ node: child, dialect })));
    if (node?.type !== 'object') continue;
    const entries = propertiesOf(node);
    if (isRecorded(new Set(entries.map(reader.name)))) continue;
    const span = { start: node.offset, end: endOf(node, text) };
    const container = { span, entries, dialect };
    const definition = definitionIn(container, reader) ?? tokenDefinitionIn(container, reader);
    if (definition) found.push(inTemplate(definition, shown));
    else
      for (const { key, value } of entries)
        waiting.push({ node: value, dialect: key.value === 'chainguard_identity' ? 'terraform' : dialect });
  }
  return withUnread(
    withIgnores(found, text, () => commentsOf(text)),
    shown,
  );
}

interface Property {
  readonly key: Node;
  readonly value: Node | undefined;
  readonly node: Node;
}

function propertiesOf(object: Node): Property[] {
  return (object.children ?? []).flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key ? [{ key, value, node }] : [];
  });
}

function propertiesIn(shown: Templated, original: string): EntryReader<Property> {
  const { text } = shown;
  return {
    name: ({ key }) => String(key.value),
    place: ({ key }) => spanInside(key, text),
    inside: ({ value }) => (value?.type === 'object' ? propertiesOf(value) : undefined),
    isScalar: ({ value }) => value !== undefined && value.type !== 'object' && value.type !== 'array',
    value: ({ value }) => valueOf(value, shown, original),
    remove: ({ node }) => removal(text, node),
  };
}

/** Where a node ends: at the text's end if it is never closed. */
function endOf({ offset, length }: Node, text: string): number {
  // The parser counts one character too many behind a comment that is never closed.
  return length < 0 ? text.length : Math.min(offset + length, text.length);
}

/** The stretch between a string's quotes. */
function spanInside({ offset, length }: Node, text: string): Span {
  const end = offset + length;
  return { start: offset + 1, end: length > 1 && text.charAt(end - 1) === '"' ? end - 1 : end };
}

function valueOf(node: Node | undefined, shown: Templated, original: string): FieldValue {
  if (node?.type === 'null') return { is: 'null' };
  if (node?.type !== 'string' && node?.type !== 'number') return { is: 'unknown' };
  const raw = shown.text.slice(node.offset, node.offset + node.length);
  if (node.type === 'number')
    return { is: 'number', written: writtenNumber(raw, node.offset, (each) => JSON.stringify(each)) };
  const written = writtenAs(jsonString, raw, node.offset);
  return written ? filledIn(written, original, shown) : { is: 'unknown' };
}

/** A JSON string (RFC 8259 §7). One with an unknown escape cannot be decoded. */
const jsonString: Notation = {
  decode: (raw) =>
    decodeQuoted(raw, (rest) => {
      if (!rest.startsWith('\\')) return undefined;
      const code = /^\\u([0-9a-fA-F]{4})/.exec(rest)?.[1];
      if (code !== undefined) return { text: String.fromCharCode(parseInt(code, 16)), length: 6 };
      const escape = rest.charAt(1);
      return { text: sharedEscapes[escape] ?? jsonEscapes[escape], length: 2 };
    }),
  escape: (text) => JSON.stringify(text).slice(1, -1),
  encode: (text) => JSON.stringify(text),
};

const jsonEscapes: Readonly<Record<string, string>> = { '/': '/', b: '\b', f: '\f' };

/** Removes a property with its comma and the spaces around it, or with its line if nothing else is on that line. */
function removal(text: string, node: Node): Edit[] {
  const { offset, parent } = node;
  const end = endOf(node, text);
  const siblings = parent?.children ?? [];
  const index = siblings.indexOf(node);
  const previous = siblings[index - 1];
  const limit = siblings[index + 1]?.offset ?? (parent ? endOf(parent, text) : text.length);
  const commas = parent ? commasIn(text, parent) : [];
  const after = commas.find((comma) => comma >= end && comma < limit);
  if (after !== undefined) {
    const spaces = /[ \t]*/y;
    spaces.lastIndex = after + 1;
    const inline = { start: offset, end: after + 1 + (spaces.exec(text)?.[0].length ?? 0), newText: '' };
    return [ownLine(text, offset, after + 1) ?? inline];
  }
  const itself = ownLine(text, offset, end) ?? { start: offset, end, newText: '' };
  const before = previous && commas.find((comma) => comma >= endOf(previous, text));
  return before === undefined ? [itself] : [{ start: before, end: before + 1, newText: '' }, itself];
}

function commasIn(text: string, object: Node): readonly number[] {
  const known = commasKnown.get(object);
  if (known) return known;
  const start = object.offset;
  const commas: number[] = [];
  const onSeparator = (character: string, offset: number) => character === ',' && commas.push(start + offset);
  visit(text.slice(start, endOf(object, text)), { onSeparator });
  commasKnown.set(object, commas);
  return commas;
}

/** The commas of each object, found only once, because removing any of its properties needs them. */
const commasKnown = new WeakMap<Node, readonly number[]>();

function commentsOf(text: string): Span[] {
  const comments: Span[] = [];
  visit(text, { onComment: (start, length) => comments.push({ start, end: start + length }) });
  return comments;
}

/** Whether brackets nest too deeply for a document to be read. */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  const tokens = /["{}[\]]/g;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    if (match[0] === '"') tokens.lastIndex = endOfString(text, match.index + 1) + 1;
    else depth += match[0] === '{' || match[0] === '[' ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}

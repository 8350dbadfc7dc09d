import { type Node, parseTree, visit } from 'jsonc-parser';
import type { Definition, DefinitionField, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { withIgnores } from './ignores';
import { endOfString } from './jsonStrings';
import { type Dialect, type Level, meaningOf, mostFields, nameOf } from './keys';
import { decodeQuoted, type Notation, ownLine, sharedEscapes, writtenAs, writtenNumber } from './written';

/** Nobody nests a document deeper. */
const deepest = 500;

/**
 * The AWS identities that a JSON document defines, with comments and trailing commas or without: every object with
 * `awsIdentity` (or `aws_identity`, or a misspelling of it) that is an object itself, wherever it stands, one or many.
 * Reads on over syntax errors; takes any text, never throws. Strings with `${…}` or `{{…}}` in them, or that are
 * `$NAME`, are unknown.
 * Below a key `chainguard_identity` the names are those of the Terraform provider (Terraform's JSON syntax).
 *
 * Which spellings are taken: protojson's rules for chainguard-dev/sdk iam/v1 identity.platform.proto.
 */
export function readJson(text: string): Definition[] {
  if (nestsTooDeep(text)) return [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), undefined, { allowTrailingComma: true });
  const found: Definition[] = [];
  const waiting: { node: Node | undefined; dialect: Dialect; isFile: boolean }[] = [
    { node: root, dialect: 'json', isFile: true },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, dialect, isFile } = next;
    if (node?.type === 'array')
      waiting.push(...(node.children ?? []).map((child) => ({ node: child, dialect, isFile })));
    if (node?.type !== 'object') continue;
    const definition = definitionAt(node, text, dialect, isFile);
    if (definition) found.push(definition);
    else
      for (const { children: [key, value] = [] } of node.children ?? [])
        waiting.push({
          node: value,
          dialect: key?.value === 'chainguard_identity' ? 'terraform' : dialect,
          isFile: isFile && key?.value === 'items',
        });
  }
  return withIgnores(found, text, () => commentsOf(text));
}

interface Property {
  readonly key: Node;
  readonly value: Node | undefined;
  readonly node: Node;
}

function propertiesOf(object: Node | undefined): Property[] {
  if (object?.type !== 'object') return [];
  return (object.children ?? []).flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key ? [{ key, value, node }] : [];
  });
}

/** @param isFile whether the document holds definitions and nothing else, so that every key has to be one of theirs */
function definitionAt(object: Node, text: string, dialect: Dialect, isFile: boolean): Definition | undefined {
  const own = propertiesOf(object);
  const meaning = (key: Node, level: Level) => meaningOf(String(key.value), level, dialect);
  const aws = own.find(({ key, value }) => {
    const { part, known } = meaning(key, 'identity');
    if (part !== 'aws' || value?.type !== 'object') return false;
    return known || propertiesOf(value).some((each) => meaning(each.key, 'aws').part !== undefined);
  });
  if (!aws) return undefined;
  const keys = [...own, ...propertiesOf(aws.value)].map(({ key }) => String(key.value));
  const inSnakeCase = keys.some((key) => key.includes('_')) && !keys.some((key) => /[a-z][A-Z]/.test(key));
  const fields = [
    ...own.map((property) => [property, 'identity'] as const),
    ...propertiesOf(aws.value).map((property) => [property, 'aws'] as const),
  ].flatMap(([{ key, value, node }, level]): DefinitionField[] => {
    const { part, kind, known } = meaning(key, level);
    if (part === undefined && (known || (level === 'identity' && !isFile))) return [];
    const inside = spanInside(key, text);
    return [
      {
        part,
        kind,
        known,
        key: { ...inside, text: String(key.value) },
        value: part === 'aws' && value?.type === 'object' ? { is: 'unknown' } : valueOf(value, text),
        rename: (to) => {
          const name = nameOf(part, to, dialect, inSnakeCase);
          return name === undefined ? [] : [{ ...inside, newText: name }];
        },
        remove: () => removal(text, node),
      },
    ];
  });
  if (fields.length > mostFields) return undefined;
  return {
    kind: 'identity',
    span: { start: object.offset, end: endOf(object, text) },
    head: spanInside(aws.key, text),
    fields,
    open: false,
    ignored: [],
    inDocument: true,
  };
}

/** Where a node ends; the text's end for one that is never closed. */
function endOf({ offset, length }: Node, text: string): number {
  // The parser counts one character too many behind a comment that is never closed.
  return length < 0 ? text.length : Math.min(offset + length, text.length);
}

/** The stretch between a string's quotes. */
function spanInside({ offset, length }: Node, text: string): Span {
  const end = offset + length;
  return { start: offset + 1, end: length > 1 && text.charAt(end - 1) === '"' ? end - 1 : end };
}

/** What other tools fill in before the document is read: shell, Terraform's templates, Helm, GitHub. Linear. */
export const template = /\$\{[^}\d](?:[^}$]|\$(?!\{))*\}|\{\{(?:[^{}]|\{(?!\{))*\}\}|^\$[A-Z][A-Z0-9_-]*$/;

function valueOf(node: Node | undefined, text: string): FieldValue {
  if (node?.type === 'null') return { is: 'null' };
  if (node?.type !== 'string' && node?.type !== 'number') return { is: 'unknown' };
  const raw = text.slice(node.offset, node.offset + node.length);
  if (node.type === 'number')
    return { is: 'number', written: writtenNumber(raw, node.offset, (each) => JSON.stringify(each)) };
  const written = writtenAs(jsonString, raw, node.offset);
  return !written || template.test(written.text) ? { is: 'unknown' } : { is: 'text', written };
}

/** A JSON string (RFC 8259 §7). One with an escape that JSON does not have stands for nothing. */
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

/** Takes a property out, with its comma, the spaces around, and its line where nothing else stands on it. */
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

/** Objects whose commas were looked for: each of their properties may be one to take out. */
const commasKnown = new WeakMap<Node, readonly number[]>();

function commentsOf(text: string): Span[] {
  const comments: Span[] = [];
  visit(text, { onComment: (start, length) => comments.push({ start, end: start + length }) });
  return comments;
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  const tokens = /["{}[\]]/g;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    if (match[0] === '"') tokens.lastIndex = endOfString(text, match.index + 1) + 1;
    else depth += match[0] === '{' || match[0] === '[' ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}

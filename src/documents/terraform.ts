import type { Definition, DefinitionField, DefinitionPart, Edit, FieldValue } from '../core/lint/definition';
import type { Span } from '../core/text';
import { mostDefinitions } from './format';
import { Hcl, type HclItem } from './hcl';
import { withIgnores } from './ignores';
import { type Level, meaningOf, mostFields, nameOf } from './keys';
import { hclHeredoc, hclString } from './hclNotation';
import { partlyKnown } from './hclValue';
import type { FolderFile } from './terraformNames';
import { Scope } from './terraformScope';
import { ownLine, writtenAs, writtenNumber } from './written';

/** A block of a file. */
export type Block = Extract<HclItem, { is: 'block' }>;

/**
 * Reads what a Terraform file (HCL's native syntax) defines: `chainguard_identity` resources with an `aws_identity`, a
 * `claim_match` or a `static` block, `chainguard_rolebinding` resources, and data sources of a type that the provider
 * does not have. Values that are not literal (references, calls, `${…}`, `%{…}`) are known in part: references are
 * followed in the document and in the other files of its folder. What `for_each`, `count` and `dynamic` make is unknown.
 * Does not read modules. Reads on over unfinished text, never throws, and takes linear time.
 *
 * Names and types: chainguard-dev/terraform-provider-chainguard, resource_identity.go, resource_role_binding.go.
 *
 * @param folder the other `.tf` files of the document's folder
 * @param readBlock gives what {@link definitionOf} would, perhaps from memory
 */
export function readTerraform(
  text: string,
  folder: readonly FolderFile[] = [],
  readBlock: typeof definitionOf = definitionOf,
): Definition[] {
  const hcl = new Hcl(text);
  const items = [...hcl.items({ start: 0, end: text.length })];
  const scope = new Scope(hcl, items, folder);
  const found: Definition[] = [];
  for (const item of items) {
    const type = item.is === 'block' ? item.labels[0] : undefined;
    if (item.is !== 'block' || !type || !text.startsWith('chainguard_', type.start)) continue;
    const definition = readBlock(item, hcl, scope);
    if (definition) found.push(definition);
    if (found.length === mostDefinitions) break;
  }
  return withIgnores(found, text, () => hcl.comments());
}

/** What a block of a file defines; `undefined` if it defines nothing that is checked. */
export function definitionOf(block: Block, hcl: Hcl, scope: Scope): Definition | undefined {
  const { text } = hcl;
  const [type, label] = block.labels;
  if (!type) return undefined;
  const kind = `${slice(text, block.key)} ${slice(text, type)}`;
  const made = (of: Definition['kind'], fields: readonly DefinitionField[], open = false): Definition => ({
    kind: of,
    span: { start: block.start, end: block.end },
    head: type,
    fields,
    open,
    ignored: [],
    inDocument: true,
  });
  if (kind === 'data chainguard_roles') return made('data-source', [typeField(type, label, hcl)]);
  if (kind === 'resource chainguard_rolebinding')
    return made(
      'role-binding',
      [...hcl.items(block.body)].flatMap((item) => uidpFields(item, hcl, scope)),
    );
  if (kind !== 'resource chainguard_identity') return undefined;
  const items = [...hcl.items(block.body)];
  const fields = items.flatMap((item) => fieldsOf(item, 'identity', hcl, scope));
  const aws = fields.find(({ part }) => part === 'aws');
  const isDynamic = items.some((item) => item.is === 'block' && slice(text, item.key) === 'dynamic');
  if (!aws) {
    const tokens = tokenFieldsIn(items, hcl, scope);
    if (tokens) {
      const all = [...fields, ...tokens.fields];
      if (all.length > mostFields) return undefined;
      return { ...made(tokens.kind, all, isDynamic), head: tokens.head };
    }
  }
  if ((!aws && !isDynamic) || fields.length > mostFields) return undefined;
  const isAttribute = items.some(
    (item) => item.is === 'attribute' && slice(text, item.key) === 'aws_identity',
  );
  const { start, end } = aws?.key ?? type;
  return { ...made('identity', fields, isDynamic || isAttribute), head: { start, end } };
}

/** The field for an item, and the fields inside it if it is the AWS part. */
function fieldsOf(item: HclItem, level: Level, hcl: Hcl, scope: Scope): DefinitionField[] {
  const { text } = hcl;
  const name = slice(text, item.key);
  const { part, kind, known } = meaningOf(name, level, 'terraform');
  if (part === undefined && (known || level === 'identity')) return [];
  const isBlock = item.is === 'block';
  const field: DefinitionField = {
    part,
    kind,
    known,
    key: { ...item.key, text: name },
    value: isBlock ? { is: 'unknown' } : valueOf(item.value, hcl, scope),
    rename: (to) => {
      const renamed = nameOf(part, to, 'terraform', true);
      return renamed === undefined ? [] : [renaming(text, item.key, renamed)];
    },
    remove: () => [ownLine(text, item.start, item.end) ?? { start: item.start, end: item.end, newText: '' }],
  };
  const inside = isBlock && part === 'aws' ? [...hcl.items(item.body)] : [];
  return [field, ...inside.flatMap((each) => fieldsOf(each, 'aws', hcl, scope))];
}

/** The fields inside the block that says whose tokens assume an identity; `undefined` if there is none. */
function tokenFieldsIn(
  items: readonly HclItem[],
  hcl: Hcl,
  scope: Scope,
):
  | { readonly kind: 'claims' | 'static'; readonly head: Span; readonly fields: DefinitionField[] }
  | undefined {
  for (const item of items) {
    const name = slice(hcl.text, item.key);
    if (item.is !== 'block' || (name !== 'claim_match' && name !== 'static')) continue;
    const kind = name === 'static' ? 'static' : 'claims';
    const inside = [...hcl.items(item.body)];
    const fields = inside.flatMap((each) => [
      ...fieldsOf(each, kind, hcl, scope),
      ...claimsIn(each, hcl, scope),
    ]);
    return { kind, head: item.key, fields };
  }
  return undefined;
}

/** The claims in the map of an attribute. */
function claimsIn(item: HclItem, hcl: Hcl, scope: Scope): DefinitionField[] {
  const name = slice(hcl.text, item.key);
  if (item.is !== 'attribute' || (name !== 'claims' && name !== 'claim_patterns')) return [];
  const kind = name === 'claims' ? 'exact' : 'pattern';
  return [...hcl.pairs(item.value)].map(({ key, value, end }) => ({
    part: 'claim',
    kind,
    key: { ...key, text: slice(hcl.text, key) },
    known: true,
    value: valueOf(value, hcl, scope),
    rename: () => [],
    remove: () => [ownLine(hcl.text, key.start, end) ?? { start: key.start, end, newText: '' }],
  }));
}

/** Replaces a name. An `=` behind it that is aligned with spaces keeps its column. */
function renaming(text: string, { start, end }: Span, name: string): Edit {
  const gap = /[ \t]*(?==)/y;
  gap.lastIndex = end;
  const spaces = gap.exec(text)?.[0].length ?? 0;
  if (spaces < 2) return { start, end, newText: name };
  const left = Math.max(1, spaces + (end - start) - name.length);
  return { start, end: end + spaces, newText: name + ' '.repeat(left) };
}

function uidpFields(item: HclItem, hcl: Hcl, scope: Scope): DefinitionField[] {
  const name = slice(hcl.text, item.key);
  if (item.is !== 'attribute' || !/^(?:group|identity|role)$/.test(name)) return [];
  return [fixed('uidp', { ...item.key, text: name }, valueOf(item.value, hcl, scope))];
}

/** The type of a data source that the provider does not have; renaming it also renames the references to it. */
function typeField(type: Span, label: Span | undefined, hcl: Hcl): DefinitionField {
  const { text } = hcl;
  const name = slice(text, type);
  const written = {
    text: name,
    offset: (index: number) => type.start + index,
    rewrite: (to: string) => at(type, to),
    quote: (to: string) => at(type, to),
  };
  return {
    ...fixed('type', { ...type, text: name }, { is: 'text', written }),
    rename: () => {
      const references = label ? (referencesIn(hcl).get(slice(text, label)) ?? []) : [];
      return [type, ...references].map((each) => at(each, 'chainguard_role'));
    },
  };
}

const referencesKnown = new WeakMap<Hcl, ReadonlyMap<string, readonly Span[]>>();

/**
 * Where a text refers to data sources of the type that does not exist, outside of comments: the places of the type, by
 * the data sources' names.
 */
function referencesIn(hcl: Hcl): ReadonlyMap<string, readonly Span[]> {
  const known = referencesKnown.get(hcl);
  if (known) return known;
  const references = new Map<string, Span[]>();
  const comments = hcl.text.includes('data.chainguard_roles.') ? hcl.comments() : [];
  let next = 0;
  for (const { 0: found, 1: name = '', index } of hcl.text.matchAll(
    /(?<![\w.-])data\.chainguard_roles\.([\w-]+)/g,
  )) {
    while ((comments[next]?.end ?? Infinity) <= index) next++;
    if ((comments[next]?.start ?? Infinity) <= index) continue;
    const end = index + found.length - name.length - 1;
    const place = { start: index + 'data.'.length, end };
    const others = references.get(name);
    if (others) others.push(place);
    else references.set(name, [place]);
  }
  referencesKnown.set(hcl, references);
  return references;
}

function fixed(part: DefinitionPart, key: DefinitionField['key'], value: FieldValue): DefinitionField {
  return { part, kind: 'exact', key, known: true, value, rename: () => [], remove: () => [] };
}

function at({ start, end }: Span, newText: string): Edit {
  return { start, end, newText };
}

function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function valueOf(value: Span, hcl: Hcl, scope: Scope): FieldValue {
  const { start } = value;
  const raw = slice(hcl.text, value);
  if (raw === 'null') return { is: 'null' };
  // Terraform turns a number into a text without its leading zeros.
  const digits = /^0*(\d+)$/.exec(raw)?.[1];
  if (digits !== undefined) {
    const written = writtenNumber(raw, start, (text) => hclString.encode(text));
    const zeros = raw.length - digits.length;
    return { is: 'text', written: { ...written, text: digits, offset: (index) => start + zeros + index } };
  }
  const written = hcl.isString(value)
    ? writtenAs(hclString, raw, start)
    : raw.startsWith('<<')
      ? writtenAs(hclHeredoc, raw, start)
      : undefined;
  if (written) return { is: 'text', written };
  const partly = partlyKnown(hcl, value, scope.lookUp);
  return partly ? { is: 'unknown', partly } : { is: 'unknown' };
}

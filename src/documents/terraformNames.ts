import type { Span } from '../core/text';
import { Hcl, type HclItem } from './hcl';
import { hclOfJson } from './terraformJson';

/**
 * Another file of a document's folder. All `.tf` and `.tf.json` files of a folder are one module. What is read of a file is
 * remembered as long as this object is.
 */
export interface FolderFile {
  readonly name: string;
  readonly text: string;
}

/** Something that expressions can refer to. */
export interface Named {
  readonly hcl: Hcl;
  /** `undefined` in the document itself. */
  readonly file: string | undefined;
  /** The value of a local, else the body of the block. */
  readonly span: Span;
}

type Name = readonly [name: string, named: Named];

/** What can be referred to in some items. */
export function namedIn(hcl: Hcl, items: readonly HclItem[], file: string | undefined): Name[] {
  return items.flatMap((item): Name[] => {
    if (item.is !== 'block' || !isReferable(hcl, item)) return [];
    const [word = '', type = '', label = ''] = [item.key, ...item.labels].map(({ start, end }) =>
      hcl.text.slice(start, end),
    );
    const named = { hcl, file, span: item.body };
    if (word === 'locals')
      return [...attributesIn(hcl, item.body)].map(([name, span]) => [`local.${name}`, { ...named, span }]);
    if (word === 'variable') return [[`var.${type}`, named]];
    return [[`${word === 'data' ? 'data.' : ''}${type}.${label}`, named]];
  });
}

const filesKnown = new WeakMap<FolderFile, { readonly number: number; names?: readonly Name[] }>();
let filesCounted = 0;

function knownFile(file: FolderFile): { readonly number: number; names?: readonly Name[] } {
  const known = filesKnown.get(file) ?? { number: ++filesCounted };
  filesKnown.set(file, known);
  return known;
}

/** Tells one version of a file from all others. */
export function numberOf(file: FolderFile): number {
  return knownFile(file).number;
}

/** What another file of the folder has. It is read once. */
export function namesOfFile(file: FolderFile): readonly Name[] {
  const known = knownFile(file);
  if (!known.names) {
    const isJson = file.name.endsWith('.json');
    const text = isJson ? hclOfJson(file.text) : file.text;
    const hcl = new Hcl(text);
    known.names = namedIn(hcl, [...hcl.items({ start: 0, end: text.length })], file.name);
  }
  return known.names;
}

/** Where a file defines what a reference such as `local.account` or `aws_iam_role.ci.name` leads to. */
export function placeInFile(file: FolderFile, reference: string): number | undefined {
  if (file.name.endsWith('.json')) return undefined;
  const parts = reference.split('.');
  const address = parts.slice(0, parts[0] === 'data' ? 3 : 2).join('.');
  return namesOfFile(file).find(([name]) => name === address)?.[1].span.start;
}

/** Whether expressions can refer to an item, or to something in it. */
export function isReferable(hcl: Hcl, item: HclItem): boolean {
  if (item.is !== 'block') return false;
  const word = hcl.text.slice(item.key.start, item.key.end);
  if (word === 'locals' || word === 'variable') return true;
  const [type] = item.labels;
  return (word === 'resource' || word === 'data') && !!type && hcl.text.startsWith('aws_', type.start);
}

/** The values of a body's attributes, by their names. One that is set twice is left out. */
export function attributesIn(hcl: Hcl, body: Span): Map<string, Span> {
  const values = new Map<string, Span>();
  const twice = new Set<string>();
  for (const item of hcl.items(body)) {
    if (item.is !== 'attribute') continue;
    const name = hcl.text.slice(item.key.start, item.key.end);
    if (values.has(name)) twice.add(name);
    values.set(name, item.value);
  }
  for (const name of twice) values.delete(name);
  return values;
}

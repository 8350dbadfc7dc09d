import type { AwsMatch, Rule } from '../identity';
import type { Span } from '../text';

/** A change to a text: `newText` replaces a stretch. Offsets are UTF-16; an empty stretch is an insertion. */
export interface Edit extends Span {
  readonly newText: string;
}

/** A text as it stands in a document, in that document's notation (quotes, escapes, block scalars, heredocs). */
export interface Written {
  /** What it stands for. */
  readonly text: string;
  /** Where in the document the character at `index` of the text is written; `index` may be the text's length. */
  offset(index: number): number;
  /**
   * The edit that makes it stand for `newText`: as small as the notation allows, and escaped as the notation demands.
   */
  rewrite(newText: string): Edit;
}

/** What a field holds. */
export type FieldValue =
  | { readonly is: 'text'; readonly written: Written }
  /** A number where a text belongs; `written.text` is its digits as they stand, and `rewrite` quotes. */
  | { readonly is: 'number'; readonly written: Written }
  /** An expression, a template, an alias or another type. Nothing is known about it, so nothing is said about it. */
  | { readonly is: 'unknown' }
  /** Not set, in so many words. */
  | { readonly is: 'null' };

/** The parts of a definition that are checked, by Chainguard's names for them. */
export type DefinitionPart =
  | 'id'
  | 'name'
  | 'description'
  | 'parent'
  /** What makes it an AWS identity: the object or block around the next three. */
  | 'aws'
  | 'account'
  | 'arn'
  | 'userId'
  /** Another kind of relationship: claims, static keys, a service principal. */
  | 'relationship'
  /** A role binding's group, identity and role. */
  | 'uidp'
  /** A Terraform block's type. */
  | 'type';

/** One field of a definition. */
export interface DefinitionField {
  /** Which part of the definition this is or is meant to be; `undefined` for an unknown name. */
  readonly part: DefinitionPart | undefined;
  readonly kind: Rule['kind'];
  /** The name as it is spelled, and where. */
  readonly key: Span & { readonly text: string };
  /** Whether whoever reads such documents accepts that spelling. */
  readonly known: boolean;
  readonly value: FieldValue;
  /**
   * Renames the field to the name of `part` and `kind`, in the style of the names around it; no edits for an unknown
   * name.
   */
  rename(kind: Rule['kind']): readonly Edit[];
  /** Removes the field with its separator, and with its line if nothing else stands on it. */
  remove(): readonly Edit[];
}

/** A stretch of a document in which a comment switches rules off. */
export interface Ignored extends Span {
  /** Ids of rules; `undefined` switches all of them off. */
  readonly rules: readonly string[] | undefined;
}

/**
 * A definition of an identity in a document, in a draft, or in Chainguard; or another Terraform block that is checked
 * beside it. Without a document, offsets are in the value of each field.
 */
export interface Definition {
  readonly kind: 'identity' | 'role-binding' | 'data-source';
  /** The whole of it. */
  readonly span: Span;
  /** Where to point when something is missing: the name of the AWS part, or the block's type. */
  readonly head: Span;
  /** In the order in which they stand. */
  readonly fields: readonly DefinitionField[];
  /** Whether more fields may come from elsewhere (a merge key, a dynamic block), so that none can be missed. */
  readonly open: boolean;
  readonly ignored: readonly Ignored[];
  /** Whether it stands in a document, so that edits can be made. */
  readonly inDocument: boolean;
}

/**
 * A definition outside any document: a live identity or a draft. Offsets are within the value of the finding's own
 * part. Fixes have no edits, because what they set says it all. Parts that are `undefined` are not set, unless `open`
 * says that they are not known.
 */
export function definitionOf(
  values: Partial<AwsMatch & Record<'id' | 'name' | 'description' | 'parent', string>>,
  { open = false } = {},
): Definition {
  const field = (part: DefinitionPart, text: string | undefined, kind: Rule['kind'] = 'exact') => {
    if (text === undefined) return [];
    const made: DefinitionField = {
      part,
      kind,
      key: { text: part, start: 0, end: 0 },
      known: true,
      value: { is: 'text', written: plain(text) },
      rename: () => [],
      remove: () => [],
    };
    return [made];
  };
  const nowhere = { start: 0, end: 0 };
  return {
    kind: 'identity',
    span: nowhere,
    head: nowhere,
    fields: [
      ...field('id', values.id),
      ...field('name', values.name),
      ...field('description', values.description),
      ...field('parent', values.parent),
      ...field('account', values.account),
      ...field('arn', values.arn?.value, values.arn?.kind),
      ...field('userId', values.userId?.value, values.userId?.kind),
    ],
    open,
    ignored: [],
    inDocument: false,
  };
}

function plain(text: string): Written {
  return {
    text,
    offset: (index) => index,
    rewrite: (newText) => ({ start: 0, end: text.length, newText }),
  };
}

/** The stretch of `before` that has to change to get `after`, without what they share at both ends. */
export function differing(before: string, after: string): Span {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (isHalf(before, start) || isHalf(after, start)) start--;
  let shared = 0;
  while (
    shared < shortest - start &&
    before.charCodeAt(before.length - 1 - shared) === after.charCodeAt(after.length - 1 - shared)
  )
    shared++;
  if (isHalf(before, before.length - shared) || isHalf(after, after.length - shared)) shared--;
  return { start, end: before.length - shared };
}

/** Whether a cut before the character at `index` would go through a surrogate pair. */
function isHalf(text: string, index: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, index - 1), index + 1));
}

/** The text of a field, when it is known. */
export function textOf(field: DefinitionField): string | undefined {
  return field.value.is === 'text' || field.value.is === 'number' ? field.value.written.text : undefined;
}

/** The text of the first field that is this part, when there is one and it is known. */
export function textOfPart({ fields }: Definition, part: DefinitionPart): string | undefined {
  const field = fields.find((each) => each.part === part);
  return field && textOf(field);
}

/** The edits that make a field say `rule`, in its own notation; none for a field that is no text. */
export function editsOf(field: DefinitionField, { kind, value }: Rule): readonly Edit[] {
  if (field.value.is !== 'text' && field.value.is !== 'number') return [];
  const { is, written } = field.value;
  const isSaid = is === 'text' && written.text === value;
  return [...(field.kind === kind ? [] : field.rename(kind)), ...(isSaid ? [] : [written.rewrite(value)])];
}

/** Where a document writes a text, without the quotes around it. */
export function placeOf(written: Written): Span {
  return { start: written.offset(0), end: written.offset(written.text.length) };
}

/** The identity that is defined around an offset of the document. */
export function identityAt(definitions: readonly Definition[], offset: number): Definition | undefined {
  return definitions.find(({ kind, span }) => kind === 'identity' && isWithin(span, offset));
}

/** Whether an offset is in a stretch, or at one of its ends. */
export function isWithin({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** `text` with the edits made. If two of them overlap, the first one given is made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const backwards: string[] = [];
  let before = Infinity;
  for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    if (edit.end > before) continue;
    backwards.push(text.slice(edit.end, before), edit.newText);
    before = edit.start;
  }
  return text.slice(0, before) + backwards.reverse().join('');
}

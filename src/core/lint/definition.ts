import { matchFields } from '../field';
import { type AwsMatch, type Rule, ruleOf } from '../identity';
import { isWithin, type Span, whole } from '../text';
import type { Partly } from './partly';

/** A change to a text: `newText` replaces a stretch. Offsets are UTF-16; an empty stretch is an insertion. */
export interface Edit extends Span {
  readonly newText: string;
}

/** A text in a document, in the document's notation (quotes, escapes, block scalars, heredocs). */
export interface Written {
  /** What it means, without quotes and escapes. */
  readonly text: string;
  /** Where in the document the character at `index` of the text is written; `index` may be the text's length. */
  offset(index: number): number;
  /** The smallest edit that the notation allows to make it mean `newText`, escaped as needed. */
  rewrite(newText: string): Edit;
  /** The edit that writes `newText` between quotes instead of all that is written now. */
  quote(newText: string): Edit;
}

/** What a field holds. */
export type FieldValue =
  | { readonly is: 'text'; readonly written: Written }
  /** A number where a text belongs; `written.text` is its digits as written, and `rewrite` adds quotes. */
  | { readonly is: 'number'; readonly written: Written }
  /** An expression, a template, an alias or another type: unknown, but for what `partly` tells of it. */
  | { readonly is: 'unknown'; readonly partly?: Partly }
  /** Explicitly not set. */
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
  /** What an identity asks of a token; the first two are also of static keys. */
  | 'issuer'
  | 'subject'
  | 'audience'
  /** The object or map around further claims, and one of them, whose name is the field's. */
  | 'claims'
  | 'claim'
  /** When static keys end. */
  | 'expires'
  /** A role binding's group, identity and role. */
  | 'uidp'
  /** A Terraform block's type. */
  | 'type';

/** Parts that hold an exact value or a pattern. */
export const ruleParts: ReadonlySet<DefinitionPart | undefined> = new Set<DefinitionPart>([
  'arn',
  'userId',
  'issuer',
  'subject',
  'audience',
]);

/** One field of a definition. */
export interface DefinitionField {
  /** The part that this is or is meant to be; `undefined` for an unknown name. */
  readonly part: DefinitionPart | undefined;
  readonly kind: Rule['kind'];
  /** The name as spelled, and its place. */
  readonly key: Span & { readonly text: string };
  /** Whether the program that reads such documents accepts that spelling. */
  readonly known: boolean;
  readonly value: FieldValue;
  /** Renames the field for its `part` and `kind`, in the style of its neighbors; no edits for an unknown name. */
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
 * An identity as a document, a draft or Chainguard defines it, or another Terraform block that is checked with it.
 * Without a document, offsets are in the value of each field.
 */
export interface Definition {
  /** `identity` is one that trusts AWS callers; `claims` and `static` are identities that trust tokens. */
  readonly kind: 'identity' | 'claims' | 'static' | 'role-binding' | 'data-source';
  readonly span: Span;
  /** Where to point when something is missing: the name of the AWS part, or the block's type. */
  readonly head: Span;
  /** In the document's order. */
  readonly fields: readonly DefinitionField[];
  /** Whether more fields may come from elsewhere (a merge key, a dynamic block), so that none is certainly missing. */
  readonly open: boolean;
  readonly ignored: readonly Ignored[];
  /** Whether lines of a template decide which of the fields are there, so that two of them may exclude each other. */
  readonly alternatives?: boolean;
  /** In a document's first definition: the first place of the document that is not looked at. */
  readonly unread?: Span;
  /** Whether it stands in a document, so that edits can be made. */
  readonly inDocument: boolean;
}

/**
 * A definition outside any document: a live identity or a draft, whose `undefined` parts are not set. Offsets of a
 * finding are in the value of its part, and fixes have no edits: `sets` says it all.
 */
export function definitionOf(
  values: Partial<AwsMatch & Record<'id' | 'name' | 'description' | 'parent', string>>,
): Definition {
  const parts = ['id', 'name', 'description', 'parent', ...matchFields] as const;
  const fields = parts.flatMap((part) => {
    const value = values[part];
    return value === undefined ? [] : [fieldOutside(part, part, ruleOf(value))];
  });
  return definitionOutside('identity', fields);
}

/** A definition outside any document with these fields. */
export function definitionOutside(kind: Definition['kind'], fields: readonly DefinitionField[]): Definition {
  return { kind, span: nowhere, head: nowhere, fields, open: false, ignored: [], inDocument: false };
}

/** A field outside any document, whose offsets are in its value. */
export function fieldOutside(
  part: DefinitionPart,
  name: string,
  { kind, value: text }: Rule,
): DefinitionField {
  const rewrite = (newText: string) => ({ ...whole(text), newText });
  return {
    part,
    kind,
    key: { text: name, ...nowhere },
    known: true,
    value: { is: 'text', written: { text, offset: (index) => index, rewrite, quote: rewrite } },
    rename: () => [],
    remove: () => [],
  };
}

const nowhere: Span = { start: 0, end: 0 };

/** The stretch of `before` that differs from `after`: all but what they share at both ends. */
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

/** The text of a field, if it is known. */
export function textOf(field: DefinitionField): string | undefined {
  return field.value.is === 'text' || field.value.is === 'number' ? field.value.written.text : undefined;
}

/** What is known of a field that is known only in part. */
export function partlyOf({ value }: DefinitionField): Partly | undefined {
  return value.is === 'unknown' ? value.partly : undefined;
}

/** The rule that a field states, if its text is known. */
export function ruleIn(field: DefinitionField): Rule | undefined {
  const value = textOf(field);
  return value === undefined ? undefined : { kind: field.kind, value };
}

/** The text of the first field that is this part, if there is one and it is known. */
export function textOfPart({ fields }: Definition, part: DefinitionPart): string | undefined {
  const field = fields.find((each) => each.part === part);
  return field && textOf(field);
}

/**
 * The edits that make a field say `rule`; none for a field that is not a text.
 *
 * @param notation whether to write the value as the one before was, or between quotes in any case
 */
export function editsOf(
  field: DefinitionField,
  { kind, value }: Rule,
  notation: 'own' | 'quoted' = 'own',
): readonly Edit[] {
  if (field.value.is !== 'text' && field.value.is !== 'number') return [];
  const { is, written } = field.value;
  const isSaid = is === 'text' && written.text === value;
  const edit = () => (notation === 'own' ? written.rewrite(value) : written.quote(value));
  return [...(field.kind === kind ? [] : field.rename(kind)), ...(isSaid ? [] : [edit()])];
}

/** Where a document writes a text, without the quotes around it. */
export function placeOf(written: Written): Span {
  return { start: written.offset(0), end: written.offset(written.text.length) };
}

/** The identity that is defined around an offset of the document. */
export function identityAt(definitions: readonly Definition[], offset: number): Definition | undefined {
  return definitions.find(({ kind, span }) => kind === 'identity' && isWithin(span, offset));
}

/** `text` after the edits. Of two that overlap, the later in the text is made. */
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

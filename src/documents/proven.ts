import {
  applyEdits,
  type Definition,
  type DefinitionField,
  type Edit,
  placeOf,
  textOf,
} from '../core/lint/definition';
import type { Fix } from '../core/lint/finding';
import { identityFields, type IdentityField, type NewValues } from '../core/field';
import { ruleOf } from '../core/identity';
import type { Span } from '../core/text';
import type { Element } from './element';
import { outlineOf } from './outline';
import { readDefinitions } from './read';

/** Edits of a document, and what they are to bring about. */
export interface Change {
  readonly edits: readonly Edit[];
  /** The definition that they belong to; left out for those that only add a comment. */
  readonly definition?: Definition;
  /** The values that fields of the definition have afterwards; an empty one may also be gone. */
  readonly sets?: NewValues;
  /** How many comments they add. */
  readonly comments?: number;
  /** Whether they take fields away. */
  readonly removes?: boolean;
}

/**
 * The text after all changes, if the document's own reader finds in it just what is meant: the new values and names in
 * the fields that are edited, and every other name, value, comment and error where it was. `undefined` if it finds
 * anything else. Every edit of a document goes through here. Takes time linear in the text.
 */
export function provenText(
  text: string,
  languageOrPath: string,
  changes: readonly Change[],
): string | undefined {
  const edits = changes
    .flatMap((change) => change.edits)
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (edits.some(({ start }, index) => start < (edits[index - 1]?.end ?? 0))) return undefined;
  const after = applyEdits(text, edits);
  return keepsTheRest(text, after, edits, languageOrPath, changes) &&
    isMeant(text, after, languageOrPath, changes)
    ? after
    : undefined;
}

/**
 * The edits of a fix: as its finding offers them, or with its new values between quotes if only so every other part of the
 * document stays as it is. `undefined` if there is no such way.
 */
export function provenEdits(
  text: string,
  languageOrPath: string,
  definition: Definition,
  { edits, sets }: Pick<Fix, 'edits' | 'sets'>,
): readonly Edit[] | undefined {
  const removes = Object.keys(sets).length === 0 && edits.some(({ newText }) => newText === '');
  const ways = [edits, edits.map((edit) => quotedEdit(edit, definition, sets))];
  return ways.find(
    (each) => provenText(text, languageOrPath, [{ edits: each, definition, sets, removes }]) !== undefined,
  );
}

/** The edit that writes a field's new value between quotes, for one that changes its value in another way. */
function quotedEdit(edit: Edit, { fields }: Definition, sets: NewValues): Edit {
  for (const { part, value } of fields) {
    const set = isSettable(part) ? sets[part] : undefined;
    if (set === undefined || (value.is !== 'text' && value.is !== 'number')) continue;
    const quote = value.written.quote(ruleOf(set).value);
    if (quote.start <= edit.start && edit.end <= quote.end) return quote;
  }
  return edit;
}

function isSettable(part: DefinitionField['part']): part is IdentityField {
  return identityFields.some((each) => each === part);
}

/** Whether all elements but those that the edits touch are the same, in the same order and between the same ones. */
function keepsTheRest(
  before: string,
  after: string,
  edits: readonly Edit[],
  languageOrPath: string,
  changes: readonly Change[],
): boolean {
  let shift = 0;
  const written = edits.map(({ start, end, newText }) => {
    const from = start + shift;
    shift += newText.length - (end - start);
    return { start: from, end: from + newText.length };
  });
  const owned = ownedBy(changes);
  const old = apart(outlineOf(before, languageOrPath), edits, owned);
  const now = apart(outlineOf(after, languageOrPath), written, owned);
  const added = { key: 0, value: 0, comment: 0 };
  const isSame =
    old.untouched.length === now.untouched.length &&
    old.untouched.every((says, index) => says === now.untouched[index]) &&
    [...new Set([...old.touched.keys(), ...now.touched.keys()])].every((gap) =>
      countAdded(old.touched.get(gap) ?? [], now.touched.get(gap) ?? [], added),
    );
  const sum = (of: (change: Change) => number) => changes.reduce((so, change) => so + of(change), 0);
  const fields = sum(addedFields);
  return (
    isSame &&
    added.comment === sum(({ comments = 0 }) => comments) &&
    (changes.some(({ removes }) => removes === true) || (added.key === fields && added.value === fields))
  );
}

/** How many fields a change adds: those with a new value that the definition does not have. */
function addedFields({ definition, sets = {} }: Change): number {
  return identityFields.filter(
    (part) =>
      sets[part] !== undefined &&
      ruleOf(sets[part]).value !== '' &&
      definition?.fields.some((field) => field.part === part) === false,
  ).length;
}

/** Tells what the changes may alter: the names and values of their definitions' fields, and what they remove. */
function ownedBy(changes: readonly Change[]): (element: Element) => boolean {
  const starts = new Set<number>();
  const removed: Span[] = [];
  let renames = false;
  for (const { definition, edits, removes } of changes) {
    if (removes === true) removed.push(...edits.filter(({ newText }) => newText === ''));
    renames ||=
      definition?.kind === 'data-source' && edits.every(({ newText }) => newText === 'chainguard_role');
    for (const { key, value } of definition?.fields ?? []) {
      starts.add(key.start).add(key.start - 1);
      if (value.is === 'text' || value.is === 'number') starts.add(value.written.quote('').start);
    }
  }
  return ({ role, start, end, says }) =>
    role !== 'comment' &&
    ((role !== 'mark' && starts.has(start)) ||
      (renames && says.includes('chainguard_roles')) ||
      removed.some((span) => span.start <= start && end <= span.end));
}

/** An element at an edit. */
interface Touched extends Element {
  /** Whether it may become another one. */
  readonly isOwned: boolean;
}

/** The elements that the edits leave alone, and the others by how many of those stand before them. */
function apart(
  elements: readonly Element[],
  edited: readonly Span[],
  isOwned: (element: Element) => boolean,
): { readonly untouched: readonly string[]; readonly touched: ReadonlyMap<number, readonly Touched[]> } {
  const untouched: string[] = [];
  const touched = new Map<number, Touched[]>();
  let next = 0;
  for (const element of elements) {
    while ((edited[next]?.end ?? Infinity) < element.start) next++;
    if ((edited[next]?.start ?? Infinity) > element.end || Number.isNaN(element.start))
      untouched.push(`${element.role} ${element.says}`);
    else {
      const others = touched.get(untouched.length);
      const each = { ...element, isOwned: isOwned(element) };
      if (others) others.push(each);
      else touched.set(untouched.length, [each]);
    }
  }
  return { untouched, touched };
}

/**
 * Counts what the edits add to the elements that they touch. `false` if one of those that have to stay is gone, or a mark
 * between them is another one.
 */
function countAdded(
  old: readonly Touched[],
  now: readonly Element[],
  added: Record<'key' | 'value' | 'comment', number>,
): boolean {
  const of = (elements: readonly Element[], role: Element['role']) =>
    elements.filter((element) => element.role === role).map(({ says }) => says);
  for (const role of ['key', 'value', 'comment'] as const)
    added[role] += of(now, role).length - of(old, role).length;
  const shown = (elements: readonly Element[]) => elements.map(({ role, says }) => `${role} ${says}`);
  const kept = old.filter((element) => !element.isOwned);
  const isFewer = of(now, 'key').length < of(old, 'key').length;
  return (
    isPartOf(shown(kept), shown(now)) &&
    (isFewer || of(now, 'mark').join('\n') === of(old, 'mark').join('\n'))
  );
}

/** Whether the definitions say what is meant, and those that nobody changes say what they said. */
function isMeant(before: string, after: string, languageOrPath: string, changes: readonly Change[]): boolean {
  const changeOf = new Map(changes.map((change) => [change.definition?.span.start, change]));
  // A data source is read for its wrong name alone, so with the right one it is gone.
  const isKept = ({ kind }: Definition) => kind !== 'data-source';
  const old = readDefinitions(before, languageOrPath).filter(isKept);
  const now = readDefinitions(after, languageOrPath).filter(isKept);
  return (
    old.length === now.length &&
    old.every((definition, index) => {
      const found = now[index];
      return found !== undefined && saysMeant(definition, found, changeOf.get(definition.span.start));
    })
  );
}

function saysMeant(old: Definition, now: Definition, change: Change | undefined): boolean {
  if (old.kind === 'claims' && change) return saysRest(old, now, change);
  const sets = change?.sets ?? {};
  const isSet = ({ part }: DefinitionField) => isSettable(part) && sets[part] !== undefined;
  const others = (definition: Definition) => definition.fields.filter((field) => !isSet(field)).map(saidBy);
  const [oldOthers, nowOthers] = [others(old), others(now)];
  return (
    identityFields.every((part) => {
      const set = sets[part];
      if (set === undefined) return true;
      const { kind, value } = ruleOf(set);
      const field = now.fields.find((each) => each.part === part && each.value.is !== 'null');
      if (!field) return value === '';
      return field.kind === kind && textOf(field) === value && field.value.is === 'text';
    }) &&
    (change?.removes === true
      ? isPartOf(nowOthers, oldOthers)
      : nowOthers.join('\n') === oldOthers.join('\n'))
  );
}

/** Whether rules for a token say what they did, but for those that a fix edits: it names no new values. */
function saysRest(old: Definition, now: Definition, { edits, removes }: Change): boolean {
  const isEdited = ({ key, value }: DefinitionField) => {
    const end = value.is === 'text' || value.is === 'number' ? placeOf(value.written).end : key.end;
    return edits.some((edit) => edit.start <= end && key.start <= edit.end);
  };
  const rest = old.fields.filter((field) => removes !== true || !isEdited(field));
  return (
    rest.length === now.fields.length &&
    rest.every((field, index) => {
      const found = now.fields[index];
      if (!found) return false;
      return isEdited(field) ? field.part === found.part || !field.known : saidBy(field) === saidBy(found);
    })
  );
}

/** What a field says, however its name and its value are spelled. */
function saidBy(field: DefinitionField): string {
  return JSON.stringify([field.part, field.kind, field.value.is, textOf(field)]);
}

/** Whether `all` has each of `some`, in that order. */
function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  return some.every((each) => (at = all.indexOf(each, at) + 1) > 0);
}

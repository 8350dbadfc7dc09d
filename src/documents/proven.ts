import { applyEdits, type Definition, type Edit } from '../core/lint/definition';
import type { Fix } from '../core/lint/finding';
import { identityFields, type NewValues } from '../core/field';
import { ruleOf } from '../core/identity';
import type { NewClaimRule } from '../core/match/newClaimRules';
import type { Span } from '../core/text';
import type { Element } from './element';
import { type Change, isFor, isMeant, isPartOf, isSettable } from './meant';
import { outlineOf } from './outline';

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
  const removed = edits.filter(({ newText }) => newText === '');
  const old = apart(withoutMaps(outlineOf(before, languageOrPath), removed), edits, owned);
  const now = apart(withoutMaps(outlineOf(after, languageOrPath), written), written, owned);
  const added = { key: 0, value: 0, comment: 0 };
  const isSame =
    old.untouched.length === now.untouched.length &&
    old.untouched.every((says, index) => says === now.untouched[index]) &&
    [...new Set([...old.touched.keys(), ...now.touched.keys()])].every((gap) =>
      countAdded(old.touched.get(gap) ?? [], now.touched.get(gap) ?? [], added),
    );
  const sum = (of: (change: Change) => number) => changes.reduce((so, change) => so + of(change), 0);
  const fields = sum(addedFields);
  const maps = sum((change) => change.maps ?? 0);
  return (
    isSame &&
    added.comment === sum(({ comments = 0 }) => comments) &&
    (changes.some(({ removes }) => removes === true) ||
      (added.key === fields + maps && added.value === fields))
  );
}

/** The elements without the marks around each map whose name stands in one of the stretches: it comes or goes with it. */
function withoutMaps(elements: readonly Element[], at: readonly Span[]): readonly Element[] {
  const opens = /^(?:\{|map)/;
  let depth = 0;
  return elements.filter(({ role, says }, index) => {
    const name = elements[index - 1];
    if (role !== 'mark') return true;
    if (depth > 0) {
      if (opens.test(says)) depth++;
      else if (/^(?:\}|end)$/.test(says)) depth--;
      return depth > 0;
    }
    const isNamed =
      name?.role === 'key' &&
      opens.test(says) &&
      at.some(({ start, end }) => start <= name.start && name.end <= end);
    if (isNamed) depth = 1;
    return !isNamed;
  });
}

/** How many fields a change adds: those with a new value that the definition does not have. */
function addedFields({ definition, sets = {}, rules = [] }: Change): number {
  const isThere = (rule: NewClaimRule) => definition?.fields.some((field) => isFor(rule, field));
  const added = rules.filter((each) => each.rule !== undefined && isThere(each) === false).length;
  return (
    added +
    identityFields.filter(
      (part) =>
        sets[part] !== undefined &&
        ruleOf(sets[part]).value !== '' &&
        definition?.fields.some((field) => field.part === part) === false,
    ).length
  );
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

import { type Definition, type DefinitionField, type Edit, placeOf, textOf } from '../core/lint/definition';
import { identityFields, type IdentityField, type NewValues } from '../core/field';
import { ruleOf } from '../core/identity';
import type { NewClaimRule } from '../core/match/newClaimRules';
import { readDefinitions } from './read';

/** Edits of a document, and what they are to bring about. */
export interface Change {
  readonly edits: readonly Edit[];
  /** The definition that they belong to; left out for those that only add a comment. */
  readonly definition?: Definition;
  /** The values that fields of the definition have afterwards; an empty one may also be gone. */
  readonly sets?: NewValues;
  /** The rules for a token that the definition has afterwards. */
  readonly rules?: readonly NewClaimRule[];
  /** How many maps of claims they add. */
  readonly maps?: number;
  /** How many comments they add. */
  readonly comments?: number;
  /** Whether they take fields away. */
  readonly removes?: boolean;
}

/** Whether the definitions say what is meant, and those that nobody changes say what they said. */
export function isMeant(
  before: string,
  after: string,
  languageOrPath: string,
  changes: readonly Change[],
): boolean {
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
  if (old.kind === 'claims' && change && !change.rules) return saysRest(old, now, change);
  const { sets = {}, rules = [] } = change ?? {};
  const isSet = (field: DefinitionField) =>
    (isSettable(field.part) && sets[field.part] !== undefined) ||
    (field.part === 'claims' && rules.length > 0) ||
    rules.some((rule) => isFor(rule, field));
  const others = (definition: Definition) => definition.fields.filter((field) => !isSet(field)).map(saidBy);
  const [oldOthers, nowOthers] = [others(old), others(now)];
  return (
    rules.every((rule) => saysRule(now, rule)) &&
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

/** Whether a field is the one that a new rule is about. */
export function isFor(
  { part, field, kind }: NewClaimRule,
  { part: own, key, ...it }: DefinitionField,
): boolean {
  if (part !== 'claim' || own !== 'claim') return part === own;
  return key.text === field && (kind === undefined || it.kind === kind);
}

/** Whether the definition has just this rule. */
function saysRule({ fields }: Definition, rule: NewClaimRule): boolean {
  const found = fields.filter((field) => isFor(rule, field) && field.value.is !== 'null');
  const [field] = found;
  if (rule.rule === undefined || !field) return found.length === 0 && rule.rule === undefined;
  const { kind, value } = rule.rule;
  return found.length === 1 && field.kind === kind && textOf(field) === value && field.value.is === 'text';
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
  const name = field.part === 'claim' ? field.key.text : '';
  return JSON.stringify([field.part, field.kind, name, field.value.is, textOf(field)]);
}

/** Whether `all` has each of `some`, in that order. */
export function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  return some.every((each) => (at = all.indexOf(each, at) + 1) > 0);
}

/** Whether a field of a definition can be given a new value by its part alone. */
export function isSettable(part: DefinitionField['part']): part is IdentityField {
  return identityFields.some((each) => each === part);
}

import * as l10n from '@vscode/l10n';
import {
  type Definition,
  type DefinitionField,
  type DefinitionPart,
  partlyOf,
  placeOf,
  ruleParts,
  textOf,
} from './definition';
import { fieldName, matchFields } from '../field';
import type { Finding, Fix } from './finding';
import type { RuleId } from './rules';
import { excerpt, type Span, visible } from '../text';
import { nameFault, strangeInName } from '../names';
import { knownText, type Partly } from './partly';
import { isIdentityId, isUidp } from '../uidp';

/** A finding without what follows from its rule. */
export type FieldProblem = Omit<Finding, 'severity' | 'reason'>;

/** Finds unknown names, fields that are missing, set twice or exclude each other, and malformed texts. */
export function fieldProblems(definition: Definition): FieldProblem[] {
  const { fields } = definition;
  const found = [
    ...fields.flatMap((field) => (field.known ? [] : [unknownField(field, fields)])),
    ...(definition.alternatives ? [] : rivals(fields.filter(counts(fields)))),
    ...unread(definition),
    ...(definition.kind === 'identity' && !definition.open ? missing(definition) : []),
    ...(definition.kind === 'claims' && !definition.open ? missingOfClaims(definition) : []),
    ...fields.flatMap(formProblems),
  ];
  return found.map((problem) => ({
    ...problem,
    fixes: problem.fixes.filter(({ edits }) => edits.length > 0),
  }));
}

function unread({ unread: span }: Definition): FieldProblem[] {
  if (!span) return [];
  const message = l10n.t('Lines of a template are not checked, nor what they decide and include.');
  return [{ rule: 'not-checked', part: undefined, span, message, fixes: [] }];
}

/** Parts that may be set by one field only. */
const once: ReadonlySet<DefinitionPart | undefined> = new Set<DefinitionPart>([
  'id',
  'name',
  'description',
  'parent',
  'aws',
  'account',
  'arn',
  'userId',
  'issuer',
  'subject',
  'audience',
]);

/** Whether a field counts. One with an unknown name does if no other field is what it is meant to be. */
export function counts(fields: readonly DefinitionField[]): (field: DefinitionField) => boolean {
  return (field) =>
    field.part !== undefined &&
    field.value.is !== 'null' &&
    (field.known || fields.find((other) => isRival(field, other)) === undefined);
}

/** Whether another field takes the place that a field with an unknown name is meant for. */
function isRival(field: DefinitionField, other: DefinitionField): boolean {
  if (other === field || other.part !== field.part || other.value.is === 'null') return false;
  return other.known || other.key.start < field.key.start;
}

function unknownField(field: DefinitionField, fields: readonly DefinitionField[]): FieldProblem {
  const { key, kind, part } = field;
  const taken = part !== undefined && once.has(part) && fields.some((other) => isRival(field, other));
  const renamed = taken ? [] : field.rename(kind);
  const [edit] = renamed;
  const remove: Fix = { title: l10n.t('Remove the field: {0}', key.text), edits: field.remove(), sets: {} };
  const fixes = edit
    ? [{ title: l10n.t('Rename it to: {0}', bare(edit.newText)), edits: renamed, sets: {} }]
    : [remove];
  const message = edit
    ? l10n.t('Chainguard does not know this field. Write {0} instead of: {1}', bare(edit.newText), key.text)
    : l10n.t('Chainguard does not know this field: {0}', key.text);
  return { rule: 'unknown-field', part, span: key, message, fixes };
}

function bare(text: string): string {
  return text.replaceAll('"', '').trim();
}

function rivals(fields: readonly DefinitionField[]): FieldProblem[] {
  return fields.flatMap((field, index): FieldProblem[] => {
    const { key, kind, part } = field;
    const earlier = fields.slice(0, index);
    const same = earlier.find((other) => other.part === part && other.kind === kind && once.has(part));
    const other =
      same ??
      earlier.find((each) =>
        part === 'aws' || part === 'relationship'
          ? each.part === 'aws' || each.part === 'relationship'
          : each.part === part && once.has(part),
      );
    if (!other) return [];
    const remove = (each: DefinitionField): Fix => {
      const isLeft = fields.some((left) => left !== each && left.part === part && textOf(left) !== '');
      const title = l10n.t('Remove the field: {0}', each.key.text);
      return { title, edits: isLeft ? each.remove() : [], sets: {} };
    };
    if (same) {
      const message = l10n.t('This sets the same as {0} does: {1}', same.key.text, key.text);
      return [{ rule: 'duplicate-field', part, span: key, message, fixes: [remove(field)] }];
    }
    const isOnly = fields.filter((each) => each.part === part).length === 2;
    const fixes = ruleParts.has(part) ? [remove(field), ...(isOnly ? [remove(other)] : [])] : [];
    const message = l10n.t('Only one of these may be set: {0}, {1}', other.key.text, key.text);
    return [{ rule: 'both-set', part, span: key, message, fixes }];
  });
}

function missing({ fields, head }: Definition): FieldProblem[] {
  if (!fields.some(({ part }) => part === 'aws' || part === 'account' || part === 'arn' || part === 'userId'))
    return [];
  return matchFields.flatMap((part): FieldProblem[] => {
    const all = fields.filter((field) => field.part === part && field.value.is !== 'null');
    const [found] = all;
    const isEmpty = found !== undefined && part !== 'account' && all.every((field) => textOf(field) === '');
    if (found && !isEmpty) return [];
    const span = found ? spanOf(found) : head;
    const message = found
      ? l10n.t('This field is empty, and has to be set: {0}', found.key.text)
      : l10n.t('The AWS identity lacks a field: {0}', fieldName(part));
    return [{ rule: 'none-set', part, span, message, fixes: [] }];
  });
}

/** The issuer and the subject are required (Chainguard's Identity.ClaimMatch; the provider's schema). */
function missingOfClaims({ fields, head }: Definition): FieldProblem[] {
  return (['issuer', 'subject'] as const).flatMap((part): FieldProblem[] => {
    const all = fields.filter((field) => field.part === part && field.value.is !== 'null');
    const [found] = all;
    if (found && all.some((field) => textOf(field) !== '')) return [];
    const message = found
      ? l10n.t('This field is empty, and has to be set: {0}', found.key.text)
      : part === 'issuer'
        ? l10n.t('The issuer is missing: set one, or a pattern for it.')
        : l10n.t('The subject is missing: set one, or a pattern for it.');
    return [{ rule: 'none-set', part, span: found ? spanOf(found) : head, message, fixes: [] }];
  });
}

/** Where a field's value stands, or its key if the value's place is not known. */
function spanOf(field: DefinitionField): Span {
  const { key, value } = field;
  if (value.is === 'unknown' && value.partly) return value.partly.place;
  return value.is === 'text' || value.is === 'number' ? placeOf(value.written) : key;
}

/** A character that belongs into no name or no ID, whatever stands around it. */
function openProblems({ part, value }: DefinitionField, partly: Partly): FieldProblem[] {
  if (value.is !== 'unknown') return [];
  const strange = part === 'name' ? strangeInName : part === 'id' || isPath(part) ? /[^0-9a-f/]/u : undefined;
  for (const { bits, at, offsets } of partly.stretches)
    for (const bit of bits) {
      const text = bit.is === 'known' ? bit.text : '';
      const found = strange?.exec(text);
      if (!found) continue;
      const { index, 0: character } = found;
      const span = offsets
        ? { start: offsets[index] ?? at.start, end: offsets[index + character.length] ?? at.end }
        : at;
      const message =
        part === 'name'
          ? (nameFault(text) ?? '')
          : l10n.t(
              'A Chainguard ID has digits, the letters a to f and slashes. This does not belong there: {0}',
              visible(character),
            );
      return [{ rule: part === 'name' ? 'name-format' : 'uidp-format', part, span, message, fixes: [] }];
    }
  return [];
}

function isPath(part: DefinitionPart | undefined): boolean {
  return part === 'parent' || part === 'uidp';
}

function formProblems(field: DefinitionField): FieldProblem[] {
  const { part } = field;
  const partly = partlyOf(field);
  const text = textOf(field) ?? (partly && knownText(partly));
  if (text === undefined) return partly ? openProblems(field, partly) : [];
  const problem = (rule: RuleId, message: string, fixes: readonly Fix[] = []) => [
    { rule, part, span: spanOf(field), message, fixes },
  ];
  if (part === 'name') {
    const wrong = nameFault(text);
    return wrong === undefined ? [] : problem('name-format', wrong);
  }
  if (part === 'id' && !isIdentityId(text))
    return problem('uidp-format', l10n.t('This is not an identity’s ID: {0}', excerpt(text)));
  if ((part === 'parent' || part === 'uidp') && !isUidp(text))
    return problem('uidp-format', l10n.t('This is not a Chainguard ID: {0}', excerpt(text)));
  if (part !== 'type') return [];
  const title = l10n.t('Rename it and what refers to it in this file: {0}', 'chainguard_role');
  const fix = { title, edits: field.rename('exact'), sets: {} };
  return problem('data-source', l10n.t('The provider has no data source of this name: {0}', text), [fix]);
}

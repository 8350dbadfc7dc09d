import * as l10n from '@vscode/l10n';
import { strangeInName } from '../names';
import { excerpt, isWithin, placeholderIn, type Span } from '../text';
import {
  type Definition,
  type DefinitionField,
  type DefinitionPart,
  partlyOf,
  placeOf,
  textOf,
} from './definition';
import type { FieldProblem } from './fields';

/** The parts that are looked at: all that are compared, and ids. A description may say anything. */
const parts: ReadonlySet<DefinitionPart | undefined> = new Set<DefinitionPart>([
  'id',
  'name',
  'parent',
  'account',
  'arn',
  'userId',
  'issuer',
  'subject',
  'audience',
  'claim',
  'uidp',
]);

/**
 * The problems of a definition, in which a value with a placeholder is told to be one. Whatever else is wrong with such a
 * value is left out, because what replaces the placeholder decides it.
 */
export function withPlaceholders(
  { fields, inDocument }: Definition,
  problems: readonly FieldProblem[],
): readonly FieldProblem[] {
  const found = fields.flatMap((field) => {
    const at = parts.has(field.part) && field.known ? placeholderAt(field) : undefined;
    return at ? [{ field, ...at }] : [];
  });
  if (found.length === 0) return problems;
  const isMoot = ({ part, rule, span }: FieldProblem) =>
    rule !== 'ends-in-line-break' &&
    found.some(
      ({ field, place }) =>
        field.part === part && (!inDocument || (isWithin(place, span.start) && isWithin(place, span.end))),
    );
  return [
    ...problems.filter((problem) => !isMoot(problem)),
    ...found.map(({ field: { part }, span, text }): FieldProblem => ({
      rule: 'placeholder',
      part,
      span,
      message: l10n.t('Replace the placeholder: {0}', excerpt(text)),
      fixes: [],
    })),
  ];
}

/** The first placeholder in a field's value: where, in the document, and where all of the value is. */
function placeholderAt(
  field: DefinitionField,
): { readonly span: Span; readonly place: Span; readonly text: string } | undefined {
  const { value } = field;
  const text = textOf(field);
  if (text !== undefined && (value.is === 'text' || value.is === 'number')) {
    const { written } = value;
    const at = placeholderIn(text);
    if (!at || (field.part === 'name' && !strangeInName.test(text))) return undefined;
    const span = { start: written.offset(at.start), end: written.offset(at.end) };
    return { span, place: placeOf(written), text: text.slice(at.start, at.end) };
  }
  const partly = partlyOf(field);
  for (const { bits, offsets } of partly?.stretches ?? []) {
    const [bit] = bits;
    const at = offsets && bit?.is === 'known' ? placeholderIn(bit.text) : undefined;
    if (!partly || !offsets || !at || bit?.is !== 'known') continue;
    const [start, end] = [offsets[at.start], offsets[at.end]];
    if (start === undefined || end === undefined) continue;
    return { span: { start, end }, place: partly.place, text: bit.text.slice(at.start, at.end) };
  }
  return undefined;
}

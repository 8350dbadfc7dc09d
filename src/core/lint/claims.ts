import * as l10n from '@vscode/l10n';
import type { Work } from '../access/machine';
import { textFor } from '../access/texts';
import type { Rule } from '../identity';
import { breakBehind, withoutBreak } from '../match/lineBreak';
import { type Platform, platformOf } from '../platform/platform';
import type { ClaimField, ClaimProblem, ClaimRemedy } from './claimProblem';
import { claimProblems } from './claimProblems';
import { type Definition, type DefinitionField, editsOf, placeOf, ruleIn, textOf } from './definition';
import { counts, type FieldProblem } from './fields';
import type { Fix, LintOptions } from './finding';
import { lineBreakProblems } from './lineBreak';

/** How long before their end static keys are worth a finding, in milliseconds: a week. */
const soon = 7 * 86_400_000;

/** What is wrong with the rules of an identity that trusts claims, and with the end of static keys. */
export function claimFindings(
  definition: Definition,
  { at, isDraft }: LintOptions,
  work: Work,
): FieldProblem[] {
  const fields = definition.fields.filter(counts(definition.fields));
  if (definition.kind === 'static') return fields.flatMap((field) => (at ? endProblems(field, at) : []));
  if (definition.kind !== 'claims') return [];
  const issuer = fields.find(({ part }) => part === 'issuer');
  const platform = issuer && platformOf(ruleIn(issuer));
  return fields.flatMap((field) => {
    const { part, value } = field;
    const rule = isClaimField(part) ? ruleIn(field) : undefined;
    if (!isClaimField(part) || !rule || (value.is !== 'text' && value.is !== 'number')) return [];
    return problemsOf(part, rule, platform, work).map(({ rule: id, at: place, message, remedies }) => ({
      rule: id,
      part,
      ...(part === 'claim' && { claim: field.key.text }),
      span: { start: value.written.offset(place.start), end: value.written.offset(place.end) },
      message,
      fixes:
        definition.inDocument || isDraft === true
          ? remedies.flatMap((remedy) => fixOf(remedy, part, field, definition, work))
          : [],
    }));
  });
}

/** What is wrong with a rule but for a line break at its end, and that. */
function problemsOf(
  part: ClaimField,
  rule: Rule,
  platform: Platform | undefined,
  work: Work,
): readonly ClaimProblem[] {
  const kept = breakBehind(rule.value);
  const problems = claimProblems(part, { kind: rule.kind, value: withoutBreak(rule.value) }, platform, work);
  if (kept === '') return problems;
  const broken = lineBreakProblems('arn', rule).map(({ rule: id, at, message, remedies }) => ({
    rule: id,
    at,
    message,
    remedies: remedies.flatMap(({ title, sets }) =>
      sets.arn ? [{ title, rule: sets.arn, widens: true as const }] : [],
    ),
  }));
  const keeping = problems.map(({ remedies, ...problem }) => ({
    ...problem,
    remedies: remedies.map((each) => ({ ...each, rule: { ...each.rule, value: each.rule.value + kept } })),
  }));
  return [...keeping, ...broken];
}

function isClaimField(part: DefinitionField['part']): part is ClaimField {
  return part === 'issuer' || part === 'subject' || part === 'audience' || part === 'claim';
}

/** A remedy as a fix in the document; none if a field already has the name, or a claim would have to change its map. */
function fixOf(
  { title, rule, widens }: ClaimRemedy,
  part: ClaimField,
  field: DefinitionField,
  { fields, inDocument }: Definition,
  work: Work,
): Fix[] {
  const isTaken = fields.some((other) => other.part === field.part && other.kind === rule.kind);
  if (inDocument && rule.kind !== field.kind && (field.part === 'claim' || isTaken)) return [];
  const edits = inDocument ? editsOf(field, rule) : [];
  if (inDocument && edits.length === 0) return [];
  const sets = inDocument ? {} : { token: { part, field: field.key.text, rule, kind: field.kind } };
  const letIn = textFor(
    field.part === 'issuer' || field.part === 'subject' ? field.part : 'other',
    undefined,
    [
      { rule, accepts: true },
      { rule: ruleIn(field), accepts: false },
    ],
    work,
  );
  if (letIn === 'none') return [{ title, edits, sets, ...(widens && { widens }) }];
  const who =
    letIn === 'undecided'
      ? l10n.t('{0} (may let more tokens in)', title)
      : l10n.t('{0} (lets in, for example, {1})', title, letIn.text);
  return [{ title: who, edits, sets, widens: true }];
}

function endProblems(field: DefinitionField, at: Date): FieldProblem[] {
  const text = field.part === 'expires' ? textOf(field) : undefined;
  const end = new Date(text ?? NaN);
  if (text === undefined || Number.isNaN(end.getTime()) || end.getTime() - at.getTime() > soon) return [];
  const shown = `${end.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const message =
    end <= at ? l10n.t('The keys have ended: {0}', shown) : l10n.t('The keys end soon: {0}', shown);
  const span = field.value.is === 'text' ? placeOf(field.value.written) : field.key;
  return [{ rule: 'keys-end', part: 'expires', span, message, fixes: [] }];
}

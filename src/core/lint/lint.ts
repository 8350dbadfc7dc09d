import * as l10n from '@vscode/l10n';
import {
  type Definition,
  type DefinitionField,
  type DefinitionPart,
  type Edit,
  editsOf,
  type Ignored,
  textOf,
} from './definition';
import { type MatchField, matchFields } from '../field';
import { partsOf } from '../caller';
import type { Finding, Fix, LintOptions } from './finding';
import type { Rule } from '../identity';
import { counts, fieldProblems } from './fields';
import { defaultSeverity, type RuleId, ruleIds, ruleReason } from './rules';
import type { Facts, Remedy } from './facts';
import { safeProblems } from './values';
import type { Span } from '../text';

/**
 * What is wrong with a definition, or will surprise its author: by place, then in the order of the rules. Every
 * fix makes its finding disappear and brings up no other. Says nothing about what is unknown. Pure, and never
 * throws, whatever the texts.
 */
export function lint(definition: Definition, options: LintOptions = {}): Finding[] {
  const found = [
    ...fieldProblems(definition).map(({ rule, part, span, message, fixes }) =>
      finding(rule, part, span, message, definition.inDocument ? fixes : []),
    ),
    ...valueFindings(definition, options),
  ];
  if (options.bindings === 0) found.push(finding('no-binding', undefined, definition.head, noBinding(), []));
  const kept = found.filter(
    (each) => options.off?.has(each.rule) !== true && !isIgnored(each, definition.ignored),
  );
  return kept.sort((a, b) => a.span.start - b.span.start || order(a.rule) - order(b.rule));
}

/** Whether a comment switches a finding off. */
export function isIgnored({ rule, span }: Finding, ignored: readonly Ignored[]): boolean {
  return ignored.some(
    ({ start, end, rules }) =>
      start <= span.start && span.start <= end && (rules === undefined || rules.includes(rule)),
  );
}

type Fields = Readonly<Record<MatchField, DefinitionField | undefined>>;

/** What is wrong with the values. If a part is set more than once, each of its values is checked. */
function valueFindings(definition: Definition, { caller, partition }: LintOptions): Finding[] {
  const counted = definition.fields.filter(counts(definition.fields));
  const of = (part: MatchField) => {
    const fields = counted.filter((field) => field.part === part).slice(0, 3);
    return fields.length > 0 ? fields : [undefined];
  };
  const chosen = of('account').flatMap((account) =>
    of('arn').flatMap((arn) => of('userId').map((userId): Fields => ({ account, arn, userId }))),
  );
  const parts = caller && partsOf(caller);
  const seen = new Set<string>();
  return chosen.flatMap((fields) => {
    const facts: Facts = {
      account: fields.account && textOf(fields.account),
      accountIsNumber: fields.account?.value.is === 'number',
      arn: ruleOf(fields.arn),
      userId: ruleOf(fields.userId),
      caller: parts,
      partition,
    };
    return safeProblems(facts).flatMap(({ rule, part, at, message, remedies }) => {
      const value = fields[part]?.value;
      if (value?.is !== 'text' && value?.is !== 'number') return [];
      const span = { start: value.written.offset(at.start), end: value.written.offset(at.end) };
      const key = `${rule} ${span.start} ${span.end}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const fixes = chosen.length > 1 ? [] : remedies.flatMap((remedy) => fixOf(remedy, fields, definition));
      return [finding(rule, part, span, message, fixes)];
    });
  });
}

function ruleOf(field: DefinitionField | undefined): Rule | undefined {
  const text = field && textOf(field);
  return text === undefined ? undefined : { kind: field?.kind ?? 'exact', value: text };
}

/** The fix that a remedy is in a document; none where another field stands where a renamed one would. */
function fixOf(
  { title, sets, widens }: Remedy,
  fields: Fields,
  { inDocument, fields: all }: Definition,
): Fix[] {
  const fix = { title, sets, ...(widens && { widens }) };
  if (!inDocument) return [{ ...fix, edits: [] }];
  const edits: Edit[] = [];
  for (const part of matchFields) {
    const field = fields[part];
    const set = sets[part];
    if (set === undefined || !field) continue;
    const rule = typeof set === 'string' ? { kind: field.kind, value: set } : set;
    const { kind } = rule;
    if (kind !== field.kind && all.some((other) => other.part === part && other.kind === kind)) return [];
    edits.push(...editsOf(field, rule));
  }
  return [{ ...fix, edits }];
}

function order(rule: RuleId): number {
  return ruleIds.indexOf(rule);
}

function noBinding(): string {
  return l10n.t('The identity has no role binding, so it can do nothing.');
}

function finding(
  rule: RuleId,
  part: DefinitionPart | undefined,
  span: Span,
  message: string,
  fixes: readonly Fix[],
): Finding {
  const { start, end } = span;
  return {
    rule,
    severity: defaultSeverity[rule],
    part,
    span: { start, end },
    message,
    reason: ruleReason(rule),
    fixes,
  };
}

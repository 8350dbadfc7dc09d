import * as l10n from '@vscode/l10n';
import {
  type Definition,
  type DefinitionField,
  type Edit,
  editsOf,
  type Ignored,
  partlyOf,
  ruleIn,
  textOf,
} from './definition';
import { type MatchField, matchFields, type RuleField, withValues } from '../field';
import { type Answer, gained } from '../access/access';
import type { Work } from '../access/machine';
import { onlyAnchors, onlyEndsOpen } from './anchoring';
import { partsOf } from '../caller';
import { claimFindings } from './claims';
import type { Rule } from '../identity';
import type { Finding, Fix, LintOptions } from './finding';
import { counts, type FieldProblem, fieldProblems } from './fields';
import { keepingBreaks, lineBreakProblems } from './lineBreak';
import { effortOf } from '../pattern/pattern';
import { breakBehind, withoutBreak } from '../match/lineBreak';
import { defaultSeverity, type RuleId, ruleIds, ruleReason } from './rules';
import type { Facts, Problem, Remedy } from './facts';
import { isAllOpen } from './partly';
import { type PartlyProblem, partlyProblems } from './partlyProblems';
import { withPlaceholders } from './placeholders';
import { safeProblems, valueProblems as problemsOf } from './values';
import type { PartlyRules } from './worlds';

/**
 * What is wrong with a definition or will surprise its author, by place, then in the order of the rules. Every fix
 * removes its finding and causes no other; one may lay bare that what was meant fits nobody. Of what is known only in part, finds what
 * holds whatever the rest is; says nothing about what is unknown; never throws, whatever the texts.
 */
export function lint(definition: Definition, options: LintOptions = {}): Finding[] {
  const { head, ignored, inDocument } = definition;
  const found = [
    ...fieldProblems(definition).map((problem) => ({ ...problem, fixes: inDocument ? problem.fixes : [] })),
    ...judged(definition, options),
  ];
  if (options.bindings === 0) {
    const message = l10n.t('The identity has no role binding, so it can do nothing.');
    found.push({ rule: 'no-binding', part: undefined, span: head, message, fixes: [] });
  }
  return withPlaceholders(definition, found)
    .map(({ span: { start, end }, ...problem }) => ({
      ...problem,
      span: { start, end },
      severity: defaultSeverity[problem.rule],
      reason: ruleReason(problem.rule),
    }))
    .filter((each) => options.off?.has(each.rule) !== true && !isIgnored(each, ignored))
    .sort((a, b) => a.span.start - b.span.start || ruleIds.indexOf(a.rule) - ruleIds.indexOf(b.rule));
}

/** Whether a comment switches a finding off. */
export function isIgnored({ rule, span }: Finding, ignored: readonly Ignored[]): boolean {
  return ignored.some(
    ({ start, end, rules }) =>
      start <= span.start && span.start <= end && (rules === undefined || rules.includes(rule)),
  );
}

/** How many instructions the patterns of one definition may have, and how many steps of the work each counts as. */
const largestEffort = 2_100;
const stepsOfInstruction = 40;
/** Patterns of so many instructions are looked at for what can be told without deciding whom they let in. */
const littleEffort = 200;

/** What is wrong with the values, as far as there is work left for patterns as large as these. */
function judged(definition: Definition, options: LintOptions): FieldProblem[] {
  const { work } = options;
  const effort = definition.fields.map(effortOfField).reduce((sum, each) => sum + each, 0);
  const isUsedUp = effort > 0 && work !== undefined && work.left <= 0;
  const unchecked = effort > largestEffort || isUsedUp ? [tooMuch(definition)] : [];
  if (effort > largestEffort || (isUsedUp && effort > littleEffort)) return unchecked;
  if (work) work.left -= effort * stepsOfInstruction;
  return [
    ...valueProblems(definition, options, isUsedUp ? withoutRemedies : safeProblems),
    ...claimFindings(definition, options, work ?? { left: allowance }),
    ...unchecked,
  ];
}

function effortOfField(field: DefinitionField): number {
  const rule = ruleIn(field);
  return rule?.kind === 'pattern' ? effortOf(rule.value) : 0;
}

function withoutRemedies(facts: Facts): Problem[] {
  return problemsOf(facts).map((problem) => ({ ...problem, remedies: [] }));
}

function tooMuch({ head }: Definition): FieldProblem {
  const message = l10n.t(
    'Whom the patterns let in is not checked: they, or all of them here together, are too large for it.',
  );
  return { rule: 'not-checked', part: undefined, span: head, message, fixes: [] };
}

type Fields = Readonly<Record<MatchField, DefinitionField | undefined>>;

/** How many steps may be taken to decide who can assume the identity of one definition. */
const allowance = 400_000;

/** How many steps may be taken for all definitions of a document, or all identities of a list. */
export const lintWork = 4_000_000;

/** Rules that find how a pattern is open to longer texts. */
const open: ReadonlySet<RuleId> = new Set<RuleId>(['unanchored', 'alternation-anchor']);

/** What is wrong with the values. If a part is set more than once, each of its values is checked. */
function valueProblems(
  definition: Definition,
  { caller, partition, steps = allowance, work: shared }: LintOptions,
  problemsIn: typeof safeProblems,
): FieldProblem[] {
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
  const work = { left: Math.min(steps, shared?.left ?? steps) };
  const before = work.left;
  const all = chosen.map((fields) => {
    const { account, arn, userId } = fields;
    const facts: Facts = {
      account: account && lineIn(account)?.value,
      accountIsNumber: account?.value.is === 'number',
      arn: arn && lineIn(arn),
      userId: userId && lineIn(userId),
      caller: parts,
      partition,
      work,
    };
    const partly = partlyIn(fields);
    const behind = (part: MatchField) => breakBehind((fields[part] && textOf(fields[part])) ?? '');
    const known = (problem: Problem): Placed => ({
      ...problem,
      message: open.has(problem.rule) ? withExample(problem, fields, work) : problem.message,
      fixes: () => problem.remedies.flatMap((remedy) => fixOf(remedy, fields, definition, work)),
    });
    const keeping = (problem: Problem): Problem => ({
      ...problem,
      remedies: problem.remedies.map((remedy) => ({ ...remedy, sets: keepingBreaks(remedy.sets, behind) })),
    });
    const problems: readonly Placed[] = [
      ...(Object.keys(partly).length === 0
        ? problemsIn(facts).map((problem) => known(keeping(problem)))
        : partlyProblems(facts, partly).map((problem) => ({
            ...problem,
            fixes: () => problem.remedies.flatMap((remedy) => partlyFix(remedy, fields, definition)),
          }))),
      ...matchFields
        .flatMap((part) => lineBreakProblems(part, fields[part] && ruleIn(fields[part])))
        .map(known),
    ];
    const found = problems.flatMap(({ rule, part, at, message, fixes }) => {
      const value = fields[part]?.value;
      const isWritten = value?.is === 'text' || value?.is === 'number';
      if (!isWritten && !partly[part]) return [];
      const span = isWritten
        ? { start: value.written.offset(at.start), end: value.written.offset(at.end) }
        : at;
      return [{ rule, part, span, message, fixes: chosen.length > 1 ? [] : fixes() }];
    });
    return { fields, found };
  });
  if (shared) shared.left -= before - work.left;
  return all.flatMap(({ fields, found }) =>
    found.filter((problem) => {
      const { part } = problem;
      const key = keyOf(problem);
      if (seen.has(key)) return false;
      seen.add(key);
      // Of fields that exclude each other, nobody knows which stand together.
      const isSame = (other: Fields) => other[part] === fields[part];
      return (
        definition.alternatives !== true ||
        all.every((other) => !isSame(other.fields) || other.found.some((each) => keyOf(each) === key))
      );
    }),
  );
}

function keyOf({ rule, span }: Pick<FieldProblem, 'rule' | 'span'>): string {
  return `${rule} ${span.start} ${span.end}`;
}

type Placed = Pick<Problem, 'rule' | 'part' | 'at' | 'message'> & { readonly fixes: () => readonly Fix[] };

/** The rules of which something is known, but not everything. */
function partlyIn(fields: Fields): PartlyRules {
  return Object.fromEntries(
    matchFields.flatMap((part) => {
      const field = fields[part];
      const partly = field && partlyOf(field);
      return partly && !isAllOpen(partly) ? [[part, { kind: field.kind, partly }]] : [];
    }),
  );
}

/** A remedy that keeps what is open, as a fix in the document; none where the document cannot write it. */
function partlyFix(
  { fix, pieces }: PartlyProblem['remedies'][number],
  fields: Fields,
  { fields: all }: Definition,
): Fix[] {
  const edits: Edit[] = [];
  for (const part of matchFields) {
    const field = fields[part];
    const written = pieces[part];
    if (!written || !field) continue;
    const set = fix.sets[part];
    const kind = typeof set === 'string' || set === undefined ? field.kind : set.kind;
    if (kind !== field.kind && all.some((other) => other.part === part && other.kind === kind)) return [];
    const partly = partlyOf(field);
    if (partly) {
      const edit = partly.write(written);
      if (!edit) return [];
      edits.push(...(kind === field.kind ? [] : field.rename(kind)), edit);
    } else {
      if (written.some(({ is }) => is === 'source')) return [];
      edits.push(...editsOf(field, { kind, value: written.map(({ text }) => text).join('') }));
    }
  }
  const title = l10n.t('{0} (may let more callers in)', fix.title);
  return edits.length === 0 ? [] : [{ ...fix, title, edits }];
}

/** What a pattern that is open to longer texts says, and whom that lets in. */
function withExample({ message, part, remedies }: Problem, fields: Fields, work: Work): string {
  const sets = remedies.find((remedy) => remedy.sets[part])?.sets;
  const letIn = sets ? letInBy(sets, fields, work, 'shut out') : undefined;
  return letIn?.kind === 'somebody'
    ? l10n.t('{0} (fits, for example, {1})', message, letIn.caller[part])
    : message;
}

/** The rule that a field states, without a line break at its end. */
function lineIn(field: DefinitionField): Rule | undefined {
  const rule = ruleIn(field);
  return rule && { kind: rule.kind, value: withoutBreak(rule.value) };
}

/** A remedy as a fix in the document; none if another field already has the name that a renamed one would get. */
function fixOf(remedy: Remedy, fields: Fields, { inDocument, fields: all }: Definition, work: Work): Fix[] {
  const { title, sets, widens } = remedy;
  const edits: Edit[] = [];
  for (const part of inDocument ? matchFields : []) {
    const field = fields[part];
    const set = sets[part];
    if (set === undefined || !field) continue;
    const rule = typeof set === 'string' ? { kind: field.kind, value: set } : set;
    const { kind } = rule;
    if (kind !== field.kind && all.some((other) => other.part === part && other.kind === kind)) return [];
    edits.push(...editsOf(field, rule));
  }
  const letIn = letInBy(sets, fields, work);
  if (letIn.kind === 'nobody') return [{ title, sets, edits, ...(widens && { widens }) }];
  const who =
    letIn.kind === 'somebody'
      ? l10n.t('{0} (lets in, for example, {1})', title, letIn.caller.arn)
      : l10n.t('{0} (may let more callers in)', title);
  return [{ title: who, sets, edits, widens: true }];
}

/**
 * Whom new values let in, or shut out; `undecided` where a value that is not known decides. A field that is missing will be set: it
 * is not known.
 */
function letInBy(
  sets: Remedy['sets'],
  fields: Fields,
  work: Work,
  direction: 'let in' | 'shut out' = 'let in',
): Answer {
  const rule = (part: RuleField) => fields[part] && ruleIn(fields[part]);
  const account = fields.account && textOf(fields.account);
  const before = { account: account ?? '', arn: rule('arn'), userId: rule('userId') };
  const unknown = matchFields.filter((part) =>
    part === 'account' ? account === undefined : before[part] === undefined,
  );
  const isPlain = direction === 'let in' ? onlyAnchors : onlyEndsOpen;
  if (isPlain(before, sets)) return { kind: 'nobody' };
  const after = withValues(before, sets);
  const [from, to] = direction === 'let in' ? [before, after] : [after, before];
  const letIn = gained(from, to, { unknown, work });
  return letIn.kind === 'somebody' && unknown.length > 0 ? { kind: 'undecided' } : letIn;
}

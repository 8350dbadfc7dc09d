import * as l10n from '@vscode/l10n';
import { type Caller, type CallerParts, partsOf } from '../caller';
import { fieldName, fieldTitle, type MatchField, type NewValues, type RuleField, withValues } from '../field';
import { alsoLetsIn } from './alsoLetsIn';
import type { Cause } from './cause';
import { accountCause, namesCaller, ruleCause } from './causeOf';
import { accountChange, type Change, type PlainChange, ruleChange } from './explainChange';
import { causeSentence } from './explainText';
import { type AwsMatch, type Rule, ruleOf } from '../identity';
import type { Span } from '../text';
import { ruleHolds, rulePlace } from './rule';
import { comparisonText, type ComparedPart, printable } from './sideBySide';
import type { RulesVerdict } from './verdict';

/** Whether one field accepts a caller, and if not, why. */
export type FieldVerdict = {
  readonly field: MatchField;
  readonly rule: 'exact' | 'pattern' | 'unset';
  /** The rule itself; empty if it is not set. */
  readonly expected: string;
  /** The caller's text. */
  readonly actual: string;
  /** One or two plain sentences: that it fits, or what differs and, if known, why. */
  readonly sentence: string;
} & (
  | { readonly matches: true }
  | {
      readonly matches: false;
      /**
       * Where `expected` stops fitting: from the first such character up to the next `:` or `/`; empty at its end.
       * For a pattern that cannot be used, the piece that is wrong.
       */
      readonly expectedAt: Span;
      /** The same place in `actual`; empty at 0 for a pattern that cannot be used. UTF-16 offsets in both. */
      readonly actualAt: Span;
      readonly cause: Cause;
      /** The smallest change to this field that makes it accept the caller. */
      readonly change: Change;
    }
);

/** Why an identity accepts a caller or does not. */
export interface Explanation {
  /** Whether all three fields are known and accept the caller. */
  readonly matches: boolean;
  /** `cannot` as soon as one field refuses the caller, whatever the others turn out to be. */
  readonly verdict: RulesVerdict;
  /** Account, ARN and user ID, in this order, without those that are not known. */
  readonly fields: readonly FieldVerdict[];
}

/**
 * Compares what `sts:GetCallerIdentity` said with what an identity asks for: the account and exact rules for equality,
 * patterns as `matchingAssumption` says. Never throws, whatever the texts.
 *
 * @param unknown fields whose values are filled in elsewhere: nothing is said about them
 */
export function explain(match: AwsMatch, caller: Caller, unknown: readonly MatchField[] = []): Explanation {
  const parts = partsOf(caller);
  const ruleVerdict = (field: RuleField, sameName: boolean) =>
    fieldVerdict(
      field,
      match[field],
      caller[field],
      () => ruleCause(field, match[field], parts, sameName),
      (cause) => ruleChange(field, match[field], parts, cause),
    );
  const account = fieldVerdict(
    'account',
    ruleOf(match.account),
    caller.account,
    () => accountCause(match.account, caller),
    () => accountChange(caller),
  );
  const arn = ruleVerdict('arn', false);
  const fields = [account, arn, ruleVerdict('userId', arn.matches && namesCaller(match.arn, parts))].filter(
    ({ field }) => !unknown.includes(field),
  );
  const verdict = fields.some(({ matches }) => !matches) ? 'cannot' : unknown.length > 0 ? 'unknown' : 'can';
  return { matches: verdict === 'can', verdict, fields: decided(fields, match, parts, unknown) };
}

/** The verdicts, with whom each change lets in once all others are made. */
function decided(
  fields: readonly PlainVerdict[],
  match: AwsMatch,
  caller: CallerParts,
  unknown: readonly MatchField[],
): readonly FieldVerdict[] {
  const sets = fields.map((field): NewValues => (field.matches ? {} : field.change.sets));
  const all = (besides?: number) =>
    sets.reduce((so, set, index) => (index === besides ? so : withValues(so, set)), match);
  const after = all();
  return fields.map((field, index): FieldVerdict => {
    if (field.matches) return field;
    const who = alsoLetsIn(field.field, all(index), after, caller, unknown);
    return { ...field, change: { ...field.change, alsoLetsIn: who } };
  });
}

/** A verdict with a change of which it is not decided yet whom it lets in. */
type PlainVerdict =
  | Extract<FieldVerdict, { matches: true }>
  | (Omit<Extract<FieldVerdict, { matches: false }>, 'change'> & { readonly change: PlainChange });

function fieldVerdict(
  field: MatchField,
  rule: Rule | undefined,
  actual: string,
  causeOf: () => Cause,
  changeFor: (cause: Cause) => PlainChange,
): PlainVerdict {
  const kind = field === 'account' && rule?.value === '' ? 'unset' : (rule?.kind ?? 'unset');
  const shown = { field, rule: kind, expected: rule?.value ?? '', actual } as const;
  if (ruleHolds(rule, actual))
    return { ...shown, matches: true, sentence: l10n.t('The {0} fits.', fieldName(field)) };
  const cause = causeOf();
  const place = rulePlace(rule ?? ruleOf(''), actual);
  return {
    ...shown,
    matches: false,
    sentence: causeSentence(field, cause),
    expectedAt: cause.kind === 'refused' ? cause.at : place.expected,
    actualAt: cause.kind === 'refused' ? { start: 0, end: 0 } : place.actual,
    cause,
    change: changeFor(cause),
  };
}

/**
 * An explanation as plain text for a ticket: for each field what was expected and what came, marks under the place
 * where they part, and the change. Control and invisible characters are written by number. Contains the caller's
 * account, ARN and user ID, and nothing secret.
 */
export function explanationText(explanation: Explanation, about: { identityName?: string } = {}): string {
  const { identityName: name } = about;
  const head = name === undefined ? undefined : headline(explanation.verdict, printable(name));
  return comparisonText(head, callerParts(explanation), l10n.t('caller'));
}

function headline(verdict: RulesVerdict, name: string): string {
  switch (verdict) {
    case 'can':
      return l10n.t('This caller can assume the identity: {0}', name);
    case 'cannot':
      return l10n.t('This caller cannot assume the identity: {0}', name);
    case 'unknown':
      return l10n.t('Whether this caller can assume the identity is not known: {0}', name);
  }
}

/** The fields of an explanation, each beside what the caller says. */
export function callerParts({ fields }: Explanation): readonly ComparedPart[] {
  return fields.map((field) => {
    const { field: id, rule, expected, actual, sentence } = field;
    const part = { id, title: fieldTitle(id), rule, expected, actual, sentence };
    if (field.matches) return { ...part, verdict: 'can' };
    const parts = {
      expected: field.expectedAt,
      actual: field.cause.kind === 'refused' ? undefined : field.actualAt,
    };
    return { ...part, verdict: 'cannot', parts, change: field.change };
  });
}

import * as l10n from '@vscode/l10n';
import { type Caller, type CallerParts, partsOf } from '../caller';
import { fieldName, type MatchField, type RuleField } from '../field';
import type { Cause } from './cause';
import { accountCause, namesCaller, ruleCause } from './causeOf';
import { accountChange, type Change, ruleChange } from './explainChange';
import { causeSentence } from './explainText';
import type { AwsMatch, Rule } from '../identity';
import type { Span } from '../text';
import { ruleHolds, rulePlace } from './rule';

/** What one field says about a caller. */
export type FieldVerdict = {
  readonly field: MatchField;
  readonly rule: 'exact' | 'pattern' | 'unset';
  /** The rule as it stands; empty when it is not set. */
  readonly expected: string;
  /** The caller's text. */
  readonly actual: string;
  /** One or two plain sentences: that it fits, or what differs and, where that is known, why. */
  readonly sentence: string;
} & (
  | { readonly matches: true }
  | {
      readonly matches: false;
      /**
       * The first place where they part, in `expected`: from the first character that does not fit up to the next
       * `:` or `/`. Empty where the text ends there. The whole problem of a pattern that cannot be used.
       */
      readonly expectedAt: Span;
      /** The same place in `actual`; nowhere for a pattern that cannot be used. UTF-16 offsets in both. */
      readonly actualAt: Span;
      readonly cause: Cause;
      /** The smallest change to this field that makes it accept the caller. */
      readonly change: Change;
    }
);

/** Why an identity accepts a caller or does not. */
export interface Explanation {
  /** Whether all three fields accept the caller. */
  readonly matches: boolean;
  /** Account, ARN and user ID, in this order. */
  readonly fields: readonly FieldVerdict[];
}

/**
 * Compares what `sts:GetCallerIdentity` said with what an identity asks for. The account and exact rules are
 * compared for equality, patterns as {@link matchingAssumption} says. Pure, and never throws, whatever the texts.
 */
export function explain(match: AwsMatch, caller: Caller): Explanation {
  const parts = partsOf(caller);
  const arn = explainRule('arn', match.arn, parts, false);
  const fields = [
    explainAccount(match.account, caller),
    arn,
    explainRule('userId', match.userId, parts, arn.matches && namesCaller(match.arn, parts)),
  ];
  return { matches: fields.every((field) => field.matches), fields };
}

/** What an explanation takes for granted; to be shown once beside it. */
export function matchingAssumption(): string {
  return l10n.t(
    'Chainguard does not publish how it compares patterns. This takes them as Go does: RE2, found anywhere in the text unless anchored.',
  );
}

function explainAccount(account: string, caller: Caller): FieldVerdict {
  const field = 'account';
  const rule = account === '' ? 'unset' : 'exact';
  const shown = { field, rule, expected: account, actual: caller.account } as const;
  if (account === caller.account) return { ...shown, matches: true, sentence: fits(field) };
  const cause = accountCause(account, caller);
  const place = rulePlace({ kind: 'exact', value: account }, caller.account);
  return {
    ...shown,
    matches: false,
    sentence: causeSentence(field, cause),
    expectedAt: place.expected,
    actualAt: place.actual,
    cause,
    change: accountChange(caller),
  };
}

/** @param sameName whether the ARN rule accepts the caller by its name */
function explainRule(
  field: RuleField,
  rule: Rule | undefined,
  caller: CallerParts,
  sameName: boolean,
): FieldVerdict {
  const actual = caller[field];
  const shown = { field, rule: rule?.kind ?? 'unset', expected: rule?.value ?? '', actual } as const;
  if (ruleHolds(rule, actual)) return { ...shown, matches: true, sentence: fits(field) };
  const cause = ruleCause(field, rule, caller, sameName);
  const place = rulePlace(rule ?? { kind: 'exact', value: '' }, actual);
  return {
    ...shown,
    matches: false,
    sentence: causeSentence(field, cause),
    expectedAt: cause.kind === 'refused' ? cause.at : place.expected,
    actualAt: cause.kind === 'refused' ? { start: 0, end: 0 } : place.actual,
    cause,
    change: ruleChange(field, rule, caller, cause),
  };
}

function fits(field: MatchField): string {
  return l10n.t('The {0} fits.', fieldName(field));
}

/**
 * An explanation as plain text for a ticket: each field with what was expected and what came, marks under the
 * place where they part, and the change. Control characters and invisible ones are written by their number. Holds
 * the account, the ARN and the user ID of the caller, and nothing secret.
 */
export function explanationText(explanation: Explanation, about: { identityName?: string } = {}): string {
  const lines: string[] = [];
  if (about.identityName !== undefined)
    lines.push(
      explanation.matches
        ? l10n.t('This caller may assume the identity: {0}', printable(about.identityName))
        : l10n.t('This caller may not assume the identity: {0}', printable(about.identityName)),
      '',
    );
  for (const field of explanation.fields) lines.push(...fieldLines(field), '');
  lines.push(matchingAssumption());
  return lines.join('\n');
}

function fieldLines(field: FieldVerdict): string[] {
  if (field.matches) return [`✓ ${field.sentence}`, `  ${printable(field.actual)}`];
  const rules = {
    exact: l10n.t('expected exactly'),
    pattern: l10n.t('expected pattern'),
    unset: l10n.t('expected'),
  };
  const labels = [rules[field.rule], l10n.t('caller')];
  const width = Math.max(...labels.map((label) => label.length)) + 4;
  const marked = (label: string | undefined, text: string, at: Span) => [
    `  ${label ?? ''}`.padEnd(width) + printable(text),
    ' '.repeat(width + printable(text.slice(0, at.start)).length) +
      '^'.repeat(Math.max(1, printable(text.slice(at.start, at.end)).length)),
  ];
  return [
    ...field.sentence.split('\n').map((line, index) => (index === 0 ? `✗ ${line}` : `  ${line}`)),
    ...marked(labels[0], field.expected, field.expectedAt),
    ...marked(labels[1], field.actual, field.actualAt).slice(0, field.cause.kind === 'refused' ? 1 : 2),
    `  ${field.change.sentence}`,
    `  ${l10n.t('That also lets in: {0}', field.change.alsoLetsIn)}`,
  ];
}

/** `text` with every character that would not show, or would move the others, as `\x{…}`. */
function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}\u00a0]/gu,
    (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

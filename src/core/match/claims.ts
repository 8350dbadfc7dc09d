import * as l10n from '@vscode/l10n';
import { type ClaimMatch, type Rule, ruleOf } from '../identity';
import { isAnchored } from '../pattern/pattern';
import { chainguardIssuer, defaultAudiences } from '../platform/audience';
import type { Span } from '../text';
import type { ClaimCause, ClaimPart } from './claimCause';
import { claimCauseOf } from './claimCauseOf';
import { claimChange, type ClaimChange, claimRemoval } from './claimChange';
import { claimName } from './claimName';
import { claimSentence, misfitSentence, unknownSentence } from './claimText';
import { ruleHolds, rulePlace } from './rule';
import { type Told, toldIn } from './tokenClaim';
import type { RulesVerdict } from './verdict';

/** Whether one rule accepts what a token says, and if not, why. */
export type ClaimVerdict = {
  readonly part: ClaimPart;
  /** `issuer`, `subject`, `audience`, or the claim's name. */
  readonly field: string;
  /** `default`: the audience is not set, so it has to be the issuer of Chainguard's own tokens. */
  readonly rule: Rule['kind'] | 'unset' | 'default';
  /** The rule itself; empty if it is not set. */
  readonly expected: string;
  /** The token's text, of a list the member that counts; empty where it has none. */
  readonly actual: string;
  /** One or two plain sentences: that it fits, what differs and why, or what is not known. */
  readonly sentence: string;
} & (
  | { readonly verdict: 'can'; readonly matches: true }
  | { readonly verdict: 'unknown'; readonly matches: false; readonly cause: ClaimCause }
  | {
      readonly verdict: 'cannot';
      readonly matches: false;
      readonly cause: ClaimCause;
      /** Where `expected` stops fitting, as in an explanation of an AWS caller. */
      readonly expectedAt: Span;
      /** The same place in `actual`. */
      readonly actualAt: Span;
      /** The smallest change to this rule that makes it accept the token; `undefined` where none certainly does. */
      readonly change: ClaimChange | undefined;
    }
);

/** Why an identity accepts a token or does not. */
export interface ClaimExplanation {
  /** Whether every rule is known to accept the token. */
  readonly matches: boolean;
  /** `cannot` as soon as one rule refuses the token, whatever the others turn out to be. */
  readonly verdict: RulesVerdict;
  /** Issuer, subject and audience, then the claims in their order, without those that are not known. */
  readonly fields: readonly ClaimVerdict[];
}

/** What {@link explainClaims} has to know besides the rules and the token. */
export interface ClaimOptions {
  /** The address of Chainguard's issuer; it and its host are the audience of an identity that names none. */
  readonly issuerUrl?: string;
  /** Fields whose rules are filled in elsewhere: nothing is said about them. */
  readonly unknown?: readonly string[];
}

/**
 * Compares a token's claims with what an identity asks for: exact rules for equality, patterns as for AWS callers (RE2,
 * found anywhere unless anchored). Of a token's audiences one has to fit. Does not check the token's signature or its
 * end. Never throws, whatever the rules and the claims.
 *
 * @param claims the decoded payload of a token: any JSON
 */
export function explainClaims(
  match: ClaimMatch,
  claims: unknown,
  { issuerUrl = chainguardIssuer, unknown = [] }: ClaimOptions = {},
): ClaimExplanation {
  const fields = [
    fieldVerdict('issuer', 'issuer', match.issuer, toldIn(claims, 'iss')),
    fieldVerdict('subject', 'subject', match.subject, toldIn(claims, 'sub')),
    match.audience === undefined
      ? defaultAudience(issuerUrl, toldIn(claims, 'aud'))
      : fieldVerdict('audience', 'audience', match.audience, toldIn(claims, 'aud')),
    ...match.claims.map(({ name, rule }) => fieldVerdict('claim', name, rule, toldIn(claims, name))),
  ].filter(({ field }) => !unknown.includes(field));
  const verdict = fields.some((field) => field.verdict === 'cannot')
    ? 'cannot'
    : unknown.length > 0 || fields.some((field) => field.verdict === 'unknown')
      ? 'unknown'
      : 'can';
  return { matches: verdict === 'can', verdict, fields };
}

function defaultAudience(issuerUrl: string, told: Told): ClaimVerdict {
  const expected = defaultAudiences(issuerUrl);
  const texts = told.is === 'text' ? [told.text] : told.is === 'texts' ? told.texts : [];
  const found = texts.find((text) => expected.includes(text));
  const verdict = fieldVerdict('audience', 'audience', ruleOf(found ?? expected[0]), told);
  return { ...verdict, rule: 'default' };
}

function fieldVerdict(part: ClaimPart, field: string, rule: Rule | undefined, told: Told): ClaimVerdict {
  const shown = {
    part,
    field,
    rule: rule?.value ? rule.kind : 'unset',
    expected: rule?.value ?? '',
  } as const;
  const refuses = (cause: ClaimCause, actual = '', change?: ClaimChange): ClaimVerdict => {
    const place = rulePlace(rule ?? ruleOf(''), actual);
    const isRefused = cause.kind === 'refused';
    return {
      ...shown,
      actual,
      verdict: 'cannot',
      matches: false,
      sentence: claimSentence(part, field, cause),
      cause,
      expectedAt: isRefused ? cause.at : place.expected,
      actualAt: isRefused ? { start: 0, end: 0 } : place.actual,
      change,
    };
  };
  if (told.is === 'text' || (told.is === 'texts' && part === 'audience')) {
    const texts = told.is === 'text' ? [told.text] : told.texts;
    const actual = texts.find((text) => ruleHolds(rule, text)) ?? texts[0] ?? '';
    if (rule?.value && ruleHolds(rule, actual))
      return { ...shown, actual, verdict: 'can', matches: true, sentence: fitSentence(part, field, rule) };
    const cause = claimCauseOf(part, rule, actual);
    return refuses(cause, actual, claimChange(part, field, rule, actual, cause));
  }
  if (!rule?.value) return refuses({ kind: 'unset' });
  if (told.is === 'absent')
    return refuses(
      { kind: 'absent', similar: told.similar },
      '',
      part === 'claim' ? claimRemoval(field) : undefined,
    );
  const cause: ClaimCause =
    told.is === 'nested'
      ? { kind: 'nested', within: told.within }
      : { kind: 'not-text', is: told.is === 'texts' ? 'list' : told.is };
  const readings = readingsOf(told);
  // Issuer, subject and audience are texts by the standard, so a token with anything else there is refused.
  if (part !== 'claim') return refuses(cause);
  const fitting = readings?.find((text) => ruleHolds(rule, text));
  const actual = fitting ?? readings?.[0] ?? '';
  if (readings && fitting === undefined)
    return { ...refuses(cause, actual), sentence: misfitSentence(part, field, cause) };
  const sentence = unknownSentence(part, field, cause);
  return { ...shown, actual, verdict: 'unknown', matches: false, sentence, cause };
}

/** The texts that a server might compare where the token has no plain text; `undefined` if there is no telling. */
function readingsOf(told: Exclude<Told, { is: 'text' | 'absent' }>): readonly string[] | undefined {
  if (told.is === 'nested') return [told.text];
  const readings = told.is === 'texts' ? told.texts : told.readings;
  if (!readings || (told.is !== 'list' && told.is !== 'texts')) return readings;
  return [...readings, readings.join(' '), readings.join(',')];
}

/** That a rule fits, and whether it only does because nothing holds it to the whole text. */
function fitSentence(part: ClaimPart, field: string, rule: Rule): string {
  const name = claimName(part, field);
  const { start, end } = rule.kind === 'exact' ? { start: true, end: true } : isAnchored(rule.value);
  return start && end
    ? l10n.t('The {0} fits.', name)
    : l10n.t('The {0} fits, but not by the whole of it: the pattern has no ^ or no $ that binds it.', name);
}

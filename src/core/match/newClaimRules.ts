import * as l10n from '@vscode/l10n';
import type { Difference } from '../field';
import type { ClaimMatch, Rule } from '../identity';
import type { ClaimPart } from './claimCause';

/** A new rule for one part of what an identity asks of a token. */
export interface NewClaimRule {
  readonly part: ClaimPart;
  /** For a claim its name. */
  readonly field: string;
  /** `undefined` takes the rule away. */
  readonly rule: Rule | undefined;
  /** Of a claim, which may be asked for in both ways at once: the way that is meant; both unless set. */
  readonly kind?: Rule['kind'] | undefined;
}

/** `match` with new rules in place of its own, and with those that it does not have yet behind them. */
export function withClaimRules(match: ClaimMatch, rules: readonly NewClaimRule[]): ClaimMatch {
  return rules.reduce<ClaimMatch>((so, { part, field, rule, kind }) => {
    if (part !== 'claim') return { ...so, [part]: rule };
    const isMeant = (each: ClaimMatch['claims'][number]) =>
      each.name === field && (kind === undefined || each.rule.kind === kind);
    const place = so.claims.findIndex(isMeant);
    const others = so.claims.filter((each) => !isMeant(each));
    if (rule === undefined) return { ...so, claims: others };
    return { ...so, claims: others.toSpliced(place < 0 ? others.length : place, 0, { name: field, rule }) };
  }, match);
}

/** What differs between two sets of rules for a token, in the order in which people see them. */
export function claimDifferences(before: ClaimMatch, after: ClaimMatch): readonly Difference[] {
  const parts = ['issuer', 'subject', 'audience'] as const;
  const names = new Set([...before.claims, ...after.claims].map(({ name }) => name));
  const ofClaim = ({ claims }: ClaimMatch, name: string) =>
    claims
      .filter((each) => each.name === name)
      .map(({ rule }) => ruleText(rule))
      .join(', ');
  const lines: readonly Difference[] = [
    ...parts.map((part) => ({
      field: part,
      before: ruleText(before[part]),
      after: ruleText(after[part]),
    })),
    ...[...names].map((name) => ({
      field: 'claim' as const,
      claim: name,
      before: ofClaim(before, name),
      after: ofClaim(after, name),
    })),
  ];
  return lines.filter((line) => line.before !== line.after);
}

/** A rule as people read it; empty where there is none. */
export function ruleText(rule: Rule | undefined): string {
  if (rule === undefined) return '';
  return rule.kind === 'exact' ? l10n.t('exactly {0}', rule.value) : l10n.t('pattern {0}', rule.value);
}

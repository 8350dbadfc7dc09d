import type { ClaimPart } from '../field';
import type { ClaimMatch, Rule } from '../identity';

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

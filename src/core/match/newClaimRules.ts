import * as l10n from '@vscode/l10n';
import type { ClaimMatch, Rule } from '../identity';
import type { ClaimPart } from './claimCause';
import { claimTitle } from './claimName';

/** A new rule for one part of what an identity asks of a token. */
export interface NewClaimRule {
  readonly part: ClaimPart;
  /** For a claim its name. */
  readonly field: string;
  /** `undefined` takes the rule away. */
  readonly rule: Rule | undefined;
}

/** `match` with new rules in place of its own. */
export function withClaimRules(match: ClaimMatch, rules: readonly NewClaimRule[]): ClaimMatch {
  return rules.reduce<ClaimMatch>((so, { part, field, rule }) => {
    if (part !== 'claim') return { ...so, [part]: rule };
    const claims = so.claims.flatMap((each) => {
      if (each.name !== field) return [each];
      return rule === undefined ? [] : [{ name: field, rule }];
    });
    return { ...so, claims };
  }, match);
}

/** One rule that changes, as people read it before and after. */
export interface ClaimDifference {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two sets of rules for a token, in the order in which people see them. */
export function claimDifferences(before: ClaimMatch, after: ClaimMatch): readonly ClaimDifference[] {
  const parts = ['issuer', 'subject', 'audience'] as const;
  const names = new Set([...before.claims, ...after.claims].map(({ name }) => name));
  const ofClaim = ({ claims }: ClaimMatch, name: string) =>
    claims
      .filter((each) => each.name === name)
      .map(({ rule }) => ruleText(rule))
      .join(', ');
  const lines = [
    ...parts.map((part) => ({
      title: claimTitle(part, part),
      before: ruleText(before[part]),
      after: ruleText(after[part]),
    })),
    ...[...names].map((name) => ({
      title: claimTitle('claim', name),
      before: ofClaim(before, name),
      after: ofClaim(after, name),
    })),
  ];
  return lines.filter((line) => line.before !== line.after);
}

function ruleText(rule: Rule | undefined): string {
  if (rule === undefined) return '';
  return rule.kind === 'exact' ? l10n.t('exactly {0}', rule.value) : l10n.t('pattern {0}', rule.value);
}

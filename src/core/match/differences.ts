import * as l10n from '@vscode/l10n';
import type { ClaimPart, Difference } from '../field';
import { type ClaimMatch, isClaimMatch, type Match, type Rule } from '../identity';

/** What differs between the rules of two matches of one kind, in the order in which people see them. */
export function ruleDifferences(before: Match, after: Match): readonly Difference[] {
  if (isClaimMatch(before) || isClaimMatch(after))
    return isClaimMatch(before) && isClaimMatch(after) ? claimDifferences(before, after) : [];
  return differing([
    { field: 'account', before: before.account, after: after.account },
    { field: 'arn', before: ruleText(before.arn), after: ruleText(after.arn) },
    { field: 'userId', before: ruleText(before.userId), after: ruleText(after.userId) },
  ]);
}

/** The lines that say something else before and after. */
export function differing(lines: readonly Difference[]): readonly Difference[] {
  return lines.filter(({ before, after }) => before !== after);
}

function claimDifferences(before: ClaimMatch, after: ClaimMatch): readonly Difference[] {
  const parts = ['issuer', 'subject', 'audience'] as const satisfies readonly ClaimPart[];
  const names = new Set([...before.claims, ...after.claims].map(({ name }) => name));
  const ofClaim = ({ claims }: ClaimMatch, name: string) =>
    claims
      .filter((each) => each.name === name)
      .map(({ rule }) => ruleText(rule))
      .join(', ');
  return differing([
    ...parts.map((field) => ({ field, before: ruleText(before[field]), after: ruleText(after[field]) })),
    ...[...names].map((claim) => ({
      field: 'claim' as const,
      claim,
      before: ofClaim(before, claim),
      after: ofClaim(after, claim),
    })),
  ]);
}

function ruleText(rule: Rule | undefined): string {
  if (rule === undefined) return '';
  return rule.kind === 'exact' ? l10n.t('exactly {0}', rule.value) : l10n.t('pattern {0}', rule.value);
}

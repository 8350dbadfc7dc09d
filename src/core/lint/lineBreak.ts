import * as l10n from '@vscode/l10n';
import type { MatchField, NewValues } from '../field';
import type { Rule } from '../identity';
import { fitsNobodyForItsBreak, withoutBreak } from '../match/lineBreak';
import { excerpt, whole } from '../text';
import type { Problem } from './facts';

/**
 * Finds a value that ends in a line break, as heredocs and most block scalars do. No caller's account, ARN or user ID has
 * one, and Go's `$` fits at the end of the text only. What else is wrong with the value is judged without it.
 */
export function lineBreakProblems(part: MatchField, rule: Rule | undefined): Problem[] {
  const value = withoutBreak(rule?.value ?? '');
  if (!rule || value === '' || value === rule.value) return [];
  const message = fitsNobodyForItsBreak(rule)
    ? l10n.t('The value ends in a line break, so it fits nobody: {0}', excerpt(value))
    : l10n.t('The last alternative ends in a line break, so it fits nobody: {0}', excerpt(value));
  const remedy = {
    title: l10n.t('Write it without the line break: {0}', excerpt(value)),
    sets: { [part]: part === 'account' ? value : { kind: rule.kind, value } },
    widens: true as const,
  };
  return [{ rule: 'ends-in-line-break', part, at: whole(value), message, remedies: [remedy] }];
}

/** New values that keep the line breaks that the old ones end in, so that only the fix for those lets somebody in. */
export function keepingBreaks(sets: NewValues, behind: (part: MatchField) => string): NewValues {
  const { account, arn, userId } = sets;
  const kept = (rule: Rule, part: MatchField) => ({ kind: rule.kind, value: rule.value + behind(part) });
  return {
    ...sets,
    ...(account !== undefined && { account: account + behind('account') }),
    ...(arn !== undefined && { arn: kept(arn, 'arn') }),
    ...(userId !== undefined && { userId: kept(userId, 'userId') }),
  };
}

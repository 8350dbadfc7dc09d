import type { NewValues } from '../field';
import type { AwsMatch } from '../identity';
import { parsePattern } from '../pattern/syntax';

/**
 * Whether it is plain, so that nothing has to be decided, that new values let nobody in: a pattern of one sequence is only
 * anchored.
 */
export function onlyAnchors(before: AwsMatch, sets: NewValues): boolean {
  return anchoredIn(before, sets) !== undefined;
}

/**
 * Whether it is plain that new values shut nobody out: a pattern of one sequence that goes on with any characters gets its
 * end. No text that a caller presents has a line break.
 */
export function onlyEndsOpen(before: AwsMatch, sets: NewValues): boolean {
  const anchored = anchoredIn(before, sets);
  return anchored?.start === '' && /(?:^|[^\\])(?:\.[+*]|\(\.[+*]\))$/.test(anchored.pattern);
}

function anchoredIn(before: AwsMatch, { account, arn, userId }: NewValues) {
  const [field, ...others] = [account && 'account', arn && 'arn', userId && 'userId'].filter(Boolean);
  if (others.length > 0 || (field !== 'arn' && field !== 'userId')) return undefined;
  const [old, set] = [before[field], field === 'arn' ? arn : userId];
  if (old?.kind !== 'pattern' || set?.kind !== 'pattern' || old.value.includes('\\Q')) return undefined;
  const start = set.value === `^${old.value}` || set.value === `^${old.value}$` ? '^' : '';
  const isSame = set.value === start + old.value || set.value === `${start}${old.value}$`;
  return isSame && parsePattern(old.value).choices.length === 1 ? { pattern: old.value, start } : undefined;
}

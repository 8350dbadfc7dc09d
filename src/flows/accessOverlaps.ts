import { overlap } from '../core/access/access';
import { type AccessRow, prefixOf } from '../core/access/cell';
import type { Caller } from '../core/caller';
import type { AwsMatch, Rule } from '../core/identity';

/** What came of comparing two identities that might overlap; `undefined` where no caller can assume both. */
export type Overlapping =
  | { readonly kind: 'somebody'; readonly a: AccessRow; readonly b: AccessRow; readonly caller: Caller }
  | { readonly kind: 'undecided' }
  | undefined;

/** The most pairs to compare: a few minutes of work. What is left is not decided. */
const mostCompared = 20_000;
/** The work for one pair, as `overlap` counts it: everything else waits meanwhile. */
const workOfOne = 60_000;

/**
 * Compares the identities that trust AWS callers pair by pair, and gives an example of a caller who can assume both.
 * Each step is one pair; pairs whose accounts or ARNs exclude each other at a glance are left out.
 */
export function* findOverlaps(rows: readonly AccessRow[]): Generator<Overlapping, void> {
  const sorted = rows
    .flatMap((row) => {
      const { relationship, unknown = [] } = row;
      if (relationship.kind !== 'aws' || unknown.length > 0) return [];
      const { match } = relationship;
      return [{ row, match, begins: `${match.account} ${beginningOf(match.arn)}` }];
    })
    .sort((a, b) => (a.begins < b.begins ? -1 : a.begins > b.begins ? 1 : 0));
  let compared = 0;
  for (const [index, a] of sorted.entries()) {
    // In this order, all whose texts may begin alike follow each other.
    for (let other = index + 1; other < sorted.length; other++) {
      const b = sorted[other];
      if (!b?.begins.startsWith(a.begins)) break;
      if (excluded(a.match, b.match)) continue;
      yield compared++ < mostCompared ? compare(a, b) : { kind: 'undecided' };
    }
  }
}

interface Candidate {
  readonly row: AccessRow;
  readonly match: AwsMatch;
}

function compare(a: Candidate, b: Candidate): Overlapping {
  const found = overlap(a.match, b.match, { work: { left: workOfOne } });
  if (found.kind === 'nobody') return undefined;
  return found.kind === 'undecided'
    ? { kind: 'undecided' }
    : { kind: 'somebody', a: a.row, b: b.row, caller: found.caller };
}

function beginningOf(rule: Rule | undefined): string {
  return rule?.kind === 'pattern' ? prefixOf(rule.value) : (rule?.value ?? '');
}

function excluded(a: AwsMatch, b: AwsMatch): boolean {
  const differ = (one: Rule | undefined, other: Rule | undefined) =>
    !one || !other || (one.kind === 'exact' && other.kind === 'exact' && one.value !== other.value);
  return differ(a.arn, b.arn) || differ(a.userId, b.userId);
}

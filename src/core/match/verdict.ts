/** What rules say about a caller: it can assume the identity, it cannot, or a value that is not known decides. */
export type RulesVerdict = 'can' | 'cannot' | 'unknown';

/**
 * How a test ended, for the identity and the caller that it was about:
 *
 * - `assumed`: a token was issued, and all went well.
 * - `assumed-but`: a token was issued, and something about it is not as it should be.
 * - `not-assumed`: the rules do not fit, or the issuer said no to this caller.
 * - `not-tested`: something in the way failed, which says nothing about the identity.
 * - `not-known`: nothing failed, and what is known does not decide.
 */
export type Outcome = 'assumed' | 'assumed-but' | 'not-assumed' | 'not-tested' | 'not-known';

/** What happened in a test. */
export interface TestFacts {
  /** How the caller compares with the identity's rules; `undefined` where that was not compared. */
  readonly rules: RulesVerdict | undefined;
  /** What the issuer said about this caller; `undefined` where it said nothing about it. */
  readonly issuer: 'issued' | 'refused' | undefined;
  /** Whether a step failed, be it that the person cancelled it. */
  readonly failed: boolean;
  /** How many roles the identity has, once that is known. */
  readonly grants: number | undefined;
}

/** The outcome of a test. A token decides before everything else, then the issuer's no, then the rules. */
export function outcomeOf({ rules, issuer, failed, grants }: TestFacts): Outcome {
  if (issuer === 'issued') return failed || grants === 0 || rules === 'cannot' ? 'assumed-but' : 'assumed';
  if (issuer === 'refused' || rules === 'cannot') return 'not-assumed';
  return failed ? 'not-tested' : 'not-known';
}

/** The sign that stands for an outcome wherever it is said. */
export function signOf(outcome: Outcome): '✓' | '⚠' | '✗' | '?' {
  return (
    { assumed: '✓', 'assumed-but': '⚠', 'not-assumed': '✗', 'not-tested': '?', 'not-known': '?' } as const
  )[outcome];
}

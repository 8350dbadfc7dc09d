import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf, signOf, type TestFacts } from '../../../../src/core/match/verdict';

const facts: fc.Arbitrary<TestFacts> = fc.record({
  rules: fc.constantFrom('can', 'cannot', 'unknown', undefined),
  issuer: fc.constantFrom('issued', 'refused', undefined),
  failed: fc.boolean(),
  grants: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
});
/** The outcome of any facts that agree with these. */
const always = (known: Partial<TestFacts>, holds: (outcome: ReturnType<typeof outcomeOf>) => void) => {
  const property = fc.property(facts, (other) => {
    holds(outcomeOf({ ...other, ...known }));
  });
  fc.assert(property);
};

describe('the outcome of a test', () => {
  it('is never that the identity cannot be assumed, or was not tested, once a token was issued', () => {
    always({ issuer: 'issued' }, (outcome) => expect(outcome).toMatch(/^assumed/));
  });

  it('is never that the identity was assumed where no token was issued', () => {
    for (const issuer of ['refused', undefined] as const)
      always({ issuer }, (outcome) => expect(outcome).not.toMatch(/^assumed/));
  });

  it('says nothing about the identity where only the way to it failed', () => {
    for (const rules of ['can', 'unknown', undefined] as const)
      always({ rules, issuer: undefined, failed: true }, (outcome) => expect(outcome).toBe('not-tested'));
  });

  it('is not known where what decides is unknown and nothing failed', () => {
    for (const rules of ['unknown', undefined] as const)
      always({ rules, issuer: undefined, failed: false }, (outcome) => expect(outcome).toBe('not-known'));
  });

  it.each([
    [{ issuer: 'issued', rules: 'can', failed: false, grants: 1 }, 'assumed', '✓'],
    [{ issuer: 'issued', rules: undefined, failed: false, grants: 1 }, 'assumed', '✓'],
    [{ issuer: 'issued', rules: 'can', failed: false, grants: 0 }, 'assumed-but', '⚠'],
    [{ issuer: 'issued', rules: 'can', failed: true, grants: 1 }, 'assumed-but', '⚠'],
    [{ issuer: 'issued', rules: 'cannot', failed: false, grants: 1 }, 'assumed-but', '⚠'],
    [{ issuer: 'refused', rules: 'can', failed: true, grants: undefined }, 'not-assumed', '✗'],
    [{ issuer: undefined, rules: 'cannot', failed: true, grants: undefined }, 'not-assumed', '✗'],
    [{ issuer: undefined, rules: 'can', failed: true, grants: undefined }, 'not-tested', '?'],
    [{ issuer: undefined, rules: 'unknown', failed: false, grants: undefined }, 'not-known', '?'],
  ] as const)('of %o is %s', (given, outcome, sign) => {
    expect(outcomeOf(given)).toBe(outcome);
    expect(signOf(outcome)).toBe(sign);
  });
});

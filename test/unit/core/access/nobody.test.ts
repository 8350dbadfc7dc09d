import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyone, gained, overlap } from '../../../../src/core/access/access';
import type { AwsMatch } from '../../../../src/core/identity';
import { matcherOf } from '../../../../src/core/match/rule';
import { bred } from './bred';
import { isPresentable, match, someMatch } from './matches';

const callers = 20_000;
const role = '^arn:aws:sts::A:assumed-role';

/** Of the callers bred from two matches: how many the first accepts, and who of them the other treats like this. */
function tried(first: AwsMatch, other: AwsMatch, isAccepted: boolean, seed: number) {
  const accepts = matcherOf(first);
  const treats = matcherOf(other);
  const accepted = bred([first, other], callers, seed).filter(accepts);
  return { accepted: accepted.length, found: accepted.filter((one) => treats(one) === isAccepted) };
}

describe('nobody', () => {
  it('is nobody of 20,000 callers who are bred from the two matches', () => {
    let accepted = 0;
    fc.assert(
      fc.property(someMatch, someMatch, fc.nat(), (before, after, seed) => {
        fc.pre(gained(before, after).kind === 'nobody' && anyone(after).kind === 'somebody');
        const answer = tried(after, before, false, seed);
        expect(answer.found).toEqual([]);
        accepted += answer.accepted;
      }),
      { numRuns: 12 },
    );
    // Else what was bred would show nothing.
    expect(accepted).toBeGreaterThan(callers / 100);
  });

  it('is nobody of them whom both accept, where two matches do not overlap', () => {
    fc.assert(
      fc.property(someMatch, someMatch, fc.nat(), (a, b, seed) => {
        fc.pre(overlap(a, b).kind === 'nobody' && anyone(a).kind === 'somebody');
        expect(tried(a, b, true, seed).found).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    [role + '/ci/(.+)$', role + '/c[id]/(.+)$'],
    [role + '/ci/k\\.m$', role + '/ci/k.m$'],
    [role + '/(?:a|b)/.*$', role + '/a/.*|arn:aws:sts::A:assumed-role/b/.*$'],
    ['^arn:aws:iam::A:user/team/kim$', '^arn:aws:iam::A:user/(?:.*/)?kim$'],
  ])('would be found out where it is wrong: %s, %s', (before, after) => {
    expect(tried(match(after, '.*'), match(before, '.*'), false, 7).found).not.toEqual([]);
  });
});

describe('a witness', () => {
  it('is accepted by the one and refused by the other, and could be presented by AWS', () => {
    fc.assert(
      fc.property(someMatch, someMatch, (before, after) => {
        const [gain, both, any] = [gained(before, after), overlap(before, after), anyone(after)];
        const [old, now] = [matcherOf(before), matcherOf(after)];
        if (gain.kind === 'somebody') {
          expect([old(gain.caller), now(gain.caller)]).toEqual([false, true]);
          expect(gain.caller).toSatisfy(isPresentable);
        }
        if (both.kind === 'somebody') {
          expect([old(both.caller), now(both.caller)]).toEqual([true, true]);
          expect(both.caller).toSatisfy(isPresentable);
        }
        if (any.kind === 'somebody') {
          expect(now(any.caller)).toBe(true);
          expect(any.caller).toSatisfy(isPresentable);
        }
        expect(any.kind === 'nobody').toBe(gain.kind === 'nobody' && both.kind === 'nobody');
      }),
      { numRuns: 400 },
    );
  });
});

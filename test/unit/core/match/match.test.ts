import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../../src/core/match/explain';
import { matcherOf } from '../../../../src/core/match/rule';

const texts = [
  'arn:aws:sts::123456789012:assumed-role/ci/kim',
  'arn:aws:iam::123456789012:user/kim',
  'AROAEXAMPLE1:kim',
  '',
];
const text = fc.constantFrom(...texts);
const rule = fc.option(
  fc.record({
    kind: fc.constantFrom('exact' as const, 'pattern' as const),
    value: fc.constantFrom(...texts, '^.*kim$', '(', '^AROA', '.'),
  }),
  { nil: undefined },
);
const account = fc.constantFrom('123456789012', '210987654321', '');

describe('matching', () => {
  it('accepts whom an explanation says to match, and nobody else', () => {
    fc.assert(
      fc.property(
        fc.record({ account, arn: rule, userId: rule }),
        fc.array(fc.record({ account, arn: text, userId: text })),
        (match, callers) => {
          const accepts = matcherOf(match);
          expect(callers.map(accepts)).toEqual(callers.map((caller) => explain(match, caller).matches));
        },
      ),
    );
  });

  it.each([
    ['the three fields', {}, true],
    ['another account', { account: '210987654321' }, false],
    ['another ARN', { arn: 'arn:aws:sts::123456789012:assumed-role/cd/kim' }, false],
    ['another user ID', { userId: 'AROAEXAMPLE2:kim' }, false],
  ])('compares %s', (_, differs, accepted) => {
    const [arn = ''] = texts;
    const caller = { account: '123456789012', arn, userId: 'AROAEXAMPLE1:kim' };
    const exact = { kind: 'exact', value: caller.arn } as const;
    const pattern = { kind: 'pattern', value: '^AROAEXAMPLE1:' } as const;
    const accepts = matcherOf({ account: caller.account, arn: exact, userId: pattern });
    expect(accepts({ ...caller, ...differs })).toBe(accepted);
  });

  it('accepts nobody where a rule is not set or cannot be read', () => {
    const caller = { account: '123456789012', arn: '(', userId: '(' };
    const all = { kind: 'exact', value: '(' } as const;
    const refused = { kind: 'pattern', value: '(' } as const;
    const accepts = (arn: typeof all | typeof refused | undefined) =>
      matcherOf({ account: caller.account, arn, userId: all })(caller);
    expect([accepts(all), accepts(refused), accepts(undefined)]).toEqual([true, false, false]);
  });
});

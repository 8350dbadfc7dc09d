import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explain } from '../../../src/core/explain';
import { matcherOf } from '../../../src/core/match';

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

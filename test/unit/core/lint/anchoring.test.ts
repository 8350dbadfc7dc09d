import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gained } from '../../../../src/core/access/access';
import { withValues } from '../../../../src/core/field';
import { onlyAnchors, onlyEndsOpen } from '../../../../src/core/lint/anchoring';
import { anchorPattern } from '../../../../src/core/pattern/pattern';
import { account, pattern } from '../access/matches';

const piece = fc.constantFrom(
  'ci',
  '/',
  '.+',
  '(.+)',
  '(.*)',
  '.*',
  '\\.+',
  '(\\.+)',
  'a|b',
  '(?:a|b)',
  '^',
  '$',
  '(?m)',
  '\\.*',
);
const body = fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
const head = fc.constantFrom(
  '',
  '^',
  `^arn:aws:sts::${account}:assumed-role/`,
  `arn:aws:sts::${account}:assumed-role/`,
);

it('takes for plain only what is so', () => {
  const seen = { anchors: 0, ends: 0 };
  fc.assert(
    fc.property(head, body, (first, rest) => {
      const before = { account, arn: pattern(first + rest), userId: pattern('^AROA.*$') };
      const sets = { arn: pattern(anchorPattern(first + rest)) };
      const after = withValues(before, sets);
      if (onlyAnchors(before, sets)) {
        seen.anchors++;
        expect(gained(before, after)).toEqual({ kind: 'nobody' });
      }
      if (onlyEndsOpen(before, sets)) {
        seen.ends++;
        expect(gained(after, before)).toEqual({ kind: 'nobody' });
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.anchors, seen.ends)).toBeGreaterThan(10);
});

it('leaves to be decided what is not plain', () => {
  const before = { account, arn: pattern('^a.*'), userId: pattern('x') };
  expect(onlyAnchors(before, { arn: pattern('^a.*$') })).toBe(true);
  expect(onlyEndsOpen(before, { arn: pattern('^a.*$') })).toBe(true);
  expect(onlyEndsOpen({ ...before, arn: pattern('^a\\.*') }, { arn: pattern('^a\\.*$') })).toBe(false);
  expect(onlyAnchors({ ...before, arn: pattern('a|b') }, { arn: pattern('^a|b$') })).toBe(false);
  expect(onlyAnchors({ ...before, arn: pattern('\\Qa') }, { arn: pattern('\\Qa$') })).toBe(false);
  expect(onlyAnchors(before, { arn: pattern('^a.*$'), userId: pattern('x$') })).toBe(false);
  expect(onlyAnchors(before, { account })).toBe(false);
  expect(onlyAnchors(before, { userId: { kind: 'exact', value: 'x' } })).toBe(false);
});

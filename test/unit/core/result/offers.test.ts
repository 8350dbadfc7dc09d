import { describe, expect, it } from 'vitest';
import { offersOf, type OfferContext } from '../../../../src/core/result/offers';
import type { TestResult } from '../../../../src/core/result/result';
import { result, rules } from './results';

const offered = (change: Partial<TestResult>, context: Partial<OfferContext> = {}) =>
  offersOf(result(change), { trusted: true, file: undefined, token: false, explains: true, ...context }).map(
    ({ id }) => id,
  );
const reading = ['explain', 'copy', 'save'];
const wrong: Partial<TestResult> = {
  outcome: 'not-assumed',
  refusedHere: true,
  change: { account: '123456789012' },
};

describe('what is offered below a result', () => {
  it('is only to cancel while it runs', () => {
    expect(offered({ outcome: null })).toEqual(['cancel']);
  });

  it('is to test again where all went well, and what the token can do', () => {
    expect(offered({})).toEqual(['again', ...reading]);
    expect(offered({}, { token: true })).toEqual(['again', 'useToken', ...reading]);
  });

  it('is first to fix what does not fit, where it is defined as well', () => {
    expect(offered(wrong)).toEqual(['fix', 'again', 'askAnyway', ...reading]);
    expect(offered(wrong, { file: 'id.json' }).slice(0, 2)).toEqual(['fix', 'fixFile']);
  });

  it('is to test again and to undo after a fix, and not to fix it again', () => {
    const fixed = { before: rules, after: rules };
    expect(offered({ ...wrong, fixed, stale: 'identity' }).slice(0, 2)).toEqual(['again', 'undo']);
    expect(offered({ ...wrong, fixed, stale: 'identity' })).not.toContain('fix');
    expect(offered({ fixed })).toEqual(['again', 'undo', ...reading]);
  });

  it('is first to test again where the result is stale', () => {
    expect(offered({ ...wrong, stale: 'caller' })[0]).toBe('again');
  });

  it.each([
    ['aws-sign-in', 'signInAws', 'not-tested'],
    ['role', 'bind', 'assumed-but'],
  ] as const)('is first what the test needs: %s', (need, first, outcome) => {
    expect(offered({ need, outcome })[0]).toBe(first);
  });

  it('has nothing to explain where nothing was compared', () => {
    expect(offered({ need: 'sign-in' }, { explains: false })).toEqual(['again', 'signIn', 'copy', 'save']);
  });

  it('neither signs nor changes anything live in Restricted Mode', () => {
    expect(offered({ ...wrong, fixed: null, need: 'role' }, { trusted: false, file: 'id.json' })).toEqual([
      'fixFile',
      ...reading,
    ]);
  });
});

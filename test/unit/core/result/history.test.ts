import { describe, expect, it } from 'vitest';
import {
  lastOf,
  lastWorked,
  mostResults,
  readStored,
  stored,
  withResult,
  type Results,
} from '../../../../src/core/result/history';
import { result, rules } from './results';

describe('the results that are kept', () => {
  it('are the newest fifty, newest first, each once', () => {
    const many = Array.from({ length: 60 }, (_, at) => result({ id: String(at), started: at }));
    const kept = many.reduce<Results>(withResult, []);
    expect(kept).toHaveLength(mostResults);
    expect(kept.map(({ id }) => id).slice(0, 3)).toEqual(['59', '58', '57']);
    const again = withResult(kept, result({ id: '58', started: 58, sentence: 'more' }));
    expect(again).toHaveLength(mostResults);
    expect(again[1]?.sentence).toBe('more');
  });

  it('say which is the last of an identity', () => {
    const kept = [result({ id: 'b', identityId: 'acme/other', started: 2 }), result({ id: 'a', started: 1 })];
    expect(lastOf(kept, 'acme/ci-runner')?.id).toBe('a');
    expect(lastOf(kept, 'acme/none')).toBeUndefined();
  });

  it('are the same after they were stored and read', () => {
    const kept = [result({ fixed: { before: rules, after: { ...rules, account: '210987654321' } } })];
    expect(readStored(JSON.parse(JSON.stringify(stored(kept))))).toEqual(kept);
  });

  it.each([undefined, null, 'x', [], {}, { version: 0, results: [{}] }, { version: 1, results: 'x' }])(
    'are none where something else was stored: %j',
    (value) => {
      expect(readStored(value)).toEqual([]);
    },
  );
});

describe('when an identity was last assumed as a source', () => {
  const of = (results: Results) => lastWorked(results, 'acme/ci-runner', 'profile:ci')?.getTime();
  const tested = (change: Partial<Results[number]>) =>
    result({ identityId: 'acme/ci-runner', sourceId: 'profile:ci', outcome: 'assumed', ...change });

  it('is the time of its newest test, with a token', () => {
    expect(
      of([tested({ id: '2', started: 2, outcome: 'assumed-but' }), tested({ id: '1', started: 1 })]),
    ).toBe(2);
  });

  it('is not known where its newest test had none, has not ended, or is of another source or identity', () => {
    expect(
      of([tested({ id: '2', started: 2, outcome: 'not-assumed' }), tested({ id: '1', started: 1 })]),
    ).toBe(undefined);
    expect(of([tested({ id: '2', started: 2, outcome: null }), tested({ id: '1', started: 1 })])).toBe(1);
    expect(of([tested({ sourceId: 'profile:other' }), tested({ identityId: 'acme/other' })])).toBe(undefined);
  });

  it('is not known after the identity or the caller changed', () => {
    expect(of([tested({ stale: 'identity' })])).toBe(undefined);
  });
});

import { describe, expect, it } from 'vitest';
import {
  lastOf,
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

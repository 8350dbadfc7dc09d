import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../../src/core/identity';
import type { Results } from '../../../../src/core/result/history';
import { afterCaller, afterFix, afterIdentity } from '../../../../src/core/result/stale';
import { caller, result, rules } from './results';

const identity = (change: Partial<Identity>): Identity => ({
  id: 'acme/ci-runner',
  name: 'ci-runner',
  description: '',
  relationship: { kind: 'aws', match: rules },
  lastSeen: undefined,
  created: undefined,
  updated: undefined,
  ...change,
});
const aws = (match: Extract<Identity['relationship'], { kind: 'aws' }>['match']) =>
  identity({ relationship: { kind: 'aws', match } });
const staleOf = (results: Results) => results.map(({ stale }) => stale);

describe('a result', () => {
  it('is stale while the identity asks for something else, and no longer once that was undone', () => {
    const changed = afterIdentity([result()], aws({ ...rules, account: '210987654321' }));
    expect(staleOf(changed)).toEqual(['identity']);
    expect(staleOf(afterIdentity(changed, aws({ ...rules })))).toEqual([null]);
  });

  it('is not stale for another name, or for another identity', () => {
    const kept = [result()];
    expect(afterIdentity(kept, identity({ name: 'other', updated: new Date() }))).toBe(kept);
    const other = identity({ id: 'acme/x', relationship: { kind: 'unknown', sent: [] } });
    expect(afterIdentity(kept, other)).toBe(kept);
  });

  it('of rules that could not be read is stale once the identity was changed after it', () => {
    const kept = [result({ rules: null })];
    const at = (ms: number) => identity({ updated: new Date(ms) });
    expect(staleOf(afterIdentity(kept, at(result().started + 1)))).toEqual(['identity']);
    expect(staleOf(afterIdentity(kept, at(result().started - 1)))).toEqual([null]);
  });

  it('is stale once its source calls as another role, and not for another session of the role', () => {
    const kept = [result()];
    const session = { ...caller, arn: `${caller.arn}2`, userId: `${caller.userId}2` };
    expect(afterCaller(kept, 'profile:ci-runner', session)).toBe(kept);
    const role = {
      ...caller,
      arn: caller.arn.replace('ci-runner', 'deploy'),
      userId: 'AROAQ3EGDEPLOYEXAMPLE:build-4711',
    };
    expect(staleOf(afterCaller(kept, 'profile:ci-runner', role))).toEqual(['caller']);
    expect(afterCaller(kept, 'profile:other', role)).toBe(kept);
  });

  it('knows what to undo after its identity was changed from one of its results', () => {
    const fixed = { before: rules, after: rules };
    const kept = [result({ id: 'b' }), result({ id: 'a' }), result({ id: 'c', identityId: 'acme/x' })];
    expect(afterFix(kept, 'acme/ci-runner', fixed).map((one) => one.fixed)).toEqual([fixed, fixed, null]);
    expect(afterFix(afterFix(kept, 'acme/ci-runner', fixed), 'acme/ci-runner', null)).toEqual(kept);
  });
});

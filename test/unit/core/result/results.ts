import type { TestResult } from '../../../../src/core/result/result';

export const caller = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/ci-runner/build-4711',
  userId: 'AROAQ3EGCIRUNNEXAMPLE:build-4711',
};

export const rules = {
  account: '123456789012',
  arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)$' },
  userId: { kind: 'exact', value: caller.userId },
} as const;

/** A result of ci-runner as the profile ci-runner, which went well, but for what a test changes. */
export function result(change: Partial<TestResult> = {}): TestResult {
  return {
    id: 'one',
    identityId: 'acme/ci-runner',
    identityName: 'ci-runner',
    sourceId: 'profile:ci-runner',
    sourceName: 'profile ci-runner',
    started: Date.UTC(2026, 0, 1),
    outcome: 'assumed',
    sentence: 'This caller can assume ci-runner.',
    steps: [],
    report: 'Test of ci-runner',
    caller,
    rules,
    change: null,
    refusedHere: false,
    need: null,
    fixed: null,
    stale: null,
    ...change,
  };
}

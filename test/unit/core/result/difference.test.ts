import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../../../../src/core/result/difference';
import type { ResultStep } from '../../../../src/core/result/result';
import { result } from './results';

const step = (change: Partial<ResultStep> = {}): ResultStep => ({
  id: 'caller',
  label: 'Caller',
  state: 'done',
  ms: 12,
  summary: 'assumed-role/ci-runner/build-4711',
  facts: [{ label: 'Account', value: '123456789012' }],
  comparisons: [],
  ...change,
});

describe('two results', () => {
  it('differ in nothing where only their times do', () => {
    const [one, other] = [step({ ms: 1 }), step({ ms: 900 })];
    expect(
      differencesBetween(result({ steps: [one] }), result({ id: 'b', started: 1, steps: [other] })),
    ).toEqual([]);
  });

  it('differ in whom they were about, the verdict, and what a step found', () => {
    const deploy = step({ summary: 'assumed-role/deploy/kim', facts: [] });
    const other = result({
      sourceName: 'profile deploy',
      outcome: 'not-assumed',
      sentence: 'This caller cannot assume ci-runner.',
      steps: [deploy],
    });
    expect(differencesBetween(result({ steps: [step()] }), other)).toEqual([
      { label: 'AWS caller', one: 'profile ci-runner', other: 'profile deploy' },
      {
        label: 'Result',
        one: '✓ This caller can assume ci-runner.',
        other: '✗ This caller cannot assume ci-runner.',
      },
      { label: 'Caller', one: 'assumed-role/ci-runner/build-4711', other: 'assumed-role/deploy/kim' },
      { label: 'Caller · Account', one: '123456789012', other: '' },
    ]);
  });

  it('differ in what the identity asked for', () => {
    const asks = (at: string) =>
      step({
        id: 'match',
        label: 'Match',
        facts: [],
        comparisons: [
          {
            field: 'ARN',
            verdict: 'cannot',
            actualLabel: 'caller',
            expectedLabel: 'expected exactly',
            expected: { before: 'arn:aws:', at, after: ':' },
            actual: { before: 'arn:aws:', at: 'sts', after: ':' },
            sentence: '',
            change: null,
            alsoLetsIn: null,
          },
        ],
      });
    expect(
      differencesBetween(result({ steps: [asks('iam')] }), result({ steps: [asks('sts')] })),
    ).toContainEqual({ label: 'Match · ARN expected', one: 'arn:aws:iam:', other: 'arn:aws:sts:' });
  });
});

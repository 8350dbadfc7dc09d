import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/core/result/difference';
import type { TestResult } from '../../../src/core/result/result';
import { startedReport, withEvent } from '../../../src/flows/testReport';
import { endedResult, resultOf } from '../../../src/flows/testResult';
import { testSourceId, tokenSourceOf, type TokenSource } from '../../../src/flows/testSource';
import { inSandbox } from '../inSandbox';
import { testsIn } from './testsIn';

const sandbox = inSandbox();
const { request, run, report } = testsIn(sandbox);
const step = (result: TestResult, id: string) => result.steps.find((each) => each.id === id);

describe('a test in words', () => {
  it('says of each step what it found and how long it took', async () => {
    const result = await endedResult(await report(), 'one');
    expect(result).toMatchObject({
      identityName: 'ci-runner',
      sourceId: 'profile:ci-runner',
      sourceName: 'profile ci-runner',
      outcome: 'assumed',
      sentence: 'This caller can assume ci-runner.',
      change: null,
      need: null,
    });
    expect(result.steps.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'Credentials done',
      'Caller done',
      'Match done',
      'Token done',
      'Who am I done',
      'Repositories done',
    ]);
    for (const { ms } of result.steps) expect(ms).toEqual(expect.any(Number));
    expect(step(result, 'whoAmI')?.facts).toContainEqual({
      label: 'registry.pull',
      value: expect.stringContaining('repo.list') as string,
    });
    expect(result.report).toContain('✓ Match');
  });

  it('grows with each event, and says what is not reached yet', async () => {
    const [first] = await run();
    if (!first) throw new Error('The test has no event.');
    const result = await resultOf(withEvent(startedReport(await request(), 'ci-runner'), first), 'one');
    expect(result.outcome).toBeNull();
    expect(result.steps.map(({ state }) => state)).toEqual(['running', ...Array<string>(5).fill('waiting')]);
  });

  it('has what was expected and what came, in pieces at the place where they part, and what to change', async () => {
    const { world } = sandbox();
    const change = {
      identityId: world.identities['ec2-pull'],
      source: { kind: 'profile', name: 'ec2' },
    } as const;
    const result = await endedResult(await report(change), 'one');
    const arn = step(result, 'match')?.comparisons.find(({ field }) => field === 'ARN');
    expect(arn).toMatchObject({ verdict: 'cannot', expected: { at: 'iam' }, actual: { at: 'sts' } });
    expect(arn && textOf(arn.actual)).toMatch(/^arn:aws:sts::123456789012:assumed-role\/AmazonSSM/);
    expect(result.outcome).toBe('not-assumed');
    expect(result.change).toMatchObject({ arn: { kind: 'pattern' } });
    expect(step(result, 'token')?.state).toBe('skipped');
  });

  it('asks for a sign-in where the rules could not be read without one', async () => {
    const result = await endedResult(await report({ session: undefined }), 'one');
    expect(result).toMatchObject({ need: 'sign-in', rules: null });
  });

  it('can be written as JSON and read again, and holds neither token nor credentials', async () => {
    const result = await endedResult(await report(), 'one');
    const text = JSON.stringify(result);
    expect(JSON.parse(text)).toEqual(result);
    const { secretAccessKey, sessionToken } = sandbox().world.aws.samples.ciRunner;
    expect(text).not.toContain(secretAccessKey);
    if (sessionToken !== undefined) expect(text).not.toContain(sessionToken);
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
  });
});

describe('where a token is read from', () => {
  it.each<TokenSource>([
    { kind: 'clipboard' },
    { kind: 'typed' },
    { kind: 'variable', name: 'ID_TOKEN' },
    { kind: 'file', path: '/var/run/a:b/token' },
  ])('has an id, by which it is found again: %j', (source) => {
    expect(tokenSourceOf(testSourceId(source))).toEqual(source);
  });

  it.each(['profile:token:typed', 'environment', 'token:other:x', ''])('is nothing in: %s', (id) => {
    expect(tokenSourceOf(id)).toBeUndefined();
  });
});

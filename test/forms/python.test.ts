import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { pythonString } from '../../src/generate/quote/python';
import { recipePython } from '../../src/generate/recipePython';
import { anyDraft, filled, hostile, sample } from '../unit/generate/drafts';
import { has, run } from './tools';
import { keysOf, lines, useWorld } from './world';

const python = has('python3', '--version');
const boto3 = python && has('python3', '-c', 'import boto3');

describe.runIf(python)('Python', { timeout: 60_000 }, () => {
  it('reads every quoted string back', async () => {
    const values = fc.sample(hostile, 500);
    const script = `import json\nprint(json.dumps([${values.map(pythonString).join(', ')}]))\n`;
    const { status, stdout, stderr } = await run('python3', ['-'], { input: script });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(values);
  });

  it('compiles the recipe, whatever the draft holds', async () => {
    const recipes = [sample, filled, ...fc.sample(anyDraft, 100)].map((draft) =>
      recipePython.generate(draft),
    );
    const script = 'import json, sys\nfor text in json.load(sys.stdin): compile(text, "recipe", "exec")\n';
    const { status, stderr } = await run('python3', ['-c', script], { input: JSON.stringify(recipes) });
    expect([status, stderr]).toEqual([0, '']);
  });
});

const world = useWorld();
afterEach(() => world().sandbox.faults.clear());

describe.runIf(boto3)('the recipe with boto3', { timeout: 60_000 }, () => {
  it.each(['kim', 'ciRunner'] as const)('prints the repositories for %s', async (who) => {
    const { draftFor, env, sandbox, repositories } = world();
    const input = recipePython.generate(draftFor(who));
    const keys = keysOf(sandbox.world.aws.samples[who]);
    const { status, stdout, stderr } = await run('python3', ['-'], { input, env: env(keys) });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('prints them for a profile that assumes a role, with the identity in the recipe', async () => {
    const { draftFor, env, repositories } = world();
    const draft = draftFor('ciRunner');
    const { CHAINGUARD_IDENTITY: identity = '', ...rest } = env({ AWS_REGION: 'us-east-1' });
    const options = { ...draft.options, identity, sourceProfile: 'assume-ci' };
    const input = recipePython.generate({ ...draft, options });
    const { status, stdout, stderr } = await run('python3', ['-'], { input, env: rest });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('ends with Chainguard’s refusal', async () => {
    const { draftFor, env, sandbox } = world();
    const input = recipePython.generate(draftFor('kim'));
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    const { status, stdout, stderr } = await run('python3', ['-'], { input, env: env(keys) });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^http\S+\/sts\/exchange answered 403: \{.*"message":.*\}\n$/);
  });

  it('asks for the identity', async () => {
    const { draftFor, env, sandbox } = world();
    const input = recipePython.generate(draftFor('kim'));
    const keys = keysOf(sandbox.world.aws.samples.kim);
    const { status, stderr } = await run('python3', ['-'], {
      input,
      env: env({ ...keys, CHAINGUARD_IDENTITY: '' }),
    });
    expect([status, stderr]).toEqual([1, 'Set CHAINGUARD_IDENTITY to the ID of the identity.\n']);
  });

  it('takes an answer without repositories for none', async () => {
    const { draftFor, env, sandbox } = world();
    const input = recipePython.generate(draftFor('kim'));
    const keys = keysOf(sandbox.world.aws.samples.kim);
    for (const body of ['{}', '{"repos":null,"nextPageToken":null}']) {
      sandbox.faults.set({
        service: 'api',
        path: '/registry/',
        fault: { kind: 'status', status: 200, body },
      });
      const { status, stdout, stderr } = await run('python3', ['-'], { input, env: env(keys) });
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    }
  });

  it.each(['issuer', 'api'] as const)('follows no redirect of the %s', async (service) => {
    const { draftFor, env, sandbox } = world();
    const input = recipePython.generate(draftFor('kim'));
    sandbox.faults.set({ service, fault: { kind: 'redirect' } });
    const before = sandbox.requests.filter((request) => request.service === 'elsewhere').length;
    const { status, stdout, stderr } = await run('python3', ['-'], {
      input,
      env: env(keysOf(sandbox.world.aws.samples.kim)),
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^http\S+ answered 30\d: .*\n$/);
    expect(sandbox.requests.filter((request) => request.service === 'elsewhere')).toHaveLength(before);
  });
});

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src/core/draft/draft';
import { findForm, forms } from '../../src/generate/forms';
import { shellFlag, shellWord } from '../../src/generate/quote/shell';
import { externalId, mfaCode, mfaSerial } from '../sandbox/awsWorld';
import { anyClaimsDraft, claimKinds } from '../unit/generate/claimDrafts';
import { anyDraft, filled, hostile, kinds, sample } from '../unit/generate/drafts';
import { has, run } from './tools';
import { keysOf, lines, useWorld } from './world';

const bash = has('bash', '--version');
const shellcheck = has('shellcheck', '--version');
const curl = has('curl', '--version') && has('jq', '--version') && bash;
const aws = has('aws', '--version') && bash;
const aws2 = aws && has('bash', '-c', 'aws --version | grep -q ^aws-cli/2');
const scripts = forms.filter(({ language }) => language === 'shellscript');
const generate = (id: string, draft: Draft) => findForm(id)?.generate(draft) ?? '';
const world = useWorld();
afterEach(() => world().sandbox.faults.clear());

/** A directory with programs that print their arguments, one to a line that ends in a NUL, instead of acting. */
async function stubs(...names: readonly string[]): Promise<string> {
  const { directory } = world();
  for (const name of names)
    await writeFile(
      join(directory, name),
      // id.json stands in a directory that is gone afterwards, so its content is printed instead.
      '#!/bin/bash\nfor each; do\n  case "$each" in --filename=*) cat "${each#*=}" ;; esac\n  printf \'%s\\0\' "$each"\ndone\n',
      { mode: 0o755 },
    );
  return `${directory}:${process.env['PATH'] ?? ''}`;
}

/** What the last step of the workflow runs. */
async function stepOf(draft: Draft): Promise<string> {
  const { parse } = await import('yaml');
  const workflow = parse(generate('github-workflow', draft)) as {
    jobs: { repositories: { steps: { run?: string }[] } };
  };
  return workflow.jobs.repositories.steps.at(-1)?.run ?? '';
}

describe.runIf(bash)('quoted words', { timeout: 60_000 }, () => {
  it('reach a program as they are, in bash and in sh', async () => {
    const values = fc.sample(hostile, 400).map((value) => value.replace(/[\0\p{Cs}]/gu, ''));
    const script = values
      .map((value) => `printf '%s\\0' ${shellWord(value)} ${shellFlag('f', value)}\n`)
      .join('');
    for (const shell of ['bash', 'sh']) {
      const { status, stdout, stderr } = await run(shell, [], { input: script });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout.split('\0').slice(0, -1)).toEqual(values.flatMap((value) => [value, `--f=${value}`]));
    }
  });

  it('hold whatever a draft holds: nothing else runs', async () => {
    const path = await stubs('chainctl', 'aws');
    const cwd = world().directory;
    const before = await readdir(cwd);
    for (const draft of [...fc.sample(anyDraft, 15), ...fc.sample(anyClaimsDraft, 15)])
      for (const id of [
        'chainctl-file',
        'chainctl-aws',
        'chainctl-claims',
        'aws-assume-role',
        'aws-federation',
      ]) {
        const text = generate(id, draft);
        expect((await run('bash', ['-n'], { input: text })).stderr).toBe('');
        await run('bash', [], { input: text, cwd, env: { PATH: path, TMPDIR: cwd } });
      }
    expect(await readdir(cwd)).toEqual(before);
  });

  it('give chainctl the draft', async () => {
    const draft = { ...filled, name: '-x', description: `it's $(id)`, group: { id: '', name: `a'b` } };
    const env = { PATH: await stubs('chainctl') };
    const argumentsOf = async (id: string) =>
      (await run('bash', [], { input: generate(id, draft), env })).stdout.split('\0').slice(0, -1);
    expect(await argumentsOf('chainctl-aws')).toEqual([
      ...['iam', 'identities', 'create', 'aws', 'role', '--name=-x', '--aws-account-id=123456789012'],
      ...['--aws-role-name=ci.runner+x', '--aws-role-id=AROAQ3EGCIRUNNEXAMPLE', `--description=it's $(id)`],
      ...[`--parent=a'b`, '--role=registry.pull,registry pull,63921b2c44617e3f2603851537be0123af4a57d7'],
      ...['--yes', '--output=id'],
    ]);
    const fromFile = await argumentsOf('chainctl-file');
    expect(fromFile.slice(0, 4)).toEqual(['iam', 'identities', 'create', '--name=-x']);
    expect(fromFile[4]).toContain(generate('id-json', draft));
    expect(fromFile.slice(5)).toEqual([
      `--parent=a'b`,
      '--role=registry.pull,registry pull,63921b2c44617e3f2603851537be0123af4a57d7',
      '--yes',
      '--output=id',
    ]);
  });

  it('give chainctl the draft’s claims, and AWS the policy', async () => {
    const env = { PATH: await stubs('chainctl', 'aws') };
    const run1 = async (id: string, draft: Draft) =>
      (await run('bash', [], { input: generate(id, draft), env })).stdout.split('\0').slice(0, -1);
    const claims = {
      issuer: { kind: 'exact', value: `https://it's.example/$(id)` },
      subject: { kind: 'pattern', value: '^a b$' },
      audience: { kind: 'exact', value: '-x' },
      claims: [{ name: 'a b', rule: { kind: 'pattern', value: '`id`' } }],
    } as const;
    expect(
      await run1('chainctl-claims', { ...claimKinds.github, claims, description: '', roles: [] }),
    ).toEqual([
      ...['iam', 'identities', 'create', 'ci-runner', `--identity-issuer=https://it's.example/$(id)`],
      ...['--subject-pattern=^a b$', '--audience=-x', '--claim-pattern=a b:`id`', '--parent=acme.example'],
      ...['--yes', '--output=id'],
    ]);
    const given = await run1('aws-federation', claimKinds.user);
    expect(given.slice(0, 5)).toEqual([
      ...['iam', 'put-user-policy', '--user-name=kim', '--policy-name=chainguard-web-identity-token'],
      `--policy-document=${generate('iam-policy', claimKinds.user).trim()}`,
    ]);
  });
});

describe.runIf(shellcheck)('shellcheck', { timeout: 60_000 }, () => {
  it.each(scripts.map(({ id }) => id))('has nothing to say of %s', async (id) => {
    for (const draft of [...Object.values<Draft>(kinds), ...Object.values<Draft>(claimKinds)]) {
      // SC2016: single quotes keep a value from being expanded, as they should.
      const { stdout } = await run('shellcheck', ['--exclude=SC2016', '-'], { input: generate(id, draft) });
      expect(stdout).toBe('');
    }
  });
});

describe.runIf(curl)('the recipe with curl', { timeout: 60_000 }, () => {
  it.each(['kim', 'ciRunner', 'instance', 'container'] as const)(
    'prints the repositories for %s',
    async (who) => {
      const { draftFor, env, sandbox, repositories } = world();
      const recipe = generate('recipe-shell', draftFor(who));
      const keys = keysOf(sandbox.world.aws.samples[who]);
      const { status, stdout, stderr } = await run('bash', [], { input: recipe, env: env(keys) });
      expect([status, stderr]).toEqual([0, '']);
      expect(lines(stdout)).toEqual(repositories);
    },
  );

  it('takes an empty session token for none, and the identity from the draft', async () => {
    const { draftFor, env, sandbox, repositories } = world();
    const draft = draftFor('kim');
    const { CHAINGUARD_IDENTITY: identity = '', ...rest } = env({
      ...keysOf(sandbox.world.aws.samples.kim),
      AWS_SESSION_TOKEN: '',
    });
    const recipe = generate('recipe-shell', { ...draft, options: { ...draft.options, identity } });
    expect(lines((await run('bash', [], { input: recipe, env: rest })).stdout)).toEqual(repositories);
    const asks = await run('bash', [], { input: generate('recipe-shell', draft), env: rest });
    expect([asks.status, asks.stdout]).toEqual([1, '']);
    expect(asks.stderr).toMatch(/Set it to the ID of the identity/);
  });

  it('ends with AWS’s or Chainguard’s refusal', async () => {
    const { draftFor, env, sandbox } = world();
    const recipe = generate('recipe-shell', draftFor('kim'));
    const wrong = { ...keysOf(sandbox.world.aws.samples.kim), AWS_SECRET_ACCESS_KEY: 'x' };
    const refused = await run('bash', [], { input: recipe, env: env(wrong) });
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/AWS refused/);
    const other = keysOf(sandbox.world.aws.samples.ciRunner);
    const denied = await run('bash', [], { input: recipe, env: env(other) });
    expect(denied.status).not.toBe(0);
    expect(denied.stderr + denied.stdout).toMatch(/403/);
  });

  it('ends with Chainguard’s words when the list is refused, in a workflow’s step too', async () => {
    const { draftFor, env, sandbox } = world();
    const draft = draftFor('ciRunner');
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    sandbox.faults.set({
      service: 'api',
      path: '/registry/',
      fault: { kind: 'status', status: 403, body: 'no' },
    });
    for (const input of [generate('recipe-shell', draft), await stepOf(draft)]) {
      const { status, stdout, stderr } = await run('bash', [], { input, env: env(keys) });
      expect([status === 0, stdout]).toEqual([false, '']);
      expect(stderr).toMatch(/403[^]*\nno\n/);
    }
  });

  it('takes an answer without repositories for none', async () => {
    const { draftFor, env, sandbox } = world();
    const input = generate('recipe-shell', draftFor('ciRunner'));
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    for (const body of ['{}', '{"repos":null,"nextPageToken":null}']) {
      sandbox.faults.set({
        service: 'api',
        path: '/registry/',
        fault: { kind: 'status', status: 200, body },
      });
      const { status, stdout, stderr } = await run('bash', [], { input, env: env(keys) });
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    }
  });

  it('gives an answer without a token a sentence', async () => {
    const { draftFor, env, sandbox } = world();
    const input = generate('recipe-shell', draftFor('ciRunner'));
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    sandbox.faults.set({ service: 'issuer', fault: { kind: 'status', status: 200, body: '{}' } });
    const { status, stderr } = await run('bash', [], { input, env: env(keys) });
    expect([status, stderr]).toEqual([1, 'There is no token in the answer of Chainguard.\n']);
  });

  it.each(['issuer', 'api'] as const)('follows no redirect of the %s', async (service) => {
    const { draftFor, env, sandbox } = world();
    const input = generate('recipe-shell', draftFor('ciRunner'));
    sandbox.faults.set({ service, fault: { kind: 'redirect' } });
    const before = sandbox.requests.filter((request) => request.service === 'elsewhere').length;
    const { status, stdout, stderr } = await run('bash', [], {
      input,
      env: env(keysOf(sandbox.world.aws.samples.ciRunner)),
    });
    expect([status === 0, stdout]).toEqual([false, '']);
    expect(stderr).toMatch(/redirects/);
    expect(sandbox.requests.filter((request) => request.service === 'elsewhere')).toHaveLength(before);
  });

  it('takes the keys of the profile, whatever the environment holds', async () => {
    const { directory, draftFor, env, sandbox, repositories } = world();
    const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = keysOf(
      sandbox.world.aws.samples.kim,
    );
    // The AWS CLI's answer for a profile with long-term keys, which have no session token.
    const script = `#!/bin/sh\n[ "$*" = 'configure export-credentials --profile work --format env' ] || exit 2\necho export AWS_ACCESS_KEY_ID=${id}\necho export AWS_SECRET_ACCESS_KEY='${secret}'\n`;
    const programs = join(directory, 'cli');
    await mkdir(programs);
    await writeFile(join(programs, 'aws'), script, { mode: 0o755 });
    const draft = draftFor('kim');
    const input = generate('recipe-shell', {
      ...draft,
      options: { ...draft.options, sourceProfile: 'work' },
    });
    const stale = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'x' };
    const { status, stdout, stderr } = await run('bash', [], {
      input,
      env: env({ ...stale, PATH: `${programs}:${process.env['PATH'] ?? ''}` }),
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('keeps every secret out of what other processes see', async () => {
    const { draftFor, env, sandbox } = world();
    const recipe = generate('recipe-shell', draftFor('ciRunner'));
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    const traced = await run('bash', ['-x'], { input: recipe, env: env(keys) });
    expect(traced.status).toBe(0);
    const commands = traced.stderr.split('\n').filter((line) => /^\++ curl /.test(line));
    expect(commands).toHaveLength(4);
    for (const secret of Object.values(keys)) expect(commands.join('\n')).not.toContain(secret);
  });

  it('writes the token as base64url', async () => {
    const { draftFor, env, sandbox } = world();
    const recipe = generate('recipe-shell', draftFor('kim'));
    const keys = keysOf(sandbox.world.aws.samples.kim);
    // One of three tildes in a row becomes a plus sign in plain base64.
    const { stderr } = await run('bash', ['-x'], {
      input: recipe,
      env: env({ ...keys, CHAINGUARD_IDENTITY: '~~~' }),
    });
    const token = /^\+ aws_token=(\S+)$/m.exec(stderr)?.[1] ?? '';
    expect(token).toMatch(/^[\w-]+={0,2}$/);
    expect(Buffer.from(token, 'base64url').toString()).toMatch(/^Chainguard-Identity: ~~~\r$/m);
  });

  it('prints the repositories on an EC2 instance', async () => {
    const { draftFor, env, repositories } = world();
    const recipe = generate('recipe-ec2', draftFor('instance'));
    const { status, stdout, stderr } = await run('bash', [], { input: recipe, env: env() });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('prints the repositories in a workflow’s step', async () => {
    const { draftFor, env, sandbox, repositories } = world();
    const step = await stepOf(draftFor('ciRunner'));
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    const { status, stdout } = await run('bash', [], { input: step, env: env(keys) });
    expect([status, lines(stdout)]).toEqual([0, repositories]);
  });
});

describe.runIf(aws)('with the AWS CLI', { timeout: 60_000 }, () => {
  const options = {
    ...sample.options,
    roleArn: 'arn:aws:iam::123456789012:role/teams/shop/deploy',
    externalId,
    sessionName: 'kim-deploys',
    profile: 'made',
    sourceProfile: 'default',
    region: 'us-east-1',
  };
  const arn = 'arn:aws:sts::123456789012:assumed-role/deploy/kim-deploys';

  it('assumes a role with a path and an external id', async () => {
    const { status, stdout } = await run('bash', [], {
      input: generate('aws-assume-role', { ...sample, options }),
      env: world().env({ AWS_REGION: 'us-east-1' }),
    });
    expect([status, (JSON.parse(stdout) as { Arn: string }).Arn]).toEqual([0, arn]);
  });

  it('assumes a role that wants MFA, and leaves its keys in the shell that reads it', async () => {
    const admin = { ...options, roleArn: 'arn:aws:iam::123456789012:role/admin', externalId: '', mfaSerial };
    const file = join(world().directory, 'assume-role.sh');
    await writeFile(file, generate('aws-assume-role', { ...sample, options: admin }));
    const script = `. '${file}' <<<'${mfaCode}' >/dev/null && printf '%s' "\${AWS_ACCESS_KEY_ID:0:4} \${credentials:-gone}"`;
    const { stdout } = await run('bash', ['-c', script], { env: world().env({ AWS_REGION: 'us-east-1' }) });
    expect(stdout).toBe('ASIA gone');
  });

  it('reads the profile', async () => {
    const config = join(world().directory, 'config-made');
    await writeFile(config, generate('aws-config', { ...sample, options }));
    const { status, stdout } = await run('aws', ['--profile', 'made', 'sts', 'get-caller-identity'], {
      env: world().env({ AWS_CONFIG_FILE: config }),
    });
    expect([status, (JSON.parse(stdout) as { Arn: string }).Arn]).toEqual([0, arn]);
  });

  it.runIf(curl && aws2)('finds the keys for the recipe', async () => {
    const { draftFor, env, repositories } = world();
    const draft = draftFor('ciRunner');
    const recipe = generate('recipe-shell', {
      ...draft,
      options: { ...draft.options, sourceProfile: 'ci-runner' },
    });
    const { status, stdout, stderr } = await run('bash', [], { input: recipe, env: env() });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });
});

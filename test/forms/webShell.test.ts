import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Draft } from '../../src/core/draft/draft';
import { findForm, forms } from '../../src/generate/forms';
import { githubIssuer, publicIssuer } from '../sandbox/world';
import { anyClaimsDraft, claimKinds } from '../unit/generate/claimDrafts';
import { has, run } from './tools';
import { keysOf, lines, useWorld } from './world';

const bash = has('bash', '--version');
const curl = bash && has('curl', '--version') && has('jq', '--version');
const aws = bash && has('bash', '-c', 'aws sts get-web-identity-token help 2>&1 | grep -q audience');
const scripts = forms.filter(
  ({ language, ways }) => language === 'shellscript' && !ways?.includes('signed-request'),
);
const generate = (id: string, draft: Draft) => findForm(id)?.generate(draft) ?? '';
const world = useWorld();
afterEach(() => world().sandbox.faults.clear());

/** What the last step of a workflow runs. */
function stepOf(id: string, draft: Draft): { run: string; env: Record<string, string> } {
  const workflow = parse(generate(id, draft)) as {
    jobs: { repositories: { steps: { run?: string; env?: Record<string, string> }[] } };
  };
  const { run: script = '', env = {} } = workflow.jobs.repositories.steps.at(-1) ?? {};
  return {
    run: script,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('TOKEN_'))),
  };
}

/** Runs a script in an empty directory and says what it left there. */
async function runIn(input: string, env: Record<string, string>, ...flags: readonly string[]) {
  const cwd = await mkdtemp(join(world().directory, 'run-'));
  const ended = await run('bash', flags, { input, cwd, env: { ...env, TMPDIR: cwd } });
  return { ...ended, left: await readdir(cwd) };
}

/** GitHub's endpoint for a job's token, which gives the one that is asked for to whoever has the job's secret. */
async function withGithub(use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const secret = 'job-secret';
  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url ?? '', 'http://x');
    const isAllowed =
      request.method === 'GET' &&
      pathname === '/token' &&
      request.headers.authorization === `Bearer ${secret}`;
    const aud = searchParams.get('audience') ?? '';
    if (!isAllowed || searchParams.get('api-version') !== '2.0') {
      response.writeHead(401).end('no');
      return;
    }
    void world()
      .sandbox.oidcToken({ iss: githubIssuer, sub: 'repo:acme/shop:ref:refs/heads/main', aud })
      .then((value) => response.end(JSON.stringify({ value })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use({
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describe.runIf(bash)('scripts for tokens', { timeout: 120_000 }, () => {
  it('are bash, and run nothing but what they are made of, whatever the draft holds', async () => {
    const { directory } = world();
    for (const name of ['aws', 'curl', 'jq', 'chainctl'])
      await writeFile(join(directory, name), '#!/bin/bash\necho x\n', { mode: 0o755 });
    const path = `${directory}:${process.env['PATH'] ?? ''}`;
    for (const draft of fc.sample(anyClaimsDraft, 10))
      for (const form of scripts) {
        const { id } = form;
        const text = form.generate(draft);
        const env = { PATH: path, CHAINGUARD_IDENTITY: 'a/b', ID_TOKEN: 'x' };
        expect([id, (await run('bash', ['-n'], { input: text })).stderr]).toEqual([id, '']);
        // What they answer is no JSON page, so each list would go on without an end.
        const { left } = await runIn(
          `exit() { kill $$; }\n${text.split('# The first part of')[0] ?? ''}`,
          env,
        );
        expect([id, left]).toEqual([id, []]);
      }
  });
});

describe.runIf(curl)('a web identity token with curl', { timeout: 60_000 }, () => {
  it('is had on EC2, and prints the repositories', async () => {
    const { draftTrusting, env, repositories } = world();
    const { status, stdout, stderr, left } = await runIn(
      generate('web-ec2', draftTrusting('instance')),
      env(),
    );
    expect([status, stderr, left]).toEqual([0, '', []]);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('is had on ECS, with the token of the endpoint in the environment or in a file', async () => {
    const { directory, draftTrusting, env, repositories, sandbox } = world();
    const recipe = generate('web-ecs', draftTrusting('container'));
    const endpoint = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${sandbox.urls.container}/v1/credentials` };
    for (const more of [
      { AWS_CONTAINER_AUTHORIZATION_TOKEN: sandbox.containerToken },
      { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(directory, '.aws', 'container-token') },
    ]) {
      const { status, stdout, stderr, left } = await runIn(recipe, env({ ...endpoint, ...more }));
      expect([status, stderr, left]).toEqual([0, '', []]);
      expect(lines(stdout)).toEqual(repositories);
    }
  });

  it('is refused in AWS’s words, and ends with Chainguard’s', async () => {
    const { draftTrusting, env, sandbox } = world();
    const recipe = generate('web-ec2', draftTrusting('instance'));
    const { role = '' } = sandbox.world.aws.samples.instance.principal;
    sandbox.world.aws.tokenPolicies.delete(role);
    const denied = await runIn(recipe, env());
    expect([denied.status, denied.stdout]).toEqual([1, '']);
    expect(denied.stderr).toMatch(/AWS gave no token: .*AccessDenied.*GetWebIdentityToken/s);
    const other = generate('web-ec2', { ...draftTrusting('instance'), claims: draftTrusting('kim').claims });
    draftTrusting('instance');
    draftTrusting('kim');
    const refused = await runIn(other, env());
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(/403/);
  });

  it('follows no redirect, of AWS neither', async () => {
    const { draftTrusting, env, sandbox } = world();
    const recipe = generate('web-ec2', draftTrusting('instance'));
    const elsewhere = () => sandbox.requests.filter(({ service }) => service === 'elsewhere').length;
    const before = elsewhere();
    for (const service of ['sts', 'issuer', 'api'] as const) {
      sandbox.faults.clear();
      sandbox.faults.set({ service, fault: { kind: 'redirect' } });
      const { status, stdout } = await runIn(recipe, env());
      expect([service, status === 0, stdout]).toEqual([service, false, '']);
    }
    expect(elsewhere()).toBe(before);
  });

  it('is in no argument of a program, nor are the keys', async () => {
    const { draftTrusting, env, sandbox } = world();
    const traced = await runIn(generate('web-ec2', draftTrusting('instance')), env(), '-x');
    expect(traced.status).toBe(0);
    const commands = traced.stderr.split('\n').filter((line) => /^\++ (?:curl|jq|cat|sed) /.test(line));
    expect(commands.length).toBeGreaterThan(8);
    const secrets = [
      ...Object.values(keysOf(sandbox.world.aws.samples.instance)),
      ...[...traced.stderr.matchAll(/^\++ (?:aws|chainguard|metadata)_token=(\S+)$/gm)].map(
        ([, token = '']) => token,
      ),
    ];
    expect(secrets).toHaveLength(6);
    for (const secret of secrets) expect(commands.join('\n')).not.toContain(secret);
  });
});

describe.runIf(curl && aws)('a web identity token with the AWS CLI', { timeout: 60_000 }, () => {
  it.each(['kim', 'ciRunner'] as const)('prints the repositories for %s', async (who) => {
    const { draftTrusting, env, repositories, sandbox } = world();
    const draft = draftTrusting(who);
    const step = stepOf('web-github-workflow', draft);
    const keys = keysOf(sandbox.world.aws.samples[who]);
    for (const [input, more] of [
      [generate('web-shell', draft), {}],
      [step.run, step.env],
    ] as const) {
      const { status, stdout, stderr, left } = await runIn(input, env({ ...keys, ...more }));
      expect([status, stderr, left]).toEqual([0, '', []]);
      expect(lines(stdout)).toEqual(repositories);
    }
  });

  it('takes any audience for a text, and refuses as AWS does', async () => {
    const { draftTrusting, env, sandbox } = world();
    const draft = draftTrusting('kim');
    const keys = keysOf(sandbox.world.aws.samples.kim);
    for (const value of ['-x', 'file:///etc/hostname', '[1]', `it's $(id)`]) {
      const { role = draft.claims?.subject?.value ?? '' } = sandbox.world.aws.samples.kim.principal;
      sandbox.world.aws.tokenPolicies.set(role, { audiences: () => [value], maxSeconds: 300 });
      const asking = { ...draft, claims: { ...draft.claims, audience: { kind: 'exact', value } } } as Draft;
      const { status, stderr } = await runIn(generate('web-shell', asking), env(keys));
      // AWS gives the token, and Chainguard refuses it.
      expect([value, status === 0, stderr]).toEqual([value, false, expect.stringMatching(/403/)]);
    }
    const denied = await runIn(generate('web-shell', draft), env(keys));
    expect(denied.status).not.toBe(0);
    expect(denied.stderr).toMatch(/AccessDenied/);
  });
});

describe.runIf(curl)('a token of another issuer', { timeout: 60_000 }, () => {
  const github = {
    issuer: { kind: 'exact', value: githubIssuer },
    subject: claimKinds.github.claims.subject,
  } as const;

  it('is GitHub’s own in a workflow', async () => {
    const { draftTrusting, env, repositories } = world();
    const { run: input, env: more } = stepOf(
      'github-oidc',
      draftTrusting({ ...github, audience: undefined }),
    );
    expect(more).toEqual({ TOKEN_AUDIENCE: publicIssuer });
    await withGithub(async (job) => {
      const { status, stdout, stderr, left } = await runIn(input, env({ ...job, ...more }));
      expect([status, stderr, left]).toEqual([0, '', []]);
      expect(lines(stdout)).toEqual(repositories);
      const traced = await runIn(input, env({ ...job, ...more }), '-x');
      const commands = traced.stderr.split('\n').filter((line) => /^\++ (?:curl|jq) /.test(line));
      const tokens = [...traced.stderr.matchAll(/^\++ (?:id|chainguard)_token=(\S+)$/gm)].map(
        ([, token = '']) => token,
      );
      expect(tokens).toHaveLength(2);
      for (const secret of [...tokens, 'job-secret']) expect(commands.join('\n')).not.toContain(secret);
      const refused = await runIn(input, env({ ...job, ...more, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }));
      expect([refused.status === 0, refused.stdout]).toEqual([false, '']);
      expect(refused.stderr).toMatch(/401[^]*\nno\n/);
    });
    const without = await runIn(input, env(more));
    expect([without.status === 0, without.stderr]).toEqual([
      false,
      expect.stringMatching(/permission id-token: write/),
    ]);
  });

  it('is one that the script is given', async () => {
    const { draftTrusting, env, repositories, sandbox } = world();
    const recipe = generate('token-shell', draftTrusting({ ...github, audience: undefined }));
    const sub = claimKinds.github.claims.subject?.value ?? '';
    const ID_TOKEN = await sandbox.oidcToken({ iss: githubIssuer, sub, aud: publicIssuer });
    const { status, stdout, stderr, left } = await runIn(recipe, env({ ID_TOKEN }));
    expect([status, stderr, left]).toEqual([0, '', []]);
    expect(lines(stdout)).toEqual(repositories);
    const without = await runIn(recipe, env());
    expect([without.status === 0, without.stderr]).toEqual([
      false,
      expect.stringMatching(/Set it to a token of the issuer/),
    ]);
  });
});

import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/core/draft/draft';
import { findForm, forms } from '../../src/generate/forms';
import { externalId } from '../sandbox/awsWorld';
import { anyDraft, filled, hostile, kinds, sample } from '../unit/generate/drafts';
import { has, run } from './tools';
import { useWorld } from './world';

const bash = has('bash', '--version');
const aws = has('aws', '--version') && bash;
const world = useWorld();
const shellSteps = (id: string, draft: Draft) =>
  (findForm(id)?.steps?.(draft) ?? []).filter(({ language }) => language === 'shellscript');
const allSteps = (draft: Draft) => forms.flatMap(({ id }) => shellSteps(id, draft));

/** An empty directory, and programs that print their arguments, each ending in a NUL, instead of acting. */
async function stubs(): Promise<{ cwd: string; env: Record<string, string> }> {
  const root = await mkdtemp(join(world().directory, 'steps-'));
  for (const name of ['aws', 'chainctl', 'terraform', 'pulumi', 'go', 'npm', 'mkdir', 'rm'])
    await writeFile(join(root, name), '#!/bin/sh\nprintf \'%s\\0\' "$@"\n', { mode: 0o755 });
  const cwd = await mkdtemp(join(root, 'work-'));
  return { cwd, env: { PATH: `${root}:${process.env['PATH'] ?? ''}` } };
}

/** The arguments that the last program of a step is given. */
async function argumentsOf(text: string): Promise<readonly string[]> {
  return (await run('bash', [], { input: text, ...(await stubs()) })).stdout.split('\0').slice(0, -1);
}

describe.runIf(bash)('the steps around the forms', { timeout: 120_000 }, () => {
  it('are commands, whatever the draft holds, and nothing else runs', async () => {
    const place = await stubs();
    const drafts = [
      ...Object.values<Draft>(kinds),
      ...fc.sample(anyDraft, 12),
      ...fc.sample(hostile, 12).map((text) => ({
        ...sample,
        name: text,
        group: { id: '', name: text },
        roles: [{ id: '', name: text }],
        options: { ...filled.options, identity: text, newFolder: text, lambdaName: text, region: text },
      })),
    ];
    const texts = new Set(drafts.flatMap((draft) => allSteps(draft).map(({ text }) => text)));
    expect(texts.size).toBeGreaterThan(100);
    const each = [...texts].map(
      (text) => `bash -n <<'STEP ${'-'.repeat(40)}'\n${text}STEP ${'-'.repeat(40)}\n`,
    );
    const { stderr } = await run('bash', [], { input: each.join('') });
    expect(stderr).toBe('');
    await run('bash', [], { input: [...texts].map((text) => `(\n${text})\n`).join(''), ...place });
    expect(await readdir(place.cwd)).toEqual([]);
  });

  it('give chainctl and AWS the draft as it is', async () => {
    const name = `it's $(touch pwned) "x" -y`;
    const draft: Draft = {
      ...sample,
      name,
      group: { id: '', name: `g'${name}` },
      roles: [{ id: '', name: `--r ${name}` }],
      options: { ...sample.options, lambdaName: `-${name}`, newFolder: `-${name}` },
    };
    const step = (id: string, has: string) =>
      shellSteps(id, draft).find(({ text }) => text.includes(has))?.text ?? '';
    expect(await argumentsOf(step('chainctl-file', 'role-bindings create'))).toEqual([
      ...['iam', 'role-bindings', 'create', `--identity=${name}`, `--role=--r ${name}`],
      ...[`--parent=g'${name}`, '--yes'],
    ]);
    expect(await argumentsOf(step('id-json', 'identities create'))).toEqual([
      ...['iam', 'identities', 'create', name, '--filename=id.json', `--parent=g'${name}`],
      // A list, which is read as a line of CSV.
      ...[`--role="--r ${name.replaceAll('"', '""')}"`, '--yes', '--output=id'],
    ]);
    expect(await argumentsOf(step('terraform-lambda', 'lambda invoke'))).toEqual([
      ...['lambda', 'invoke', `--function-name=-${name}`, 'response.json'],
    ]);
    expect(await argumentsOf(step('terraform', 'folders delete'))).toEqual([
      ...['iam', 'folders', 'delete', '--', `-${name}`],
    ]);
  });
});

describe.runIf(aws)('the steps with the AWS CLI', { timeout: 120_000 }, () => {
  const region = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' };
  const options = {
    ...sample.options,
    roleArn: 'arn:aws:iam::123456789012:role/teams/shop/deploy',
    externalId,
    sessionName: 'kim-deploys',
    profile: 'made',
    sourceProfile: 'default',
    region: 'us-east-1',
  };

  it('ask who calls before and after the role is assumed', async () => {
    const { directory, env } = world();
    const config = join(directory, 'config-steps');
    const draft = { ...sample, options };
    await writeFile(config, findForm('aws-config')?.generate(draft) ?? '');
    const who = shellSteps('aws-config', draft).map(({ text }) => text.split('\n')[0] ?? '');
    const arns = [];
    for (const input of who) {
      const { stdout } = await run('bash', [], { input, env: env({ AWS_CONFIG_FILE: config, ...region }) });
      arns.push((JSON.parse(stdout) as { Arn: string }).Arn);
    }
    expect(arns).toEqual([
      world().sandbox.world.aws.samples.kim.principal.arn,
      'arn:aws:sts::123456789012:assumed-role/deploy/kim-deploys',
    ]);
  });

  it('are commands that the AWS CLI has, with flags that they have', async () => {
    const { cwd } = await stubs();
    await writeFile(join(cwd, 'trust-policy.json'), '{}');
    await writeFile(join(cwd, 'permissions.json'), '{}');
    const lines = [sample, filled]
      .flatMap(allSteps)
      .flatMap(({ text }) => text.split(/(?<!\\)\n/))
      // `logs tail` is in version 2 only, and `configure` asks.
      .filter((line) => /^aws (?:iam|lambda|s3|sts) /.test(line))
      .map((line) => line.replace(/ --profile=\S+/, ''));
    // One of each shape: its words and the names of its flags.
    const shape = (line: string) => line.replace(/=(?:'[^']*'|\S+)/g, '=');
    const commands = new Map(lines.map((line) => [shape(line), line]));
    expect(commands.size).toBeGreaterThan(8);
    // No service answers there: a command that is understood fails only when it is sent.
    const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1', ...region };
    const key = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
    for (const input of commands.values()) {
      const { stderr } = await run('bash', [], {
        input,
        cwd,
        env: { ...nowhere, ...key },
      });
      expect([input, stderr]).toEqual([input, expect.stringMatching(/Could not connect/)]);
    }
  });
});

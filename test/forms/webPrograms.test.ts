import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Draft } from '../../src/core/draft/draft';
import type { Rule } from '../../src/core/identity';
import { findForm, forms } from '../../src/generate/forms';
import { serviceAccount } from '../sandbox/awsWorld';
import { accounts, awsIssuers, publicIssuer } from '../sandbox/world';
import { anyClaimsDraft, claimKinds } from '../unit/generate/claimDrafts';
import { has, run } from './tools';
import { keysOf, lines, useWorld } from './world';

const python = has('python3', '--version');
const boto3 =
  python && has('python3', '-c', 'import boto3; boto3.client("sts", region_name="x").get_web_identity_token');
const gofmt = has('gofmt', '-l');
const generate = (id: string, draft: Draft) => findForm(id)?.generate(draft) ?? '';
const inLanguage = (language: string) => forms.filter((form) => form.language === language);
const drafts = (count: number): readonly Draft[] => [
  ...Object.values<Draft>(claimKinds),
  ...fc.sample(anyClaimsDraft, count),
];
const exact = (value: string): Rule => ({ kind: 'exact', value });
const world = useWorld();
afterEach(() => world().sandbox.faults.clear());

/** The script that a pod runs. */
function scriptOf(text: string): string {
  const documents = parseAllDocuments(text).map(
    (document) => document.toJS() as { data?: Record<string, string> },
  );
  return documents.find(({ data }) => data)?.data?.['chainguard_token.py'] ?? '';
}

describe.runIf(python)('Python programs', { timeout: 60_000 }, () => {
  it('compile, whatever the draft holds', async () => {
    const texts = drafts(60).flatMap((draft) => [
      ...inLanguage('python').map((form) => form.generate(draft)),
      scriptOf(generate('kubernetes-oidc', draft)),
      scriptOf(generate('web-kubernetes', draft)),
    ]);
    const script = 'import json, sys\nfor text in json.load(sys.stdin): compile(text, "recipe", "exec")\n';
    const { status, stderr } = await run('python3', ['-c', script], { input: JSON.stringify(texts) });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('print the repositories in a pod with a token of its service account', async () => {
    const { directory, draftTrusting, env, repositories, sandbox } = world();
    const { iss, sub } = serviceAccount;
    const draft = draftTrusting({ issuer: exact(iss), subject: exact(sub), audience: undefined });
    const file = join(directory, 'pod-token');
    await writeFile(file, `${await sandbox.oidcToken({ iss, sub, aud: publicIssuer })}\n`);
    const input = scriptOf(generate('kubernetes-oidc', draft));
    const { status, stdout, stderr } = await run('python3', ['-'], {
      input,
      env: env({ CHAINGUARD_TOKEN_FILE: file }),
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });
});

describe.runIf(boto3)('a web identity token with boto3', { timeout: 60_000 }, () => {
  it.each(['kim', 'ciRunner'] as const)('prints the repositories for %s', async (who) => {
    const { draftTrusting, env, repositories, sandbox } = world();
    const input = generate('web-python', draftTrusting(who));
    const keys = keysOf(sandbox.world.aws.samples[who]);
    const { status, stdout, stderr } = await run('python3', ['-'], { input, env: env(keys) });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('is refused in AWS’s words', async () => {
    const { draftTrusting, env, sandbox } = world();
    const input = generate('web-python', draftTrusting('nightly'));
    const keys = keysOf(sandbox.world.aws.samples.nightly);
    const { status, stdout, stderr } = await run('python3', ['-'], { input, env: env(keys) });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^AWS gave no token: .*AccessDenied.*\n$/);
  });

  it('is what a Lambda function gets', async () => {
    const { directory, draftTrusting, env, repositories, sandbox } = world();
    const cwd = join(directory, 'function');
    await mkdir(cwd);
    await writeFile(
      join(cwd, 'lambda_function.py'),
      generate('web-lambda-python', draftTrusting('ciRunner')),
    );
    const input = 'import lambda_function\nprint("\\n".join(lambda_function.lambda_handler({}, None)))\n';
    const keys = keysOf(sandbox.world.aws.samples.ciRunner);
    const { status, stdout, stderr } = await run('python3', ['-'], { input, cwd, env: env(keys) });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });

  it('is what a pod on EKS gets with its role', async () => {
    const { directory, draftTrusting, env, repositories, sandbox } = world();
    const role = `arn:aws:iam::${accounts.aws}:role/eks-pull`;
    sandbox.world.aws.tokenPolicies.set(role, { audiences: () => [publicIssuer], maxSeconds: 300 });
    const draft = draftTrusting({
      issuer: exact(awsIssuers[accounts.aws] ?? ''),
      subject: exact(role),
      audience: exact(publicIssuer),
    });
    const pod = generate('web-kubernetes', draft);
    expect(pod).toContain(`eks.amazonaws.com/role-arn: "${role}"`);
    const irsa = {
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: join(directory, '.aws', 'service-account-token'),
      AWS_REGION: 'us-east-1',
    };
    const { status, stdout, stderr } = await run('python3', ['-'], { input: scriptOf(pod), env: env(irsa) });
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
  });
});

describe('TypeScript programs', { timeout: 120_000 }, () => {
  it('parse, whatever the draft holds, and are written as prettier writes them', async () => {
    const { format } = await import('prettier');
    const style = { parser: 'typescript', singleQuote: true, printWidth: 110 };
    for (const draft of drafts(30))
      for (const form of inLanguage('typescript')) {
        const { diagnostics } = ts.transpileModule(form.generate(draft), { reportDiagnostics: true });
        expect(diagnostics).toEqual([]);
      }
    for (const draft of Object.values<Draft>(claimKinds))
      for (const form of inLanguage('typescript')) {
        const text = form.generate(draft);
        expect(text).toBe(await format(text, style));
      }
  });

  it('compile strictly, and print the repositories', async () => {
    const { directory, draftTrusting, env, repositories, sandbox } = world();
    const cwd = join(directory, 'web-typescript');
    const source = join(cwd, 'chainguard-token.mts');
    await mkdir(cwd);
    await symlink(join(import.meta.dirname, '../../node_modules'), join(cwd, 'node_modules'));
    const compile = async (draft: Draft) => {
      await writeFile(source, generate('web-typescript', draft));
      const program = ts.createProgram([source], {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.Node16,
        moduleResolution: ts.ModuleResolutionKind.Node16,
        types: ['node'],
        typeRoots: [join(cwd, 'node_modules/@types')],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
        noUnusedLocals: true,
        verbatimModuleSyntax: true,
        skipLibCheck: true,
      });
      const found = ts.getPreEmitDiagnostics(program);
      program.emit();
      return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    };
    expect(await compile(claimKinds['every option'])).toEqual([]);
    expect(await compile(draftTrusting('ciRunner'))).toEqual([]);
    const ask = (keys: Record<string, string>) =>
      run(process.execPath, [source.replace(/mts$/, 'mjs')], { env: env(keys) });
    const { status, stdout, stderr } = await ask(keysOf(sandbox.world.aws.samples.ciRunner));
    expect([status, stderr]).toEqual([0, '']);
    expect(lines(stdout)).toEqual(repositories);
    const denied = await ask(keysOf(sandbox.world.aws.samples.nightly));
    expect([denied.status, denied.stdout]).toEqual([1, '']);
    expect(denied.stderr).toMatch(/AccessDenied/);
  });
});

describe('workflows', { timeout: 60_000 }, () => {
  const ids = ['github-oidc', 'web-github-workflow'];

  it('are workflows to GitHub’s own parser, whatever the draft holds', () => {
    for (const draft of drafts(40))
      for (const id of ids) {
        const content = generate(id, draft);
        const { context } = parseWorkflow({ name: 'chainguard.yml', content }, new NoOperationTraceWriter());
        expect([id, context.errors.getErrors().map(({ message }) => message)]).toEqual([id, []]);
      }
  });

  it('let nobody write an expression of GitHub’s', () => {
    const own = [
      "${{ '${{' }}",
      '${{ vars.CHAINGUARD_IDENTITY }}',
      '${{ secrets.AWS_ACCESS_KEY_ID }}',
      '${{ secrets.AWS_SECRET_ACCESS_KEY }}',
    ];
    for (const draft of [
      ...drafts(200),
      { ...claimKinds.role, claims: { ...claimKinds.role.claims, audience: exact('${{ secrets.X }}') } },
    ])
      for (const id of ids)
        for (const expression of generate(id, draft).match(/\$\{\{.*?\}\}/g) ?? [])
          expect(own).toContain(expression);
  });

  it('are run in the environment that the identity asks for', () => {
    expect(generate('github-oidc', claimKinds['claim patterns'])).toContain(
      '    environment: "prod"\n    steps:',
    );
    expect(generate('github-oidc', claimKinds.github)).not.toContain('environment:');
  });
});

describe.runIf(gofmt)('Go programs', { timeout: 60_000 }, () => {
  it('are written as gofmt writes them, and parse whatever the draft holds', async () => {
    const directory = join(world().directory, 'go');
    await mkdir(directory);
    let count = 0;
    for (const draft of drafts(15))
      for (const form of inLanguage('go'))
        await writeFile(join(directory, `${count++}.go`), form.generate(draft));
    const { status, stderr } = await run('gofmt', ['-e', '-l', directory]);
    expect([status, stderr]).toEqual([0, '']);
    for (const draft of Object.values<Draft>(claimKinds).slice(0, 6))
      for (const form of inLanguage('go').filter(({ ways }) => ways?.[0] === 'web-identity')) {
        const { stdout } = await run('gofmt', ['-d'], { input: form.generate(draft) });
        expect([form.id, stdout]).toEqual([form.id, '']);
      }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Draft } from '../../../src/core/draft/draft';
import { findForm, forms } from '../../../src/generate/forms';
import { anyDraft, filled, kinds, sample } from './drafts';

const steps = (id: string, draft: Draft) => findForm(id)?.steps?.(draft) ?? [];
const commands = (id: string, draft: Draft) =>
  steps(id, draft).flatMap(({ text }) => text.trim().split('\n'));
const terraform = ['terraform init', 'terraform plan', 'terraform apply', 'terraform destroy'];

describe('the steps around a form', () => {
  it('are valid in their languages, each with a title of its own, whatever the draft holds', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        for (const form of forms) {
          const all = form.steps?.(draft) ?? [];
          const titles = all.map(({ title }) => title);
          expect(new Set(titles).size).toBe(titles.length);
          for (const { title, language, text, note } of all) {
            expect(title).toMatch(/^[A-Z].*\S$/);
            expect(text).toMatch(/[^\n]\n$/);
            if (note !== undefined) expect(note).toMatch(/^\S.*\S$/);
            if (language === 'json') JSON.parse(text);
            else if (language === 'yaml') expect(parse(text)).toEqual(expect.any(Object));
            else expect(language).toBe('shellscript');
          }
        }
      }),
    );
  });

  it.each([
    ['id-json', ['chainctl auth login', 'chainctl iam organizations list -o table']],
    ['id-json', ['chainctl iam identities create ci-runner \\', '  --filename=id.json \\']],
    ['id-yaml', ['  --filename=id.yaml \\']],
    ['chainctl-file', ['bash create-identity.sh', 'chainctl iam role-bindings create \\']],
    [
      'chainctl-aws',
      ['bash create-aws-identity.sh', '  --role=registry.pull \\', '  --parent=acme.example \\'],
    ],
    ['chainctl-aws', ['chainctl iam identities list --name=ci-runner -o table']],
    ['terraform', ['mkdir ci_runner && cd ci_runner', ...terraform, 'cd .. && rm -r ci_runner']],
    ['terraform', ['terraform output -raw ci_runner_id']],
    ['terraform-role', terraform],
    ['terraform-lambda', ['go mod init example && go mod tidy', ...terraform]],
    ['terraform-lambda', ['aws lambda invoke --function-name=ci-runner response.json', 'cat response.json']],
    ['terraform-lambda-image', ['go mod init example && go mod tidy', ...terraform]],
    ['terraform-lambda-image', ['aws lambda invoke --function-name=ci-runner response.json']],
    ['terraform-assume-role', ['aws s3 ls', ...terraform]],
    ['lambda-go', ['GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc -o bootstrap .']],
    ['recipe-ec2', ['aws sts get-caller-identity', 'bash chainguard-token-ec2.sh']],
    ['trust-policy', ['aws iam create-user --user-name=unprivileged']],
    [
      'trust-policy',
      ['aws iam create-access-key --user-name=unprivileged', 'aws configure --profile=unprivileged'],
    ],
    ['trust-policy', ['  --assume-role-policy-document=file://trust-policy.json']],
    ['trust-policy', ['  --policy-arn=arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']],
    ['aws-config', ['aws sts get-caller-identity --profile=default', 'aws s3 ls --profile=default']],
    ['aws-config', ['aws sts get-caller-identity --profile=ci-runner', 'aws s3 ls --profile=ci-runner']],
    ['aws-assume-role', ['aws s3 ls', '. ./assume-role.sh', 'aws sts get-caller-identity', 'aws s3 ls']],
  ])('hold what a tutorial types, in order: %s %j', (id, lines) => {
    let rest = commands(id, sample);
    for (const line of lines) {
      expect(rest).toContain(line);
      rest = rest.slice(rest.indexOf(line) + 1);
    }
  });

  it('make what a trust policy speaks of, and nothing that is there already', () => {
    const trusting = (trustedArn: string) => ({ ...sample, options: { ...sample.options, trustedArn } });
    const user = commands('trust-policy', trusting('arn:aws:iam::123456789012:user/team/kim'));
    expect(user).toContain('aws iam create-user --path=/team/ --user-name=kim');
    expect(user.join()).not.toMatch(/put-user-policy/);
    const account = commands('trust-policy', sample).join('\n');
    expect(account).toMatch(
      /put-user-policy \\\n {2}--user-name=unprivileged[^]*"Resource":"arn:aws:iam::123456789012:role\/ci\.runner\+x"/,
    );
    const role = commands('trust-policy', trusting('arn:aws:iam::123456789012:role/ci')).join();
    expect(role).not.toMatch(/-user|access-key|--profile/);
    expect(role).toMatch(/aws iam create-role/);
    expect(commands('trust-policy', filled).join()).toMatch(
      /--path=\/teams\/shop\/ .*--role-name=ci\.runner\+x/,
    );
  });

  it('bind each role of the draft on a line of its own, to the identity that there is', () => {
    const bind = steps('id-json', filled).find(({ text }) => text.includes('role-bindings create'));
    const create = (role: string) =>
      [
        'chainctl iam role-bindings create',
        `--identity=${filled.options.identity}`,
        `--role=${role}`,
        '--parent=acme.example',
        '--yes',
      ].join(' \\\n  ');
    expect(bind?.text).toBe(
      ['registry.pull', "'registry pull'", '63921b2c44617e3f2603851537be0123af4a57d7']
        .map((role) => `${create(role)}\n`)
        .join(''),
    );
    expect(commands('id-json', kinds.nothing).join()).toMatch(/--role="\$\{CHAINGUARD_ROLE:\?/);
  });

  it('are none where chainctl cannot make the identity', () => {
    expect(steps('chainctl-aws', kinds['one session'])).toEqual([]);
  });

  it('remove the folder that the form makes, where Terraform did not', () => {
    expect(commands('terraform', filled).at(-1)).toBe('chainctl iam folders delete builds');
    expect(commands('terraform', sample).join()).not.toMatch(/folders/);
  });

  it.each([
    ['typescript', 'nodejs', 'npm install @pulumi/pulumi @pulumi/aws'],
    ['go', 'go', 'go mod init example && go mod tidy'],
  ])('take a Pulumi program in %s from nothing to nothing', (language, runtime, fetch) => {
    const create = `pulumi-${language}-create-role`;
    expect(commands(create, sample)).toEqual([
      'mkdir create-role && cd create-role',
      'name: create-role',
      `runtime: ${runtime}`,
      fetch,
      'pulumi stack init assume-role-create',
      'pulumi config set unprivilegedUsername unprivileged',
      'pulumi config set aws:region us-east-1',
      'pulumi up',
      'pulumi stack output --json',
      'pulumi stack output --json --show-secrets',
      'pulumi destroy',
      'pulumi stack rm assume-role-create',
    ]);
    for (const { text, note } of steps(create, sample))
      if (text.includes('--show-secrets')) expect(note).toMatch(/prints the secret key/);
    expect(commands(`pulumi-${language}-assume-role`, sample)).toEqual(
      expect.arrayContaining(['pulumi stack init assume-role-assume', 'pulumi up', 'pulumi destroy']),
    );
  });
});

describe('the GitHub workflow', () => {
  it('says how long it has the role', () => {
    const workflow = parse(findForm('github-workflow')?.generate(sample) ?? '') as {
      jobs: { repositories: { steps: { with?: Record<string, unknown> }[] } };
    };
    expect(workflow.jobs.repositories.steps[0]?.with).toMatchObject({ 'role-duration-seconds': 3600 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Draft, FormOptions } from '../../../src/core/draft/draft';
import { findForm, forms, notesOn } from '../../../src/generate/forms';
import { roleArnFor } from '../../../src/generate/facts';
import { kinds } from './drafts';

const text = (id: string, draft: Draft): string => findForm(id)?.generate(draft) ?? '';
const notes = (id: string, draft: Draft): string => {
  const form = findForm(id);
  return form ? notesOn(form, draft).join(' ') : '';
};
const with_ = (draft: Draft, options: Partial<FormOptions>): Draft => ({
  ...draft,
  options: { ...draft.options, ...options },
});
const assuming = [
  'github-workflow',
  'kubernetes',
  'aws-config',
  'aws-assume-role',
  'terraform-assume-role',
  'pulumi-typescript-assume-role',
  'pulumi-go-assume-role',
];

describe('a role’s ARN that nobody typed', () => {
  it('is in no form without a word about it', () => {
    for (const [kind, draft] of Object.entries<Draft>(kinds)) {
      if (kind === 'every option' || kind === 'typed role') continue;
      for (const form of forms.filter((one) => one.generate(draft).includes(roleArnFor(draft))))
        expect([kind, form.id, notes(form.id, draft)]).toEqual([
          kind,
          form.id,
          expect.stringMatching(/leaves out the path of its role|Enter the ARN of the IAM role/),
        ]);
    }
  });

  it.each(assuming)('is the caller’s without a path, a typed one as it is, in %s', (id) => {
    expect(text(id, kinds.role)).toContain('arn:aws:iam::123456789012:role/ci.runner+x');
    expect(notes(id, kinds.role)).toContain('“aws iam get-role --role-name ci.runner+x”');
    for (const draft of [kinds['typed role'], kinds['every option']])
      expect(notes(id, draft)).not.toMatch(/get-role|Enter the ARN/);
    expect(text(id, kinds['typed role'])).toContain('arn:aws:iam::123456789012:role/teams/ci');
  });

  it('is that of the match, once that is for another role than the caller’s', () => {
    const edited = { ...kinds['typed role'], match: kinds.role.match };
    expect(roleArnFor(edited)).toBe('arn:aws:iam::123456789012:role/ci.runner+x');
    expect(notes('aws-config', edited)).toMatch(/get-role --role-name ci\.runner\+x/);
  });

  it('never is one that AWS keeps for itself, and no form makes one', () => {
    for (const kind of ['permission set', 'service-linked role'] as const)
      for (const form of forms)
        if (!['id-json', 'id-yaml', 'chainctl-aws', 'chainctl-file', 'terraform'].includes(form.id))
          expect([form.id, form.generate(kinds[kind])]).not.toEqual([
            form.id,
            expect.stringMatching(/AWSReservedSSO|AWSServiceRole|kim@acme|ecs-service/),
          ]);
  });
});

describe('a form that is not for the caller', () => {
  const forRoles = [
    'recipe-ec2',
    'lambda-go',
    'kubernetes',
    'trust-policy',
    'aws-config',
    'pulumi-go-create-role',
  ];

  it.each([
    ['user', /Not for this caller: the identity is for a user/],
    ['root', /Not for this caller: the identity is for the root user/],
    ['federated user', /Not for this caller: the identity is for a federated user/],
    ['permission set', /Not for this caller: .* IAM Identity Center/],
    ['service-linked role', /Not for this caller: .* AWS service/],
  ] as const)('says so for: %s', (kind, sentence) => {
    for (const id of forRoles)
      expect([id, notes(id, kinds[kind])]).toEqual([id, expect.stringMatching(sentence)]);
    expect(notes('aws-config', with_(kinds[kind], { roleArn: 'arn:aws:iam::123456789012:role/x' }))).toMatch(
      sentence,
    );
  });

  it('does not for a role', () => {
    for (const form of forms)
      for (const kind of ['role', 'typed role', 'one session', 'nothing'] as const)
        expect(notes(form.id, kinds[kind])).not.toMatch(/Not for this caller/);
  });

  it('is every form for a role that only a service has, and the recipes are for everybody else', () => {
    for (const id of ['recipe-shell', 'recipe-python', 'recipe-typescript', 'recipe-go']) {
      expect(notes(id, kinds['service-linked role'])).toMatch(/Not for this caller/);
      for (const kind of ['user', 'root', 'permission set', 'federated user'] as const)
        expect(notes(id, kinds[kind])).toBe('');
    }
  });
});

describe('what a form lacks', () => {
  it.each(['chainctl-aws', 'chainctl-file', 'terraform', 'terraform-role', 'terraform-lambda'])(
    'is said: the group and the role in %s',
    (id) => {
      const { role: sample } = kinds;
      expect(notes(id, kinds['no group'])).toMatch(/Choose the folder .*, and a role/);
      expect(notes(id, { ...sample, group: { id: '', name: ' ' } })).toMatch(
        /Choose the folder [^,]*created\.$/,
      );
      expect(notes(id, { ...sample, roles: [] })).toMatch(/Choose a role/);
      expect(notes(id, sample)).not.toMatch(/Choose/);
    },
  );

  it('is asked for when it is run', () => {
    for (const name of ['', ' ']) {
      const draft = { ...kinds['no group'], group: { id: '', name } };
      for (const id of ['chainctl-aws', 'chainctl-file'])
        expect(text(id, draft)).toContain('--parent="${CHAINGUARD_GROUP:?');
      expect(text('terraform', draft)).toMatch(/variable "group"[^]*name = var\.group/);
    }
  });

  it('is said: the identity of a pod, which is empty rather than a text that is none', () => {
    const { role } = kinds;
    expect(notes('kubernetes', role)).toMatch(/CHAINGUARD_IDENTITY is empty/);
    expect(text('kubernetes', role)).toMatch(/name: CHAINGUARD_IDENTITY\n +#.*\n +value: ""\n/);
    const known = with_(role, { identity: 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef/0123456789abcdef' });
    expect(notes('kubernetes', known)).not.toMatch(/is empty/);
    expect(text('kubernetes', known)).toMatch(/name: CHAINGUARD_IDENTITY\n +value: "deadbeef/);
  });

  it('is said: the bucket of the state', () => {
    expect(notes('terraform-assume-role', kinds.role)).toMatch(/Enter the S3 bucket/);
    expect(notes('terraform-assume-role', kinds['every option'])).toBe('');
  });
});

describe('one session', () => {
  const draft = kinds['one session'];

  it('is what a pod’s session is called', () => {
    expect(text('kubernetes', draft)).toMatch(/name: AWS_ROLE_SESSION_NAME\n +value: "my-fn"\n/);
    expect(text('kubernetes', draft)).not.toMatch(/any session/);
    expect(text('kubernetes', kinds.role)).not.toMatch(/AWS_ROLE_SESSION_NAME/);
  });

  it('cannot be had on EC2, and only by a function of its name', () => {
    expect(notes('recipe-ec2', draft)).toMatch(/the session my-fn only\.$/);
    expect(notes('terraform-role', draft)).toMatch(/the session my-fn only\.$/);
    expect(notes('terraform-role', with_(draft, { externalId: 'acme' }))).toBe('');
    expect(notes('lambda-go', draft)).toMatch(/has to be called my-fn\.$/);
    for (const id of ['recipe-ec2', 'lambda-go']) expect(notes(id, kinds.role)).toBe('');
  });
});

describe('chainctl', () => {
  it('is given the partitions that its reference names, and no other', () => {
    expect(text('chainctl-aws', kinds['role in China'])).toContain('--aws-partition=aws-cn');
    expect(notes('chainctl-aws', kinds['role in Europe'])).toMatch(/Use id\.json for: aws-eusc$/);
    expect(text('chainctl-aws', kinds['role in Europe'])).not.toContain('aws-eusc');
    expect(text('chainctl-file', kinds['role in Europe'])).toContain('^arn:aws-eusc:sts::');
  });

  it('finds a group by its id where a name would not do', () => {
    const id = '45a0c61ea6fd977f050c5fb9ac06a69eed764595/2c5f7abcdefa3871';
    for (const group of [
      { id, name: 'platform' },
      { id: '', name: id },
    ])
      expect(text('chainctl-file', { ...kinds.role, group })).toContain(`--parent=${id} `);
  });
});

describe('the GitHub workflow', () => {
  it('asks for a token for IAM in China, where the role is there', () => {
    expect(text('github-workflow', kinds['role in China'])).toMatch(
      /configure-aws-credentials@v6\n[^]*aws-region: "cn-north-1"\n +audience: sts\.amazonaws\.com\.cn\n/,
    );
    expect(text('github-workflow', kinds.role)).not.toMatch(/audience: /);
  });

  it('has the user’s own keys where the identity is for a user', () => {
    const workflow = text('github-workflow', kinds.user);
    expect(workflow).toMatch(/^ +aws-access-key-id: \$\{\{ secrets\.AWS_ACCESS_KEY_ID \}\}$/m);
    expect(workflow).not.toMatch(/role-to-assume|id-token/);
    expect(notes('github-workflow', kinds.user)).toMatch(/^Put the access key of the user/);
  });
});

import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../src/core/lint/definition';
import { lint } from '../../../../src/core/lint/lint';
import { placeholderIn } from '../../../../src/core/text';
import { problemWithIdentityId } from '../../../../src/core/uidp';
import { readCallerOutput } from '../../../../src/documents/callerOutput';
import { readDefinitions } from '../../../../src/documents/read';

function found(value: string): string | undefined {
  const at = placeholderIn(value);
  return at && value.slice(at.start, at.end);
}

describe('a placeholder', () => {
  it.each([
    ['arn:aws:sts::<account-id>:assumed-role/ci/kim', '<account-id>'],
    ['<YOUR AWS ACCOUNT>', '<YOUR AWS ACCOUNT>'],
    ['^arn:aws:sts::123456789012:assumed-role/[AWS-ROLE-NAME]/(.+)$', '[AWS-ROLE-NAME]'],
    ['^arn:aws:sts::[ACCOUNT]:assumed-role/ci/(.+)$', '[ACCOUNT]'],
    ['arn:aws:sts::YOUR_ACCOUNT_ID:assumed-role/ci/kim', 'YOUR_ACCOUNT_ID'],
    ['repo:your-org/your-repo:ref:refs/heads/main', 'your-org'],
    ['REPLACE_ME', 'REPLACE_ME'],
    ['changeme', 'changeme'],
    ['TODO', 'TODO'],
    ['xxxxxxxxxxxx', 'xxxxxxxxxxxx'],
    ['AROAXXXXXXXXXXXXXXXXX:i-1', 'XXXXXXXXXXXXXXXXX'],
    ['arn:aws:sts::AWS_ACCOUNT_ID:assumed-role/ROLE_NAME/x', 'AWS_ACCOUNT_ID'],
    ['arn:aws:sts::ACCOUNT:assumed-role/ci/x', 'ACCOUNT'],
    ['arn:aws:sts::{account-id}:assumed-role/ci/x', '{account-id}'],
    ['__ACCOUNT__', '__ACCOUNT__'],
    ['%ACCOUNT_ID%', '%ACCOUNT_ID%'],
  ])('is found in %s', (value, expected) => expect(found(value)).toBe(expected));

  it.each([
    '^arn:aws:sts::123456789012:assumed-role/ci/(.+)$',
    '^AROA[A-Z0-9]+:(.+)$',
    '^AROAQ3EGCIRUNNEXAMPLE:[a-z-]{2,64}$',
    '^(?P<role>ci):(?<session>.+)$',
    '[foo-zap]+',
    '[S-R]',
    '\\p{Greek}',
    '{1111abcd-0000-4000-8000-00000000abcd}:{2222abcd-0000-4000-8000-00000000abcd}',
    'arn:aws:sts::123456789012:assumed-role/change-in-progress/yourself',
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/kim',
    'arn:aws:sts::123456789012:assumed-role/OrganizationAccountAccessRole/kim',
    'repo:acme@1234/app@5678:ref:refs/heads/main',
    'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
    'system:serviceaccount:web:puller',
  ])('is not found in %s', (value) => expect(found(value)).toBeUndefined());
});

describe('a definition with placeholders', () => {
  const said = (definition: Parameters<typeof lint>[0]) =>
    lint(definition).map(({ rule, part, message }) => `${rule} ${part}: ${message}`);

  it('is told to replace them, and nothing else about those values', () => {
    expect(
      said(
        definitionOf({
          id: '<identity-id>',
          name: 'ci',
          parent: 'YOUR_FOLDER_ID',
          account: '<account-id>',
          arn: { kind: 'pattern', value: '^arn:aws:sts::<account-id>:assumed-role/[AWS-ROLE-NAME]/(.+)' },
          userId: { kind: 'exact', value: 'AROAXXXXXXXXXXXXXXXXX:*' },
        }),
      ),
    ).toEqual([
      'placeholder id: Replace the placeholder: <identity-id>',
      'placeholder parent: Replace the placeholder: YOUR_FOLDER_ID',
      'placeholder account: Replace the placeholder: <account-id>',
      'placeholder userId: Replace the placeholder: XXXXXXXXXXXXXXXXX',
      'placeholder arn: Replace the placeholder: <account-id>',
    ]);
  });

  it('is told where they stand, also beside what is filled in later', () => {
    const text = `name: ci
awsIdentity:
  awsAccount: "{{ account }}"
  arn: "arn:aws:sts::{{ account }}:assumed-role/YOUR_ROLE/kim"
  userIdPattern: "^AROAQ3EGCIRUNNEXAMPLE:kim$"
`;
    const [definition] = readDefinitions(text, 'yaml');
    const findings = definition ? lint(definition) : [];
    expect(findings.map(({ rule, span }) => [rule, text.slice(span.start, span.end)])).toEqual([
      ['placeholder', 'YOUR_ROLE'],
    ]);
  });

  it('that trusts claims is told as well', () => {
    const text = JSON.stringify({
      name: 'ci',
      claimMatch: {
        issuer: 'https://<tenant>.example.com',
        subjectPattern: '^repo:[ORG_NAME]/app:.*$',
        claims: { actor: 'REPLACE_ME' },
      },
    });
    const [definition] = readDefinitions(text, 'json');
    expect(definition && said(definition)).toEqual([
      'placeholder issuer: Replace the placeholder: <tenant>',
      'placeholder subject: Replace the placeholder: [ORG_NAME]',
      'placeholder claim: Replace the placeholder: REPLACE_ME',
    ]);
  });
});

describe('a prompt', () => {
  it('says that an ID is a placeholder', () => {
    for (const typed of ['<identity-id>', 'YOUR_IDENTITY_ID', 'REPLACE_ME', 'xxxxxxxx/xxxx'])
      expect(problemWithIdentityId(typed)).toMatch(/^This is a placeholder/);
  });

  it('says that a caller has a placeholder', () => {
    const read = readCallerOutput(
      '{"Account":"123456789012","Arn":"arn:aws:sts::123456789012:assumed-role/YOUR_ROLE/kim","UserId":"AROAQ3EGCIRUNNEXAMPLE:kim"}',
    );
    expect(read.ok ? undefined : read.problem).toBe('Replace the placeholder: YOUR_ROLE');
  });
});

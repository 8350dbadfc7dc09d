import { describe, expect, it } from 'vitest';
import type { AwsMatch } from '../../../src/core/identity';
import { definitionOfId } from '../../../src/documents/definitionOfId';
import { rolesInWorkflow } from '../../../src/documents/workflow';
import { type KnownRules, workflowFindings } from '../../../src/documents/workflowFindings';

const id = '0123456789abcdef0123456789abcdef01234567/89abcdef01234567';
const other = '0123456789abcdef0123456789abcdef01234567/0011223344556677';
const role = 'arn:aws:iam::123456789012:role/ci/ci-runner';
const match: AwsMatch = {
  account: '123456789012',
  arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)$' },
  userId: { kind: 'pattern', value: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$' },
};

const takes = (arn: string, more = '') => `      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: ${arn}
          aws-region: eu-west-1
${more}`;
const uses = (identity = id) => `      - run: chainctl auth login --identity ${identity}\n`;
const job = (steps: string, more = '') => `jobs:\n  pull:\n${more}    steps:\n${steps}`;
const pairs = (text: string) =>
  rolesInWorkflow(text).map(({ role: arn, session, identity }) => [arn, session, identity]);

function messages(text: string, known: Partial<KnownRules> = {}): string[] {
  const rules = new Map([[id, { name: 'ci-runner', match, unknown: [], ...known }]]);
  return workflowFindings(text, rules).map(
    ({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`,
  );
}

describe('a role that a job takes', () => {
  it.each([
    ['in a later step', job(takes(role) + uses())],
    ['in the variables of the job', job(takes(role), `    env:\n      CHAINGUARD_IDENTITY: ${id}\n`)],
    ['in the variables of the workflow', `env:\n  IDENTITY: ${id}\n${job(takes(role))}`],
    [
      'of a step with variables',
      job(`${takes(role)}      - run: ./x\n        env:\n          IDENTITY: ${id}\n`),
    ],
    [
      'in a string of several lines',
      job(`${takes(role)}      - run: |\n          x\n          chainctl auth login --identity ${id}\n`),
    ],
    ['with a role in quotes', job(takes(`"${role}"`) + uses())],
  ])('is for the identity that stands %s', (_, text) => {
    expect(pairs(text)).toEqual([[role, 'GitHubActions', id]]);
  });

  it.each([
    ['stands before it', job(uses() + takes(role))],
    [
      'is given to Chainguard’s own action',
      job(
        `${takes(role)}      - uses: chainguard-dev/setup-chainctl@v0\n        with:\n          identity: ${id}\n`,
      ),
    ],
    ['is in another job', `${job(takes(role))}  more:\n    steps:\n${uses()}`],
    ['is a folder', job(`${takes(role)}      - run: chainctl iam folders describe ${id}\n`)],
  ])('has nothing to do with what %s', (_, text) => {
    expect(pairs(text)).toEqual([]);
  });

  it.each([
    ['is filled in', job(takes('${{ vars.ROLE }}') + uses())],
    ['is of another action', job(takes(role).replace('aws-actions/', 'acme/') + uses())],
    ['stands in no workflow', takes(role) + uses()],
  ])('is not looked at where it %s', (_, text) => {
    expect(pairs(text)).toEqual([]);
  });

  it('ends with the next role', () => {
    const next = 'arn:aws:iam::123456789012:role/deploy';
    expect(pairs(job(takes(role) + uses() + takes(next) + uses(other)))).toEqual([
      [role, 'GitHubActions', id],
      [next, 'GitHubActions', other],
    ]);
  });

  it.each([
    ['release', 'release'],
    ['${{ github.run_id }}', undefined],
  ])('has the session %s', (written, session) => {
    expect(pairs(job(takes(role, `          role-session-name: ${written}\n`) + uses()))).toEqual([
      [role, session, id],
    ]);
  });

  it('is read of any text', () => {
    for (const text of ['role-to-assume\njobs:', 'jobs:\n- role-to-assume: {', `jobs: *x\nrole-to-assume: 1`])
      expect(pairs(text)).toEqual([]);
  });
});

describe('a role that an identity does not let in', () => {
  const step = (name: string, session = '') =>
    job(
      takes(
        `arn:aws:iam::123456789012:role/${name}`,
        session && `          role-session-name: ${session}\n`,
      ) + uses(),
    );

  it('is none where a session of it may assume the identity', () => {
    expect(messages(step('ci-runner'))).toEqual([]);
    expect(messages(step('team/ci-runner', 'x'))).toEqual([]);
  });

  it('is told with the part that differs', () => {
    const [first, ...others] = messages(step('ci-deploy'));
    expect(others).toEqual([]);
    expect(first).toContain(
      'role/ci-deploy: This role cannot assume the identity ci-runner that the job uses.',
    );
    expect(first).toMatch(/ci-deploy$|ci-deploy\./);
    const [account] = messages(step('ci-runner').replace('123456789012', '210987654321'));
    expect(account).toMatch(/account/i);
  });

  it('is told by the session where that is known', () => {
    const pinned: AwsMatch = {
      ...match,
      arn: { kind: 'exact', value: 'arn:aws:sts::123456789012:assumed-role/ci-runner/release' },
      userId: { kind: 'exact', value: 'AROAQ3EGCIRUNNEXAMPLE:release' },
    };
    expect(messages(step('ci-runner', 'release'), { match: pinned })).toEqual([]);
    expect(messages(step('ci-runner'), { match: pinned })).toHaveLength(1);
    expect(messages(step('ci-runner', '${{ github.job }}'), { match: pinned })).toEqual([]);
  });

  it('is none where the rules are not known, or a comment says so', () => {
    expect(messages(step('ci-deploy'), { unknown: ['arn'] })).toEqual([]);
    expect(workflowFindings(step('ci-deploy'), new Map())).toEqual([]);
    const ignored = step('ci-deploy').replace(
      'role/ci-deploy',
      'role/ci-deploy # assumable-ignore workflow-role',
    );
    expect(messages(ignored)).toEqual([]);
    expect(messages(ignored.replace('workflow-role', 'too-broad'))).toHaveLength(1);
  });
});

describe('the definition of an id', () => {
  const aws =
    'aws_identity {\n    aws_account = "123456789012"\n    aws_arn = "x"\n    aws_user_id = "y"\n  }';
  const resource = (label: string) =>
    `resource "chainguard_identity" "${label}" {\n  name = "${label}"\n  ${aws}\n}\n`;

  it('is the one that has it', () => {
    const json = JSON.stringify([
      { id: other, name: 'a', awsIdentity: { awsAccount: '123456789012', arn: 'x', userId: 'y' } },
      { id, name: 'b', awsIdentity: { awsAccount: '123456789012', arn: 'x', userId: 'y' } },
    ]);
    expect(definitionOfId(json, 'x.json', id)?.span.start).toBe(json.indexOf('{"id"', 5));
    expect(definitionOfId(json, 'x.json', id.replace('8', '7'))).toBeUndefined();
  });

  it('is in Terraform the resource that is imported with it', () => {
    const text = `${resource('a')}${resource('b')}import {\n  to = chainguard_identity.b\n  id = "${id}"\n}\n`;
    expect(definitionOfId(text, 'x.tf', id)?.span.start).toBe(
      text.indexOf('resource "chainguard_identity" "b"'),
    );
    expect(
      definitionOfId(text.replace('chainguard_identity.b', 'chainguard_group.b'), 'x.tf', id),
    ).toBeUndefined();
  });
});

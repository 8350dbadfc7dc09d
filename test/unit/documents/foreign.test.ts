import { describe, expect, it } from 'vitest';
import { fixedText } from '../../../src/documents/fixAll';
import { readDefinitions } from '../../../src/documents/read';
import { lintFile } from './lintFile';

const account = '123456789012';
const openArn = `arn:aws:sts::${account}:assumed-role/ci/(.+)`;
const chainguards = {
  awsAccount: account,
  arnPattern: openArn,
  userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
};
const providers = {
  aws_account: account,
  aws_arn_pattern: openArn,
  aws_user_id_pattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
};
const all = (text: string, path: string) => fixedText(text, path, () => false);
const rules = (text: string, path: string) => lintFile(text, path).map(({ rule }) => rule);

describe('a document that only has a key in common with a definition', () => {
  it.each<[string, string, object]>([
    [
      'a record of a run',
      'run.json',
      {
        run_id: 'r',
        operator: 'kim',
        aws_identity: { account_id: account, caller_arn: 'arn:aws:iam::1:user/x', user_id: 'AROA' },
        profile: 'audit',
      },
    ],
    ['an object of objects', 'x.json', { awsIdentity: { awsAccount: { id: account }, arn: ['x'] } }],
    ['other words', 'x.json', { awsIdentity: { provider: 'sts', region: 'eu' }, name: 'Not In Form' }],
    ['an empty one among values', 'values.json', { replicaCount: 2, awsIdentity: {} }],
    ['a caller with what called it', 'x.json', { awsIdentity: { arn: 'x', userId: 'y', sourceIp: '::1' } }],
    ['another program’s names', 'x.json', { aws: { arn: 'arn:aws:iam::1:role/x' }, awsIdentity: null }],
  ])('is none: %s', (_, path, value) => {
    const yaml = JSON.stringify(value, undefined, 2);
    for (const [text, as] of [
      [JSON.stringify(value), path],
      [yaml, 'x.yaml'],
    ] as const) {
      expect(readDefinitions(text, as)).toEqual([]);
      expect(all(text, as)).toBe(text);
    }
  });

  it.each<[string, object]>([
    ['Chainguard’s', { awsIdentity: chainguards }],
    [
      'Chainguard’s in snake case',
      { aws_identity: { aws_account: account, arn_pattern: openArn, user_id: 'x' } },
    ],
    ['the provider’s', { aws_identity: providers }],
    [
      'one of Chainguard’s among others',
      { awsIdentity: { ...chainguards, awsAccount: account, region: 'eu' } },
    ],
    ['nothing yet, beside a name', { name: 'ci', awsIdentity: {} }],
    ['an ARN alone', { awsIdentity: { arn: 'x' } }],
    ['null', { awsIdentity: { arnPattern: null } }],
    ['below a misspelled key', { AwsIdentity: chainguards }],
  ])('is one with the inside of one: %s', (_, value) => {
    expect(readDefinitions(JSON.stringify(value), 'x.json')).toHaveLength(1);
    expect(readDefinitions(JSON.stringify(value, undefined, 2), 'x.yaml')).toHaveLength(1);
  });
});

describe('a definition among foreign fields', () => {
  const value = {
    run_id: 'r',
    name: 'Not In Form',
    id: 42,
    static: { path: '/' },
    replicaCount: 2,
    aws_identity: {
      aws_account: account,
      arn_pattern: openArn,
      user_id_pattern: '^AROAX:(.+)$',
      region: 'eu',
    },
    profile: 'audit',
  };

  it('has only its own fields judged and edited', () => {
    const text = JSON.stringify(value);
    expect(rules(text, 'x.json')).toEqual(['unanchored']);
    expect(all(text, 'x.json')).toBe(text.replace(openArn, `^${openArn}$`));
  });

  it('has its name and its description where they can be an identity’s', () => {
    const [definition] = readDefinitions(
      JSON.stringify({ owner: 'x', name: 'prod puller', description: 'Pulls', awsIdentity: chainguards }),
      'x.json',
    );
    expect(definition?.fields.map(({ part }) => part)).toEqual([
      'name',
      'description',
      'aws',
      'account',
      'arn',
      'userId',
    ]);
  });

  it.each([
    ['name', { Name: 'ci', awsIdentity: chainguards }, 'Name'],
    ['account', { awsIdentity: { ...chainguards, awsAcount: account } }, 'awsAcount'],
    [
      'ARN pattern',
      { awsIdentity: { awsAccount: account, arnPatern: 'x', userIdPattern: 'y' } },
      'arnPatern',
    ],
    ['user ID', { awsIdentity: { awsAccount: account, arn: 'x', userID: 'y' } }, 'userID'],
    ['provider’s ARN', { awsIdentity: { awsAccount: account, aws_arn: 'x', userId: 'y' } }, 'aws_arn'],
  ])('has a misspelled name reported, and never removed: %s', (_, of, key) => {
    const text = JSON.stringify(of);
    const found = lintFile(text, 'x.json').filter(({ rule }) => rule === 'unknown-field');
    expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual([key]);
    expect(all(text, 'x.json')).toContain(`"${key}"`);
  });

  it('is the provider’s where all of its names are', () => {
    for (const [text, path] of [
      [JSON.stringify({ module: { aws_identity: providers }, replicas: 3 }), 'values.json'],
      [
        `spec:\n  parent_id: x\n  aws_identity:\n    aws_account: "${account}"\n    aws_arn: x\n    aws_user_id: y\n`,
        'x.yaml',
      ],
    ] as const)
      expect(rules(text, path)).not.toContain('unknown-field');
  });
});

describe('what Terraform recorded', () => {
  const attributes = { parent_id: 'x', name: 'ci', aws_identity: providers };
  const state = {
    version: 4,
    terraform_version: '1.9.0',
    serial: 3,
    lineage: 'abc',
    resources: [{ type: 'chainguard_identity', instances: [{ attributes }] }],
  };
  const older = { ...state, terraform_version: undefined };
  const plan = { format_version: '1.2', resource_changes: [{ change: { before: null, after: attributes } }] };
  const pulumi = {
    deployment: {
      resources: [{ urn: 'urn:x', type: 'chainguard:index:Identity', inputs: { awsIdentity: chainguards } }],
    },
  };

  it.each([
    ['state.json', state],
    ['old.json', older],
    ['plan.json', plan],
    [
      'values.json',
      { format_version: '1.0', planned_values: { root_module: { resources: [{ values: attributes }] } } },
    ],
    ['stack.json', pulumi],
    ['terraform.tfstate', { attributes }],
    ['terraform.tfstate.backup', { attributes }],
    ['prod.tfplan.json', { attributes }],
    ['/project/tfplan.json', { attributes }],
    ['nested.json', { wrapped: [{ it: state }] }],
  ])('is neither judged nor edited: %s', (path, value) => {
    const text = JSON.stringify(value, undefined, 2);
    expect(readDefinitions(text, path)).toEqual([]);
    expect(all(text, path)).toBe(text);
    expect(readDefinitions(JSON.stringify({ wrapped: value }), path)).toEqual([]);
    if (!/tfstate|tfplan/.test(path)) expect(readDefinitions(text, 'x.yaml')).toEqual([]);
  });

  it('is not what a person wrote about it', () => {
    const text = `resource "chainguard_identity" "x" {\n  aws_identity {\n    aws_account = "1"\n  }\n}\n`;
    for (const path of ['tfstate-bucket.tf', 'tfplan/main.tf', 'my.tfstate/id.tf'])
      expect(readDefinitions(text, path)).toHaveLength(1);
    expect(readDefinitions(JSON.stringify({ awsIdentity: chainguards }), 'plan.json')).toHaveLength(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUserId, partsOf, principalOf, principalText, sessionTool } from '../../../src/core/caller';

const role = { kind: 'assumed-role', path: '', permissionSet: undefined, serviceLinked: false };
const sso = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';

describe('principalOf', () => {
  it.each([
    ['iam::123456789012:user/alice', { kind: 'user', path: '/', name: 'alice' }],
    [
      'iam::123456789012:user/team/blue/a.b+c=d,e@f_g-h',
      { kind: 'user', path: '/team/blue/', name: 'a.b+c=d,e@f_g-h' },
    ],
    ['sts::123456789012:assumed-role/ci-runner/i-0', { ...role, role: 'ci-runner', session: 'i-0' }],
    ['sts::123456789012:assumed-role/ci-runner', { ...role, role: 'ci-runner', session: '' }],
    ['sts::123456789012:assumed-role/a/b/ci/s', { ...role, path: 'a/b/', role: 'ci', session: 's' }],
    [
      `sts::123456789012:assumed-role/${sso}/kim@acme.example`,
      { ...role, role: sso, session: 'kim@acme.example', permissionSet: 'AdministratorAccess' },
    ],
    [
      'sts::123456789012:assumed-role/AWSServiceRoleForECS/x',
      { ...role, role: 'AWSServiceRoleForECS', session: 'x', serviceLinked: true },
    ],
    ['sts::123456789012:federated-user/bob', { kind: 'federated-user', name: 'bob' }],
    ['iam::123456789012:root', { kind: 'root' }],
    ['iam::123456789012:role/service-role/ci', { kind: 'role', path: '/service-role/', name: 'ci' }],
    ['iam::123456789012:instance-profile/p', { kind: 'instance-profile', path: '/', name: 'p' }],
    ['iam::123456789012:user/', { kind: 'unknown' }],
    ['iam::123456789012:assumed-role/a/b', { kind: 'unknown' }],
    ['sts:eu-west-1:123456789012:assumed-role/a/b', { kind: 'unknown' }],
    ['s3:::bucket', { kind: 'unknown' }],
  ])('%s', (rest, principal) => {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])
      expect(principalOf(`arn:${partition}:${rest}`)).toEqual(principal);
  });

  it('takes a caller', () => {
    const arn = 'arn:aws:iam::123456789012:user/alice';
    expect(principalOf({ account: '123456789012', arn, userId: 'AIDAEXAMPLE' })).toMatchObject({
      kind: 'user',
    });
  });

  it('answers whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(principalOf(text).kind).toBe('unknown');
      }),
    );
  });
});

describe('principalText', () => {
  it.each([
    ['arn:aws:sts::123456789012:assumed-role/ci-runner/i-05a6', 'assumed-role/ci-runner/i-05a6'],
    [`arn:aws:sts::123456789012:assumed-role/${sso}/kim`, 'assumed-role/AdministratorAccess/kim'],
    ['arn:aws:iam::123456789012:user/team/alice', 'user/team/alice'],
    ['arn:aws:iam::123456789012:role/ci', 'role/ci'],
    ['arn:aws:sts::123456789012:federated-user/bob', 'federated-user/bob'],
    ['arn:aws:iam::123456789012:root', 'root'],
    ['', 'unknown principal'],
    [`arn:aws:iam::123456789012:user/${'a'.repeat(64)}`, `user/${'a'.repeat(31)}…`],
  ])('%s', (arn, text) => {
    expect(principalText(principalOf(arn))).toBe(text);
  });
});

describe('sessionTool', () => {
  it.each([
    ['i-05a6373examplehd2', 'EC2', true],
    ['i-0a1b2c3d', 'EC2', true],
    ['botocore-session-1700000000', 'boto3', true],
    ['aws-sdk-js-1700000000000', 'JavaScript', true],
    ['aws-sdk-js-session-1700000000000', 'JavaScript', true],
    ['aws-go-sdk-1700000000000000000', 'Go', true],
    ['1700000000000000000', 'Go', true],
    ['aws-sdk-java-1700000000000', 'Java', true],
    ['GitHubActions', 'GitHub Actions', false],
    ['eks-prod-web-7c9-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f', 'EKS', true],
    ['AWSCodeBuild-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f', 'CodeBuild', true],
    ['0123456789abcdef0123456789abcdef', 'ECS', true],
  ])('%s', (session, name, changes) => {
    const tool = sessionTool(session);
    expect(tool?.name).toContain(name);
    expect(tool?.changes).toBe(changes);
  });

  it.each([['DeploySPA'], ['kim'], ['i-'], ['i-0a1b2c3d4'], ['botocore-session-'], ['']])(
    'none for %j',
    (session) => {
      expect(sessionTool(session)).toBeUndefined();
    },
  );

  it('knows a person by the role of IAM Identity Center', () => {
    expect(sessionTool('kim@acme.example', sso)).toMatchObject({ changes: false });
  });
});

describe('parseUserId', () => {
  it.each([
    ['AROAEXAMPLE:i-05:x', { id: 'AROAEXAMPLE', session: 'i-05:x', of: 'role' }],
    ['AIDAEXAMPLE', { id: 'AIDAEXAMPLE', session: undefined, of: 'user' }],
    ['123456789012', { id: '123456789012', session: undefined, of: 'account' }],
    ['123456789012:bob', { id: '123456789012', session: 'bob', of: 'account' }],
    ['AKIAEXAMPLE', { id: 'AKIAEXAMPLE', session: undefined, of: 'access-key' }],
    ['', { id: '', session: undefined, of: 'unknown' }],
    ['toString', { id: 'toString', session: undefined, of: 'unknown' }],
  ])('%j', (text, read) => {
    expect(parseUserId(text)).toEqual(read);
  });
});

describe('partsOf', () => {
  it('takes a role’s session apart, and tells what every session of the role has in common', () => {
    const caller = {
      account: '123456789012',
      arn: 'arn:aws-cn:sts::123456789012:assumed-role/ci/i-05a6373examplehd2',
      userId: 'AROAQ3EGCIRUNNEXAMPLE:i-05a6373examplehd2',
    };
    const { parsedArn, parsedId, principal, components, beforeSession } = partsOf(caller);
    expect(parsedArn).toMatchObject({ partition: 'aws-cn', account: '123456789012' });
    expect(parsedId).toMatchObject({ id: 'AROAQ3EGCIRUNNEXAMPLE', of: 'role' });
    expect(principal).toMatchObject({ kind: 'assumed-role', role: 'ci', session: 'i-05a6373examplehd2' });
    expect(components).toEqual({
      arn: ['arn', 'aws-cn', 'sts', '', '123456789012', 'assumed-role', 'ci', 'i-05a6373examplehd2'],
      userId: ['AROAQ3EGCIRUNNEXAMPLE', 'i-05a6373examplehd2'],
    });
    expect(beforeSession).toEqual({
      arn: 'arn:aws-cn:sts::123456789012:assumed-role/ci/',
      userId: 'AROAQ3EGCIRUNNEXAMPLE:',
    });
  });

  it.each([
    ['arn:aws:iam::123456789012:user/team/alice', 'AIDAEXAMPLE', 'user', 8, 1],
    ['arn:aws:iam::123456789012:root', '123456789012', 'root', 6, 1],
    ['no ARN', '', 'unknown', 0, 1],
  ])('knows no session of %s', (arn, userId, kind, names, ids) => {
    const parts = partsOf({ account: '123456789012', arn, userId });
    expect(parts).toMatchObject({ arn, userId, principal: { kind }, beforeSession: undefined });
    expect([parts.components.arn.length, parts.components.userId.length]).toEqual([names, ids]);
  });
});

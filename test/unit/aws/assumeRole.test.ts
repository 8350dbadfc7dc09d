import { describe, expect, it } from 'vitest';
import { assumeRole, explainRefusal } from '../../../src/aws/assumeRole';
import { credentialsOf } from '../../../src/aws/credentials';
import { needOf } from '../../../src/aws/need';
import type { RoleRequest } from '../../../src/aws/sources';
import { getCallerIdentity, stsEndpoint } from '../../../src/aws/sts';
import { externalId, mfaCode, mfaSerial } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();
const arn = (path: string) => `arn:aws:iam::${accounts.aws}:role/${path}`;

async function assume(role: Partial<RoleRequest>, tokenCode?: string, who: 'kim' | 'ciRunner' = 'kim') {
  const request = { roleArn: arn('ci-runner'), sessionName: 'test', ...role };
  const credentials = home().sandbox.world.aws.samples[who];
  const endpoint = await stsEndpoint(undefined);
  return assumeRole(request, credentials, endpoint, { at: new Date(), tokenCode });
}

describe('assuming a role', () => {
  it('gives credentials of the session, with their end', async () => {
    const credentials = await assume({ duration: 1800 });
    const caller = await getCallerIdentity(credentials, await stsEndpoint(undefined), new Date());
    expect(caller.arn).toBe(`arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/test`);
    const minutes = ((credentials.expiration?.getTime() ?? 0) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(30);
  });

  it('sends the external ID, the device and its code', async () => {
    await assume({ roleArn: arn('teams/shop/deploy'), externalId });
    await assume({ roleArn: arn('admin'), mfaSerial }, mfaCode);
    expect(home().sandbox.requests.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
  });
});

describe('a refusal is told apart as far as AWS tells', () => {
  const remedyOf = async (role: Partial<RoleRequest>, code?: string, who?: 'ciRunner') => {
    const failure = await failureOf(assume(role, code, who));
    expect(failure.kind).toBe('denied');
    return failure.remedy ?? '';
  };

  it('AWS answers a trust policy, an external ID, MFA and a missing role alike, and so it says', async () => {
    for (const role of [
      { roleArn: arn('audit') },
      { roleArn: arn('teams/shop/deploy') },
      { roleArn: arn('teams/shop/deploy'), externalId: 'wrong' },
      { roleArn: arn('admin') },
      { roleArn: arn('nobody') },
    ]) {
      expect(await remedyOf(role)).toContain('AWS does not say which');
    }
  });

  it('what was sent leaves reasons out', async () => {
    expect(await remedyOf({ roleArn: arn('audit') })).toMatch(/none was sent.*no code was sent/);
    const sent = await remedyOf({ roleArn: arn('teams/shop/deploy'), externalId: 'wrong' });
    expect(sent).toContain('another external ID');
    const withMfa = explainRefusal({ code: 'AccessDenied', message: '' }, { roleArn: arn('x'), mfaSerial });
    expect(withMfa.remedy).not.toContain('MFA');
  });

  it('a wrong MFA code, and a device of somebody else', async () => {
    const code = await failureOf(assume({ roleArn: arn('admin'), mfaSerial }, '999999'));
    expect(needOf(code)).toEqual({ kind: 'mfa-code', serial: mfaSerial });
    const device = await failureOf(assume({ roleArn: arn('admin'), mfaSerial: `${mfaSerial}2` }, mfaCode));
    expect(needOf(device)?.kind).toBe('mfa-code');
  });

  it('longer than the role allows, and longer than a chain may be', async () => {
    expect(await remedyOf({ roleArn: arn('teams/shop/deploy'), externalId, duration: 7200 })).toContain(
      'MaxSessionDuration',
    );
    expect(await remedyOf({ duration: 7200 }, undefined, 'ciRunner')).toContain('3600');
  });

  // The words that AWS documents and returns (IAM user guide, "Access denied error messages").
  it.each<[string, string, string]>([
    [
      'does not let this caller assume',
      'AccessDenied',
      'User: u is not authorized to perform: sts:AssumeRole on resource: r',
    ],
    [
      'caller itself may not assume',
      'AccessDenied',
      'User: u is not authorized … because no identity-based policy allows it',
    ],
    [
      'caller itself may not assume',
      'AccessDenied',
      'User: u is not authorized … with an explicit deny in a session policy',
    ],
    [
      'did not accept the MFA code',
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    ],
    [
      'could not check the code',
      'AccessDenied',
      'MultiFactorAuthentication failed, must provide both MFA serial number …',
    ],
    [
      'one hour at the most',
      'ValidationError',
      '… exceeds the 1 hour session limit for roles assumed by role chaining',
    ],
    [
      "longer than the role's own maximum",
      'ValidationError',
      '… exceeds the MaxSessionDuration set for this role.',
    ],
    ['does not accept what was asked', 'ValidationError', '1 validation error detected: …'],
    [
      'not turned on in this region',
      'RegionDisabledException',
      'STS is not activated in this region for account:1.',
    ],
    ['refused to let the role be assumed', 'PackedPolicyTooLarge', 'too large'],
  ])('%s', (words, code, message) => {
    const failure = explainRefusal({ code, message }, { roleArn: arn('x') });
    expect(failure.kind).toBe('denied');
    expect(failure.message).toContain(words);
  });

  // Every status and code is one that AWS's SDK tries again after.
  it.each([
    [400, 'ThrottlingException'],
    [400, 'Throttling'],
    [400, 'RequestLimitExceeded'],
    [429, 'SomethingNew'],
    [500, 'InternalServerException'],
    [503, 'AccessDenied'],
  ])('an AWS that has no time (%i %s) has refused nothing', async (status, code) => {
    const body = `<ErrorResponse><Error><Code>${code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`;
    home().sandbox.faults.set({
      service: 'sts',
      fault: { kind: 'status', status, body, contentType: 'text/xml' },
    });
    const ownFailure = await failureOf(assume({}));
    expect([ownFailure.kind, ownFailure.status]).toEqual(['offline', status]);
    expect(ownFailure.message).toContain(`${code}: Rate exceeded`);
    Object.assign(process.env, { AWS_MAX_ATTEMPTS: '1' });
    const source = { kind: 'profile', name: 'assume-ci' } as const;
    const provided = await failureOf(credentialsOf(source));
    expect([provided.kind, provided.status]).toEqual(['offline', status]);
  });

  it('a refusal keeps the status that it came with', async () => {
    expect((await failureOf(assume({ roleArn: arn('nobody') }))).status).toBe(403);
    expect((await failureOf(assume({ roleArn: arn('admin'), mfaSerial }, '999999'))).status).toBe(403);
    expect((await failureOf(assume({ duration: 7200 }, undefined, 'ciRunner'))).status).toBe(400);
  });

  it('credentials that are over are not the role’s fault', async () => {
    const expired = home().sandbox.world.aws.samples.expired;
    const request = { roleArn: arn('ci-runner'), sessionName: 'test' };
    const endpoint = await stsEndpoint(undefined);
    const failure = await failureOf(assumeRole(request, expired, endpoint, { at: new Date() }));
    expect([failure.kind, needOf(failure)]).toEqual(['no-credentials', { kind: 'expired' }]);
  });
});

describe('a role that is no role', () => {
  it.each<[string, Partial<RoleRequest>]>([
    ['a session’s ARN', { roleArn: 'arn:aws:sts::111122223333:assumed-role/x/y' }],
    ['no ARN', { roleArn: 'x' }],
    ['a name with a space', { roleArn: 'arn:aws:iam::111122223333:role/my role' }],
    ['a path with a space', { roleArn: 'arn:aws:iam::111122223333:role/my team/x' }],
    ['a path without a name', { roleArn: 'arn:aws:iam::111122223333:role/team/' }],
    ['a name that is too long', { roleArn: `arn:aws:iam::111122223333:role/${'x'.repeat(65)}` }],
    ['a session name of one letter', { sessionName: 'x' }],
    ['a session name with a space', { sessionName: 'a b' }],
    ['a session name of 65 letters', { sessionName: 'x'.repeat(65) }],
    ['a minute', { duration: 60 }],
    ['a day', { duration: 86_400 }],
    ['an external ID with a space', { externalId: 'a b' }],
    ['a device that is none', { mfaSerial: 'x' }],
  ])('refuses %s before anything is sent', async (_, role) => {
    const before = home().stsCalls();
    expect((await failureOf(assume(role))).kind).toBe('invalid');
    expect(home().stsCalls()).toBe(before);
  });
});

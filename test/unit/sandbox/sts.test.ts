import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalId, mfaCode, mfaSerial, serviceAccount, type Credentials } from '../../sandbox/awsWorld';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { accounts } from '../../sandbox/world';
import { ask, textOf, type Answer } from './ask';
import { amzDate, signed, type Signed } from './signing';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const send = (request: Signed) => ask(sandbox.urls.sts + request.path, request);
const json = { Accept: 'application/json' };
const kim = () => sandbox.world.aws.samples.kim;
const runner = () => sandbox.world.aws.samples.ciRunner;
const error = async (request: Signed) => {
  const { status, json } = await send(request);
  return [status, json['Error']?.['Code']];
};

describe('GetCallerIdentity', () => {
  it('names the caller in JSON and in XML', async () => {
    const asked = await send(signed(runner(), { headers: json }));
    expect(asked.json['GetCallerIdentityResponse']?.['GetCallerIdentityResult']).toEqual({
      Account: accounts.aws,
      Arn: `arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/build-4711`,
      UserId: runner().principal.userId,
    });
    const { text, status } = await send(signed(kim()));
    expect(status).toBe(200);
    expect(text).toContain(`<Arn>arn:aws:iam::${accounts.aws}:user/kim</Arn>`);
  });

  it('takes a form body, GET, a regional host and its own address', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    expect((await send(signed(kim(), { path: '/', body, headers: form }))).status).toBe(200);
    expect((await send(signed(kim(), { method: 'GET' }))).status).toBe(200);
    const regional = { Host: 'sts.eu-west-1.amazonaws.com' };
    expect((await send(signed(kim(), { headers: regional, region: 'eu-west-1' }))).status).toBe(200);
    const own = { Host: new URL(sandbox.urls.sts).host };
    expect((await send(signed(kim(), { headers: own, region: 'ap-southeast-2' }))).status).toBe(200);
  });

  it('knows the keys of a partition only there', async () => {
    const { govUser, chinaUser } = sandbox.world.aws.samples;
    expect(await error(signed(govUser, { headers: json }))).toEqual([403, 'InvalidClientTokenId']);
    const gov = { ...json, Host: 'sts.us-gov-west-1.amazonaws.com' };
    expect((await send(signed(govUser, { headers: gov, region: 'us-gov-west-1' }))).status).toBe(200);
    const china = { ...json, Host: 'sts.cn-north-1.amazonaws.com.cn' };
    expect((await send(signed(chinaUser, { headers: china, region: 'cn-north-1' }))).status).toBe(200);
  });
});

describe('signature', () => {
  const fresh = () => signed(runner(), { headers: { ...json, 'Chainguard-Identity': 'one' } });
  const changed: [string, (request: Signed) => void][] = [
    ['the method', (r) => (r.method = 'PUT')],
    ['the path', (r) => (r.path = r.path.replace('/?', '/x?'))],
    ['the query', (r) => (r.path += '&More=1')],
    ['the body', (r) => (r.body = 'x=1')],
    ['a signed header', (r) => (r.headers['Chainguard-Identity'] = 'two')],
    ['the Accept header', (r) => (r.headers['Accept'] = 'application/json;q=1')],
    ['the host', (r) => (r.headers['Host'] = new URL(sandbox.urls.sts).host)],
    ['the date within its day', (r) => (r.headers['X-Amz-Date'] = amzDate(new Date(Date.now() - 1000)))],
    ['a missing signed header', (r) => Reflect.deleteProperty(r.headers, 'Chainguard-Identity')],
    ['one digit of the signature', (r) => edit(r, /.$/, (digit) => (digit === '0' ? '1' : '0'))],
    ['the list of signed headers', (r) => edit(r, /accept;/, () => '')],
    ['the order of signed headers', (r) => edit(r, /accept;(.+?),/, (_, rest) => `${rest ?? ''};accept,`)],
    ['the region in the scope', (r) => edit(r, /us-east-1/, () => 'us-west-2')],
    ['the service in the scope', (r) => edit(r, /\/sts\//, () => '/iam/')],
    ['the end of the scope', (r) => edit(r, /aws4_request/, () => 'aws3_request')],
    ['the day in the scope', (r) => edit(r, /\/\d{8}\//, () => '/20200101/')],
    ['host left out of the list', (r) => edit(r, /;host/, () => '')],
  ];
  const edit = (request: Signed, pattern: RegExp, by: (match: string, group?: string) => string) => {
    request.headers['Authorization'] = (request.headers['Authorization'] ?? '').replace(pattern, by);
  };

  it.each(changed)('is refused when something else was sent: %s', async (_, change) => {
    const request = fresh();
    expect((await send(request)).status).toBe(200);
    change(request);
    expect(await error(request)).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it('is refused when it leaves out the host, and not when it leaves out others', async () => {
    const without = (unsigned: string) => signed(kim(), { headers: json, unsigned });
    const { json: refused } = await send(without('host'));
    expect(refused['Error']?.['Message']).toMatch(/^'Host' or ':authority' must be a 'SignedHeader'/);
    expect((await send(without('accept'))).status).toBe(200);
  });

  it('is refused with a wrong secret', async () => {
    const wrong: Credentials = { ...kim(), secretAccessKey: 'x'.repeat(40) };
    expect(await error(signed(wrong, { headers: json }))).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it('is refused for keys or session tokens that do not exist', async () => {
    const invalid = [403, 'InvalidClientTokenId'];
    const unknown = { ...kim(), accessKeyId: 'AKIANOBODYNOBODY1234' };
    expect(await error(signed(unknown, { headers: json }))).toEqual(invalid);
    expect(await error(signed({ ...runner(), sessionToken: 'other' }, { headers: json }))).toEqual(invalid);
    const { accessKeyId, secretAccessKey, principal } = runner();
    const bare = { accessKeyId, secretAccessKey, principal };
    expect(await error(signed(bare, { headers: json }))).toEqual(invalid);
    expect(await error(signed({ ...kim(), sessionToken: 'any' }, { headers: json }))).toEqual(invalid);
  });

  it('is refused when temporary keys are over', async () => {
    const { expired } = sandbox.world.aws.samples;
    expect(await error(signed(expired, { headers: json }))).toEqual([403, 'ExpiredToken']);
  });

  it('is refused outside its time', async () => {
    const at = (minutes: number) => ({
      ...json,
      'X-Amz-Date': amzDate(new Date(Date.now() + minutes * 60_000)),
    });
    expect((await send(signed(kim(), { headers: at(-14) }))).status).toBe(200);
    expect((await send(signed(kim(), { headers: at(4) }))).status).toBe(200);
    const late = await send(signed(kim(), { headers: at(-16) }));
    expect(late.json['Error']?.['Message']).toMatch(/^Signature expired: /);
    const early = await send(signed(kim(), { headers: at(6) }));
    expect(early.json['Error']?.['Message']).toMatch(/^Signature not yet current: /);
  });

  it('is refused when it is missing or not whole', async () => {
    const none = signed(kim(), { headers: json });
    Reflect.deleteProperty(none.headers, 'Authorization');
    expect(await error(none)).toEqual([403, 'MissingAuthenticationToken']);
    const half = signed(kim(), { headers: json });
    half.headers['Authorization'] = 'AWS4-HMAC-SHA256 Credential=x';
    expect(await error(half)).toEqual([400, 'IncompleteSignature']);
  });
});

describe('AssumeRole', () => {
  const role = (path: string) => `arn:aws:iam::${accounts.aws}:role/${path}`;
  const assume = (fields: Record<string, string>, by: Credentials = kim()) => {
    const all = { Action: 'AssumeRole', Version: '2011-06-15', RoleSessionName: 'kim', ...fields };
    const headers = { ...json, 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };
    return send(signed(by, { path: '/', body: new URLSearchParams(all).toString(), headers }));
  };
  const code = async (fields: Record<string, string>, by?: Credentials) =>
    (await assume(fields, by)).json['Error']?.['Code'];

  it('gives keys that work, under an ARN without the path', async () => {
    const answer = await assume({ RoleArn: role('teams/shop/deploy'), ExternalId: externalId });
    const keys = answer.json['AssumeRoleResponse']?.['AssumeRoleResult']?.['Credentials'];
    const made = {
      accessKeyId: textOf(keys?.['AccessKeyId']),
      secretAccessKey: textOf(keys?.['SecretAccessKey']),
      sessionToken: textOf(keys?.['SessionToken']),
      principal: kim().principal,
    };
    expect(made.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const who = await send(signed(made, { headers: json }));
    expect(who.text).toContain(`arn:aws:sts::${accounts.aws}:assumed-role/deploy/kim`);
  });

  it('wants the external id and the MFA code', async () => {
    expect(await code({ RoleArn: role('teams/shop/deploy') })).toBe('AccessDenied');
    expect(await code({ RoleArn: role('teams/shop/deploy'), ExternalId: 'other' })).toBe('AccessDenied');
    const admin = { RoleArn: role('admin') };
    expect(await code(admin)).toBe('AccessDenied');
    expect(await code({ ...admin, SerialNumber: mfaSerial, TokenCode: '000000' })).toBe('AccessDenied');
    expect((await assume({ ...admin, SerialNumber: mfaSerial, TokenCode: mfaCode })).status).toBe(200);
  });

  it('obeys the trust policy', async () => {
    expect(await code({ RoleArn: role('audit') })).toBe('AccessDenied');
    expect(await code({ RoleArn: role('nobody') })).toBe('AccessDenied');
    expect(await code({ RoleArn: role('teams/shop/deploy'), ExternalId: externalId }, runner())).toBe(
      'AccessDenied',
    );
    expect((await assume({ RoleArn: role('ci-runner') }, sandbox.world.aws.samples.instance)).status).toBe(
      200,
    );
  });

  it.each([
    ['a short session', { RoleSessionName: 'k' }],
    ['a long session', { RoleSessionName: 'k'.repeat(65) }],
    ['a session with a slash', { RoleSessionName: 'a/b' }],
    ['too short a time', { DurationSeconds: '899' }],
    ['too long a time', { DurationSeconds: '43201' }],
    ['no role', { RoleArn: 'ci-runner' }],
  ])('refuses %s', async (_, fields) => {
    expect(await code({ RoleArn: role('ci-runner'), ...fields })).toBe('ValidationError');
  });

  it('refuses more time than the role or a chain allows', async () => {
    const admin = { RoleArn: role('admin'), SerialNumber: mfaSerial, TokenCode: mfaCode };
    expect(await code({ ...admin, DurationSeconds: '3601' })).toBe('ValidationError');
    expect((await assume({ RoleArn: role('ci-runner'), DurationSeconds: '7200' })).status).toBe(200);
    expect(await code({ RoleArn: role('ci-runner'), DurationSeconds: '7200' }, runner())).toBe(
      'ValidationError',
    );
  });

  it('refuses actions that it does not know', async () => {
    expect(await code({ Action: 'GetSessionToken' })).toBe('InvalidAction');
    expect(await code({ Version: '2010-05-08' })).toBe('InvalidAction');
  });
});

describe('AssumeRoleWithWebIdentity', () => {
  const assume = (WebIdentityToken: string, role = 'eks-pull') => {
    const RoleArn = `arn:aws:iam::${accounts.aws}:role/${role}`;
    const fields = {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn,
      RoleSessionName: 'pod',
      WebIdentityToken,
    };
    const headers = { ...json, 'Content-Type': 'application/x-www-form-urlencoded' };
    return ask(sandbox.urls.sts, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  };
  const code = (answer: Answer) => answer.json['Error']?.['Code'];

  it('takes the service account that the role trusts, and no other', async () => {
    const good = await assume(await sandbox.oidcToken(serviceAccount));
    const { json } = good;
    expect(json['AssumeRoleWithWebIdentityResponse']?.['AssumeRoleWithWebIdentityResult']).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${accounts.aws}:assumed-role/eks-pull/pod` },
    });
    for (const other of [
      { iss: 'https://other.example' },
      { sub: 'system:serviceaccount:shop:other' },
      { aud: 'x' },
    ])
      expect(code(await assume(await sandbox.oidcToken({ ...serviceAccount, ...other })))).toBe(
        'AccessDenied',
      );
    expect(code(await assume(await sandbox.oidcToken(serviceAccount), 'ci-runner'))).toBe('AccessDenied');
    expect(code(await assume('x.y.z'))).toBe('InvalidIdentityToken');
    const old = await sandbox.oidcToken({ ...serviceAccount, exp: 1_700_000_000 });
    expect(code(await assume(old))).toBe('ExpiredTokenException');
  });
});

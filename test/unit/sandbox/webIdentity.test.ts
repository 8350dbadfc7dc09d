import { GetCallerIdentityCommand, GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SampleName } from '../../sandbox/awsWorld';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { accounts, awsIssuers, githubIssuer, pullTokenIssuer, publicIssuer } from '../../sandbox/world';
import { ask } from './ask';
import { signed } from './signing';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ federated: true });
});
afterEach(() => {
  const federation = sandbox.world.aws.federation.get(accounts.aws);
  if (federation) federation.enabled = true;
});
afterAll(() => sandbox.close());

/** AWS's own client of STS, as a caller of this world. */
function client(who: SampleName): STSClient {
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.world.aws.samples[who];
  return new STSClient({
    region: 'eu-west-1',
    endpoint: sandbox.urls.sts,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  });
}

const get = (
  who: SampleName,
  change: { Audience?: string[]; DurationSeconds?: number; SigningAlgorithm?: string } = {},
) =>
  client(who).send(
    new GetWebIdentityTokenCommand({ Audience: [publicIssuer], SigningAlgorithm: 'ES384', ...change }),
  );

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => 'given',
    (error: unknown) => (error as Error).name,
  );

/** The keys of an issuer, as a relying party finds them. */
async function keysOf(issuer: string) {
  const { json } = await ask(`${sandbox.issuers.address(issuer)}/.well-known/openid-configuration`);
  expect(json['issuer']).toBe(issuer);
  return createRemoteJWKSet(new URL(json['jwks_uri'] as unknown as string));
}

describe('GetWebIdentityToken, asked by AWS’s own client', () => {
  it.each(['ES384', 'RS256'])(
    'gives a token that the account’s published keys verify: %s',
    async (algorithm) => {
      const issuer = awsIssuers[accounts.aws] ?? '';
      const { WebIdentityToken = '', Expiration } = await get('ciRunner', { SigningAlgorithm: algorithm });
      const { payload, protectedHeader } = await jwtVerify(WebIdentityToken, await keysOf(issuer), {
        issuer,
        audience: publicIssuer,
      });
      expect(protectedHeader).toMatchObject({ alg: algorithm, typ: 'JWT' });
      expect(payload.sub).toBe(`arn:aws:iam::${accounts.aws}:role/ci-runner`);
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
      expect(Expiration?.getTime()).toBe((payload.exp ?? 0) * 1000);
      expect(payload['https://sts.amazonaws.com/']).toMatchObject({
        aws_account: accounts.aws,
        source_region: 'eu-west-1',
        principal_id: payload.sub,
      });
    },
  );

  it('names a role with its path, which the caller’s own ARN lacks', async () => {
    const deploy = [...sandbox.world.aws.roles.values()].find(({ roleName }) => roleName === 'deploy');
    const { makeCredentials, sessionOf } = await import('../../sandbox/awsWorld');
    if (!deploy) throw new Error('no such role');
    const keys = makeCredentials('deploys', sessionOf(deploy, 'x1'), new Date(Date.now() + 3600_000));
    sandbox.world.aws.credentials.set(keys.accessKeyId, keys);
    sandbox.world.aws.samples.govRole = keys;
    const { Arn } = await client('govRole').send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${accounts.aws}:assumed-role/deploy/x1`);
    const { WebIdentityToken = '' } = await get('govRole');
    expect(decodeJwt(WebIdentityToken).sub).toBe(`arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`);
  });

  it.each([
    ['a caller without the policy', 'nightly', {}, 'AccessDenied'],
    [
      'an audience that the policy lacks',
      'ciRunner',
      { Audience: ['https://other.example'] },
      'AccessDenied',
    ],
    ['a longer life than the policy allows', 'ciRunner', { DurationSeconds: 301 }, 'AccessDenied'],
    ['a life that is too short', 'ciRunner', { DurationSeconds: 59 }, 'ValidationError'],
    ['a life that is too long', 'ciRunner', { DurationSeconds: 3601 }, 'ValidationError'],
    ['no audience', 'ciRunner', { Audience: [] }, 'ValidationError'],
    [
      'eleven audiences',
      'ciRunner',
      { Audience: Array.from({ length: 11 }, (_, i) => `a${i}`) },
      'ValidationError',
    ],
    ['another algorithm', 'ciRunner', { SigningAlgorithm: 'HS256' }, 'ValidationError'],
    ['expired keys', 'expired', {}, 'ExpiredTokenException'],
  ] as const)('refuses %s', async (_, who, change, name) => {
    const { Audience, ...rest } = change as { Audience?: readonly string[] };
    const asked = nameOf(get(who, { ...rest, ...(Audience && { Audience: [...Audience] }) }));
    expect(['ExpiredToken', name]).toContain(await asked);
  });

  it('gives none while the account has federation turned off', async () => {
    const federation = sandbox.world.aws.federation.get(accounts.aws);
    if (federation) federation.enabled = false;
    expect(await nameOf(get('ciRunner'))).toBe('OutboundWebIdentityFederationDisabledException');
  });

  it('gives none that outlives the session', async () => {
    const { ciRunner } = sandbox.world.aws.samples;
    const expires = ciRunner.expires;
    ciRunner.expires = new Date(Date.now() + 120_000);
    expect(await nameOf(get('ciRunner'))).toBe('SessionDurationEscalationException');
    expect(await nameOf(get('ciRunner', { DurationSeconds: 60 }))).toBe('given');
    if (expires) ciRunner.expires = expires;
  });
});

describe('GetWebIdentityToken on the wire', () => {
  const path = `/?Action=GetWebIdentityToken&Version=2011-06-15&SigningAlgorithm=ES384&Audience.member.1=${encodeURIComponent(publicIssuer)}`;
  const kim = () => sandbox.world.aws.samples.kim;

  it('is not known at the global endpoint', async () => {
    const { status, text } = await ask(sandbox.urls.sts + path, signed(kim(), { path }));
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')]);
  });

  it('answers in XML at a regional one, and in JSON where that is accepted', async () => {
    const regional = { Host: 'sts.eu-west-1.amazonaws.com' };
    const asked = (headers: Record<string, string>) =>
      ask(
        sandbox.urls.sts + path,
        signed(kim(), { path, region: 'eu-west-1', headers: { ...regional, ...headers } }),
      );
    expect((await asked({})).text).toMatch(/<WebIdentityToken>eyJ[^<]+<\/WebIdentityToken>/);
    expect((await asked({ Accept: 'application/json' })).json['GetWebIdentityTokenResponse']).toMatchObject({
      GetWebIdentityTokenResult: { WebIdentityToken: expect.stringMatching(/^eyJ/) as unknown },
    });
  });

  it('is refused with a wrong signature', async () => {
    const regional = { Host: 'sts.eu-west-1.amazonaws.com' };
    const request = signed(kim(), { path, region: 'eu-west-1', headers: regional });
    request.headers['Authorization'] = (request.headers['Authorization'] ?? '').replace(/.$/, (digit) =>
      digit === '0' ? '1' : '0',
    );
    const { status, text } = await ask(sandbox.urls.sts + path, request);
    expect([status, text]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  });
});

describe('Chainguard’s issuer and web identity tokens', () => {
  const exchange = async (token: string, identity: string) => {
    const body = new URLSearchParams({ aud: 'cgr.dev', identity }).toString();
    const { status, json } = await ask(`${sandbox.urls.issuer}/sts/exchange`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    return [status, (json as unknown as { message?: string }).message];
  };
  const awsToken = async (who: SampleName) => (await get(who)).WebIdentityToken ?? '';
  const mismatch = [403, 'caller does not match the identity'];

  it('admits the role that an identity names, and no other', async () => {
    const { federated } = sandbox.world;
    expect((await exchange(await awsToken('ciRunner'), federated['ci-web']))[0]).toBe(200);
    expect(await exchange(await awsToken('instance'), federated['ci-web'])).toEqual(mismatch);
  });

  it('refuses what the two identities that are wrong on purpose ask for', async () => {
    const { federated } = sandbox.world;
    expect(await exchange(await awsToken('instance'), federated['ec2-web'])).toEqual(mismatch);
    expect(await exchange(await awsToken('kim'), federated['deploy-web'])).toEqual(mismatch);
  });

  it('refuses a token that another issuer signed in the name of the account’s', async () => {
    const token = await awsToken('ciRunner');
    const forged = await sandbox.issuers.named('https://evil.example').sign(decodeJwt(token));
    expect(await exchange(forged, sandbox.world.federated['ci-web'])).toEqual([401, 'JWT validation failed']);
  });

  it('refuses a token that is over, in the documented words', async () => {
    const claims = { ...decodeJwt(await awsToken('ciRunner')), exp: 1_700_000_000 };
    const late = await sandbox.issuers.named(claims.iss ?? '').sign(claims);
    expect(await exchange(late, sandbox.world.federated['ci-web'])).toEqual([
      403,
      expect.stringContaining('verifying token: oidc: token is expired'),
    ]);
  });

  it('refuses a token for another audience', async () => {
    const claims = { ...decodeJwt(await awsToken('ciRunner')), aud: 'https://other.example' };
    const other = await sandbox.issuers.named(claims.iss ?? '').sign(claims);
    expect(await exchange(other, sandbox.world.federated['ci-web'])).toEqual(mismatch);
  });

  it('admits a job of GitHub on the right branch, with the right claims', async () => {
    const good = {
      iss: githubIssuer,
      sub: 'repo:acme/shop:ref:refs/heads/main',
      aud: publicIssuer,
      repository_owner: 'acme',
    };
    const of = async (change: object) =>
      exchange(await sandbox.oidcToken({ ...good, ...change }), sandbox.world.federated['shop-main']);
    expect((await of({}))[0]).toBe(200);
    expect(await of({ sub: 'repo:acme/shop:ref:refs/heads/next' })).toEqual(mismatch);
    expect(await of({ repository_owner: 'other' })).toEqual(mismatch);
    expect(await of({ iss: 'https://other.example' })).toEqual(mismatch);
  });

  it('admits a pull token by the keys that its identity holds, until it ends', async () => {
    const uid = sandbox.world.federated['pull-images'];
    const keys = sandbox.world.resources.identities.get(uid)?.staticKeys;
    const claims = { iss: pullTokenIssuer, sub: keys?.subject ?? '', aud: publicIssuer };
    const token = await sandbox.oidcToken(claims);
    expect((await exchange(token, uid))[0]).toBe(200);
    const iat = Math.floor(Date.now() / 1000);
    const forged = await sandbox.issuers
      .named('https://evil.example')
      .sign({ ...claims, iat, exp: iat + 300 });
    expect(await exchange(forged, uid)).toEqual([401, 'JWT validation failed']);
    if (keys) keys.expirationTime = '2026-01-01T00:00:00Z';
    expect(await exchange(token, uid)).toEqual(mismatch);
  });
});

const script = `
import boto3, os
answer = boto3.client("sts").get_web_identity_token(Audience=[os.environ["AUDIENCE"]], SigningAlgorithm="ES384", DurationSeconds=120)
print(answer["WebIdentityToken"])
`;
const knows = spawnSync('python3', [
  '-c',
  'import botocore.session as s; assert "GetWebIdentityToken" in s.get_session().get_service_model("sts").operation_names',
]);

describe.skipIf(knows.status !== 0)('boto3, where Python has one that knows the action', () => {
  it('gets a token that the account’s published keys verify', async () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = sandbox.world.aws.samples.ciRunner;
    const { stdout: token } = await promisify(execFile)('python3', ['-c', script], {
      env: {
        PATH: process.env['PATH'],
        AUDIENCE: publicIssuer,
        AWS_ENDPOINT_URL_STS: sandbox.urls.sts,
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
    const issuer = awsIssuers[accounts.aws] ?? '';
    const { payload } = await jwtVerify(token.trim(), await keysOf(issuer), {
      issuer,
      audience: publicIssuer,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(120);
  }, 60_000);
});

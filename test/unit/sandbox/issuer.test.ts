import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import vectors from '../../fixtures/capabilities.json';
import { decodeCapabilities, encodeCapabilities } from '../../sandbox/capabilities';
import { apiAudience, identities, organization } from '../../sandbox/world';
import { ask, textOf } from './ask';
import { amzDate, awsToken, signed, tokenOf } from './signing';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const runner = () => sandbox.world.aws.samples.ciRunner;
const own = (headers: Record<string, string> = {}) =>
  awsToken(runner(), sandbox.urls.issuer, identities['ci-runner'], headers);
const exchange = (bearer: string, fields: Record<string, string> = {}) =>
  ask(`${sandbox.urls.issuer}/sts/exchange`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ aud: apiAudience, identity: identities['ci-runner'], ...fields }).toString(),
  });

describe('exchange of an AWS token', () => {
  it('gives an RS256 token for an hour, whose keys are published', async () => {
    const { status, json } = await exchange(own());
    expect(status).toBe(200);
    expect(json['refreshToken']).toBe('');
    const keys = createRemoteJWKSet(new URL(`${sandbox.urls.issuer}/.well-known/jwks.json`));
    const options = { issuer: sandbox.urls.issuer, audience: apiAudience };
    const { payload, protectedHeader } = await jwtVerify(textOf(json['token']), keys, options);
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload.sub).toBe(identities['ci-runner']);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(json['expiry']).toBe(new Date((payload.exp ?? 0) * 1000).toISOString().replace('.000Z', 'Z'));
    const cap = payload['cap'] as Record<string, string>;
    expect([...decodeCapabilities(cap[organization.uid] ?? '')]).toContain('repo.list');
  });

  it('reads query and form, by GET and POST, and never a JSON body', async () => {
    const query = new URLSearchParams({ aud: apiAudience, identity: identities['ci-runner'] }).toString();
    const url = `${sandbox.urls.issuer}/sts/exchange`;
    const headers = { authorization: `Bearer ${own()}` };
    expect((await ask(`${url}?${query}`, { headers })).status).toBe(200);
    expect((await ask(`${url}?${query}`, { method: 'POST', headers })).status).toBe(200);
    const body = JSON.stringify({ aud: [apiAudience], identity: identities['ci-runner'] });
    const asJson = { ...headers, 'content-type': 'application/json' };
    const answer = await ask(url, { method: 'POST', headers: asJson, body });
    expect([answer.status, answer.json['message']]).toEqual([400, 'Audience must be specified']);
  });

  it.each(['aud=%zz', 'aud=a;b', 'aud=a&identity=b&identity=c', 'aud=a&scope=b&scope=c', 'aud=a&%zz=1'])(
    'refuses %j in query and form',
    async (fields) => {
      const url = `${sandbox.urls.issuer}/sts/exchange`;
      const authorization = `Bearer ${own()}`;
      const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
      const answers = [
        await ask(`${url}?${fields}`, { headers: { authorization } }),
        await ask(url, { method: 'POST', headers: form, body: fields }),
      ];
      for (const { status, json } of answers) expect([status, json['code']]).toEqual([400, 3]);
    },
  );

  it('accepts the public issuer as the audience that was signed', async () => {
    const token = awsToken(runner(), 'https://issuer.enforce.dev', identities['ci-runner']);
    expect((await exchange(token)).status).toBe(200);
  });

  it('narrows to scopes and capabilities', async () => {
    const { json } = await exchange(own(), { cap: 'tag.list', scopes: sandbox.world.groups.web });
    const payload = JSON.parse(
      Buffer.from(textOf(json['token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as {
      cap: Record<string, string>;
    };
    expect(payload.cap).toEqual({ [sandbox.world.groups.web]: encodeCapabilities(['tag.list']) });
  });

  it.each(vectors.capabilities.map((capability) => [capability.name, capability] as const))(
    'writes %s into a token as the SDK does',
    (name, { single }) => {
      expect(encodeCapabilities([name])).toBe(single);
      expect([...decodeCapabilities(single)]).toEqual([name]);
    },
  );

  const minutes = (n: number) => ({ 'X-Amz-Date': amzDate(new Date(Date.now() + n * 60_000)) });
  const malformed = 'token is not a well-formed GetCallerIdentity request';
  const own401 = (text: string) => [401, 16, text];
  const binding = () => ({
    Accept: 'application/json',
    'Chainguard-Audience': sandbox.urls.issuer,
    'Chainguard-Identity': identities['ci-runner'],
  });
  const rows: [string, () => string, unknown[]][] = [
    ['bad base64', () => `${own()}!`, own401('invalid token encoding')],
    ['no request', () => 'aGVsbG8=', own401('invalid token encoding')],
    [
      'another method',
      () => tokenOf(signed(runner(), { method: 'PUT', headers: binding() })),
      own401(malformed),
    ],
    ['another host', () => own({ Host: 'sts.eu-west-1.amazonaws.com' }), own401(malformed)],
    [
      'headers that were not signed',
      () => {
        const bare = signed(runner(), { headers: { Accept: 'application/json' } });
        return tokenOf({ ...bare, headers: { ...bare.headers, ...binding() } });
      },
      own401('a required header is not covered by the request signature'),
    ],
    [
      'another audience',
      () => awsToken(runner(), `${sandbox.urls.issuer}/`, identities['ci-runner']),
      own401('audience header in token does not match expected audience'),
    ],
    [
      'another identity',
      () => awsToken(runner(), sandbox.urls.issuer, identities.nightly),
      own401('identity header in token does not match expected identity'),
    ],
    ['a date in the future', () => own(minutes(6)), own401('token timestamp is in the future')],
    ['a date long ago', () => own(minutes(-16)), own401('token expired')],
    [
      'a request that STS refuses',
      () => awsToken({ ...runner(), secretAccessKey: 'x' }, sandbox.urls.issuer, identities['ci-runner']),
      own401('token rejected by AWS STS endpoint'),
    ],
    [
      'keys of another partition',
      () => awsToken(sandbox.world.aws.samples.govUser, sandbox.urls.issuer, identities['ci-runner']),
      own401('token rejected by AWS STS endpoint'),
    ],
    [
      'expired keys',
      () => awsToken(sandbox.world.aws.samples.expired, sandbox.urls.issuer, identities['ci-runner']),
      own401('token rejected by AWS STS endpoint'),
    ],
    [
      'a caller who is not meant',
      () => awsToken(sandbox.world.aws.samples.kim, sandbox.urls.issuer, identities['ci-runner']),
      [403, 7, 'caller does not match the identity'],
    ],
  ];
  it.each(rows)('refuses %s', async (_, bearer, expected) => {
    const { status, json } = await exchange(bearer());
    expect([status, json['code'], json['message']]).toEqual(expected);
  });

  it('refuses the instance role where the rule names the IAM role', async () => {
    const identity = identities['ec2-pull'];
    const bearer = awsToken(sandbox.world.aws.samples.instance, sandbox.urls.issuer, identity);
    expect((await exchange(bearer, { identity })).status).toBe(403);
  });

  const rule = { awsAccount: '123456789012', arnPattern: 'role/ci-runner/', userIdPattern: ':build' };
  const rules: [string, Record<string, string>, number][] = [
    ['patterns that are found somewhere', rule, 200],
    ['exact values', { awsAccount: '123456789012', arn: 'ARN', userId: 'ID' }, 200],
    ['another account', { ...rule, awsAccount: '123456789013' }, 403],
    ['an ARN that differs in case', { ...rule, arnPattern: 'role/CI-runner/' }, 403],
    ['another user id', { ...rule, userIdPattern: '^build' }, 403],
    ['a pattern in an exact field', { awsAccount: '123456789012', arn: '.*', userIdPattern: '.*' }, 403],
    ['a pattern that RE2 refuses', { ...rule, arnPattern: '(?=arn)' }, 403],
    ['no rule for the user id', { awsAccount: '123456789012', arnPattern: '.*' }, 403],
  ];
  it.each(rules)('wants account, ARN and user id: %s', async (_, given, status) => {
    const uid = `${organization.uid}/00000000000000aa`;
    const { arn, userId } = runner().principal;
    const filled = Object.entries(given).map(([name, value]) => [
      name,
      value.replace('ARN', arn).replace('ID', userId),
    ]);
    const any = sandbox.world.resources.identities.get(identities.nightly);
    if (!any) throw new Error('no such identity');
    const awsIdentity = { awsAccount: '', ...(Object.fromEntries(filled) as Record<string, string>) };
    sandbox.world.resources.identities.set(uid, { ...any, uid, awsIdentity });
    const bearer = awsToken(runner(), sandbox.urls.issuer, uid);
    expect((await exchange(bearer, { identity: uid })).status).toBe(status);
  });

  it('refuses identities that do not exist, and asks without identity, audience or bearer', async () => {
    const identity = `${organization.uid}/0123456789abcdef`;
    const gone = await exchange(awsToken(runner(), sandbox.urls.issuer, identity), { identity });
    expect([gone.status, gone.json['code']]).toEqual([404, 5]);
    expect((await exchange(own(), { identity: '' })).json['code']).toBe(3);
    expect((await exchange(own(), { aud: '' })).json['message']).toBe('Audience must be specified');
    const bare = await ask(`${sandbox.urls.issuer}/sts/exchange?aud=x`, { method: 'POST' });
    expect(bare.status).toBe(401);
    expect(bare.headers['www-authenticate']).toBe('missing bearer token');
  });

  it('says when STS does not answer, or answers without JSON', async () => {
    sandbox.faults.set({ service: 'sts', fault: { kind: 'reset' }, times: 1 });
    expect((await exchange(own())).json['message']).toMatch(/^failed to reach AWS STS endpoint: /);
    sandbox.faults.set({ service: 'sts', fault: { kind: 'status', status: 200, body: '<a/>' }, times: 1 });
    expect((await exchange(own())).json['message']).toBe(
      "failed to parse json from AWS STS response invalid character '<' looking for beginning of value",
    );
  });
});

describe('exchange of an OIDC token', () => {
  const good = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:acme/shop:ref:refs/tags/v1.2.3',
    aud: 'https://issuer.enforce.dev',
  };
  it('admits claims that fit and refuses others', async () => {
    const identity = identities.release;
    expect((await exchange(await sandbox.oidcToken(good), { identity })).status).toBe(200);
    for (const other of [
      { iss: 'https://evil.example' },
      { sub: 'repo:acme/shop:ref:refs/heads/main' },
      { aud: 'x' },
    ])
      expect((await exchange(await sandbox.oidcToken({ ...good, ...other }), { identity })).status).toBe(403);
    const late = await exchange(await sandbox.oidcToken({ ...good, exp: 1_700_000_000 }), { identity });
    expect(late.json['message']).toBe(
      'verifying token: oidc: token is expired (Token Expiry: 2023-11-14T22:13:20.000Z)',
    );
  });

  it('refuses a token with another signature', async () => {
    const token = await sandbox.oidcToken(good);
    const [head, body] = token.split('.');
    const forged = `${head ?? ''}.${body ?? ''}.${Buffer.alloc(256).toString('base64url')}`;
    expect((await exchange(forged, { identity: identities.release })).status).toBe(401);
  });
});

describe('exchange of a refresh token', () => {
  const refresh = (bearer: string) =>
    ask(`${sandbox.urls.issuer}/sts/exchange_refresh_token?aud=${encodeURIComponent(apiAudience)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}` },
    });
  it('gives a pair, and nothing for another token', async () => {
    const { status, json } = await refresh(await sandbox.refreshToken('kim@acme.example'));
    expect(status).toBe(200);
    const next = await refresh(textOf(json['refreshToken']?.['token']));
    expect(next.status).toBe(200);
    expect((await refresh(textOf(json['token']?.['token']))).status).toBe(401);
  });
});

import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { containerCredentials } from '../../src/aws/container';
import { credentialsOf } from '../../src/aws/credentials';
import type { CredentialSource } from '../../src/aws/sources';
import { asFailure } from '../../src/core/failure';
import { endingWith, node_http } from '../../src/net/directHttp';
import { RequestHandler } from '../../src/net/requestHandler';
import { accounts } from '../sandbox/world';
import { failureOf, useHome } from '../unit/aws/home';
import { behaviours, useBadServer } from './badServer';

const home = useHome();
const roleArn = `arn:aws:iam::${accounts.aws}:role/ci-runner`;

const server = useBadServer();

const profile = (name: string): CredentialSource => ({ kind: 'profile', name });

/** Each way in which credentials are asked for over the network, made ready to ask the server of this test. */
const ways: Record<string, () => Promise<CredentialSource>> = {
  AssumeRole: async () => {
    process.env['AWS_ENDPOINT_URL_STS'] = server.url;
    await home().config(`[profile r]\nrole_arn = ${roleArn}\nsource_profile = default`);
    return profile('r');
  },
  'web identity of a profile': async () => {
    process.env['AWS_ENDPOINT_URL_STS'] = server.url;
    const token = `${home().directory}/.aws/service-account-token`;
    await home().config(`[profile w]\nrole_arn = ${roleArn}\nweb_identity_token_file = ${token}`);
    return profile('w');
  },
  'web identity of the environment': () => {
    const token = `${home().directory}/.aws/service-account-token`;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_STS: server.url,
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_ROLE_ARN: roleArn,
    });
    return Promise.resolve({ kind: 'web-identity' });
  },
  SSO: async () => {
    process.env['AWS_ENDPOINT_URL_SSO'] = server.url;
    return Promise.resolve(profile('sso'));
  },
  'the renewal of an SSO session': async () => {
    process.env['AWS_ENDPOINT_URL_SSO_OIDC'] = server.url;
    const name = `session-${Math.random()}`.replace('.', '');
    const { sandbox, directory } = home();
    await sandbox.sso.signIn(directory, name, { until: new Date(Date.now() - 60_000), renewable: true });
    await home().config(
      `[sso-session ${name}]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n[profile s]\nsso_session = ${name}\nsso_account_id = ${accounts.aws}\nsso_role_name = Developer`,
    );
    return profile('s');
  },
  'the renewal of a console session': async () => {
    process.env['AWS_ENDPOINT_URL_SIGNIN'] = server.url;
    const loginSession = `arn:aws:iam::${accounts.aws}:user/kim`;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const accessToken = {
      ...{ accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', accountId: accounts.aws },
      expiresAt: new Date(Date.now() - 60_000).toISOString(),
    };
    const dpopKey = privateKey.export({ type: 'sec1', format: 'pem' });
    process.env['AWS_LOGIN_CACHE_DIRECTORY'] = `${home().directory}/login`;
    const name = createHash('sha256').update(loginSession).digest('hex');
    await home().write(
      `login/${name}.json`,
      JSON.stringify({ accessToken, clientId: 'cli', refreshToken: 'r', dpopKey }),
    );
    await home().config(`[profile c]\nlogin_session = ${loginSession}\nregion = us-east-1`);
    return profile('c');
  },
  'the container endpoint': () => {
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${server.url}/v1/credentials`;
    return Promise.resolve({ kind: 'container' });
  },
};

describe.each(Object.keys(ways))('%s', (way) => {
  const ready = () => ways[way]?.() ?? Promise.reject(new Error(way));

  it.each(['hangs', 'never stops', 'drips'] as const)(
    'leaves no connection after a cancel, of a server that %s',
    async (behaviour) => {
      server.answer = behaviours[behaviour];
      const source = await ready();
      const abort = new AbortController();
      const failure = failureOf(credentialsOf(source, { signal: abort.signal }));
      await expect.poll(() => server.asked.length).toBeGreaterThan(0);
      abort.abort();
      expect((await failure).kind).toMatch(/cancelled|unexpected|no-credentials/);
      await expect.poll(() => server.open).toBe(0);
    },
  );

  it('takes no answer without an end', async () => {
    server.answer = behaviours['never stops'];
    const failure = await failureOf(credentialsOf(await ready()));
    expect(failure.kind).toMatch(/unexpected|no-credentials/);
    await expect.poll(() => server.open).toBe(0);
  });

  it('follows no redirect', async () => {
    server.answer = behaviours.redirects;
    await failureOf(credentialsOf(await ready()));
    expect(server.asked.length).toBeGreaterThan(0);
    expect(server.asked).not.toContain('/elsewhere');
  });
});

describe('a request of the SDK', () => {
  const parts = {
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: '/',
    headers: {},
    body: 'x',
  };
  const handler = () => new RequestHandler(new AbortController().signal, 200);

  it('ends at its deadline, also while the server drips', async () => {
    server.answer = behaviours.drips;
    const requests = handler();
    const failure = await failureOf(requests.handle({ ...parts, port: server.port }));
    expect([failure.kind, requests.failure]).toEqual(['offline', failure]);
    await expect.poll(() => server.open).toBe(0);
  });

  it.each([
    { protocol: 'http:', hostname: 'sts.amazonaws.com', path: '/' },
    { protocol: 'http:', hostname: '169.254.169.254', path: '/' },
    { protocol: 'ftp:', hostname: '127.0.0.1', path: '/' },
    { protocol: 'https:', hostname: 'user@evil.example', path: '/' },
  ])('goes to no address such as %j', async (where) => {
    expect((await failureOf(handler().handle({ ...parts, ...where }))).kind).toBe('invalid');
  });

  it('carries its query as the SDK writes it, and its answer back', async () => {
    server.answer = (response) => response.writeHead(418, { 'x-a': 'b' }).end('ü');
    const query = { 'role name': 'a b', list: ['1', '2'], empty: null };
    const { response } = await handler().handle({
      ...parts,
      path: '//x',
      query,
      port: server.port,
    });
    expect(server.asked).toEqual(['//x?role%20name=a%20b&list=1&list=2&empty=']);
    expect([response.statusCode, response.headers['x-a'], Buffer.from(response.body).toString()]).toEqual([
      418,
      'b',
      'ü',
    ]);
  });
});

describe('the container endpoint', () => {
  it.each([
    'http://example.com/v1',
    'http://169.254.169.254/v1',
    'http://u:p@127.0.0.1/v1',
    'not an address',
    'http://127.0.0.1.example.com/',
  ])('is asked at no address such as %s', async (full) => {
    const asking = containerCredentials(500, { AWS_CONTAINER_CREDENTIALS_FULL_URI: full });
    expect(await asking.catch(asFailure)).toMatchObject({ kind: 'invalid' });
  });

  it('is no other host by its relative path', async () => {
    const asking = containerCredentials(500, { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '@evil.example/' });
    expect(await asking.catch(asFailure)).toMatchObject({ kind: 'invalid' });
  });
});

it('instance metadata ends with the wait, and takes no answer without an end', async () => {
  server.answer = behaviours.drips;
  const abort = new AbortController();
  const { port } = server;
  const failed = endingWith(abort.signal, async () => {
    const request = node_http.request({ host: '127.0.0.1', port, path: '/' });
    request.end();
    return (await once(request, 'error').catch(String)) as unknown;
  });
  await expect.poll(() => server.asked.length).toBe(1);
  abort.abort();
  await failed;
  await expect.poll(() => server.open).toBe(0);
  server.answer = behaviours['never stops'];
  const request = node_http.request({ host: '127.0.0.1', port, path: '/' });
  request.once('response', (response) => response.resume());
  request.end();
  const [error] = (await once(request, 'error')) as [Error];
  expect(error.message).toBe('The answer is too long.');
  await expect.poll(() => server.open).toBe(0);
});

import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instanceRoleName } from '../../sandbox/awsWorld';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { ask, call } from './ask';
import { signed } from './signing';

let sandbox: Sandbox;
let home = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await sandbox.writeHome(home);
});
afterAll(async () => {
  await sandbox.close();
  await rm(home, { recursive: true });
});

describe('instance metadata', () => {
  const base = '/latest/meta-data/iam/security-credentials/';
  const token = (headers: Record<string, string>, method = 'PUT') =>
    ask(`${sandbox.urls.metadata}/latest/api/token`, { method, headers });
  const ttl = 'X-aws-ec2-metadata-token-ttl-seconds';

  it('gives credentials only with a token', async () => {
    expect((await ask(sandbox.urls.metadata + base)).status).toBe(401);
    const { text } = await token({ [ttl]: '60' });
    const headers = { 'X-aws-ec2-metadata-token': text };
    expect((await ask(sandbox.urls.metadata + base, { headers })).text).toBe(instanceRoleName);
    const { json } = await ask(sandbox.urls.metadata + base + instanceRoleName, { headers });
    expect(json['AccessKeyId']).toBe(sandbox.world.aws.samples.instance.accessKeyId);
    expect((await ask(`${sandbox.urls.metadata}${base}other`, { headers })).status).toBe(404);
    sandbox.faults.set({ service: 'metadata', fault: { kind: 'clock', ms: 61_000 } });
    expect((await ask(sandbox.urls.metadata + base, { headers })).status).toBe(401);
    sandbox.faults.clear();
  });

  it('refuses a token without its TTL, by GET, or through a proxy', async () => {
    expect((await token({})).status).toBe(400);
    expect((await token({ [ttl]: '21601' })).status).toBe(400);
    expect((await token({ [ttl]: '60' }, 'GET')).status).toBe(405);
    expect((await token({ [ttl]: '60', 'X-Forwarded-For': '10.0.0.1' })).status).toBe(403);
  });
});

describe('the container endpoint', () => {
  it('gives container credentials only with the Authorization token', async () => {
    const url = `${sandbox.urls.container}/v1/credentials`;
    expect((await ask(url)).status).toBe(401);
    const { json } = await ask(url, { headers: { Authorization: sandbox.containerToken } });
    expect(json['Token']).toBe(sandbox.world.aws.samples.container.sessionToken);
  });
});

describe('home', () => {
  it('holds keys that STS takes, and a login that the API takes', async () => {
    const credentials = await readFile(join(home, '.aws', 'credentials'), 'utf8');
    const { kim } = sandbox.world.aws.samples;
    expect(credentials).toContain(`[default]\naws_access_key_id = ${kim.accessKeyId}\n`);
    expect((await ask(sandbox.urls.sts + signed(kim).path, signed(kim))).status).toBe(200);
    const cache = join(home, '.cache', 'chainguard', 'https:--console-api.enforce.dev');
    const login = await readFile(join(cache, 'oidc-token'), 'utf8');
    expect((await call(`${sandbox.urls.api}/auth/v1/ok`, login)).json['email']).toBe('kim@acme.example');
    expect((await stat(join(cache, 'oidc-token'))).mode & 0o777).toBe(0o600);
    expect((await stat(cache)).mode & 0o777).toBe(0o700);
  });

  it('is where the environment points', () => {
    const env = sandbox.env(home);
    expect(env['AWS_CONFIG_FILE']).toBe(join(home, '.aws', 'config'));
    expect(env['AWS_ENDPOINT_URL_STS']).toBe(sandbox.urls.sts);
    expect(env).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(sandbox.settings()).toMatchObject({ 'assumable.issuerUrl': sandbox.urls.issuer });
  });
});

describe('the large world', () => {
  it('has a large world of the same identities every time', async () => {
    const worlds = await Promise.all([startSandbox({ large: true }), startSandbox({ large: true })]);
    const pages = await Promise.all(
      worlds.map(async (large) => {
        const token = await large.sessionToken('kim@acme.example');
        return call(`${large.urls.api}/iam/v2/identities?order_by=name&skip=40000&page_size=2`, token);
      }),
    );
    await Promise.all(worlds.map((world) => world.close()));
    expect(pages[0]?.json['totalCount']).toBe('50006');
    expect(pages[0]?.text.replace(/"nextPageToken":"[^"]*"/, '')).toBe(
      pages[1]?.text.replace(/"nextPageToken":"[^"]*"/, ''),
    );
    expect(worlds[0].world.resources.groups.size).toBe(2003);
  });
});

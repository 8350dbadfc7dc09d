import { describe, expect, it } from 'vitest';
import { chainctlTokenPath, readChainctlToken } from '../../../src/chainguard/chainctlCache';
import { exchange } from '../../../src/chainguard/exchange';
import { join, type Connection } from '../../../src/chainguard/http';
import {
  createGroup,
  getIdentity,
  identitiesNamed,
  listAwsIdentities,
  listGroups,
  listIdentities,
} from '../../../src/chainguard/iam';
import { listRoleBindings } from '../../../src/chainguard/roles';
import { listRepos } from '../../../src/chainguard/registry';
import { whoAmI } from '../../../src/chainguard/whoAmI';
import { apiAudience } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();

const kim = async (): Promise<Connection> => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken('kim@acme.example'),
});

describe('the API', () => {
  it('lists organizations, and what is directly in one, by name', async () => {
    const at = await kim();
    const organizations = await listGroups(at, { inRoot: true });
    expect(organizations.items.map(({ name }) => name)).toEqual(['acme.example']);
    const groups = await listGroups(at, { childrenOf: sandbox().world.organization.uid });
    expect(groups.items.map(({ name }) => name)).toEqual(['platform', 'web']);
  });

  it.each(['', 'x', '../../auth/v1/ok', 'A'.repeat(40), `${'a'.repeat(40)}/..`, `${'a'.repeat(40)}?x`])(
    'takes nothing for an id that is none: %j',
    async (uid) => {
      const body = JSON.stringify({ groups: [{ uid, name: 'acme.example' }] });
      const fault = { kind: 'status', status: 200, body } as const;
      sandbox().faults.set({ service: 'api', path: '/iam/v2/groups', fault, times: 1 });
      await expect(listGroups(await kim(), { inRoot: true })).rejects.toMatchObject({
        kind: 'unexpected',
        message: expect.stringMatching(/at: 0\.uid$/) as unknown,
      });
    },
  );

  it('reads every relationship', async () => {
    const { items } = await listIdentities(await kim(), { descendantsOf: sandbox().world.organization.uid });
    const kinds = new Set(items.map(({ relationship }) => relationship.kind));
    expect(kinds).toEqual(new Set(['aws', 'claims', 'static', 'service-principal']));
  });

  it('gives every item of a list exactly once, over its pages', async () => {
    const at = await kim();
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await listRepos(
        at,
        { descendantsOf: sandbox().world.organization.uid },
        { size: 7, after },
      );
      expect(page.total).toBe(40);
      names.push(...page.items.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    expect(names).toHaveLength(40);
    expect(new Set(names).size).toBe(40);
  });

  it('finds an identity by id and by name, and its role bindings', async () => {
    const at = await kim();
    const id = sandbox().world.identities['ci-runner'];
    const identity = await getIdentity(at, id);
    expect(identity).toMatchObject({ id, name: 'ci-runner', relationship: { kind: 'aws' } });
    expect(await identitiesNamed(at, 'ci-runner')).toEqual([identity]);
    const bindings = await listRoleBindings(at, id);
    expect(bindings.items).toMatchObject([
      { identity: id, role: { name: 'registry.pull' }, group: { name: 'acme.example' } },
    ]);
  });

  it('lists AWS identities alone', async () => {
    const { items } = await listAwsIdentities(await kim());
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items.map(({ relationship }) => relationship.kind))).toEqual(new Set(['aws']));
  });

  it('says what the bearer may do', async () => {
    const who = await whoAmI({
      apiUrl: sandbox().urls.api,
      token: await sandbox().sessionToken('ci-runner'),
    });
    expect(who.subject).toBe(sandbox().world.identities['ci-runner']);
    expect(who.grants.flatMap(({ capabilities }) => capabilities)).toContain('repo.list');
  });

  it('says that an id is not there', async () => {
    const id = `${sandbox().world.organization.uid}/0000000000000000`;
    await expect(getIdentity(await kim(), id)).rejects.toMatchObject({ kind: 'invalid', status: 404 });
  });

  it('takes a person whose token is none for signed out', async () => {
    await expect(listGroups({ ...(await kim()), token: 'x' }, { inRoot: true })).rejects.toMatchObject({
      kind: 'signed-out',
    });
  });

  it.each([
    [6, 'invalid', /has one already/, 'Choose another name.'],
    [10, 'offline', /busy with another change/, 'Try again in a moment.'],
  ])('says what to do about a conflict, gRPC %i: %s', async (code, kind, message, remedy) => {
    const body = JSON.stringify({ code, message: 'conflict', details: [] });
    sandbox().faults.set({ service: 'api', fault: { kind: 'status', status: 409, body } });
    const failure = createGroup(await kim(), sandbox().world.organization.uid, {
      name: 'x',
      description: '',
    });
    await expect(failure).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as unknown,
      remedy,
      status: 409,
    });
  });

  it('says in the server’s words what a role does not allow', async () => {
    const at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('ci-runner') };
    await expect(getIdentity(at, sandbox().world.identities['ec2-pull'])).rejects.toMatchObject({
      kind: 'denied',
      status: 403,
    });
  });

  it.each(['../../../auth/v1/ok', '%2e%2e/%2e%2e/%2e%2e/auth/v1/ok', 'a?updateMask=name', 'a#', 'a\\b', ''])(
    'refuses an id that leads elsewhere before anything is sent: %s',
    async (id) => {
      const at = await kim();
      sandbox().requests.length = 0;
      await expect(getIdentity({ ...at, apiUrl: `${at.apiUrl}/proxy` }, id)).rejects.toMatchObject({
        kind: 'invalid',
      });
      expect(sandbox().requests).toEqual([]);
    },
  );

  it('tells after how many seconds to try again', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'status', status: 429, retryAfter: '7' } });
    const failed = await listGroups(await kim(), { inRoot: true }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'offline', remedy: expect.stringContaining('7') as unknown });
  });

  it('reads an empty answer as an empty list, and another object as none', async () => {
    const answer = (body: string) => {
      sandbox().faults.set({
        service: 'api',
        fault: { kind: 'status', status: 200, body, contentType: 'application/json' },
      });
      return kim().then((at) => listGroups(at, { inRoot: true }));
    };
    expect((await answer('{}')).items).toEqual([]);
    expect((await answer('{"groups":null,"totalCount":"0","skipped":0}')).items).toEqual([]);
    expect((await answer('{"groups":[],"totalCount":"12"}')).total).toBe(12);
    for (const odd of ['"many"', '"-1"', '1.5', 'null'])
      expect((await answer(`{"groups":[],"totalCount":${odd}}`)).total).toBeUndefined();
    await expect(answer('{"status":"fine"}')).rejects.toMatchObject({ kind: 'unexpected' });
    await expect(answer('{"groups":[{"name":"no id"}]}')).rejects.toMatchObject({ kind: 'unexpected' });
  });
});

describe('the exchange', () => {
  const oidc = () =>
    sandbox().oidcToken({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:acme/images:ref:refs/heads/main',
      aud: 'https://issuer.enforce.dev',
    });

  it('sends its fields in the body and the token in the header, never in the address', async () => {
    sandbox().requests.length = 0;
    const token = await oidc();
    await exchange({
      issuerUrl: sandbox().urls.issuer,
      token,
      identity: sandbox().world.identities.release,
      audience: apiAudience,
    }).catch(() => undefined);
    const [request] = sandbox().requests;
    expect(request).toMatchObject({ method: 'POST', path: '/sts/exchange' });
  });

  it('keeps a path in front of the issuer’s address', () => {
    expect(join('https://proxy.example/issuer/', '/sts/exchange').href).toBe(
      'https://proxy.example/issuer/sts/exchange',
    );
  });
});

describe("chainctl's cache", () => {
  it.each([
    [
      'linux',
      { HOME: '/home/kim' },
      '/home/kim/.cache/chainguard/https:--console-api.enforce.dev/oidc-token',
    ],
    [
      'linux',
      { HOME: '/home/kim', XDG_CACHE_HOME: '/var/kim' },
      '/var/kim/chainguard/https:--console-api.enforce.dev/oidc-token',
    ],
    [
      'linux',
      { HOME: '/home/kim', XDG_CACHE_HOME: '' },
      '/home/kim/.cache/chainguard/https:--console-api.enforce.dev/oidc-token',
    ],
    [
      'linux',
      { HOME: '/home/kim', XDG_CACHE_HOME: 'cache' },
      '/home/kim/.cache/chainguard/https:--console-api.enforce.dev/oidc-token',
    ],
    [
      'darwin',
      { HOME: '/Users/kim' },
      '/Users/kim/Library/Caches/chainguard/https:--console-api.enforce.dev/oidc-token',
    ],
    ['win32', { LocalAppData: '/C/Local' }, '/C/Local/chainguard/https---console-api.enforce.dev/oidc-token'],
  ] as const)('is where Go keeps it on %s', (platform, env, path) => {
    expect(chainctlTokenPath('https://console-api.enforce.dev', env, platform)).toBe(path);
  });

  it('gives the token of the audience, and nothing for another', async () => {
    expect(await readChainctlToken(apiAudience)).toMatch(/^eyJ/);
    expect(await readChainctlToken('cgr.dev')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { deleteIdentity, getIdentity, identitiesNamed } from '../../../src/chainguard/iam';
import { listRoles } from '../../../src/chainguard/roles';
import { PagedList } from '../../../src/chainguard/pagedList';
import { listTags } from '../../../src/chainguard/registry';
import { asFailure } from '../../../src/core/failure';
import { builtInRoles } from '../../sandbox/capabilities';
import { groups, identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const kim = async (): Promise<Connection> => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken('kim@acme.example'),
});
/** Lets the API answer its next request with this. */
const answer = (body: unknown, path: string) => {
  const fault = { kind: 'status', status: 200, body: JSON.stringify(body) } as const;
  sandbox().faults.set({ service: 'api', path, fault, times: 1 });
};

describe('a role', () => {
  it('has its capabilities by name', async () => {
    const { items } = await listRoles(await kim());
    for (const [name, { capabilities }] of Object.entries(builtInRoles))
      expect(items.find((role) => role.name === name)?.capabilities).toEqual(capabilities);
  });

  it('has those that have no name here as the server writes them, and a number of the table by name', async () => {
    const capabilities = [1600, 'CAP_LIBRARIES_REQUEST_GROUPS_DELETE', 'CAP_NEW_GROUPS_DELETE', 9999];
    answer({ roles: [{ uid: 'a'.repeat(40), name: 'r', capabilities }] }, '/iam/v2/roles');
    const { items } = await listRoles(await kim());
    expect(items[0]?.capabilities).toEqual([
      'repo.blobs.get',
      'libraries.request_groups.delete',
      'CAP_NEW_GROUPS_DELETE',
      '9999',
    ]);
  });
});

describe('a service principal', () => {
  it.each([
    ['SERVICE_PRINCIPAL_MICROVM', { kind: 'service-principal', principal: 'MICROVM' }],
    [27, { kind: 'service-principal', principal: '27' }],
    [0, { kind: 'unknown' }],
    [null, { kind: 'unknown' }],
    ['SERVICE_PRINCIPAL_UNSPECIFIED', { kind: 'unknown' }],
  ])('that the gateway writes as %j is taken', async (servicePrincipal, relationship) => {
    const uid = identities['catalog-syncer'];
    answer({ uid, name: 'x', servicePrincipal }, `/iam/v2/identities/${uid}`);
    expect((await getIdentity(await kim(), uid)).relationship).toEqual(relationship);
  });
});

describe('a deletion', () => {
  it.each([
    [200, ''],
    [200, '{}'],
    [204, ''],
  ])('is done with status %i and %j', async (status, body) => {
    const fault = { kind: 'status', status, body } as const;
    sandbox().faults.set({ service: 'api', path: '/iam/v2/identities/', fault, times: 1 });
    await deleteIdentity(await kim(), identities.nightly);
  });

  it('is not done where something else answers', async () => {
    answer('All is well.', '/iam/v2/identities/');
    expect(await deleteIdentity(await kim(), identities.nightly).catch(asFailure)).toMatchObject({
      kind: 'unexpected',
    });
  });
});

describe('identities of a name', () => {
  it('are looked for in one group, and all their pages are read', async () => {
    sandbox().requests.length = 0;
    const found = await identitiesNamed(await kim(), 'nightly', { within: { childrenOf: groups.web } });
    expect(found.map(({ id }) => id)).toEqual([identities.nightly]);
    expect(
      await identitiesNamed(await kim(), 'nightly', { within: { childrenOf: groups.platform } }),
    ).toEqual([]);
    expect(sandbox().requests[0]?.query).toContain(`uidp.childrenOf=${encodeURIComponent(groups.web)}`);
    const page = (id: string, nextPageToken: string) => ({
      identities: [{ uid: `${groups.web}/${id.repeat(16)}`, name: 'x', claimMatch: null, awsIdentity: null }],
      nextPageToken,
      totalCount: null,
      skipped: null,
    });
    answer(page('b', ''), '/iam/v2/identities');
    answer(page('a', 'more'), '/iam/v2/identities');
    expect(await identitiesNamed(await kim(), 'x')).toHaveLength(2);
  });
});

describe('being asked too often', () => {
  it('is waited out where everything is read, for as long as the server says', async () => {
    const at = await kim();
    const fault = { kind: 'status', status: 429, retryAfter: '1' } as const;
    sandbox().faults.set({ service: 'api', path: '/iam/v2/roles', fault, times: 2 });
    const began = performance.now();
    expect(await new PagedList((page) => listRoles(at, page)).all()).not.toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(1950);
  });

  it('is a failure where the wait is too long, and says how long it is', async () => {
    const at = await kim();
    const date = new Date(Date.now() + 300_000).toUTCString();
    const fault = { kind: 'status', status: 429, retryAfter: date } as const;
    sandbox().faults.set({ service: 'api', path: '/iam/v2/roles', fault });
    const failed = await new PagedList((page) => listRoles(at, page)).all().catch(asFailure);
    expect(failed).toMatchObject({ kind: 'offline', status: 429 });
    expect(asFailure(failed).after).toBeGreaterThan(280);
  });

  it('can be given up during the wait', async () => {
    const at = await kim();
    const fault = { kind: 'status', status: 429, retryAfter: '100' } as const;
    sandbox().faults.set({ service: 'api', path: '/iam/v2/roles', fault });
    const stop = new AbortController();
    const reading = new PagedList((page) => listRoles(at, { ...page, signal: stop.signal })).all();
    setTimeout(() => stop.abort(), 100);
    expect(await reading.catch(asFailure)).toMatchObject({ kind: 'cancelled' });
  });
});

describe('tags', () => {
  it('come with the latest change first, also where the server cannot order them by it', async () => {
    const at = await kim();
    const [repo] = [...sandbox().world.resources.repos.keys()];
    const refused = { kind: 'status', status: 400 } as const;
    sandbox().faults.set({ service: 'api', path: '/registry/v2/tags', fault: refused, times: 1 });
    sandbox().requests.length = 0;
    const { items, next } = await listTags(at, repo ?? '');
    expect(sandbox().requests.map(({ query }) => query.includes('orderBy=updateTime'))).toEqual([
      true,
      false,
    ]);
    expect(items.length).toBeGreaterThan(1);
    const times = items.map(({ updated }) => updated?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(next).toBeUndefined();
  });

  it('are refused where the server refuses them in any order', async () => {
    const refused = { kind: 'status', status: 400 } as const;
    sandbox().faults.set({ service: 'api', path: '/registry/v2/tags', fault: refused });
    expect(await listTags(await kim(), groups.web).catch(asFailure)).toMatchObject({ status: 400 });
  });
});

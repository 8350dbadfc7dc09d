import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { getGroup, getIdentity, listGroups, listIdentities } from '../../../src/chainguard/iam';
import { asFailure } from '../../../src/core/failure';
import type { Group, Identity } from '../../../src/core/identity';
import { Recent } from '../../../src/core/browse/recent';
import {
  changeTexts,
  groupTexts,
  identityTexts,
  createGroupOnce,
  deletedBy,
  contentsOf,
  deleteGroupOnce,
  deleteIdentityOnce,
} from '../../../src/flows/changeOnce';
import { createIdentity } from '../../../src/flows/createIdentity';
import { refusals, type Fault } from '../../sandbox/faults';
import { accounts, groups, identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
let at: Connection;
beforeEach(async () => {
  at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
  sandbox().requests.length = 0;
});

/** Everything that the organization holds, as text, to compare before and after. */
const world = () => {
  const { groups: all, identities: some, bindings } = sandbox().world.resources;
  const timeless = (item: object) => ({ ...item, updateTime: 0 });
  return JSON.stringify([
    [...all.values()].map(timeless),
    [...some.values()].map(timeless),
    [...bindings.values()],
  ]);
};
const failureOf = async (work: Promise<unknown>) => asFailure(await work.catch((error: unknown) => error));
/** Aborts once the request that hangs has arrived. */
const stopped = async (requests: number, work: (signal: AbortSignal) => Promise<unknown>) => {
  const abort = new AbortController();
  const failure = failureOf(work(abort.signal));
  await expect.poll(() => sandbox().requests.length).toBe(requests);
  abort.abort();
  await expect.poll(() => sandbox().requests.length).toBeGreaterThan(requests);
  sandbox().faults.clear();
  return failure;
};

describe.each([
  {
    what: 'an identity',
    uid: identities.nightly,
    path: `/iam/v2/identities/${identities.nightly}`,
    read: () => getIdentity(at, identities.nightly),
    change: (seen: Identity | Group, texts: { name?: string; description?: string }, signal?: AbortSignal) =>
      changeTexts(at, identityTexts, seen as Identity, texts, signal),
  },
  {
    what: 'a group',
    uid: groups.web,
    path: `/iam/v2/groups/${groups.web}`,
    read: () => getGroup(at, groups.web),
    change: (seen: Identity | Group, texts: { name?: string; description?: string }, signal?: AbortSignal) =>
      changeTexts(at, groupTexts, seen, texts, signal),
  },
])('renaming and describing $what', ({ uid, path, read, change }) => {
  it('changes the one text and nothing else', async () => {
    const before = world();
    const seen = await read();
    expect(await change(seen, { name: 'another name' })).toMatchObject({
      name: 'another name',
      description: seen.description,
    });
    expect(world()).toBe(before.replace(`"name":"${seen.name}"`, '"name":"another name"'));
    const renamed = await read();
    await change(renamed, { name: seen.name });
    expect(world()).toBe(before);
  });

  it.each(refusals)('changes nothing when it meets %j', async (fault) => {
    const before = world();
    const seen = await read();
    sandbox().faults.set({ service: 'api', path, fault, after: 1, times: 1 });
    expect((await failureOf(change(seen, { description: 'Mine' }))).message).not.toContain('not known');
    expect(world()).toBe(before);
  });

  it('is done although the answer never arrives whole', async () => {
    const seen = await read();
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'cut' }, after: 1, times: 1 });
    expect(await change(seen, { description: 'Mine' })).toMatchObject({ description: 'Mine' });
    await change(await read(), { description: seen.description });
  });

  it('changes nothing when the person stops it before it is carried out', async () => {
    const before = world();
    const seen = await read();
    sandbox().faults.set({
      service: 'api',
      path,
      fault: { kind: 'latency', ms: 600_000 },
      after: 1,
      times: 1,
    });
    sandbox().requests.length = 0;
    const failure = await stopped(2, (signal) => change(seen, { description: 'Mine' }, signal));
    expect(failure.kind).toBe('cancelled');
    expect(world()).toBe(before);
  });

  it('says that it is not known when nobody can be asked', async () => {
    const seen = await read();
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'reset' }, after: 1 });
    expect((await failureOf(change(seen, { description: 'Mine' }))).message).toContain('not known');
  });

  it('reports a concurrent change of the same text, and sends nothing', async () => {
    const seen = await read();
    const theirs = { description: 'Theirs' };
    sandbox().faults.set({
      service: 'api',
      path,
      fault: { kind: 'meanwhile', uid, change: theirs },
      times: 1,
    });
    const failure = await failureOf(change(seen, { description: 'Mine' }));
    expect(failure.message).toContain('Somebody else changed this meanwhile');
    expect((await read()).description).toBe('Theirs');
    await change(await read(), { description: seen.description });
  });

  it.each([0, 1])(
    'leaves a concurrent change of the other text alone, made before request %i',
    async (after) => {
      const seen = await read();
      const theirs = { name: 'their name' };
      sandbox().faults.set({
        service: 'api',
        path,
        fault: { kind: 'meanwhile', uid, change: theirs },
        after,
        times: 1,
      });
      await change(seen, { description: 'Mine' });
      const now = await read();
      expect(now).toMatchObject({ name: 'their name', description: 'Mine' });
      await change(now, { name: seen.name, description: seen.description });
    },
  );
});

describe('a change beside another', () => {
  it.each([0, 1])('a change of what somebody else deletes before request %i is reported', async (after) => {
    const made = await createGroupOnce(at, groups.web, { name: 'short lived', description: '' });
    const seen = await getGroup(at, made.id);
    const fault: Fault = { kind: 'meanwhile', uid: made.id, change: 'delete' };
    sandbox().faults.set({ service: 'api', path: `/iam/v2/groups/${made.id}`, fault, after, times: 1 });
    const failure = await failureOf(changeTexts(at, groupTexts, seen, { name: 'lives on' }));
    expect(failure).toMatchObject({ kind: 'invalid', status: 404 });
    expect(failure.message).toContain('Somebody else deleted this meanwhile: short lived');
  });
});

describe('creating a group', () => {
  const wanted = { name: 'night shift', description: 'Works at night' };
  const path = `/iam/v2/groups/${groups.web}`;
  const made = () =>
    [...sandbox().world.resources.groups.values()].filter(({ name }) => name === wanted.name);

  const lists = /\/groups$/;
  const create = (signal?: AbortSignal) => createGroupOnce(at, groups.web, wanted, signal, 1);

  it.each(refusals)('creates nothing when it meets %j', async (fault) => {
    const before = world();
    sandbox().faults.set({ service: 'api', path, fault, times: 1 });
    const denied = fault.kind === 'status' && fault.status === 403;
    expect((await failureOf(create())).message.includes('It is not known whether')).toBe(!denied);
    expect(world()).toBe(before);
  });

  it.each([0, 2])('gives the group although the answer is cut, and %i lists are old', async (times) => {
    if (times > 0) sandbox().faults.set({ service: 'api', path: lists, fault: { kind: 'stale' }, times });
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'cut' }, times: 1 });
    const group = await create();
    expect(made().map(({ uid }) => uid)).toEqual([group.id]);
    sandbox().world.resources.groups.delete(group.id);
  });

  it('does not claim to know when the lists stay older than what it did', async () => {
    sandbox().faults.set({ service: 'api', path: lists, fault: { kind: 'stale' } });
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'cut' }, times: 1 });
    expect((await failureOf(create())).message).toMatch(
      /It is not known whether this folder was created: night shift\.$/,
    );
    for (const { uid } of made()) sandbox().world.resources.groups.delete(uid);
  });

  it('does not claim to know when the person stops it before it is carried out', async () => {
    const before = world();
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'latency', ms: 600_000 }, times: 1 });
    const failure = await stopped(1, create);
    expect(failure).toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining('not known') as unknown,
    });
    expect(world()).toBe(before);
  });

  it('is reported when there is one of this name', async () => {
    const before = world();
    expect(await failureOf(createGroupOnce(at, groups.web, { name: 'x', description: '\n' }))).toMatchObject({
      kind: 'invalid',
    });
    expect(world()).toBe(before);
  });
});

describe('deleting an identity', () => {
  let id: string;
  beforeEach(async () => {
    const match = {
      account: accounts.aws,
      arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/x/(.+)$' },
      userId: { kind: 'pattern', value: '^AROAXXXXXXXXEXAMPLE:(.+)$' },
    } as const;
    const group = { id: groups.web, name: 'web' };
    const made = await createIdentity({
      connection: at,
      group,
      name: 'to go',
      description: '',
      match,
      roles: [],
    });
    if (made.kind === 'name-taken') throw new Error('a test left it behind');
    id = made.identity.id;
    sandbox().requests.length = 0;
  });

  it.each(refusals)('deletes nothing when it meets %j', async (fault) => {
    const before = world();
    sandbox().faults.set({ service: 'api', path: `/iam/v2/identities/${id}`, fault, times: 1 });
    await expect(deleteIdentityOnce(at, id)).rejects.toMatchObject({ name: 'Failure' });
    expect(world()).toBe(before);
    await deleteIdentityOnce(at, id);
  });

  it('is done although the answer never arrives whole', async () => {
    sandbox().faults.set({
      service: 'api',
      path: `/iam/v2/identities/${id}`,
      fault: { kind: 'cut' },
      times: 1,
    });
    await deleteIdentityOnce(at, id);
    expect(sandbox().world.resources.identities.has(id)).toBe(false);
  });

  it('counts as done when somebody else was faster', async () => {
    const fault: Fault = { kind: 'meanwhile', uid: id, change: 'delete' };
    sandbox().faults.set({ service: 'api', path: `/iam/v2/identities/${id}`, fault, times: 1 });
    await deleteIdentityOnce(at, id);
    expect(sandbox().world.resources.identities.has(id)).toBe(false);
  });

  it('is not done when the person stops it before it is carried out', async () => {
    const before = world();
    const fault: Fault = { kind: 'latency', ms: 600_000 };
    sandbox().faults.set({ service: 'api', path: `/iam/v2/identities/${id}`, fault, times: 1 });
    const failure = await stopped(1, (signal) => deleteIdentityOnce(at, id, signal));
    expect(failure.kind).toBe('cancelled');
    expect(world()).toBe(before);
    await deleteIdentityOnce(at, id);
  });
});

describe('deleting a group', () => {
  it('says what is in it, and deletes it when it is empty, also where the answer is cut', async () => {
    const { web, platform } = groups;
    expect(await contentsOf(at, platform)).toEqual([expect.stringMatching(/^identities: \d+$/)]);
    const made = await createGroupOnce(at, web, { name: 'for a moment', description: '' });
    expect(await contentsOf(at, web)).toContainEqual(expect.stringMatching(/^folders: \d+$/));
    expect(await contentsOf(at, made.id)).toEqual([]);
    const path = `/iam/v2/groups/${made.id}`;
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'cut' }, times: 1 });
    await deleteGroupOnce(at, made.id);
    expect(sandbox().world.resources.groups.has(made.id)).toBe(false);
    await deleteGroupOnce(at, made.id);
  });

  it('leaves one that is not empty, with words of the server', async () => {
    const before = world();
    await expect(deleteGroupOnce(at, groups.platform)).rejects.toMatchObject({
      kind: 'invalid',
      status: 400,
    });
    expect(world()).toBe(before);
  });
});

it.each([
  ['ci', 'ci'],
  ['', 'a/b'],
  [' \t', 'a/b'],
])('what is called %j is deleted by typing %j', (name, word) => {
  expect(deletedBy({ id: 'a/b', name })).toBe(word);
});

describe('lists that are older than what was done', () => {
  it('hide what is new and show what is gone, and the tree does not follow them', async () => {
    const recentGroups = new Recent<Group>();
    const recentIdentities = new Recent<Identity>();
    const path = /^\/iam\/v2\/(groups|identities)$/;
    sandbox().faults.set({ service: 'api', path, fault: { kind: 'stale' } });
    const nightly = await getIdentity(at, identities.nightly);
    const made = await createGroupOnce(at, groups.web, { name: 'brand new', description: '' });
    recentGroups.put(groups.web, made, new Date());
    await deleteIdentityOnce(at, nightly.id);
    recentIdentities.drop(groups.web, nightly.id, new Date());

    const listedGroups = (await listGroups(at, { childrenOf: groups.web })).items;
    const listed = (await listIdentities(at, { childrenOf: groups.web })).items;
    expect(listedGroups).toEqual([]);
    expect(listed.map(({ name }) => name)).toContain('nightly');
    expect(recentGroups.merge(groups.web, listedGroups, new Date())).toEqual([made]);
    expect(recentIdentities.merge(groups.web, listed, new Date()).map(({ name }) => name)).toEqual([
      'build-keys',
      'catalog-syncer',
    ]);

    sandbox().faults.clear();
    expect((await listGroups(at, { childrenOf: groups.web })).items).toEqual([made]);
    expect((await listIdentities(at, { childrenOf: groups.web })).items.map(({ name }) => name)).toEqual([
      'build-keys',
      'catalog-syncer',
    ]);
  });
});

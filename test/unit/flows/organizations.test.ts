import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFilter } from '../../../src/core/browse/filter';
import { Failure } from '../../../src/core/failure';
import type { Identity } from '../../../src/core/identity';
import { LiveFindings } from '../../../src/flows/liveFindings';
import { Lists, placeOf } from '../../../src/flows/lists';
import { Organizations } from '../../../src/flows/organizations';
import { IdentitySearch } from '../../../src/flows/searchEverywhere';
import { groups, hex, identities, organization } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
type Severity = ReturnType<ReturnType<ConstructorParameters<typeof LiveFindings>[0]>>;

/** Who is signed in; `undefined` for nobody. */
let person: string | undefined;
let severity: (standard: Severity) => Severity;
let found: string[];
let findings: LiveFindings;
let organizations: Organizations;
beforeEach(() => {
  person = 'kim@acme.example';
  severity = (standard) => standard;
  const told: string[] = (found = []);
  findings = new LiveFindings(() => (_, standard) => severity(standard), {
    found: (ids) => told.push(...ids),
    failed: (error) => expect.fail(String(error)),
  });
  const current = async () =>
    person === undefined
      ? undefined
      : {
          label: person,
          connection: { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken(person) },
        };
  const require = async () => {
    const session = await current();
    if (!session) throw new Failure('signed-out', 'Nobody is signed in.');
    return session;
  };
  organizations = new Organizations({ current, require }, findings);
  sandbox().requests.length = 0;
});

afterEach(() => findings.dispose());

const asked = (path: RegExp, where = '') =>
  sandbox().requests.filter((request) => path.test(request.path) && request.query.includes(where));
const namesIn = async (group: string) =>
  (await organizations.members(group)).identities.items.map(({ name }) => name);
const identityIn = async (group: string, name: string): Promise<Identity> => {
  const { items } = (await organizations.members(group)).identities;
  return items.find((each) => each.name === name) ?? expect.fail(`${name} is not listed`);
};

/** A group with more identities and groups than two pages hold. */
function grow(): { readonly id: string; readonly last: string } {
  const { resources } = sandbox().world;
  const id = `${organization.uid}/${hex('grown', 16)}`;
  const stamp = { createTime: '2026-01-12T09:30:00Z', updateTime: '2026-01-12T09:30:00Z' };
  const [like] = [...resources.identities.values()].filter(({ name }) => name === 'ci-runner');
  if (!like) throw new Error('there is no ci-runner');
  const below = (index: number) => `${id}/${index.toString(16).padStart(16, '0')}`;
  resources.groups.set(id, { uid: id, name: 'grown', description: '', verified: true, ...stamp });
  for (let index = 0; index < 650; index++) {
    const name = `many-${String(index).padStart(3, '0')}`;
    resources.identities.set(below(index), { ...like, uid: below(index), name });
  }
  return { id, last: below(649) };
}

describe('what is loaded of an organization', () => {
  it('is asked for once, however many ask for it at the same time', async () => {
    await Promise.all([organizations.members(groups.web), organizations.members(groups.web)]);
    await organizations.members(groups.web);
    expect(asked(/identities$/)).toHaveLength(1);
    expect(asked(/groups$/)).toHaveLength(1);
  });

  it('tells which names no identity has, once all of it is there', async () => {
    const names = new Set(['ci-runner', 'not-there']);
    const list = async (id: string): Promise<void> => {
      const below = (await organizations.members(id)).groups.items;
      for (const group of below) await list(group.id);
    };
    const { organizations: top } = await organizations.top();
    const [first, ...others] = top?.items ?? [];
    await organizations.members(first?.id ?? '');
    expect(organizations.absent(names)).toEqual(new Set());
    for (const group of [first, ...others]) await list(group?.id ?? '');
    expect(organizations.absent(names)).toEqual(new Set(['not-there']));
    const { id, last } = grow();
    organizations.clear();
    expect(organizations.absent(names)).toEqual(new Set());
    await organizations.top();
    for (const group of [first, ...others]) await list(group?.id ?? '');
    expect(organizations.listed.get(last)).toBeUndefined();
    expect(organizations.absent(names)).toEqual(new Set());
    for (let known = -1; known < organizations.listed.size;) {
      known = organizations.listed.size;
      const { identities: more } = await organizations.members(id);
      await organizations.more(more.id);
      await organizations.members(id);
    }
    expect(organizations.listed.get(last)).toBeDefined();
    expect(organizations.absent(names)).toEqual(new Set(['not-there']));
  });

  it('is of the group alone that was asked for', async () => {
    await organizations.members(groups.web);
    expect(asked(/identities$|groups$/)).toEqual(
      asked(/identities$|groups$/, groups.web.replaceAll('/', '%2F')),
    );
  });

  it('comes a page at a time, twice as much with each step, and says how much is left', async () => {
    const { id } = grow();
    const first = (await organizations.members(id)).identities;
    expect([first.items.length, first.rest]).toEqual([200, 450]);
    await organizations.more(first.id);
    const second = (await organizations.members(id)).identities;
    expect([second.items.length, second.rest]).toEqual([400, 250]);
    await organizations.more(first.id);
    expect((await organizations.members(id)).identities.rest).toBe(0);
    expect(asked(/identities$/)).toHaveLength(4);
  });

  it('names each list by the place in which it stands', async () => {
    const { groups: below, identities: listed } = await organizations.members(groups.web);
    const repositories = await organizations.repositories.of('a/#b', organization.uid);
    expect([below, listed, repositories].map(({ id }) => placeOf(id))).toEqual([
      groups.web,
      groups.web,
      'a/#b',
    ]);
    expect(placeOf((await organizations.top()).organizations?.id ?? 'none')).toBe('');
  });

  it('holds what was made a moment ago in front, though the list is older', async () => {
    const before = await namesIn(groups.web);
    const like = await identityIn(groups.web, 'nightly');
    organizations.put({ ...like, id: `${groups.web}/${hex('new', 16)}`, name: 'new' });
    expect(await namesIn(groups.web)).toEqual(['new', ...before]);
  });

  it('shows an identity as it was changed a moment ago, in the search as well', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    organizations.put({ ...nightly, name: 'daily' });
    expect(await namesIn(groups.web)).toContain('daily');
    expect(organizations.listed.get(nightly.id)?.name).toBe('daily');
  });

  it('keeps that over a refresh, which asks for everything else again', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    organizations.put({ ...nightly, name: 'daily' });
    organizations.clear();
    expect(organizations.listed.get(nightly.id)).toBeUndefined();
    expect(await namesIn(groups.web)).toContain('daily');
    expect(asked(/identities$/)).toHaveLength(2);
  });

  it('holds a group that was made a moment ago, and knows it from then on', async () => {
    const id = `${groups.web}/${hex('made', 16)}`;
    organizations.putGroup({ id, name: 'made', description: '' });
    const { groups: below } = await organizations.members(groups.web);
    expect(below.items.map(({ name }) => name)).toContain('made');
    expect(organizations.group(id)?.name).toBe('made');
  });

  it('no longer holds what was deleted, though the list still has it', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    organizations.drop(nightly.id);
    expect(await namesIn(groups.web)).not.toContain('nightly');
    expect(organizations.listed.get(nightly.id)).toBeUndefined();
  });

  it('is nothing of what another account saw or changed', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    organizations.put({ ...nightly, name: 'daily' });
    person = 'lee@acme.example';
    organizations.switched();
    expect([organizations.listed.size, organizations.groups()]).toEqual([0, []]);
    expect(await namesIn(groups.web)).toContain('nightly');
    expect((await organizations.top()).label).toBe(person);
  });

  it('takes nothing in of what was looked up above an identity for another account', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    organizations.clear();
    sandbox().faults.set({ service: 'api', fault: { kind: 'latency', ms: 100 } });
    const before = sandbox().requests.length;
    const above = organizations.above(nightly);
    await expect.poll(() => sandbox().requests.length).toBeGreaterThan(before);
    organizations.switched();
    expect(await above).toBeUndefined();
    sandbox().faults.clear();
    const { groups: all } = sandbox().world.resources;
    const kept = [...all];
    all.clear();
    const top = await organizations.top();
    for (const [id, group] of kept) all.set(id, group);
    expect(top).toMatchObject({ state: 'no-organization' });
  });

  it('takes nothing in of a listing that a refresh overtook', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'latency', ms: 200 } });
    const overtaken = organizations.members(groups.web);
    await expect.poll(() => asked(/identities$/).length).toBe(1);
    organizations.clear();
    const names = (await overtaken).identities.items.map(({ name }) => name);
    expect(names).toContain('nightly');
    expect(asked(/identities$/)).toHaveLength(2);
  });

  it('takes nothing in of an answer that came in the moment of a refresh', async () => {
    let times = 0;
    const lists = new Lists('things', async () => {
      if (++times === 1) lists.clear();
      return Promise.resolve({ items: [{ id: String(times) }], next: undefined, total: 1 });
    });
    expect((await lists.of('here')).items).toEqual([{ id: '2' }]);
  });

  it('gives up what is being listed when somebody else signs in', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'latency', ms: 200 } });
    const overtaken = organizations.members(groups.web);
    await expect.poll(() => asked(/identities$/).length).toBe(1);
    organizations.switched();
    await expect(overtaken).rejects.toMatchObject({ kind: 'cancelled' });
    expect(asked(/identities$/)).toHaveLength(1);
  });

  it('goes on without a branch that fails, which is asked for again when it is opened again', async () => {
    sandbox().faults.set({ service: 'api', path: /roleBindings$/, fault: { kind: 'status', status: 403 } });
    const nightly = await identityIn(groups.web, 'nightly');
    await expect(organizations.bindings(nightly)).rejects.toMatchObject({ kind: 'denied' });
    expect(await namesIn(groups.web)).toContain('nightly');
    sandbox().faults.clear();
    expect((await organizations.bindings(nightly)).items).toEqual([]);
  });

  it('asks again for role bindings once an identity’s roles have changed, and says where they stood', async () => {
    const runner = await identityIn(groups.platform, 'ci-runner');
    await organizations.bindings(runner);
    await organizations.holders.of(`${groups.web}/#bindings`, groups.web);
    expect(organizations.rolesChanged(runner.id)).toEqual([runner.id, `${groups.web}/#bindings`]);
    expect(findings.bindings(runner.id)).toBeUndefined();
    await organizations.bindings(runner);
    expect(asked(/roleBindings$/)).toHaveLength(3);
  });
});

describe('the top', () => {
  it('is ready with the organizations, and who sees them', async () => {
    const top = await organizations.top();
    expect(top).toMatchObject({ state: 'ready', label: 'kim@acme.example', problem: undefined });
    expect(top.organizations?.items.map(({ name }) => name)).toEqual([organization.name]);
  });

  it('says that nobody is signed in, and asks for nothing', async () => {
    person = undefined;
    expect(await organizations.top()).toMatchObject({ state: 'signed-out', organizations: undefined });
    expect(sandbox().requests).toEqual([]);
  });

  it.each([
    ['expired', { kind: 'status', status: 401 }],
    ['denied', { kind: 'status', status: 403 }],
    ['offline', { kind: 'reset' }],
  ] as const)('is %s by what went wrong, which it tells', async (state, fault) => {
    sandbox().faults.set({ service: 'api', fault });
    const top = await organizations.top();
    expect(top.state).toBe(state);
    expect(top.problem).toBeInstanceOf(Failure);
  });

  it('says what is there after a refresh that overtook it', async () => {
    person = undefined;
    const overtaken = organizations.top();
    person = 'kim@acme.example';
    organizations.clear();
    expect(await overtaken).toMatchObject({ state: 'ready' });
  });
});

describe('an identity that is gone to', () => {
  it('is a member of its group, though its page has not been loaded', async () => {
    const { id, last } = grow();
    const before = (await organizations.members(id)).identities;
    const like = before.items[0] ?? expect.fail('nothing is listed');
    const above = await organizations.above({ ...like, id: last, name: 'many-649' });
    expect(above?.map(({ name }) => name)).toEqual([organization.name, 'grown']);
    const after = (await organizations.members(id)).identities;
    expect(after.items.map((each) => each.id)).toEqual([last, ...before.items.map((each) => each.id)]);
    expect(asked(/identities$/)).toHaveLength(1);
  });

  it('is nowhere when a group above it cannot be seen', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    const hidden = `${organization.uid}/${hex('unseen', 16)}/${hex('x', 16)}`;
    expect(await organizations.above({ ...nightly, id: hidden })).toBeUndefined();
  });
});

describe('a filter', () => {
  it('hides what does not pass, counts it, and leaves groups that have not been opened alone', async () => {
    organizations.filter = { ...noFilter, kinds: ['aws'] };
    const { groups: below, identities: shown, hidden } = await organizations.members(groups.platform);
    expect(shown.items.map(({ name }) => name).toSorted()).toEqual(['ci-runner', 'ec2-pull']);
    expect([hidden, below.items]).toEqual([1, []]);
    const all = await organizations.members(organization.uid);
    expect(all.groups.items.map(({ name }) => name)).toEqual(expect.arrayContaining(['platform', 'web']));
    expect(asked(/identities$/)).toHaveLength(2);
    expect(asked(/roleBindings$/)).toEqual([]);
  });

  it('for what has no role asks about each identity once', async () => {
    organizations.filter = { ...noFilter, unbound: true };
    expect(await namesIn(groups.web)).toContain('nightly');
    const before = asked(/roleBindings$/).length;
    expect(before).toBe(organizations.listed.size);
    await organizations.members(groups.web);
    expect(asked(/roleBindings$/)).toHaveLength(before);
  });

  it('for problems finds what has no role, before anybody opened it', async () => {
    organizations.filter = { ...noFilter, findings: true };
    const names = await namesIn(groups.web);
    expect(names).toContain('nightly');
    expect(names).not.toContain('build-keys');
  });

  it('for problems asks for no role where that is nothing to warn of', async () => {
    severity = () => 'off';
    organizations.filter = { ...noFilter, findings: true };
    expect(await namesIn(groups.web)).toEqual([]);
    expect(asked(/roleBindings$/)).toEqual([]);
  });

  it('for problems shows the others to whoever may not list roles', async () => {
    sandbox().faults.set({ service: 'api', path: /roleBindings$/, fault: { kind: 'status', status: 403 } });
    organizations.filter = { ...noFilter, findings: true };
    await expect(organizations.members(groups.web)).resolves.toMatchObject({ hidden: 3 });
    organizations.filter = { ...noFilter, unbound: true };
    await expect(organizations.members(groups.web)).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('the AWS identities to choose from', () => {
  it('are a page of all that there are, asked for once, and those that were listed', async () => {
    const [one, other] = await Promise.all([organizations.awsIdentities(), organizations.awsIdentities()]);
    const ids = one.identities.map(({ id }) => id);
    expect(ids).toEqual(other.identities.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining([identities['ci-runner'], identities['ec2-pull']]));
    expect(one.identities.every(({ relationship }) => relationship.kind === 'aws')).toBe(true);
    expect(one.isAll).toBe(one.total === one.identities.length);
    expect(asked(/identities$/)).toHaveLength(1);
  });

  it('say that they are not all, and of how many, where there are more than a page', async () => {
    const { resources } = sandbox().world;
    const like = resources.identities.get(identities['ci-runner']);
    if (!like) throw new Error('ci-runner is gone');
    const many = Array.from(
      { length: 250 },
      (_, index) => `${groups.web}/${index.toString(16).padStart(16, '0')}`,
    );
    for (const uid of many) resources.identities.set(uid, { ...like, uid, name: `many-${uid.slice(-3)}` });
    const listed = await organizations.awsIdentities();
    for (const uid of many) resources.identities.delete(uid);
    expect(listed.isAll).toBe(false);
    expect(listed.identities.length).toBeLessThan(250);
    expect(listed.total ?? Infinity).toBeGreaterThan(250);
  });

  it('are asked for again after a failure, and none where nobody is signed in', async () => {
    sandbox().faults.set({ service: 'api', fault: { kind: 'status', status: 403 } });
    await expect(organizations.awsIdentities()).rejects.toMatchObject({ kind: 'denied' });
    sandbox().faults.clear();
    expect((await organizations.awsIdentities()).identities).not.toEqual([]);
    person = undefined;
    organizations.switched();
    expect(await organizations.awsIdentities()).toEqual({ identities: [], total: undefined, isAll: true });
  });
});

describe('what lint finds in live identities', () => {
  it('is told of once it is known, and not again while it stays the same', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    await organizations.bindings(nightly);
    expect(findings.of(nightly)).toEqual([]);
    await expect.poll(() => found).toEqual([nightly.id]);
    expect(findings.of(nightly).map(({ rule }) => rule)).toEqual(['no-binding']);
    findings.again();
    await findings.among([nightly]);
    expect(found).toEqual([nightly.id]);
  });

  it('goes when the severities no longer ask for it, and that is told as well', async () => {
    const nightly = await identityIn(groups.web, 'nightly');
    await organizations.bindings(nightly);
    await expect.poll(() => found).toEqual([nightly.id]);
    severity = () => 'off';
    findings.again();
    await expect.poll(() => found).toEqual([nightly.id, nightly.id]);
    expect(findings.of(nightly)).toEqual([]);
  });
});

describe('a search', () => {
  const session = async () => ({
    apiUrl: sandbox().urls.api,
    token: await sandbox().sessionToken('kim@acme.example'),
  });
  const readAll = async (search: IdentitySearch, stop?: AbortController) => {
    const { signal } = stop ?? new AbortController();
    const pages = search.everywhere(await session(), () => 'ci-runner', signal);
    while (!(await pages.next()).done) stop?.abort();
  };
  const names = (search: IdentitySearch, query: string) => search.find(query, 10).map(({ name }) => name);

  it('is among what has been listed, and asks for nothing', async () => {
    await organizations.members(groups.web);
    const before = sandbox().requests.length;
    const search = new IdentitySearch(organizations);
    expect([names(search, 'nightly'), names(search, 'ci-runner')]).toEqual([['nightly'], []]);
    expect(search.extent).toMatchObject({ searched: 'listed', size: organizations.listed.size });
    expect(sandbox().requests).toHaveLength(before);
  });

  it('reads everything once it is asked to, and keeps it for the next one', async () => {
    const search = new IdentitySearch(organizations);
    const pages: boolean[] = [];
    for await (const hit of search.everywhere(
      await session(),
      () => 'ci-runner',
      new AbortController().signal,
    ))
      pages.push(hit);
    expect(pages).toContain(true);
    expect(search.extent.searched).toBe('all');
    const before = sandbox().requests.length;
    const next = new IdentitySearch(organizations);
    expect([next.extent.searched, names(next, 'ci-runner')]).toEqual([
      'all',
      expect.arrayContaining(['ci-runner']),
    ]);
    await readAll(next);
    expect(sandbox().requests).toHaveLength(before);
  });

  it('ends, and keeps nothing, when another account is shown', async () => {
    const search = new IdentitySearch(organizations);
    const pages = search.everywhere(await session(), () => '', new AbortController().signal);
    await pages.next();
    organizations.switched();
    await expect(pages.next()).rejects.toMatchObject({ kind: 'cancelled' });
    expect(organizations.everything).toBeUndefined();
  });

  it('keeps nothing when it is given up', async () => {
    const search = new IdentitySearch(organizations);
    const abort = new AbortController();
    await expect(readAll(search, abort)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(organizations.everything).toBeUndefined();
  });

  it('no longer finds what was deleted, and finds what was changed, after everything was read', async () => {
    const search = new IdentitySearch(organizations);
    await readAll(search);
    const runner = await identityIn(groups.platform, 'ci-runner');
    organizations.put({ ...runner, name: 'renamed' });
    organizations.drop(identities.nightly);
    expect([names(search, 'renamed'), names(search, 'nightly')]).toEqual([['renamed'], []]);
  });
});

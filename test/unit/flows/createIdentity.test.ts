import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { listAllGroups } from '../../../src/chainguard/iam';
import { listRoles } from '../../../src/chainguard/roles';
import { asFailure } from '../../../src/core/failure';
import { createIdentity, type CreateRequest } from '../../../src/flows/createIdentity';
import { newNameProblem } from '../../../src/core/names';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { accounts, groups, identities, organization, roles } from '../../sandbox/world';

let sandbox: Sandbox;
let connection: Connection;
beforeAll(async () => {
  sandbox = await startSandbox();
  connection = { apiUrl: sandbox.urls.api, token: await sandbox.sessionToken('kim@acme.example') };
});
beforeEach(() => {
  sandbox.faults.clear();
  sandbox.requests.length = 0;
});
afterAll(() => sandbox.close());

const match = {
  account: accounts.aws,
  arn: { kind: 'pattern', value: `^arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/(.+)$` },
  userId: { kind: 'exact', value: 'AROAQ3EGCIRUNNEXAMPLE:x' },
} as const;
const binding = '/iam/v2/roleBindings:batchCreate';
const role = (name: string) => ({ id: roles[name] ?? '', name });
const request = (more: Partial<Omit<CreateRequest, 'match' | 'claims'>> = {}): CreateRequest => ({
  connection,
  group: { id: groups.platform, name: 'platform' },
  name: 'new one',
  description: 'Made by a test',
  match,
  roles: [role('registry.pull'), role('apk.pull')],
  ...more,
});
/** Everything that the organization holds, to compare before and after. */
const world = () => ({
  identities: [...sandbox.world.resources.identities.values()].map(({ uid, name }) => ({ uid, name })),
  bindings: [...sandbox.world.resources.bindings.keys()],
});
const changes = () =>
  sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('creating an identity', () => {
  it('creates it in its group and binds its roles there', async () => {
    const made = await createIdentity(request({ name: 'complete' }));
    expect(made).toMatchObject({
      kind: 'created',
      identity: { name: 'complete', description: 'Made by a test' },
    });
    if (made.kind !== 'created') return;
    expect(made.identity.id.startsWith(`${groups.platform}/`)).toBe(true);
    expect(made.identity.relationship).toEqual({ kind: 'aws', match });
    const bound = sandbox.world.resources.bindingsOf(made.identity.id);
    expect(bound.map(({ roleUid }) => roleUid)).toEqual([roles['registry.pull'], roles['apk.pull']]);
    expect(bound.every(({ uid }) => uid.startsWith(`${groups.platform}/`))).toBe(true);
  });

  it.each([403, 429, 500, 503])('undoes everything when its roles get %i, and says so', async (status) => {
    const before = world();
    sandbox.faults.set({ service: 'api', path: binding, fault: { kind: 'status', status }, times: 1 });
    await expect(createIdentity(request({ name: 'undone' }))).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(
        /^The roles could not be bound, so the identity was removed again\. /,
      ) as unknown,
    });
    expect(world()).toEqual(before);
  });

  it('undoes everything when one of its roles is gone', async () => {
    const before = world();
    const wanted = [role('registry.pull'), { id: 'f'.repeat(40), name: 'gone' }];
    await expect(createIdentity(request({ name: 'undone', roles: wanted }))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('role not found: ffff') as unknown,
    });
    expect(world()).toEqual(before);
    expect(changes().map((line) => line.split(' ')[0])).toEqual(['POST', 'POST', 'DELETE']);
  });

  it('says what is left when undoing fails as well', async () => {
    sandbox.faults.set({ service: 'api', path: binding, fault: { kind: 'status', status: 403 } });
    sandbox.faults.set({
      service: 'api',
      path: new RegExp(`^/iam/v2/identities/${groups.platform}/[0-9a-f]{16}$`),
      fault: { kind: 'status', status: 503 },
    });
    const failure: unknown = await createIdentity(request({ name: 'left over' })).catch(
      (error: unknown) => error,
    );
    const left = [...sandbox.world.resources.identities.values()].find(({ name }) => name === 'left over');
    expect(failure).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining(left?.uid ?? 'nothing') as unknown,
    });
  });

  it('undoes after an abort in between', async () => {
    const before = world();
    const controller = new AbortController();
    sandbox.faults.set({ service: 'api', path: binding, fault: { kind: 'hang' } });
    const made = createIdentity(request({ name: 'stopped' }), controller.signal);
    while (!sandbox.requests.some(({ path }) => path === binding))
      await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(made).rejects.toMatchObject({ kind: 'cancelled' });
    expect(world()).toEqual(before);
  });

  const creating = new RegExp(`^/iam/v2/identities/${groups.platform}$`);
  const lists = /^\/iam\/v2\/identities$/;
  const unanswered = request({ name: 'unanswered' });
  const outcome = async () =>
    asFailure(
      await createIdentity({ ...unanswered, connection }, undefined, 1).catch((error: unknown) => error),
    );

  it('leaves nothing behind when the identity itself is refused', async () => {
    const before = world();
    sandbox.faults.set({ service: 'api', path: creating, fault: { kind: 'status', status: 403 }, times: 1 });
    expect((await outcome()).message).not.toContain('not known');
    expect(world()).toEqual(before);
  });

  it.each([
    { kind: 'status', status: 500 },
    { kind: 'html' },
    { kind: 'reset' },
    { kind: 'wrongShape' },
  ] as const)('does not claim to know when the identity itself meets %j', async (fault) => {
    const before = world();
    sandbox.faults.set({ service: 'api', path: creating, fault, times: 1 });
    expect((await outcome()).message).toMatch(/not known whether this identity was created: unanswered\.$/);
    expect(world()).toEqual(before);
  });

  it('names the identity that is there when the answer never arrives whole, and deletes nothing', async () => {
    sandbox.faults.set({ service: 'api', path: creating, fault: { kind: 'cut' }, times: 1 });
    // The list is asked before, too, and is late after that.
    sandbox.faults.set({ service: 'api', path: lists, fault: { kind: 'stale' }, after: 1, times: 2 });
    const { kind, message, remedy } = await outcome();
    const { identities: all } = sandbox.world.resources;
    const made = [...all.values()].find(({ name }) => name === 'unanswered');
    expect(made).toBeDefined();
    expect(kind).toBe('offline');
    expect(message).toMatch(
      new RegExp(`without roles unless somebody else made it meanwhile: ${made?.uid}\\.$`),
    );
    expect(remedy).toContain('If it is yours');
    expect(changes().filter((line) => line.startsWith('DELETE'))).toEqual([]);
    all.delete(made?.uid ?? '');
  });

  it('leaves an equal identity alone that another window made while the answer was lost', async () => {
    sandbox.faults.set({ service: 'api', path: creating, fault: { kind: 'reset' }, times: 1 });
    sandbox.faults.set({
      service: 'api',
      path: lists,
      fault: { kind: 'latency', ms: 150 },
      after: 1,
      times: 1,
    });
    const mine = outcome();
    await expect.poll(() => changes().length).toBe(1);
    const theirs = await createIdentity({ ...unanswered, connection });
    const { message } = await mine;
    if (theirs.kind !== 'created') throw new Error('It was not created.');
    expect(message).toContain(theirs.identity.id);
    expect(sandbox.world.resources.identities.has(theirs.identity.id)).toBe(true);
    expect(sandbox.world.resources.bindingsOf(theirs.identity.id)).toHaveLength(2);
    sandbox.world.resources.identities.delete(theirs.identity.id);
  });

  it('does not claim to know when the lists stay older than what it did', async () => {
    sandbox.faults.set({ service: 'api', path: lists, fault: { kind: 'stale' } });
    sandbox.faults.set({ service: 'api', path: creating, fault: { kind: 'cut' }, times: 1 });
    expect((await outcome()).message).toContain('not known');
    const { identities: all } = sandbox.world.resources;
    const made = [...all.values()].find(({ name }) => name === 'unanswered');
    expect(made).toBeDefined();
    all.delete(made?.uid ?? '');
  });

  it('leaves a namesake in the same group alone and offers a free name', async () => {
    const clash = await createIdentity(request({ name: 'ci-runner' }));
    expect(clash).toMatchObject({
      kind: 'name-taken',
      existing: { id: identities['ci-runner'] },
      free: 'ci-runner-2',
    });
    expect(changes()).toEqual([]);
  });

  it.each([
    ['n'.repeat(63), `${'n'.repeat(61)}-2`],
    [`${'n'.repeat(60)}-42`, `${'n'.repeat(60)}-2`],
    [`${'n'.repeat(60)} nn`, `${'n'.repeat(60)}-2`],
  ])('offers a free name that is not too long for %s', async (name, free) => {
    await createIdentity(request({ name, roles: [] }));
    expect(await createIdentity(request({ name, roles: [] }))).toMatchObject({ kind: 'name-taken', free });
    expect(newNameProblem(free)).toBeUndefined();
  });

  it('does not mind a namesake in another group', async () => {
    const made = await createIdentity(request({ name: 'nightly', roles: [] }));
    expect(made.kind).toBe('created');
  });

  it('takes the server’s word for a namesake that the session may not see', async () => {
    sandbox.faults.set({
      service: 'api',
      path: /^\/iam\/v2\/identities$/,
      fault: { kind: 'status', status: 403 },
    });
    const clash = await createIdentity(request({ name: 'ci-runner' }));
    expect(clash).toMatchObject({ kind: 'name-taken', existing: undefined, free: 'ci-runner-2' });
  });

  it('says when the group was deleted meanwhile', async () => {
    const gone = { id: `${organization.uid}/${'0'.repeat(16)}`, name: 'old team' };
    await expect(createIdentity(request({ group: gone }))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/old team$/) as unknown,
    });
  });

  it('says when the session has expired', async () => {
    const token = await sandbox.sessionToken('kim@acme.example', undefined, { lifetime: -1 });
    await expect(createIdentity(request({ connection: { ...connection, token } }))).rejects.toMatchObject({
      kind: 'signed-out',
    });
  });

  it('lists more than a page of roles and groups, and says when roles may not be read', async () => {
    const first = await listRoles(connection, { size: 5 });
    expect(first.items).toHaveLength(5);
    const second = await listRoles(connection, { size: 5, after: first.next });
    expect(second.items.map(({ id }) => id)).not.toContain(first.items[0]?.id);
    expect((await listAllGroups(connection)).items.map(({ name }) => name)).toEqual([
      'acme.example',
      'platform',
      'web',
    ]);
    const puller = { ...connection, token: await sandbox.sessionToken('ci-runner') };
    await expect(listRoles(puller)).rejects.toMatchObject({ kind: 'denied' });
  });
});

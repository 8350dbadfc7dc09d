import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { asFailure, type Failure } from '../../../src/core/failure';
import type { RoleBinding } from '../../../src/core/identity';
import { bindRoles, rolesOnOwnGroup, unbindRoles } from '../../../src/flows/changeRoles';
import type { Fault } from '../../sandbox/faults';
import { groups, identities, organization, roles } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const identity = identities['ci-runner'];
const role = (name: string) => ({ id: roles[name] ?? '', name });
const group = { id: organization.uid, name: organization.name };
const creating = '/iam/v2/roleBindings:batchCreate';
const single = /roleBindings\/.+\/[0-9a-f]{16}$/;
const lists = /roleBindings$/;
/** Between two looks, in milliseconds. */
const every = 1;

let at: Connection;
beforeEach(async () => {
  at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
});

const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => asFailure(error),
  );

/** Which roles the sandbox has bound to the identity. */
const bound = () =>
  sandbox()
    .world.resources.bindingsOf(identity)
    .map(({ roleUid }) => Object.keys(roles).find((name) => roles[name] === roleUid))
    .sort();
const wanted = [role('viewer'), role('apk.pull'), role('registry.push')];
/** Which of them a role binding is. */
const bindingOf = (name: string) =>
  sandbox()
    .world.resources.bindingsOf(identity)
    .find(({ roleUid }) => roleUid === roles[name]);
/** Somebody else revokes a role. */
const revoke = (name: string) => {
  const binding = bindingOf(name);
  if (binding) sandbox().world.resources.unbind(binding);
};
const bindWanted = (signal?: AbortSignal) => bindRoles(at, identity, group, wanted, signal, every);
let before: ReturnType<typeof bound>;
beforeEach(() => {
  before = bound();
  sandbox().requests.length = 0;
});
afterEach(() => {
  sandbox().faults.clear();
  for (const { name } of wanted) revoke(name);
});

/** Refused, so not carried out. */
const refused: Fault[] = [403, 409, 429].map((status) => ({ kind: 'status', status }));
/** Not carried out, and the answer does not say so. */
const silent: Fault[] = [{ kind: 'status', status: 500 }, { kind: 'reset' }, { kind: 'html' }];
const across = (faults: Fault[]) =>
  faults.flatMap((fault) => [false, true].map((stale) => [fault, stale] as const));
/** Sets a fault; with `stale`, lists stay as they are now, too. */
const meet = (path: string | RegExp, fault: Fault, stale: boolean, after = 0) => {
  if (stale) sandbox().faults.set({ service: 'api', path: lists, fault: { kind: 'stale' } });
  sandbox().faults.set({ service: 'api', path, fault, after, times: 1 });
};

describe('binding several roles', () => {
  it('binds those that are not bound yet', async () => {
    const made = await bindRoles(at, identity, group, [role('registry.pull'), ...wanted]);
    expect(made.map(({ role: { name } }) => name)).toEqual(['viewer', 'apk.pull', 'registry.push']);
    expect(bound()).toEqual([...before, 'apk.pull', 'registry.push', 'viewer'].sort());
    expect(await bindWanted()).toEqual([]);
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
  });

  it.each(across(refused))('changes nothing when it meets %j (old lists: %s)', async (fault, stale) => {
    meet(creating, fault, stale);
    expect((await failureOf(bindWanted())).message).toContain('Nothing was changed.');
    expect(bound()).toEqual(before);
  });

  it.each(across(silent))('does not claim to know when it meets %j (old lists: %s)', async (fault, stale) => {
    meet(creating, fault, stale);
    const { message } = await failureOf(bindWanted());
    expect(message).toMatch(/It is not known whether .+ bound: viewer, apk\.pull, registry\.push\.$/);
    expect(message).not.toContain('Nothing was changed.');
    expect(bound()).toEqual(before);
  });

  it('is done although the answer never arrives whole', async () => {
    meet(creating, { kind: 'cut' }, false);
    expect((await bindWanted()).map(({ id }) => id).sort()).toEqual(
      wanted.map(({ name }) => bindingOf(name)?.uid).sort(),
    );
  });

  it('does not claim to know when the lists are older than what it did', async () => {
    meet(creating, { kind: 'cut' }, true);
    expect((await failureOf(bindWanted())).message).toContain('It is not known whether');
    expect(bound()).not.toEqual(before);
  });

  it('finds in the end what the lists do not show at once', async () => {
    meet(creating, { kind: 'cut' }, false);
    // The first list is of before; the second and the third come late.
    sandbox().faults.set({ service: 'api', path: lists, fault: { kind: 'stale' }, after: 1, times: 2 });
    expect(await bindWanted()).toHaveLength(3);
  });

  it('leaves alone what somebody else binds in the same moment', async () => {
    sandbox().faults.set({ service: 'api', path: lists, fault: { kind: 'stale' } });
    const [theirs] = await bindRoles(at, identity, group, [role('viewer')]);
    const failure = await failureOf(bindWanted());
    expect(failure.message).toBe('One of these roles is bound already. Nothing was changed.');
    expect(bindingOf('viewer')?.uid).toBe(theirs?.id);
    expect(bound()).toEqual([...before, 'viewer'].sort());
  });

  it('does not claim to know when the person stops it', async () => {
    meet(creating, { kind: 'latency', ms: 600_000 }, false);
    const abort = new AbortController();
    const failure = failureOf(bindWanted(abort.signal));
    await expect.poll(() => sandbox().requests.at(-1)?.path).toBe(creating);
    abort.abort();
    const { kind, message } = await failure;
    expect([kind, message]).toEqual(['unexpected', expect.stringMatching(/^Cancelled\. It is not known/)]);
    expect(bound()).toEqual(before);
  });

  it('refuses more than Chainguard takes at once, and sends nothing', async () => {
    const many = Array.from({ length: 26 }, (_, n) => ({ id: n.toString(16).padStart(40, '0'), name: '' }));
    expect(await failureOf(bindRoles(at, identity, group, many))).toMatchObject({ kind: 'invalid' });
    expect(sandbox().requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('the roles on its own group', () => {
  it('are those that the forms of an identity bind, and not those on other groups', async () => {
    const before = await rolesOnOwnGroup(at, identity);
    const own = { id: groups.platform, name: 'platform' };
    const made = await bindRoles(at, identity, own, [role('apk.pull')]);
    const elsewhere = await bindRoles(at, identity, group, [role('viewer')]);
    expect(await rolesOnOwnGroup(at, identity)).toEqual([...before, role('apk.pull')]);
    await unbindRoles(at, identity, [...made, ...elsewhere]);
  });
});

describe('unbinding several roles', () => {
  let made: readonly RoleBinding[];
  let all: ReturnType<typeof bound>;
  beforeEach(async () => {
    made = await bindRoles(at, identity, group, wanted);
    all = bound();
    sandbox().requests.length = 0;
  });

  // Each binding is asked for, then taken back.
  it.each(
    [0, 1, 2].flatMap((nth) => across([...refused, ...silent]).map(([...with_]) => [nth, ...with_] as const)),
  )('changes nothing when the role at %i meets %j (old lists: %s)', async (nth, fault, stale) => {
    meet(single, fault, stale, 2 * nth + 1);
    expect((await failureOf(unbindRoles(at, identity, made))).message).toContain('Nothing was changed.');
    expect(bound()).toEqual(all);
  });

  it.each([0, 1, 2])('is done although the answer for the role at %i never arrives whole', async (nth) => {
    meet(single, { kind: 'cut' }, true, 2 * nth + 1);
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
  });

  it('takes one that somebody else revoked for done', async () => {
    revoke('viewer');
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
  });

  it('does not grant back what somebody else revoked', async () => {
    revoke('apk.pull');
    meet(single, { kind: 'status', status: 403 }, false, 4);
    expect((await failureOf(unbindRoles(at, identity, made))).message).toContain('Nothing was changed.');
    expect(bound()).toEqual([...before, 'registry.push', 'viewer'].sort());
  });

  it('says which may no longer be bound when undoing fails, too', async () => {
    meet(single, { kind: 'status', status: 403 }, false, 3);
    meet(creating, { kind: 'status', status: 503 }, false);
    const failure = await failureOf(unbindRoles(at, identity, made));
    expect(failure.kind).toBe('denied');
    expect(failure.message).toMatch(/These roles may no longer be bound: viewer\.$/);
    expect(bound()).toEqual([...before, 'apk.pull', 'registry.push'].sort());
  });

  it('binds again what may have been taken back when nobody can be asked', async () => {
    // The fault that is set last comes first.
    meet(single, { kind: 'reset' }, false);
    meet(single, { kind: 'cut' }, false, 1);
    expect((await failureOf(unbindRoles(at, identity, made))).message).toContain('Nothing was changed.');
    expect(bound()).toEqual(all);
  });

  it('binds again what it has taken back when the person stops it', async () => {
    meet(single, { kind: 'latency', ms: 600_000 }, true, 3);
    const abort = new AbortController();
    const failure = failureOf(unbindRoles(at, identity, made, abort.signal));
    await expect.poll(() => sandbox().requests.length).toBe(4);
    abort.abort();
    expect(await failure).toMatchObject({ kind: 'cancelled', message: 'Nothing was changed.' });
    expect(bound()).toEqual(all);
  });
});

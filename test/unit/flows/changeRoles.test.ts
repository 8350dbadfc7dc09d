import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { asFailure, type Failure } from '../../../src/core/failure';
import { allBindings, bindRoles, rolesOnOwnGroup, unbindRoles } from '../../../src/flows/changeRoles';
import type { Fault } from '../../sandbox/faults';
import { groups, identities, organization, roles } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const identity = identities['ci-runner'];
const role = (name: string) => ({ id: roles[name] ?? '', name });
const group = { id: organization.uid, name: organization.name };
const creating = new RegExp(`roleBindings/${organization.uid}$`);
const deleting = /roleBindings\/.+\/[0-9a-f]{16}$/;

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
const troubles: Fault[] = [
  { kind: 'status', status: 403 },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  // Carried out, but the answer never arrives whole.
  { kind: 'cut' },
];

describe('binding several roles', () => {
  it('binds those that are not bound yet', async () => {
    const before = bound();
    const made = await bindRoles(at, identity, group, [role('registry.pull'), ...wanted]);
    expect(made).toHaveLength(3);
    expect(bound()).toEqual([...before, 'apk.pull', 'registry.push', 'viewer'].sort());
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
  });

  it.each([0, 1, 2].flatMap((after) => troubles.map((fault) => [after, fault] as const)))(
    'changes nothing when request %i meets %j',
    async (after, fault) => {
      const before = bound();
      sandbox().faults.set({ service: 'api', path: creating, fault, after, times: 1 });
      const failure = await failureOf(bindRoles(at, identity, group, wanted));
      expect(failure.message).toContain('Nothing was changed.');
      expect(bound()).toEqual(before);
    },
  );

  it('changes nothing when the person stops it', async () => {
    const before = bound();
    sandbox().faults.set({ service: 'api', path: creating, fault: { kind: 'hang' }, after: 1 });
    const abort = new AbortController();
    const failure = failureOf(bindRoles(at, identity, group, wanted, abort.signal));
    await expect.poll(() => sandbox().requests.at(-1)?.path).toMatch(creating);
    await expect.poll(() => bound().length).toBeGreaterThan(before.length);
    abort.abort();
    const { kind, message } = await failure;
    expect([kind, message]).toEqual(['cancelled', 'Nothing was changed.']);
    expect(bound()).toEqual(before);
  });

  it('says what may have stayed when undoing fails, too', async () => {
    const before = bound();
    sandbox().faults.set({
      service: 'api',
      path: creating,
      fault: { kind: 'status', status: 403 },
      after: 1,
    });
    sandbox().faults.set({ service: 'api', path: deleting, fault: { kind: 'status', status: 503 } });
    const failure = await failureOf(bindRoles(at, identity, group, wanted));
    expect(failure.kind).toBe('denied');
    expect(failure.message).toContain('These roles may have stayed bound: viewer');
    sandbox().faults.clear();
    const made = (await allBindings(at, identity)).filter(({ role: { name } }) => name === 'viewer');
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
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
  it.each([0, 1].flatMap((after) => troubles.map((fault) => [after, fault] as const)))(
    'changes nothing when request %i meets %j',
    async (after, fault) => {
      const made = await bindRoles(at, identity, group, wanted);
      const before = bound();
      sandbox().faults.set({ service: 'api', path: deleting, fault, after, times: 1 });
      const failure = await failureOf(unbindRoles(at, identity, made));
      expect(failure.message).toContain('Nothing was changed.');
      expect(bound()).toEqual(before);
      const again = (await allBindings(at, identity)).filter((one) =>
        wanted.some(({ id }) => id === one.role.id),
      );
      await unbindRoles(at, identity, again);
    },
  );

  it('takes one that somebody else removed meanwhile for done', async () => {
    const before = bound();
    const made = await bindRoles(at, identity, group, wanted);
    const first = sandbox().world.resources.bindings.get(made[0]?.id ?? '');
    if (first) sandbox().world.resources.unbind(first);
    await unbindRoles(at, identity, made);
    expect(bound()).toEqual(before);
  });
});

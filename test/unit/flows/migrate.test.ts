import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { updateIdentity } from '../../../src/chainguard/iam';
import { asFailure } from '../../../src/core/failure';
import { awsIdentityJson, type ClaimMatch, ruleOf } from '../../../src/core/identity';
import { Callers } from '../../../src/aws/callers';
import { awsWebIdentity } from '../../../src/flows/awsWebIdentity';
import { bindRoles, readRoles } from '../../../src/flows/changeRoles';
import { createIdentity } from '../../../src/flows/createIdentity';
import { migrate, type Migrated, type MigrateRequest, readMigration } from '../../../src/flows/migrate';
import { migrationText, type MigrationPlan } from '../../../src/flows/migrationText';
import { accounts, awsIssuers, groups, organization } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';
import { testsIn } from './testsIn';

const sandbox = inSandbox({ federated: true });
const { report } = testsIn(sandbox);
const firstId = () => sandbox().world.identities['ci-runner'];
const group = { id: groups.platform, name: 'platform' };

let connection: Connection;
let match: ClaimMatch;
let before: { identities: Set<string>; bindings: Set<string> };

beforeEach(async () => {
  connection = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
  const source = { kind: 'profile', name: 'ci-runner' } as const;
  const audience = sandbox().urls.issuer;
  const { signal } = new AbortController();
  const { shown } = await awsWebIdentity({ callers: new Callers(), source, audience }, signal);
  const { issuer = '', subject = '' } = shown;
  match = { issuer: ruleOf(issuer), subject: ruleOf(subject), audience: ruleOf(audience), claims: [] };
  const { identities, bindings } = sandbox().world.resources;
  before = { identities: new Set(identities.keys()), bindings: new Set(bindings.keys()) };
  // Two roles on the organization, and one on the folder.
  const roles = await readRoles(connection, organization.uid);
  const named = (name: string) => roles.filter((role) => role.name === name);
  await bindRoles(connection, firstId(), { id: organization.uid, name: 'acme' }, named('apk.pull'));
  await bindRoles(connection, firstId(), group, named('viewer'));
  sandbox().requests.length = 0;
});

afterEach(() => {
  const { identities, bindings } = sandbox().world.resources;
  for (const id of identities.keys()) if (!before.identities.has(id)) identities.delete(id);
  for (const id of bindings.keys()) if (!before.bindings.has(id)) bindings.delete(id);
});

const note = () => ({ match, confirmed: true, sourceId: 'profile:ci-runner' });
const request = async (): Promise<MigrateRequest> => ({
  connection,
  migrating: await readMigration(connection, firstId(), note()),
  group,
  match,
});

/** What was done, and the failure that ended it, if any. */
async function run(asked: MigrateRequest, signal?: AbortSignal) {
  const done: Migrated[] = [];
  try {
    for await (const event of migrate(asked, signal, 1)) done.push(event);
  } catch (error) {
    return { did: done.map(({ did }) => did), failure: asFailure(error) };
  }
  return { did: done.map(({ did }) => did), failure: undefined };
}

const rolesOf = (id: string) =>
  sandbox()
    .world.resources.bindingsOf(id)
    .map(({ uid, roleUid }) => `${uid.slice(0, uid.lastIndexOf('/'))} ${roleUid}`)
    .sort();

describe('migrating an identity', () => {
  it('makes a second one beside the first with the same roles, which the same caller can assume', async () => {
    expect(await run(await request())).toEqual({
      did: ['created', 'bound', 'bound', 'bound'],
      failure: undefined,
    });
    const { second, first } = await readMigration(connection, firstId(), undefined);
    expect(second).toMatchObject({
      identity: { name: 'ci-runner-web', description: first.description },
      match,
      missing: [],
    });
    const id = second?.identity.id ?? '';
    expect(rolesOf(id)).toEqual(rolesOf(firstId()));
    expect(sandbox().world.resources.identities.get(firstId())?.awsIdentity).toMatchObject(
      awsIdentityJson((await readMigration(connection, firstId(), undefined)).match),
    );
    for (const change of [{}, { identityId: id, way: 'web-identity' as const }]) {
      const { steps } = await report(change);
      expect(steps.get('repositories')?.state).toBe('done');
    }
  });

  it('says after a failure at a role what exists, and carries on from there', async () => {
    const asked = await request();
    const path = '/iam/v2/roleBindings:batchCreate';
    sandbox().faults.set({ service: 'api', path, after: 1, fault: { kind: 'status', status: 403 } });
    const { did, failure } = await run(asked);
    expect(did).toEqual(['created', 'bound']);
    expect(failure?.message).toContain('ci-runner-web exists, with 1 of 3 roles.');
    expect(failure?.remedy).toBe('Migrate again to carry on from there, or delete it.');
    sandbox().faults.clear();
    expect(await run(await request())).toEqual({ did: ['bound', 'bound'], failure: undefined });
    expect((await readMigration(connection, firstId(), note())).second?.missing).toEqual([]);
    expect(await run(await request())).toEqual({ did: [], failure: undefined });
  });

  it('says after it was cancelled what exists, and finds it without what was remembered', async () => {
    const abort = new AbortController();
    const asked = await request();
    const events = migrate(asked, abort.signal, 1);
    expect(await events.next()).toMatchObject({ value: { did: 'created' } });
    abort.abort();
    await expect(events.next()).rejects.toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining('ci-runner-web exists, with 0 of 3 roles.') as string,
    });
    const found = await readMigration(connection, firstId(), undefined);
    expect(found.second).toMatchObject({ identity: { name: 'ci-runner-web' }, bound: [] });
    expect(found.second?.missing).toHaveLength(3);
  });

  it('finds the second one by its note after it was renamed and edited', async () => {
    await run(await request());
    const { second } = await readMigration(connection, firstId(), undefined);
    const secondId = second?.identity.id ?? '';
    await updateIdentity(connection, secondId, { name: 'tokens' });
    expect((await readMigration(connection, firstId(), { ...note(), secondId })).name).toBe('tokens');
    expect((await readMigration(connection, firstId(), note())).second).toBeUndefined();
  });

  it('finds it where the answer to its creation was lost', async () => {
    const path = `/iam/v2/identities/${groups.platform}`;
    const asked = await request();
    sandbox().faults.set({ service: 'api', path, times: 1, fault: { kind: 'cut' } });
    const { did, failure } = await run(asked);
    expect(did).toEqual([]);
    expect(failure?.message).toContain('An identity like it is there now');
    expect(await run(await request())).toMatchObject({ did: ['bound', 'bound', 'bound'] });
  });

  it('takes another name where one stands there that trusts somebody else', async () => {
    const other = { ...match, subject: ruleOf(`arn:aws:iam::${accounts.aws}:role/other`) };
    const taken = { connection, group, name: 'ci-runner-web', description: '', claims: other, roles: [] };
    await createIdentity(taken);
    expect(await readMigration(connection, firstId(), undefined)).toMatchObject({
      name: 'ci-runner-web-2',
      second: undefined,
    });
    expect((await run(await request())).failure).toBeUndefined();
    expect((await readMigration(connection, firstId(), undefined)).second?.identity.name).toBe(
      'ci-runner-web-2',
    );
  });

  it('is refused for an identity that does not trust signed requests', async () => {
    const web = sandbox().world.federated['ci-web'];
    await expect(readMigration(connection, web, undefined)).rejects.toMatchObject({ kind: 'mismatch' });
  });
});

describe('a migration as a text', () => {
  const plan = (change: Partial<MigrationPlan> = {}): MigrationPlan => ({
    match,
    confirmed: true,
    caller: 'profile ci-runner',
    folder: 'platform',
    issuerUrl: sandbox().urls.issuer,
    tested: { first: undefined, second: undefined },
    ...change,
  });

  it('says before anything is sent what is lost and gained, and who gains and who loses', async () => {
    const text = migrationText(await readMigration(connection, firstId(), note()), plan());
    for (const part of [
      'ci-runner-web is to be made in platform',
      '0 of 3 roles are bound',
      `issuer    ${awsIssuers[accounts.aws]}`,
      `subject   arn:aws:iam::${accounts.aws}:role/ci-runner`,
      'Confirmed by a token that AWS gave to profile ci-runner.',
      'Gains access, for example:',
      'The unique ID: a role that is deleted and made anew under the same name gets in.',
      'The account as a field of its own',
      'aws iam enable-outbound-web-identity-federation',
      '"sts:GetWebIdentityToken"',
      '○ registry.pull on',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('The session:');
    expect(sandbox().requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('says what exists, how both tests ended, and that what was typed is not confirmed', async () => {
    await run(await request());
    const tested = { first: 'assumed', second: 'not-assumed' } as const;
    const text = migrationText(
      await readMigration(connection, firstId(), note()),
      plan({ confirmed: false, tested }),
    );
    expect(text).toMatch(/✓ ci-runner-web is in platform: [0-9a-f]{40}\/[0-9a-f/]+\n✓ 3 of 3 roles/);
    expect(text).toContain('✓ ci-runner tested as profile ci-runner\n✗ ci-runner-web tested');
    expect(text).toContain('Not confirmed: typed');
    expect(text).toContain('✓ registry.pull on');
  });
});

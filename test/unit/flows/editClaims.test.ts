import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { getIdentity } from '../../../src/chainguard/iam';
import { asFailure } from '../../../src/core/failure';
import { type ClaimMatch, claimMatchOf } from '../../../src/core/identity';
import { createIdentity } from '../../../src/flows/createIdentity';
import { differencesToLive, editIdentity, type EditRequest } from '../../../src/flows/editIdentity';
import { federatedIdentities, groups, roles } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox({ federated: true });
const id = federatedIdentities['shop-main'];
let connection: Connection;
let original: object | undefined;
beforeEach(async () => {
  connection = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
  original = structuredClone(sandbox().world.resources.identities.get(id));
  sandbox().requests.length = 0;
});
afterEach(() => {
  Object.assign(sandbox().world.resources.identities.get(id) ?? {}, original);
});

const rules: ClaimMatch = {
  issuer: { kind: 'exact', value: 'https://token.actions.githubusercontent.com' },
  subject: { kind: 'pattern', value: '^repo:acme/shop:.+$' },
  audience: undefined,
  claims: [{ name: 'repository_owner', rule: { kind: 'pattern', value: '^acme$' } }],
};
const changes = () => sandbox().requests.filter(({ method }) => method !== 'GET');
const request = async (of: string, claims?: ClaimMatch, more: object = {}): Promise<EditRequest> => {
  const { name, description } = await getIdentity(connection, of);
  return { connection, id: of, name, description, ...(claims && { claims }), ...more };
};

describe('editing what an identity asks of a token', () => {
  it('changes what differs and nothing else, by a mask of its own', async () => {
    const before = structuredClone(sandbox().world.resources.identities.get(id));
    const wanted = await request(id, rules);
    const differences = await differencesToLive(wanted);
    expect(differences.map(({ field, claim }) => [field, claim])).toEqual([
      ['subject', undefined],
      ['audience', undefined],
      ['claim', 'repository_owner'],
    ]);
    expect(differences.at(-1)?.access).toEqual([
      expect.stringMatching(/gains? access/i),
      expect.stringMatching(/loses? access/i),
    ]);
    const done = await editIdentity(wanted, differences);
    expect(done).toMatchObject({ kind: 'changed', identity: { relationship: { kind: 'claims', ...rules } } });
    const after = sandbox().world.resources.identities.get(id);
    expect({ ...after, claimMatch: 0, updateTime: 0 }).toEqual({ ...before, claimMatch: 0, updateTime: 0 });
    expect(changes().map(({ query }) => query)).toEqual(['updateMask=claim_match']);
  });

  it('sends nothing when the live rules have changed since the difference was shown', async () => {
    const wanted = await request(id, rules);
    const seen = await differencesToLive(wanted);
    const live = sandbox().world.resources.identities.get(id);
    if (live) Object.assign(live, { claimMatch: { issuer: 'https://gitlab.com', subject: 'x' } });
    expect(await editIdentity(wanted, seen)).toMatchObject({ kind: 'differs' });
    expect(changes()).toEqual([]);
  });

  it('is done although the answer never arrives whole', async () => {
    const wanted = await request(id, rules);
    const seen = await differencesToLive(wanted);
    sandbox().faults.set({
      service: 'api',
      path: `/iam/v2/identities/${id}`,
      fault: { kind: 'cut' },
      after: 1,
      times: 1,
    });
    expect(await editIdentity(wanted, seen)).toMatchObject({ kind: 'changed' });
  });

  it('refuses rules of another way than the identity has', async () => {
    const match = { account: '123456789012', arn: undefined, userId: undefined };
    await expect(differencesToLive(await request(id, undefined, { match }))).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect(changes()).toEqual([]);
  });

  it('changes the name of an identity with static keys, and leaves the keys alone', async () => {
    const keys = federatedIdentities['pull-images'];
    const before = structuredClone(sandbox().world.resources.identities.get(keys));
    const wanted = await request(keys, undefined, { description: 'Pulls images' });
    const seen = await differencesToLive(wanted);
    expect(seen.map(({ field }) => field)).toEqual(['description']);
    expect(await editIdentity(wanted, seen)).toMatchObject({ kind: 'changed' });
    expect(sandbox().world.resources.identities.get(keys)).toMatchObject({ staticKeys: before?.staticKeys });
    Object.assign(sandbox().world.resources.identities.get(keys) ?? {}, before);
  });
});

describe('creating an identity that trusts claims', () => {
  const wanted = (name: string) => ({
    connection,
    group: { id: groups.platform, name: 'platform' },
    name,
    description: 'Made by a test',
    claims: rules,
    roles: [{ id: roles['registry.pull'] ?? '', name: 'registry.pull' }],
  });

  it('creates it with its rules and binds its roles', async () => {
    const made = await createIdentity(wanted('by-claims'));
    if (made.kind !== 'created') throw new Error('It was not created.');
    expect(claimMatchOf(made.identity)).toMatchObject(rules);
    expect(made.bindings).toHaveLength(1);
    expect(await createIdentity(wanted('by-claims'))).toMatchObject({
      kind: 'name-taken',
      free: 'by-claims-2',
    });
  });

  it('says that one like it is there where the answer was lost', async () => {
    sandbox().faults.set({
      service: 'api',
      path: `/iam/v2/identities/${groups.platform}`,
      fault: { kind: 'cut' },
      times: 1,
    });
    const failure = await createIdentity(wanted('lost'), undefined, 1).catch(asFailure);
    expect(asFailure(failure).message).toContain('An identity like it is there now');
  });
});

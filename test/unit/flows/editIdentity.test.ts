import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { asFailure } from '../../../src/core/failure';
import { awsIdentity, differencesToLive, editIdentity } from '../../../src/flows/editIdentity';
import { refusals, type Fault } from '../../sandbox/faults';
import { accounts, identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const id = identities['ec2-pull'];
let connection: Connection;
beforeEach(async () => {
  connection = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
  sandbox().requests.length = 0;
});

const match = {
  account: accounts.aws,
  arn: { kind: 'pattern', value: `^arn:aws:sts::${accounts.aws}:assumed-role/ci-runner/(.+)$` },
  userId: { kind: 'exact', value: 'AROAQ3EGCIRUNNEXAMPLE:x' },
} as const;
const changes = () => sandbox().requests.filter(({ method }) => method !== 'GET');

describe('editing an identity', () => {
  let original: object | undefined;
  beforeEach(() => {
    original = structuredClone(sandbox().world.resources.identities.get(id));
  });
  afterEach(() => {
    Object.assign(sandbox().world.resources.identities.get(id) ?? {}, original);
  });

  const edit = async (more: object = {}) => {
    const { identity, match: live } = await awsIdentity(connection, id);
    return {
      connection,
      id: identity.id,
      name: identity.name,
      description: identity.description,
      match: live,
      ...more,
    };
  };

  it('changes what differs and nothing else', async () => {
    const before = structuredClone(sandbox().world.resources.identities.get(id));
    const wanted = await edit({ match });
    const differences = await differencesToLive(wanted);
    expect(differences.map(({ field }) => field)).toEqual(['arn', 'userId']);
    expect(differences.map(({ access }) => access)).toEqual([
      undefined,
      [expect.stringMatching(/gains? access/i), expect.stringMatching(/loses? access/i)],
    ]);
    const done = await editIdentity(wanted, differences);
    expect(done).toMatchObject({ kind: 'changed', identity: { relationship: { match } } });
    const after = sandbox().world.resources.identities.get(id);
    expect({ ...after, awsIdentity: 0, updateTime: 0 }).toEqual({ ...before, awsIdentity: 0, updateTime: 0 });
    expect(changes()).toHaveLength(1);
  });

  it('sends nothing when the live identity has changed since the difference was shown', async () => {
    const wanted = await edit({ description: 'Mine' });
    const differences = await differencesToLive(wanted);
    const live = sandbox().world.resources.identities.get(id);
    if (live) live.description = 'Somebody else was here';
    expect(await editIdentity(wanted, differences)).toEqual({
      kind: 'differs',
      differences: [{ field: 'description', before: 'Somebody else was here', after: 'Mine' }],
    });
    expect(changes()).toEqual([]);
  });

  /** Edits the description and the rules; gives what became of it, or the failure. */
  const editing = async (signal?: AbortSignal) => {
    const wanted = await edit({ description: 'Mine', match });
    const differences = await differencesToLive(wanted);
    sandbox().requests.length = 0;
    return () => editIdentity(wanted, differences, signal).catch(asFailure);
  };
  /** Sets a fault for the identity itself, which is read, changed, and perhaps read again. The last one set comes first. */
  const meet = (fault: Fault, after: number, times = 1) =>
    sandbox().faults.set({ service: 'api', path: `/iam/v2/identities/${id}`, fault, after, times });
  const live = () => JSON.stringify({ ...sandbox().world.resources.identities.get(id), updateTime: 0 });

  it.each(refusals)('changes nothing when the change meets %j', async (fault) => {
    const before = live();
    const change = await editing();
    meet(fault, 1);
    const failure = await change();
    expect(failure).toMatchObject({ name: 'Failure' });
    expect(asFailure(failure).message).not.toContain('not known');
    expect(live()).toBe(before);
  });

  it('is done although the answer never arrives whole', async () => {
    const change = await editing();
    meet({ kind: 'cut' }, 1);
    expect(await change()).toMatchObject({
      kind: 'changed',
      identity: { description: 'Mine', relationship: { match } },
    });
  });

  it('does not claim to know when nobody can be asked', async () => {
    const change = await editing();
    meet({ kind: 'reset' }, 0);
    meet({ kind: 'cut' }, 1);
    expect(asFailure(await change()).message).toMatch(
      /It is not known whether this was changed: ec2-pull\.$/,
    );
  });

  it('does not claim to know when somebody else changes it in the same moment', async () => {
    const change = await editing();
    meet({ kind: 'meanwhile', uid: id, change: { description: 'Theirs' } }, 0);
    meet({ kind: 'cut' }, 1);
    expect(asFailure(await change()).message).toContain('It is not known whether');
  });

  it('changes nothing when the person stops it before it is carried out', async () => {
    const before = live();
    const abort = new AbortController();
    const change = await editing(abort.signal);
    meet({ kind: 'latency', ms: 600_000 }, 1);
    const failure = change();
    await expect.poll(() => sandbox().requests.length).toBe(2);
    abort.abort();
    expect(await failure).toMatchObject({ kind: 'cancelled' });
    expect(live()).toBe(before);
  });

  it('leaves a name alone that is shorter than one may choose', async () => {
    const there = sandbox().world.resources.identities.get(id);
    if (there) there.name = 'x';
    const wanted = await edit({ match });
    const differences = await differencesToLive(wanted);
    expect(differences.map(({ field }) => field)).toEqual(['arn', 'userId']);
    expect(await editIdentity(wanted, differences)).toMatchObject({ identity: { name: 'x' } });
  });

  it('refuses to send nothing, and identities that are not for AWS', async () => {
    await expect(editIdentity(await edit(), [])).rejects.toMatchObject({ kind: 'invalid' });
    await expect(awsIdentity(connection, identities.release)).rejects.toMatchObject({ kind: 'invalid' });
    expect(changes()).toEqual([]);
  });
});

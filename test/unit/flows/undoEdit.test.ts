import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { updateIdentity } from '../../../src/chainguard/iam';
import { awsIdentity } from '../../../src/flows/editIdentity';
import { undoEdit } from '../../../src/flows/undoEdit';
import { accounts, identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const id = identities['ec2-pull'];
const rulesOf = (account: string) => ({
  account,
  arn: { kind: 'pattern', value: `^arn:aws:sts::${account}:assumed-role/ci-runner/(.+)$` } as const,
  userId: { kind: 'pattern', value: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$' } as const,
});
const after = rulesOf(accounts.aws);

describe('undoing a change of an identity', () => {
  let connection: Connection;
  let original: object | undefined;
  beforeEach(async () => {
    connection = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
    original = structuredClone(sandbox().world.resources.identities.get(id));
  });
  afterEach(() => {
    Object.assign(sandbox().world.resources.identities.get(id) ?? {}, original);
  });
  const changes = () => sandbox().requests.filter(({ method }) => method !== 'GET');
  const live = async () => (await awsIdentity(connection, id)).match;

  it('puts the old rules back, and leaves a new name as it is', async () => {
    const before = await live();
    await updateIdentity(connection, id, { match: after, name: 'ec2-renamed' });
    const undone = await undoEdit(connection, id, { before, after });
    expect(await live()).toEqual(before);
    expect(undone.name).toBe('ec2-renamed');
  });

  it('changes nothing where somebody else has changed the rules since, and says so', async () => {
    const before = await live();
    await updateIdentity(connection, id, { match: rulesOf('210987654321') });
    const from = changes().length;
    await expect(undoEdit(connection, id, { before, after })).rejects.toMatchObject({
      kind: 'invalid',
      message: 'Its rules have been changed since, so nothing was undone: ec2-pull',
    });
    expect(changes()).toHaveLength(from);
    expect((await live()).account).toBe('210987654321');
  });

  it('sends nothing where the old rules are back already', async () => {
    const before = await live();
    const from = changes().length;
    await undoEdit(connection, id, { before, after });
    expect(changes()).toHaveLength(from);
  });
});

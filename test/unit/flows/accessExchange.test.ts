import fc from 'fast-check';
import { expect, it } from 'vitest';
import { awsToken } from '../../../src/chainguard/awsToken';
import { exchange } from '../../../src/chainguard/exchange';
import { stateOf } from '../../../src/core/access/cell';
import { AccessTable } from '../../../src/core/access/table';
import type { Caller } from '../../../src/core/caller';
import { asFailure } from '../../../src/core/failure';
import { awsIdentityJson } from '../../../src/core/identity';
import { makeCredentials } from '../../sandbox/awsWorld';
import { apiAudience } from '../../sandbox/world';
import { someCaller, someMatch } from '../core/access/matches';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();

/** Whether the sandbox's issuer lets a caller with keys of its own assume an identity. */
async function exchanged(identity: string, name: string, caller: Caller): Promise<'can' | 'cannot'> {
  const { urls, world } = sandbox();
  const credentials = makeCredentials(
    name,
    { ...caller, partition: 'aws' },
    new Date(Date.now() + 3_600_000),
  );
  world.aws.credentials.set(credentials.accessKeyId, credentials);
  const token = await awsToken(credentials, { audience: urls.issuer, identity }, new Date());
  try {
    await exchange({ issuerUrl: urls.issuer, token, identity, audience: apiAudience });
    return 'can';
  } catch (error) {
    const { kind, message } = asFailure(error);
    expect([kind, message]).toEqual(['denied', message]);
    return 'cannot';
  }
}

it('says of random cells what an exchange comes to', async () => {
  const matches = fc.sample(someMatch, 200);
  // Keys of other partitions are refused at the global host, whatever the identity asks for.
  const callers = fc.sample(
    someCaller.filter(({ arn }) => arn.startsWith('arn:aws:')),
    30,
  );
  const { resources } = sandbox().world;
  const [pattern] = [...resources.identities.values()].filter(({ awsIdentity }) => awsIdentity);
  if (!pattern) throw new Error('The sandbox has no identity that trusts AWS callers.');
  const table = new AccessTable();
  table.setCallers(callers.map((caller, index) => ({ id: `${index}`, name: `caller-${index}`, caller })));
  matches.forEach((match, index) => {
    const uid = pattern.uid.replace(/[^/]{16}$/, index.toString(16).padStart(16, '0'));
    const awsIdentity = { awsAccount: match.account, ...awsIdentityJson(match) };
    resources.identities.set(uid, { ...pattern, uid, name: `random-${index}`, awsIdentity });
    table.add([
      {
        id: uid,
        name: `random-${index}`,
        folder: '',
        lastSeen: undefined,
        relationship: { kind: 'aws', match },
      },
    ]);
  });
  Array.from(table.work());
  const cells = table.rows.flatMap(({ id }, row) =>
    callers.map((caller, column) => ({ id, caller, column, state: stateOf(table.answer(row, column)) })),
  );
  // As many of both kinds: most cells of such a table cannot.
  const some = (['can', 'cannot'] as const).flatMap((state) =>
    cells.filter((cell) => cell.state === state).slice(0, 40),
  );
  expect(some.filter(({ state }) => state === 'can').length).toBeGreaterThan(15);
  const wrong = [];
  for (const { id, caller, column, state } of some)
    if ((await exchanged(id, `random-${column}`, caller)) !== state) wrong.push({ id, caller, state });
  expect(wrong).toEqual([]);
});

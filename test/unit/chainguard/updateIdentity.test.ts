import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getIdentity, updateIdentity } from '../../../src/chainguard/iam';
import type { Connection } from '../../../src/chainguard/http';
import { isFailure } from '../../../src/core/failure';
import type { AwsMatch } from '../../../src/core/identity';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';

let sandbox: Sandbox;
let at: Connection;
beforeAll(async () => {
  sandbox = await startSandbox();
  at = { apiUrl: sandbox.urls.api, token: await sandbox.sessionToken('kim@acme.example') };
});
afterAll(() => sandbox.close());

const match: AwsMatch = {
  account: '123456789012',
  arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/nightly/(.+)$' },
  userId: { kind: 'exact', value: 'AROAQ3EGNIGHTLEXAMPLE:tonight' },
};

describe('updating an identity', () => {
  it('changes what the mask names and nothing else', async () => {
    const id = sandbox.world.identities.nightly;
    const before = await getIdentity(at, id);
    const described = await updateIdentity(at, id, { description: 'Runs at night' });
    expect(described).toEqual({ ...before, description: 'Runs at night', updated: described.updated });
    const changed = await updateIdentity(at, id, { match });
    expect(changed.relationship).toEqual({ kind: 'aws', match });
    expect(changed.description).toBe('Runs at night');
    expect(await getIdentity(at, id)).toEqual(changed);
  });

  it.each([
    ['one that was deleted', () => `${sandbox.world.groups.web}/${'0'.repeat(16)}`, 'invalid', 404],
    ['rules that Chainguard refuses', () => sandbox.world.identities.nightly, 'invalid', 400],
  ])('says so of %s', async (_, id, kind, status) => {
    const wrong = { match: { ...match, account: '12' } };
    const failure = await updateIdentity(at, id(), wrong).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isFailure(failure) && { kind: failure.kind, status: failure.status }).toEqual({ kind, status });
  });
});

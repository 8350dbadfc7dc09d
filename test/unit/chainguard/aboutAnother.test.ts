import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createGroup,
  createIdentity,
  getGroup,
  getIdentity,
  updateGroup,
  updateIdentity,
} from '../../../src/chainguard/iam';
import { getRoleBinding } from '../../../src/chainguard/roles';
import type { Connection } from '../../../src/chainguard/http';
import { asFailure } from '../../../src/core/failure';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';
import { accounts, groups, identities } from '../../sandbox/world';

let sandbox: Sandbox;
let at: Connection;
beforeAll(async () => {
  sandbox = await startSandbox();
  at = { apiUrl: sandbox.urls.api, token: await sandbox.sessionToken('kim@acme.example') };
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const match = {
  account: accounts.aws,
  arn: { kind: 'exact', value: `arn:aws:iam::${accounts.aws}:user/x` },
  userId: { kind: 'exact', value: 'AIDAQ3EGNIGHTLEXAMPLE' },
} as const;
const created = { name: 'mine', description: '', match };

describe('an answer about something else than what was asked for is refused', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['getIdentity', identities['ci-runner'], () => getIdentity(at, identities.nightly)],
    ['updateIdentity', identities['ci-runner'], () => updateIdentity(at, identities.nightly, { name: 'x' })],
    ['createIdentity: elsewhere', identities.nightly, () => createIdentity(at, groups.platform, created)],
    [
      'createIdentity: of another name',
      `${groups.web}/${'1'.repeat(16)}`,
      () => createIdentity(at, groups.web, created),
    ],
    ['getGroup', groups.platform, () => getGroup(at, groups.web)],
    ['updateGroup', groups.platform, () => updateGroup(at, groups.web, { name: 'x' })],
    ['createGroup', groups.platform, () => createGroup(at, groups.web, { name: 'x', description: '' })],
    [
      'getRoleBinding',
      `${groups.web}/${'1'.repeat(16)}`,
      () => getRoleBinding(at, `${groups.web}/${'2'.repeat(16)}`),
    ],
  ])('%s', async (_, uid, ask) => {
    const body = JSON.stringify({
      uid,
      name: 'theirs',
      description: '',
      awsIdentity: { awsAccount: accounts.aws, arn: match.arn.value, userId: match.userId.value },
      identity: { uid: identities.nightly, name: 'x' },
      role: { uid: groups.web, name: 'x' },
      group: { uid: groups.web, name: 'x' },
    });
    sandbox.faults.set({
      service: 'api',
      fault: { kind: 'status', status: 200, body, contentType: 'application/json' },
    });
    expect(await ask().catch(asFailure)).toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining('about something else') as unknown,
    });
  });
});

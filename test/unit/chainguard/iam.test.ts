import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/chainguard/http';
import { getIdentity, listRoles } from '../../../src/chainguard/iam';
import { builtInRoles } from '../../sandbox/capabilities';
import { identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const kim = async (): Promise<Connection> => ({
  apiUrl: sandbox().urls.api,
  token: await sandbox().sessionToken('kim@acme.example'),
});
/** Lets the API answer its next request with this. */
const answer = (body: unknown, path: string) => {
  const fault = { kind: 'status', status: 200, body: JSON.stringify(body) } as const;
  sandbox().faults.set({ service: 'api', path, fault, times: 1 });
};

describe('a role', () => {
  it('has its capabilities by name', async () => {
    const { items } = await listRoles(await kim());
    for (const [name, { capabilities }] of Object.entries(builtInRoles))
      expect(items.find((role) => role.name === name)?.capabilities).toEqual(capabilities);
  });

  it('has those that have no name here as the server writes them, and a number of the table by name', async () => {
    const capabilities = [1600, 'CAP_LIBRARIES_REQUEST_GROUPS_DELETE', 'CAP_NEW_GROUPS_DELETE', 9999];
    answer({ roles: [{ uid: 'a'.repeat(40), name: 'r', capabilities }] }, '/iam/v2/roles');
    const { items } = await listRoles(await kim());
    expect(items[0]?.capabilities).toEqual([
      'repo.blobs.get',
      'libraries.request_groups.delete',
      'CAP_NEW_GROUPS_DELETE',
      '9999',
    ]);
  });
});

describe('a service principal', () => {
  it.each([
    ['SERVICE_PRINCIPAL_MICROVM', { kind: 'service-principal', principal: 'MICROVM' }],
    [27, { kind: 'service-principal', principal: '27' }],
    [0, { kind: 'unknown' }],
    [null, { kind: 'unknown' }],
    ['SERVICE_PRINCIPAL_UNSPECIFIED', { kind: 'unknown' }],
  ])('that the gateway writes as %j is taken', async (servicePrincipal, relationship) => {
    const uid = identities['catalog-syncer'];
    answer({ uid, name: 'x', servicePrincipal }, `/iam/v2/identities/${uid}`);
    expect((await getIdentity(await kim(), uid)).relationship).toEqual(relationship);
  });
});

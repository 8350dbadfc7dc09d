import { describe, expect, it } from 'vitest';
import { listRoles } from '../../../src/chainguard/roles';
import { PagedList } from '../../../src/chainguard/pagedList';
import { readRoles } from '../../../src/flows/changeRoles';
import { organization, roles } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';
import { addRolesOfTwo } from './rolesOfTwo';

const sandbox = inSandbox();

describe('the roles of an organization', () => {
  it('are the built-in ones and its own, on whatever page they are, and no other organization’s', async () => {
    const { own, foreign } = addRolesOfTwo(sandbox());
    const at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };

    const seen = (await new PagedList((page) => listRoles(at, page)).all()).map(({ id }) => id);
    expect(seen).toEqual(expect.arrayContaining([own.uid, ...foreign.map(({ uid }) => uid)]));

    const read = await readRoles(at, organization.uid);
    expect(read.map(({ name }) => name).toSorted()).toEqual([...Object.keys(roles), 'zz-own'].toSorted());
  });

  it('are not read on once that was cancelled', async () => {
    const at = { apiUrl: sandbox().urls.api, token: await sandbox().sessionToken('kim@acme.example') };
    await expect(readRoles(at, organization.uid, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});

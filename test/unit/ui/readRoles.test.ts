import { describe, expect, it } from 'vitest';
import { listRoles } from '../../../src/chainguard/iam';
import { PagedList } from '../../../src/chainguard/pagedList';
import { readRoles } from '../../../src/ui/readRoles';
import { hex, organization, people, roles } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const other = { uid: hex('other.example', 40), name: 'other.example' };
const role = (parent: string, name: string) => {
  const uid = `${parent}/${hex(`${parent} ${name}`, 16)}`;
  const stamp = { createTime: '2026-01-12T09:30:00Z', updateTime: '2026-01-12T09:30:00Z' };
  return { uid, name, description: '', capabilities: ['groups.list'], ...stamp };
};

describe('the roles of an organization', () => {
  it('are the built-in ones and its own, on whatever page they are, and no other organization’s', async () => {
    const { resources } = sandbox().world;
    const { createTime, updateTime } = role(other.uid, '');
    resources.groups.set(other.uid, { ...other, description: '', verified: true, createTime, updateTime });
    resources.bind({
      uid: `${other.uid}/${hex('kim owns the other', 16)}`,
      identityUid: people['kim@acme.example'],
      roleUid: roles['owner'] ?? '',
      createTime,
    });
    const own = role(organization.uid, 'zz-own');
    const foreign = Array.from({ length: 210 }, (_, index) => role(other.uid, `foreign-${index}`));
    for (const one of [own, ...foreign]) resources.roles.set(one.uid, one);
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

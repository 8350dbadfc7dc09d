import { describe, expect, it } from 'vitest';
import type { Identity, Role, RoleBinding } from '../../../src/core/identity';
import {
  groupsAboveAll,
  rolesLacking,
  sharedBindings,
  taken,
  type Bound,
} from '../../../src/flows/severalRoles';

const org = '0'.repeat(40);
const web = `${org}/1111111111111111`;
const pull = { id: 'r1', name: 'registry.pull' } as Role;
const push = { id: 'r2', name: 'registry.push' } as Role;

function bound(id: string, ...roles: (readonly [Role, string])[]): Bound {
  const bindings = roles.map(
    ([role, group]) =>
      ({
        id: `${id}:${role.id}:${group}`,
        role,
        group: { id: group, name: group },
      }) as unknown as RoleBinding,
  );
  return { identity: { id, name: id } as Identity, bindings };
}

describe('several identities', () => {
  it('get roles on the groups that are above all of them', () => {
    expect(groupsAboveAll([bound(`${web}/a`), bound(`${org}/b`)])).toEqual([org]);
    expect(groupsAboveAll([bound(`${web}/a`), bound(`${web}/b`)])).toEqual([org, web]);
    expect(groupsAboveAll([bound(`${web}/a`), bound(`${'f'.repeat(40)}/b`)])).toEqual([]);
  });

  it('get only the roles that each lacks on the group', () => {
    const lacking = rolesLacking(
      [bound('a', [pull, web]), bound('b', [pull, org]), bound('c', [pull, web], [push, web])],
      { id: web },
      [pull, push],
    );
    expect(lacking.map(({ identity, roles }) => [identity.id, roles.map(({ name }) => name)])).toEqual([
      ['a', ['registry.push']],
      ['b', ['registry.pull', 'registry.push']],
    ]);
  });

  it('show a role on a group once, and lose it where they have it', () => {
    const all = [bound('a', [pull, web], [push, web]), bound('b', [pull, web]), bound('c')];
    const shared = sharedBindings(all);
    expect(shared.map(({ role, of }) => [role.name, of.map(({ identity }) => identity.id)])).toEqual([
      ['registry.pull', ['a', 'b']],
      ['registry.push', ['a']],
    ]);
    expect(
      taken(all, shared.slice(0, 1)).map(({ identity, bindings, all: whole }) => [
        identity.id,
        bindings.length,
        whole,
      ]),
    ).toEqual([
      ['a', 1, false],
      ['b', 1, true],
    ]);
  });
});

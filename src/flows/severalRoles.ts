import type { Group, Identity, Role, RoleBinding } from '../core/identity';
import { ancestorsOf } from '../core/uidp';

/** An identity and the roles that it has. */
export interface Bound {
  readonly identity: Identity;
  readonly bindings: readonly RoleBinding[];
}

/** The groups above every one of these identities, the highest first. */
export function groupsAboveAll(bound: readonly Bound[]): readonly string[] {
  const [first, ...others] = bound.map(({ identity }) => ancestorsOf(identity.id));
  return (first ?? []).filter((id) => others.every((above) => above.includes(id)));
}

/** The roles of these that each identity lacks on a group; identities that lack none are left out. */
export function rolesLacking(
  bound: readonly Bound[],
  group: Pick<Group, 'id'>,
  roles: readonly Role[],
): readonly { readonly identity: Identity; readonly roles: readonly Role[] }[] {
  return bound.flatMap(({ identity, bindings }) => {
    const there = new Set(bindings.filter((one) => one.group.id === group.id).map(({ role }) => role.id));
    const lacking = roles.filter(({ id }) => !there.has(id));
    return lacking.length > 0 ? [{ identity, roles: lacking }] : [];
  });
}

/** A role on a group, and those of the identities that have it there, each with its binding. */
export interface SharedBinding {
  readonly role: RoleBinding['role'];
  readonly group: RoleBinding['group'];
  readonly of: readonly { readonly identity: Identity; readonly binding: RoleBinding }[];
}

/** What these identities may do together, each role on a group once, in the order of the first that has it. */
export function sharedBindings(bound: readonly Bound[]): readonly SharedBinding[] {
  const shared = new Map<string, SharedBinding>();
  for (const { identity, bindings } of bound)
    for (const binding of bindings) {
      const { role, group } = binding;
      const key = `${role.id} ${group.id}`;
      const others = shared.get(key)?.of ?? [];
      shared.set(key, { role, group, of: [...others, { identity, binding }] });
    }
  return [...shared.values()];
}

/** What each identity loses when these are taken; identities that lose nothing are left out. */
export function taken(
  bound: readonly Bound[],
  chosen: readonly SharedBinding[],
): readonly {
  readonly identity: Identity;
  readonly bindings: readonly RoleBinding[];
  readonly all: boolean;
}[] {
  return bound.flatMap(({ identity, bindings: its }) => {
    const bindings = chosen.flatMap(({ of }) =>
      of.filter((one) => one.identity.id === identity.id).map(({ binding }) => binding),
    );
    return bindings.length > 0 ? [{ identity, bindings, all: bindings.length === its.length }] : [];
  });
}

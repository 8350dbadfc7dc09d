import type { Connection } from '../chainguard/http';
import { listGroups } from '../chainguard/iam';
import { listBindingsWithin, listRoleBindings } from '../chainguard/roles';
import { PagedList } from '../chainguard/pagedList';
import type { AccessRow } from '../core/access/cell';
import { asFailure } from '../core/failure';
import type { Group, Identity, RoleBinding } from '../core/identity';
import { ancestorsOf, parentOf, rootOf, shorten } from '../core/uidp';
import { identitiesBelow } from './searchEverywhere';

/** Some of the rows of a table. */
export interface RowStretch {
  readonly rows: readonly AccessRow[];
  /** How many there are in all, where that is known. */
  readonly total: number | undefined;
}

/**
 * A row for every identity below a group, bit by bit, each once.
 *
 * @param read gets the identities of each stretch
 * @throws Failure as `PagedList.more`; `cancelled` when `signal` aborts
 */
export async function* rowsBelow(
  connection: Connection,
  group: Pick<Group, 'id' | 'name'>,
  signal: AbortSignal,
  read: (identities: readonly Identity[]) => void = () => undefined,
): AsyncGenerator<RowStretch> {
  const names = groupNames(connection, group, signal);
  names.catch(() => undefined);
  for await (const { identities, total } of identitiesBelow(connection, group.id, signal)) {
    const named = await names;
    read(identities);
    yield { rows: identities.map((identity) => rowOf(identity, named)), total };
  }
}

/** The names of a group and of all below it, by their ids; only the group's own where the others may not be listed. */
async function groupNames(
  connection: Connection,
  { id, name }: Pick<Group, 'id' | 'name'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const below = new PagedList<Group>((page) =>
    listGroups(connection, { descendantsOf: id }, { ...page, signal }),
  );
  try {
    await below.all();
  } catch (error) {
    if (asFailure(error).kind !== 'denied') throw error;
  }
  return new Map([[id, name], ...below.items.map((group) => [group.id, group.name] as const)]);
}

function rowOf(identity: Identity, names: ReadonlyMap<string, string>): AccessRow {
  const { id, name, lastSeen, relationship } = identity;
  return { id, name, folder: folderOf(id, names), lastSeen, relationship };
}

/** The folders above an identity in words, below the table's own; that one where it is right in it. */
function folderOf(id: string, names: ReadonlyMap<string, string>): string {
  const [own = '', ...below] = ancestorsOf(id).flatMap((ancestor) => names.get(ancestor) ?? []);
  const parent = parentOf(id) ?? '';
  const known = [...below, ...(names.has(parent) ? [] : [shorten(parent)])];
  return known.length === 0 ? own : known.join(' / ');
}

/** Of so few identities it is less to ask for each one's bindings than for all of an organization. */
const few = 40;

/**
 * What identities may do where, in words, by their ids: each role with the group that it is bound on.
 *
 * @throws Failure as `PagedList.more`; `cancelled` when `signal` aborts
 */
export async function rolesOf(
  connection: Connection,
  identities: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = new Map<string, string[]>(identities.map((id) => [id, []]));
  const take = ({ identity, role, group }: RoleBinding) =>
    roles.get(identity)?.push(`${role.name || role.id} → ${group.name || group.id}`);
  const lists =
    identities.length <= few
      ? identities.map(
          (id) => new PagedList<RoleBinding>((page) => listRoleBindings(connection, id, { ...page, signal })),
        )
      : [...new Set(identities.map(rootOf))].map(
          (root) =>
            new PagedList<RoleBinding>((page) =>
              listBindingsWithin(connection, { descendantsOf: root }, { ...page, signal }),
            ),
        );
  for (const list of lists) for (const binding of await list.all()) take(binding);
  return roles;
}

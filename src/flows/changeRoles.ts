import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { bindRole, listRoleBindings, unbindRole } from '../chainguard/iam';
import { PagedList } from '../chainguard/pagedList';
import { asFailure, Failure } from '../core/failure';
import type { Group, Role, RoleBinding } from '../core/identity';
import { sentences, visible } from '../core/text';
import { parentOf } from '../core/uidp';

type Named = Pick<Role, 'id' | 'name'>;

/**
 * All role bindings of an identity, however many pages they are.
 *
 * @throws Failure as `PagedList.more`
 */
export function allBindings(
  connection: Connection,
  identity: string,
  signal?: AbortSignal,
): Promise<readonly RoleBinding[]> {
  return new PagedList((page) => listRoleBindings(connection, identity, { ...page, signal })).all();
}

/**
 * The roles that an identity has on its own group; it may have others on other groups.
 *
 * @throws Failure as `callApi`
 */
export async function rolesOnOwnGroup(
  connection: Connection,
  identity: string,
  signal?: AbortSignal,
): Promise<readonly Named[]> {
  const bindings = await allBindings(connection, identity, signal);
  const own = bindings.filter(({ group }) => group.id === parentOf(identity));
  return own.map(({ role }) => ({ id: role.id, name: role.name || role.id }));
}

/**
 * Binds roles to an identity on a group: all of them, or none. Roles that are bound there already are left alone. When
 * one fails, or the person stops it, what is new since the beginning is taken back: what is there is asked for, because
 * a request without an answer may have been carried out.
 *
 * @throws Failure of the first failure's kind, which says that nothing was changed, or what stayed
 */
export async function bindRoles(
  connection: Connection,
  identity: string,
  group: Pick<Group, 'id' | 'name'>,
  roles: readonly Named[],
  signal?: AbortSignal,
): Promise<readonly RoleBinding[]> {
  const before = await allBindings(connection, identity, signal);
  const bound = new Set(before.filter((one) => one.group.id === group.id).map(({ role }) => role.id));
  const wanted = roles.filter(({ id }) => !bound.has(id));
  const made: RoleBinding[] = [];
  try {
    for (const role of wanted)
      made.push(await bindRole(connection, group.id, { identity, role: role.id }, signal));
    return made;
  } catch (error) {
    const known = new Set(before.map(({ id }) => id));
    const left = await undo(async () => {
      const now = await allBindings(connection, identity);
      const ours = now.filter(
        (one) =>
          !known.has(one.id) && one.group.id === group.id && wanted.some(({ id }) => id === one.role.id),
      );
      for (const one of ours) await unbindRole(connection, one.id);
    });
    throw reported(error, left, l10n.t('These roles may have stayed bound: {0}', namesOf(wanted)));
  }
}

/**
 * Takes role bindings of an identity back: all of them, or none. One that is gone already counts as taken back. When
 * one fails, those that were taken back before are bound again.
 *
 * @throws Failure as {@link bindRoles}
 */
export async function unbindRoles(
  connection: Connection,
  identity: string,
  bindings: readonly RoleBinding[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    for (const binding of bindings) await unbindUnlessGone(connection, binding.id, signal);
  } catch (error) {
    const left = await undo(async () => {
      const now = await allBindings(connection, identity);
      const missing = bindings.filter(
        ({ group, role }) => !now.some((one) => one.group.id === group.id && one.role.id === role.id),
      );
      for (const { group, role } of missing)
        await bindRole(connection, group.id, { identity, role: role.id });
    });
    const names = namesOf(bindings.map(({ role }) => role));
    throw reported(error, left, l10n.t('These roles may no longer be bound: {0}', names));
  }
}

async function unbindUnlessGone(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await unbindRole(connection, id, signal);
  } catch (error) {
    if (asFailure(error).status !== 404) throw error;
  }
}

/** What an undoing failed of; `undefined` when it did not. */
async function undo(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}

function reported(error: unknown, left: Failure | undefined, stayed: string): Failure {
  const { kind, message, remedy, status } = asFailure(error);
  const said = (...parts: string[]) => sentences(...(kind === 'cancelled' ? [] : [message]), ...parts);
  if (!left) {
    const options = { remedy, status, cause: error };
    return new Failure(kind, said(l10n.t('Nothing was changed.')), withoutUndefined(options));
  }
  return new Failure(
    kind === 'cancelled' ? left.kind : kind,
    said(l10n.t('Undoing it failed, too: {0}', left.message), stayed),
    {
      remedy: l10n.t('Refresh to see what is bound, then correct it.'),
      cause: error,
    },
  );
}

function withoutUndefined(options: {
  remedy: string | undefined;
  status: number | undefined;
  cause: unknown;
}) {
  const { remedy, status, cause } = options;
  return { cause, ...(remedy !== undefined && { remedy }), ...(status !== undefined && { status }) };
}

function namesOf(roles: readonly Named[]): string {
  return roles.map(({ id, name }) => visible(name || id)).join(', ');
}

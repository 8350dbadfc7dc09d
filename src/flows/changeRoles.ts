import * as l10n from '@vscode/l10n';
import { isTaken, type Connection } from '../chainguard/http';
import {
  bindRoles as bind,
  getRoleBinding,
  listRoleBindings,
  listRoles,
  unbindRole as unbind,
} from '../chainguard/roles';
import { PagedList } from '../chainguard/pagedList';
import { asFailure, Failure } from '../core/failure';
import type { Group, Role, RoleBinding } from '../core/identity';
import { sentences, visible } from '../core/text';
import { isRoleIn, parentOf } from '../core/uidp';
import { isOpen, lookFor, unknown } from './changeOnce';

type Named = Pick<Role, 'id' | 'name'>;

/**
 * The roles that can be bound in an organization, built-in ones and its own; without one, those of all. The API lists
 * the roles of every organization that the session sees, so every page is read.
 *
 * @throws Failure as `PagedList.more`
 */
export async function readRoles(
  at: Connection,
  organization: string | undefined,
  signal?: AbortSignal,
): Promise<readonly Role[]> {
  const roles = await new PagedList((page) => listRoles(at, { ...page, signal })).all();
  return organization === undefined ? roles : roles.filter(({ id }) => isRoleIn(id, organization));
}

/** All role bindings of an identity, of every page. @throws Failure as `PagedList.more` */
export function allBindings(
  connection: Connection,
  identity: string,
  signal?: AbortSignal,
): Promise<readonly RoleBinding[]> {
  return new PagedList((page) => listRoleBindings(connection, identity, { ...page, signal })).all();
}

/** The roles that an identity has on its own group; it may have more on others. @throws Failure as `callApi` */
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
 * Binds roles to an identity on a group, all of them or none, except those that are bound there already. If
 * no answer comes, looks for them, because they may have been bound anyway.
 *
 * @param every as `lookFor`
 * @returns the bindings that were made
 * @throws Failure as the API's `bindRoles`, which says that nothing was changed, or that the outcome is not
 *   known
 */
export async function bindRoles(
  connection: Connection,
  identity: string,
  group: Pick<Group, 'id' | 'name'>,
  roles: readonly Named[],
  signal?: AbortSignal,
  every?: number,
): Promise<readonly RoleBinding[]> {
  const bound = async (among: readonly Named[], stop?: AbortSignal) => {
    const all = await allBindings(connection, identity, stop);
    return all.filter(
      ({ group: { id }, role }) => id === group.id && among.some((one) => one.id === role.id),
    );
  };
  const before = new Set((await bound(roles, signal)).map(({ role }) => role.id));
  const wanted = roles.filter(({ id }) => !before.has(id));
  if (wanted.length === 0) return [];
  try {
    return await bind(connection, group.id, { identity, roles: wanted.map(({ id }) => id) }, signal);
  } catch (error) {
    if (!isOpen(error)) throw nothingChanged(error);
    const made = await lookFor(async () => {
      const now = await bound(wanted);
      return now.length < wanted.length ? undefined : now;
    }, every);
    if (made) return made;
    throw unknown(error, l10n.t('It is not known whether these roles were bound: {0}', namesOf(wanted)));
  }
}

/**
 * Revokes role bindings of an identity, all of them or none. One that is already gone counts as revoked. When one fails,
 * or the person stops it, those revoked here are bound again, and no others.
 *
 * @throws Failure of the first failure's kind, which says that nothing was changed, or what may be
 */
export async function unbindRoles(
  connection: Connection,
  identity: string,
  bindings: readonly RoleBinding[],
  signal?: AbortSignal,
): Promise<void> {
  const taken: RoleBinding[] = [];
  try {
    for (const binding of bindings) {
      // Chainguard answers as if it had deleted what somebody else has revoked, so this looks first.
      if (await isGone(connection, binding, signal)) continue;
      const failure = await unbind(connection, binding.id, signal).then(() => undefined, asFailure);
      const gone =
        !failure || (isOpen(failure) && (await isGone(connection, binding).catch(() => undefined)));
      if (gone !== false) taken.push(binding);
      if (failure && gone !== true) throw failure;
    }
  } catch (error) {
    const { left, why } = await bindAgain(connection, identity, taken);
    if (!why) throw nothingChanged(error);
    const undone = l10n.t('Undoing it failed, too: {0}', why.message);
    const names = namesOf(left.map(({ role }) => role));
    throw unknown(error, sentences(undone, l10n.t('These roles may no longer be bound: {0}', names)));
  }
}

async function isGone(connection: Connection, { id }: RoleBinding, signal?: AbortSignal): Promise<boolean> {
  try {
    await getRoleBinding(connection, id, signal);
    return false;
  } catch (error) {
    if (asFailure(error).status === 404) return true;
    throw error;
  }
}

/** Binds each again, whether or not the person has cancelled. Gives what could not be bound, and why. */
async function bindAgain(connection: Connection, identity: string, bindings: readonly RoleBinding[]) {
  const left: RoleBinding[] = [];
  let why: Failure | undefined;
  for (const binding of bindings) {
    try {
      await bind(connection, binding.group.id, { identity, roles: [binding.role.id] });
    } catch (error) {
      if (isTaken(error)) continue;
      left.push(binding);
      why ??= asFailure(error);
    }
  }
  return { left, why };
}

function nothingChanged(cause: unknown): Failure {
  const { kind, message, remedy, status } = asFailure(cause);
  const nothing = l10n.t('Nothing was changed.');
  const said = kind === 'cancelled' ? nothing : sentences(message, nothing);
  return new Failure(kind, said, { remedy, status, cause });
}

function namesOf(roles: readonly Named[]): string {
  return roles.map(({ id, name }) => visible(name || id)).join(', ');
}

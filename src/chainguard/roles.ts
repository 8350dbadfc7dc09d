import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import type { Role, RoleBinding } from '../core/identity';
import { withId } from './about';
import { callApi, isTaken, type Connection } from './http';
import { NothingJson, RoleBindingJson, RoleJson } from './iamJson';
import { byName, filter, list, type Page, type PageRequest, type Within } from './list';

/** All roles that the session may see, built-in ones among them, a page at a time. Throws as `callApi`. */
export async function listRoles(at: Connection, page: PageRequest = {}): Promise<Page<Role>> {
  const { items, ...rest } = await list(at, '/iam/v2/roles', RoleJson, byName, page);
  const { capabilityName } = await import('../core/token/capabilities');
  const named = items.map((role) => ({ ...role, capabilities: role.capabilities.map(capabilityName) }));
  return { items: named, ...rest };
}

/** What an identity may do: its role bindings (`GET /iam/v2/roleBindings`; `role_bindings.list`). Throws as `callApi`. */
export function listRoleBindings(
  at: Connection,
  identity: string,
  page: PageRequest = {},
): Promise<Page<RoleBinding>> {
  return list(at, '/iam/v2/roleBindings', RoleBindingJson, { identity }, page);
}

/**
 * Who has which role on a group itself, a page at a time; capability `role_bindings.list`. Throws as
 * `callApi`.
 */
export function listBindingsOn(
  at: Connection,
  group: string,
  page: PageRequest = {},
): Promise<Page<RoleBinding>> {
  return list(at, '/iam/v2/roleBindings', RoleBindingJson, { group }, page);
}

/** All role bindings on the groups in this place, a page at a time; capability `role_bindings.list`. Throws as `callApi`. */
export function listBindingsWithin(
  at: Connection,
  within: Within,
  page: PageRequest = {},
): Promise<Page<RoleBinding>> {
  return list(at, '/iam/v2/roleBindings', RoleBindingJson, filter(within), page);
}

/** The most roles that one request binds (proto chainguard/platform/iam/v2/role_bindings.proto). */
const mostBindings = 25;

/**
 * Grants roles on a group to an identity, all of them or none (`POST /iam/v2/roleBindings:batchCreate`; capability
 * `role_bindings.create`). Throws as `callApi`; `invalid` with 409 where one is granted already, and for more roles
 * than one request takes, before anything is sent.
 */
export async function bindRoles(
  at: Connection,
  group: string,
  { identity, roles }: { readonly identity: string; readonly roles: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly RoleBinding[]> {
  if (roles.length > mostBindings) {
    throw new Failure('invalid', l10n.t('Too many roles to bind at once: {0}', roles.length), {
      remedy: l10n.t('Choose at most {0}.', mostBindings),
    });
  }
  const binding = (roleUid: string) => ({ parent: group, roleBinding: { identityUid: identity, roleUid } });
  const { roleBindings } = await callApi(at, {
    method: 'POST',
    path: '/iam/v2/roleBindings:batchCreate',
    body: { parent: group, requests: roles.map(binding) },
    schema: v.object({ roleBindings: v.nullish(v.array(RoleBindingJson), []) }),
    signal,
  }).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    throw new Failure('invalid', l10n.t('One of these roles is bound already.'), {
      remedy: l10n.t('Refresh to see what is bound.'),
      status: 409,
      cause: error,
    });
  });
  return roleBindings;
}

/**
 * The role binding with this UIDP (`GET /iam/v2/roleBindings/{uid}`; `role_bindings.list`). Throws as `callApi`;
 * `invalid` with 404 where there is none.
 */
export function getRoleBinding(at: Connection, id: string, signal?: AbortSignal): Promise<RoleBinding> {
  return withId(id, callApi(at, { path: `/iam/v2/roleBindings/${id}`, schema: RoleBindingJson, signal }));
}

/**
 * Deletes a role binding (`DELETE /iam/v2/roleBindings/{uid}`; capability `role_bindings.delete`). The answer
 * is the same if there was none (its proto: idempotent). Throws as `callApi`.
 */
export async function unbindRole(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/roleBindings/${id}`, schema: NothingJson, signal });
}

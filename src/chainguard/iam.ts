import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import { parentOf } from '../core/uidp';
import {
  type Group,
  type Identity,
  isClaimMatch,
  type Match,
  matchJson,
  type Role,
  type RoleBinding,
} from '../core/identity';
import { callApi, isTaken, type Connection } from './http';
import { GroupJson, IdentityJson, NothingJson, RoleBindingJson, RoleJson } from './iamJson';
import { filter, list, type Page, type PageRequest, type Within } from './list';
import { PagedList } from './pagedList';

const byName = { orderBy: 'name asc' };

/** The Failure (`unexpected`) of an answer that is about something else than what was asked for. */
function aboutAnother(asked: string): Failure {
  return new Failure(
    'unexpected',
    l10n.t('Chainguard answered about something else than what was asked for: {0}', asked),
    {
      remedy: l10n.t('Check the address in the settings and the proxy: something else may have answered.'),
    },
  );
}

/** What was asked for by its id. @throws Failure `unexpected` where the answer has another one */
async function withId<T extends { readonly id: string }>(id: string, asked: Promise<T>): Promise<T> {
  const answer = await asked;
  if (answer.id !== id) throw aboutAnother(id);
  return answer;
}

/** What was made in a group. @throws Failure `unexpected` where the answer is about something of elsewhere or of another name */
async function madeIn<T extends Group>(group: string, name: string, asked: Promise<T>): Promise<T> {
  const answer = await asked;
  if (parentOf(answer.id) !== group || answer.name !== name) throw aboutAnother(`${group}/${name}`);
  return answer;
}

/**
 * The groups in this place, a page at a time (`GET /iam/v2/groups`; capability `groups.list`). Throws as
 * `callApi`.
 */
export function listGroups(at: Connection, within: Within, page: PageRequest = {}): Promise<Page<Group>> {
  return list(at, '/iam/v2/groups', GroupJson, { ...filter(within), ...byName }, page);
}

/** All groups that the session may see, organizations among them, a page at a time. Throws as `callApi`. */
export function listAllGroups(at: Connection, page: PageRequest = {}): Promise<Page<Group>> {
  return list(at, '/iam/v2/groups', GroupJson, byName, page);
}

/** The group with this UIDP (`GET /iam/v2/groups/{uid}`). Throws as `callApi`; `invalid` with 404 where there is none. */
export function getGroup(at: Connection, id: string, signal?: AbortSignal): Promise<Group> {
  return withId(id, callApi(at, { path: `/iam/v2/groups/${id}`, schema: GroupJson, signal }));
}

/**
 * Creates a group (`POST /iam/v2/groups/{parent}`; capability `groups.create`). Throws as `callApi`; `invalid` with 409
 * where the parent has one of this name.
 */
export function createGroup(
  at: Connection,
  parent: string,
  group: Omit<Group, 'id'>,
  signal?: AbortSignal,
): Promise<Group> {
  return madeIn(
    parent,
    group.name,
    callApi(at, {
      method: 'POST',
      path: `/iam/v2/groups/${parent}`,
      body: group,
      schema: GroupJson,
      signal,
    }),
  );
}

/** Renames or describes a group (`PATCH /iam/v2/groups/{uid}`; capability `groups.update`). Throws as `callApi`. */
export function updateGroup(
  at: Connection,
  id: string,
  change: Partial<Omit<Group, 'id'>>,
  signal?: AbortSignal,
): Promise<Group> {
  return withId(
    id,
    callApi(at, {
      method: 'PATCH',
      path: `/iam/v2/groups/${id}`,
      query: { updateMask: Object.keys(change).join(',') },
      body: change,
      schema: GroupJson,
      signal,
    }),
  );
}

/**
 * Deletes a group (`DELETE /iam/v2/groups/{uid}`; capability `groups.delete`). Throws as `callApi`; `invalid` with 400
 * where something is in it (gRPC code 9).
 */
export async function deleteGroup(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/groups/${id}`, schema: NothingJson, signal });
}

/**
 * The identities in this place, a page at a time (`GET /iam/v2/identities`; capability `identity.list`).
 * Throws as `callApi`.
 */
export function listIdentities(
  at: Connection,
  within: Within,
  page: PageRequest = {},
): Promise<Page<Identity>> {
  return list(at, '/iam/v2/identities', IdentityJson, { ...filter(within), ...byName }, page);
}

/** All AWS identities that the session may see, a page at a time. Throws as `callApi`. */
export function listAwsIdentities(at: Connection, page: PageRequest = {}): Promise<Page<Identity>> {
  const query = { relationshipType: 'RELATIONSHIP_TYPE_AWS_IDENTITY', ...byName };
  return list(at, '/iam/v2/identities', IdentityJson, query, page);
}

/** All identities of any kind that the session may see, a page at a time. Throws as `callApi`. */
export function listAllIdentities(at: Connection, page: PageRequest = {}): Promise<Page<Identity>> {
  return list(at, '/iam/v2/identities', IdentityJson, byName, page);
}

/** The identity with this UIDP (`GET /iam/v2/identities/{uid}`). Throws as `callApi`; `invalid` with 404 where there is none. */
export function getIdentity(at: Connection, id: string, signal?: AbortSignal): Promise<Identity> {
  return withId(id, callApi(at, { path: `/iam/v2/identities/${id}`, schema: IdentityJson, signal }));
}

/**
 * All identities of exactly this name that the session may see, in this place or, without one, anywhere. Throws as
 * `PagedList.more`.
 */
export function identitiesNamed(
  at: Connection,
  name: string,
  { within, signal }: { within?: Within; signal?: AbortSignal | undefined } = {},
): Promise<readonly Identity[]> {
  const query = { ...(within && filter(within)), name };
  return new PagedList((page) =>
    list(at, '/iam/v2/identities', IdentityJson, query, { ...page, signal }),
  ).all();
}

/** What makes an identity that trusts AWS callers or the claims of a token. */
export interface NewIdentity {
  readonly name: string;
  readonly description: string;
  readonly match: Match;
}

/**
 * Creates an identity in a group (`POST /iam/v2/identities/{parent}`; capability `identity.create`). Throws as
 * `callApi`; `invalid` with 409 where the group has one of this name, with 404 where there is no such group.
 */
export function createIdentity(
  at: Connection,
  group: string,
  { name, description, match }: NewIdentity,
  signal?: AbortSignal,
): Promise<Identity> {
  return madeIn(
    group,
    name,
    callApi(at, {
      method: 'POST',
      path: `/iam/v2/identities/${group}`,
      body: { name, description, ...matchJson(match) },
      schema: IdentityJson,
      signal,
    }),
  );
}

/** The changes to an identity; anything left out stays as it is. */
export type IdentityChange = Partial<NewIdentity>;

/**
 * Changes an identity and gives the changed one (`PATCH /iam/v2/identities/{uid}?updateMask=…`; capability
 * `identity.update`). The mask names the fields in proto's spelling, which grpc-gateway passes on as it is
 * (runtime/query.go). What is asked of a token is replaced as a whole. Throws as `callApi`; `invalid` with 404 where there is none.
 */
export function updateIdentity(
  at: Connection,
  id: string,
  change: IdentityChange,
  signal?: AbortSignal,
): Promise<Identity> {
  const { match, ...texts } = change;
  const mask = [
    ...Object.keys(texts),
    ...(match ? [isClaimMatch(match) ? 'claim_match' : 'aws_identity'] : []),
  ];
  return withId(
    id,
    callApi(at, {
      method: 'PATCH',
      path: `/iam/v2/identities/${id}`,
      query: { updateMask: mask.join(',') },
      body: { ...texts, ...(match && matchJson(match)) },
      schema: IdentityJson,
      signal,
    }),
  );
}

/** Deletes an identity (`DELETE /iam/v2/identities/{uid}`; capability `identity.delete`). Throws as `callApi`. */
export async function deleteIdentity(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/identities/${id}`, schema: NothingJson, signal });
}

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

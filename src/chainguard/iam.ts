import {
  awsIdentityJson,
  type AwsMatch,
  claimMatchJson,
  type ClaimMatch,
  type Group,
  type Identity,
} from '../core/identity';
import { madeIn, withId } from './about';
import { callApi, type Connection } from './http';
import { GroupJson, IdentityJson, NothingJson } from './iamJson';
import { byName, filter, list, type Page, type PageRequest, type Within } from './list';
import { PagedList } from './pagedList';

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

/** What makes an identity for AWS callers, or one for whoever has a token. */
export type NewIdentity = {
  readonly name: string;
  readonly description: string;
} & NewTrust;

/** Whom an identity trusts: signed requests of AWS callers, or a token's claims. */
export type NewTrust =
  | { readonly match: AwsMatch; readonly claims?: undefined }
  | { readonly claims: ClaimMatch; readonly match?: undefined };

/** Whom an identity trusts, as the API writes it. */
function trustJson({ match, claims }: Partial<NewTrust>): Readonly<Record<string, unknown>> {
  return {
    ...(match && { awsIdentity: awsIdentityJson(match) }),
    ...(claims && { claimMatch: claimMatchJson(claims) }),
  };
}

/**
 * Creates an identity in a group (`POST /iam/v2/identities/{parent}`; capability `identity.create`). Throws as
 * `callApi`; `invalid` with 409 where the group has one of this name, with 404 where there is no such group.
 */
export function createIdentity(
  at: Connection,
  group: string,
  { name, description, ...trust }: NewIdentity,
  signal?: AbortSignal,
): Promise<Identity> {
  return madeIn(
    group,
    name,
    callApi(at, {
      method: 'POST',
      path: `/iam/v2/identities/${group}`,
      body: { name, description, ...trustJson(trust) },
      schema: IdentityJson,
      signal,
    }),
  );
}

/** The changes to an identity; anything left out stays as it is. */
export interface IdentityChange {
  readonly name?: string;
  readonly description?: string;
  /** Replaces the rules for AWS callers as a whole; `claims` does the same with those for tokens. */
  readonly match?: AwsMatch;
  readonly claims?: ClaimMatch;
}

/**
 * Changes an identity and gives the changed one (`PATCH /iam/v2/identities/{uid}?updateMask=…`; capability
 * `identity.update`). The mask names the fields in proto's spelling, which grpc-gateway passes on as it is
 * (runtime/query.go). Throws as `callApi`; `invalid` with 404 where there is none.
 */
export function updateIdentity(
  at: Connection,
  id: string,
  change: IdentityChange,
  signal?: AbortSignal,
): Promise<Identity> {
  const { match, claims, ...texts } = change;
  const mask = [
    ...Object.keys(texts),
    ...(match ? ['aws_identity'] : []),
    ...(claims ? ['claim_match'] : []),
  ];
  return withId(
    id,
    callApi(at, {
      method: 'PATCH',
      path: `/iam/v2/identities/${id}`,
      query: { updateMask: mask.join(',') },
      body: { ...texts, ...(match && trustJson({ match })), ...(claims && trustJson({ claims })) },
      schema: IdentityJson,
      signal,
    }),
  );
}

/** Deletes an identity (`DELETE /iam/v2/identities/{uid}`; capability `identity.delete`). Throws as `callApi`. */
export async function deleteIdentity(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/identities/${id}`, schema: NothingJson, signal });
}

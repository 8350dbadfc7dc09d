import * as v from 'valibot';
import { capabilityName } from '../core/capabilities';
import { isUidp } from '../core/uidp';
import type { AwsMatch, Group, Identity, Relationship, Role, RoleBinding, Rule } from '../core/identity';
import { callApi, type Connection } from './http';
import { filter, list, type Page, type PageRequest, type Within } from './list';

const byName = { orderBy: 'name asc' };

const text = v.nullish(v.string(), '');
const time = v.pipe(
  v.nullish(v.string()),
  v.transform((value) => {
    const date = new Date(value ?? NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
  }),
);
/** An id becomes part of a path, so nothing else may stand in its place. */
const uid = v.pipe(v.string(), v.check(isUidp));
/** What a deletion is answered with; anything else comes from something in between. */
const nothing = v.strictObject({});

const GroupJson = v.pipe(
  v.object({ uid, name: text, description: text }),
  v.transform((group): Group => ({ id: group.uid, name: group.name, description: group.description })),
);

const AwsIdentity = v.object({
  awsAccount: text,
  arn: text,
  arnPattern: text,
  userId: text,
  userIdPattern: text,
});
const texts = v.nullish(v.record(v.string(), v.string()), {});
const ClaimMatch = v.object({
  issuer: text,
  issuerPattern: text,
  subject: text,
  subjectPattern: text,
  audience: text,
  audiencePattern: text,
  claims: texts,
  claimPatterns: texts,
});
const StaticKeys = v.object({ issuer: text, subject: text, expirationTime: time });

const IdentityJson = v.pipe(
  v.object({
    uid,
    name: text,
    description: text,
    lastSeenTime: time,
    createTime: time,
    updateTime: time,
    awsIdentity: v.nullish(AwsIdentity),
    claimMatch: v.nullish(ClaimMatch),
    staticKeys: v.nullish(StaticKeys),
    servicePrincipal: text,
  }),
  v.transform((json): Identity => ({
    id: json.uid,
    name: json.name,
    description: json.description,
    relationship: relationship(json),
    lastSeen: json.lastSeenTime,
    created: json.createTime,
    updated: json.updateTime,
  })),
);

function relationship(json: {
  awsIdentity?: v.InferOutput<typeof AwsIdentity> | null | undefined;
  claimMatch?: v.InferOutput<typeof ClaimMatch> | null | undefined;
  staticKeys?: v.InferOutput<typeof StaticKeys> | null | undefined;
  servicePrincipal: string;
}): Relationship {
  const { awsIdentity: aws, claimMatch: claims, staticKeys: keys, servicePrincipal } = json;
  if (aws) {
    return {
      kind: 'aws',
      match: {
        account: aws.awsAccount,
        arn: rule(aws.arn, aws.arnPattern),
        userId: rule(aws.userId, aws.userIdPattern),
      },
    };
  }
  if (claims) {
    return {
      kind: 'claims',
      issuer: rule(claims.issuer, claims.issuerPattern),
      subject: rule(claims.subject, claims.subjectPattern),
      audience: rule(claims.audience, claims.audiencePattern),
      claims: [
        ...Object.entries(claims.claims).map(([name, value]) => ({
          name,
          rule: { kind: 'exact', value } as const,
        })),
        ...Object.entries(claims.claimPatterns).map(([name, value]) => ({
          name,
          rule: { kind: 'pattern', value } as const,
        })),
      ],
    };
  }
  if (keys)
    return { kind: 'static', issuer: keys.issuer, subject: keys.subject, expires: keys.expirationTime };
  if (servicePrincipal !== '' && servicePrincipal !== 'SERVICE_PRINCIPAL_UNSPECIFIED') {
    return { kind: 'service-principal', principal: servicePrincipal.replace(/^SERVICE_PRINCIPAL_/, '') };
  }
  return { kind: 'unknown' };
}

function rule(exact: string, pattern: string): Rule | undefined {
  if (exact !== '') return { kind: 'exact', value: exact };
  return pattern === '' ? undefined : { kind: 'pattern', value: pattern };
}

const RoleJson = v.pipe(
  v.object({ uid, name: text, description: text, capabilities: v.nullish(v.array(v.string()), []) }),
  v.transform((role): Role => ({
    id: role.uid,
    name: role.name,
    description: role.description,
    capabilities: role.capabilities.map(capabilityName),
  })),
);

const Named = v.nullish(v.object({ uid: text, name: text }));
const Holder = v.nullish(v.object({ uid: text, name: text, email: text }));
const RoleBindingJson = v.pipe(
  v.object({ uid, identityUid: text, roleUid: text, identity: Holder, group: Named, role: Named }),
  v.transform((binding): RoleBinding => ({
    id: binding.uid,
    identity: binding.identityUid || (binding.identity?.uid ?? ''),
    holder: binding.identity?.email || (binding.identity?.name ?? ''),
    group: { id: binding.group?.uid ?? '', name: binding.group?.name ?? '' },
    role: { id: binding.roleUid || (binding.role?.uid ?? ''), name: binding.role?.name ?? '' },
  })),
);

/** The groups within, a page at a time (`GET /iam/v2/groups`; capability `groups.list`). Throws as `callApi`. */
export function listGroups(at: Connection, within: Within, page: PageRequest = {}): Promise<Page<Group>> {
  return list(at, '/iam/v2/groups', 'groups', GroupJson, { ...filter(within), ...byName }, page);
}

/** The group with this UIDP (`GET /iam/v2/groups/{uid}`). Throws as `callApi`; `invalid` with 404 where there is none. */
export function getGroup(at: Connection, id: string, signal?: AbortSignal): Promise<Group> {
  return callApi(at, { path: `/iam/v2/groups/${id}`, schema: GroupJson, signal });
}

/** The identities within, a page at a time (`GET /iam/v2/identities`; capability `identity.list`). Throws as `callApi`. */
export function listIdentities(
  at: Connection,
  within: Within,
  page: PageRequest = {},
): Promise<Page<Identity>> {
  return list(at, '/iam/v2/identities', 'identities', IdentityJson, { ...filter(within), ...byName }, page);
}

/** All AWS identities that the session may see, a page at a time. Throws as `callApi`. */
export function listAwsIdentities(at: Connection, page: PageRequest = {}): Promise<Page<Identity>> {
  const query = { relationshipType: 'RELATIONSHIP_TYPE_AWS_IDENTITY', ...byName };
  return list(at, '/iam/v2/identities', 'identities', IdentityJson, query, page);
}

/** The identity with this UIDP (`GET /iam/v2/identities/{uid}`). Throws as `callApi`; `invalid` with 404 where there is none. */
export function getIdentity(at: Connection, id: string, signal?: AbortSignal): Promise<Identity> {
  return callApi(at, { path: `/iam/v2/identities/${id}`, schema: IdentityJson, signal });
}

/** The identities of exactly this name that the session may see. Throws as `callApi`. */
export function identitiesNamed(
  at: Connection,
  name: string,
  page: PageRequest = {},
): Promise<Page<Identity>> {
  return list(at, '/iam/v2/identities', 'identities', IdentityJson, { name }, page);
}

/**
 * Creates a group (`POST /iam/v2/groups/{parent}`; capability `groups.create`). Throws as `callApi`; `invalid` with 409
 * where the parent has one of this name.
 */
export function createGroup(
  at: Connection,
  parent: string,
  group: { readonly name: string; readonly description: string },
  signal?: AbortSignal,
): Promise<Group> {
  return callApi(at, {
    method: 'POST',
    path: `/iam/v2/groups/${parent}`,
    body: group,
    schema: GroupJson,
    signal,
  });
}

/** Renames or describes a group (`PATCH /iam/v2/groups/{uid}`; capability `groups.update`). Throws as `callApi`. */
export function updateGroup(
  at: Connection,
  id: string,
  change: { readonly name?: string; readonly description?: string },
  signal?: AbortSignal,
): Promise<Group> {
  return callApi(at, {
    method: 'PATCH',
    path: `/iam/v2/groups/${id}`,
    query: { updateMask: Object.keys(change).join(',') },
    body: change,
    schema: GroupJson,
    signal,
  });
}

/** What can be changed of an identity. What is left out stays as it is. */
export interface IdentityChange {
  readonly name?: string;
  readonly description?: string;
  /** Replaces whatever the identity trusted before. */
  readonly match?: AwsMatch;
}

/** An AWS identity's rules as the API writes them (proto chainguard/platform/iam/v2/identities.proto, AWSIdentity). */
export function awsIdentityJson(match: AwsMatch): Readonly<Record<string, string>> {
  const of = (name: 'arn' | 'userId', rule: Rule | undefined) =>
    rule === undefined ? {} : { [rule.kind === 'exact' ? name : `${name}Pattern`]: rule.value };
  return { awsAccount: match.account, ...of('arn', match.arn), ...of('userId', match.userId) };
}

/**
 * Changes an identity and gives it as it is then (`PATCH /iam/v2/identities/{uid}?updateMask=…`; capability
 * `identity.update`). The mask names the fields in proto's spelling, which grpc-gateway passes on as it is
 * (runtime/query.go). Throws as `callApi`; `invalid` with 404 where there is none.
 */
export function updateIdentity(
  at: Connection,
  id: string,
  change: IdentityChange,
  signal?: AbortSignal,
): Promise<Identity> {
  const { match, ...texts } = change;
  const mask = [...Object.keys(texts), ...(match ? ['aws_identity'] : [])];
  return callApi(at, {
    method: 'PATCH',
    path: `/iam/v2/identities/${id}`,
    query: { updateMask: mask.join(',') },
    body: { ...texts, ...(match && { awsIdentity: awsIdentityJson(match) }) },
    schema: IdentityJson,
    signal,
  });
}

/** What an identity may do: its role bindings (`GET /iam/v2/roleBindings`; `role_bindings.list`). Throws as `callApi`. */
export function listRoleBindings(
  at: Connection,
  identity: string,
  page: PageRequest = {},
): Promise<Page<RoleBinding>> {
  return list(at, '/iam/v2/roleBindings', 'roleBindings', RoleBindingJson, { identity }, page);
}

/** Who is bound to what on a group itself, a page at a time; capability `role_bindings.list`. Throws as `callApi`. */
export function listBindingsOn(
  at: Connection,
  group: string,
  page: PageRequest = {},
): Promise<Page<RoleBinding>> {
  return list(at, '/iam/v2/roleBindings', 'roleBindings', RoleBindingJson, { group }, page);
}

/** All roles that the session may see, built-in ones among them, a page at a time. Throws as `callApi`. */
export function listRoles(at: Connection, page: PageRequest = {}): Promise<Page<Role>> {
  return list(at, '/iam/v2/roles', 'roles', RoleJson, byName, page);
}

/** All groups that the session may see, organizations among them, a page at a time. Throws as `callApi`. */
export function listAllGroups(at: Connection, page: PageRequest = {}): Promise<Page<Group>> {
  return list(at, '/iam/v2/groups', 'groups', GroupJson, byName, page);
}

/** What a new AWS identity is made of. */
export interface NewIdentity {
  readonly name: string;
  readonly description: string;
  readonly match: AwsMatch;
}

/**
 * Creates an AWS identity in a group (`POST /iam/v2/identities/{parent}`; capability `identity.create`). Throws as
 * `callApi`; `invalid` with 409 where the group has one of this name, with 404 where there is no such group.
 */
export function createIdentity(
  at: Connection,
  group: string,
  { name, description, match }: NewIdentity,
  signal?: AbortSignal,
): Promise<Identity> {
  return callApi(at, {
    method: 'POST',
    path: `/iam/v2/identities/${group}`,
    body: { name, description, awsIdentity: awsIdentityJson(match) },
    schema: IdentityJson,
    signal,
  });
}

/** Deletes an identity (`DELETE /iam/v2/identities/{uid}`; capability `identity.delete`). Throws as `callApi`. */
export async function deleteIdentity(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/identities/${id}`, schema: nothing, signal });
}

/**
 * Grants a role on a group to an identity (`POST /iam/v2/roleBindings/{group}`; capability `role_bindings.create`).
 * Throws as `callApi`.
 */
export function bindRole(
  at: Connection,
  group: string,
  binding: { readonly identity: string; readonly role: string },
  signal?: AbortSignal,
): Promise<RoleBinding> {
  return callApi(at, {
    method: 'POST',
    path: `/iam/v2/roleBindings/${group}`,
    body: { identityUid: binding.identity, roleUid: binding.role },
    schema: RoleBindingJson,
    signal,
  });
}

/** Takes a grant back (`DELETE /iam/v2/roleBindings/{uid}`; capability `role_bindings.delete`). Throws as `callApi`. */
export async function unbindRole(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await callApi(at, { method: 'DELETE', path: `/iam/v2/roleBindings/${id}`, schema: nothing, signal });
}

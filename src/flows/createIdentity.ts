import * as l10n from '@vscode/l10n';
import { isTaken, type Connection } from '../chainguard/http';
import { createIdentity as create, identitiesNamed, type NewIdentity } from '../chainguard/iam';
import { bindRoles } from '../chainguard/roles';
import { asFailure, Failure, isFailure } from '../core/failure';
import { longestName } from '../core/names';
import type { Group, Identity, Role, RoleBinding } from '../core/identity';
import { visible } from '../core/text';
import { parentOf } from '../core/uidp';
import { deleteIdentityOnce, isOpen, lookFor, unknown } from './changeOnce';
import { trusts } from './trusts';

/** A new identity, with the roles that it gets on its own group. */
export type CreateRequest = NewIdentity & {
  readonly connection: Connection;
  readonly group: Pick<Group, 'id' | 'name'>;
  readonly roles: readonly Pick<Role, 'id' | 'name'>[];
};

/** The result of a creation. */
type Created =
  | { readonly kind: 'created'; readonly identity: Identity; readonly bindings: readonly RoleBinding[] }
  /** The group already has an identity of this name: `existing`, where the session may see it. */
  | { readonly kind: 'name-taken'; readonly existing: Identity | undefined; readonly free: string };

/**
 * Creates an identity, then binds its roles. When binding fails or is aborted, the identity is removed again. When
 * it is not known whether the identity was created, nothing is removed.
 *
 * @param every as `lookFor`
 * @throws Failure as `callApi`, with what was undone in its message; `invalid` when the group is gone
 */
export async function createIdentity(
  request: CreateRequest,
  signal?: AbortSignal,
  every?: number,
): Promise<Created> {
  const { connection, group, roles } = request;
  const taken = await namesake(request, signal);
  if (taken) return { kind: 'name-taken', existing: taken, free: await freeName(request, signal) };
  let identity: Identity;
  try {
    identity = await create(connection, group.id, newIdentity(request), signal);
  } catch (error) {
    if (isTaken(error))
      return { kind: 'name-taken', existing: undefined, free: await freeName(request, signal) };
    if (isOpen(error)) throw await withoutAnswer(request, error, every);
    throw isFailure(error) && error.status === 404 ? groupGone(group, error) : error;
  }
  if (roles.length === 0) return { kind: 'created', identity, bindings: [] };
  try {
    const wanted = { identity: identity.id, roles: roles.map(({ id }) => id) };
    return { kind: 'created', identity, bindings: await bindRoles(connection, group.id, wanted, signal) };
  } catch (error) {
    throw await undo(connection, identity, error);
  }
}

/** What is to be created, without where. */
function newIdentity({ name, description, match, claims }: CreateRequest): NewIdentity {
  return { name, description, ...(match ? { match } : { claims }) };
}

/** The identity of this name in the group itself; `undefined` also when the session may not list identities. */
async function namesake(
  { connection, group, name }: CreateRequest,
  signal: AbortSignal | undefined,
): Promise<Identity | undefined> {
  try {
    const within = { childrenOf: group.id };
    const named = await identitiesNamed(connection, name, { within, signal });
    return named.find((identity) => parentOf(identity.id) === group.id);
  } catch (error) {
    if (isFailure(error) && error.kind === 'denied') return undefined;
    throw error;
  }
}

/** The name with the first number that the group does not have yet; a guess where the session cannot see. */
async function freeName(request: CreateRequest, signal: AbortSignal | undefined): Promise<string> {
  const base = request.name.replace(/-\d{1,3}$/, '') || request.name;
  const ending = (end: string) => base.slice(0, longestName - end.length).replace(/[ ._-]+$/, '') + end;
  for (let number = 2; number < 20; number++) {
    const name = ending(`-${number}`);
    if (name !== request.name && !(await namesake({ ...request, name }, signal))) return name;
  }
  return ending('-new');
}

function groupGone(group: Pick<Group, 'id' | 'name'>, cause: Failure): Failure {
  return new Failure(
    'invalid',
    l10n.t('The folder is not there any more, or this sign-in does not see it: {0}', visible(group.name)),
    { remedy: l10n.t('Choose another folder. Nothing was created.'), status: 404, cause },
  );
}

/**
 * Says what is known when the answer to a creation is missing. An identity just as requested may be there now, and may
 * as well be one that another window or another tool made meanwhile, so nothing is deleted.
 */
async function withoutAnswer(
  request: CreateRequest,
  why: unknown,
  every: number | undefined,
): Promise<Failure> {
  const cause = asFailure(why);
  const found = await lookFor(() => namesake(request, undefined), every);
  const isEqual = found?.description === request.description && trusts(found, request);
  if (!found)
    return unknown(
      cause,
      l10n.t('It is not known whether this identity was created: {0}', visible(request.name)),
    );
  // A name is unique in its group.
  if (!isEqual) return cause;
  return unknown(
    cause,
    l10n.t(
      'An identity like it is there now, without roles unless somebody else made it meanwhile: {0}',
      found.id,
    ),
    l10n.t('If it is yours, bind its roles or delete it in the Identities view.'),
  );
}

/** Removes the identity, whether or not the person has cancelled, and says what happened. */
async function undo(connection: Connection, identity: Identity, why: unknown): Promise<Failure> {
  const cause = asFailure(why);
  try {
    await deleteIdentityOnce(connection, identity.id);
  } catch (error) {
    return new Failure(
      cause.kind === 'cancelled' ? 'unexpected' : cause.kind,
      l10n.t(
        'The roles were not bound ({0}), and the identity could not be removed again ({1}). It may be there without them: {2}',
        cause.message,
        asFailure(error).message,
        identity.id,
      ),
      { remedy: l10n.t('Bind the roles to it, or delete it.'), cause },
    );
  }
  if (cause.kind === 'cancelled') return cause;
  return new Failure(
    cause.kind,
    l10n.t('The roles could not be bound, so the identity was removed again. {0}', cause.message),
    { remedy: cause.remedy, status: cause.status, cause },
  );
}

import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import {
  bindRole,
  createIdentity as create,
  identitiesNamed,
  unbindRole,
  type NewIdentity,
} from '../chainguard/iam';
import { asFailure, Failure, isFailure } from '../core/failure';
import { longestName } from '../core/draft';
import { awsIdentityJson, type Group, type Identity, type Role, type RoleBinding } from '../core/identity';
import { visible } from '../core/text';
import { parentOf } from '../core/uidp';
import { deleteIdentityOnce, isOpen } from './changeOnce';

/** An identity that is to be, with the roles that it gets on its own group. */
export interface CreateRequest extends NewIdentity {
  readonly connection: Connection;
  readonly group: Pick<Group, 'id' | 'name'>;
  readonly roles: readonly Pick<Role, 'id' | 'name'>[];
}

/** What became of it. */
type Created =
  | { readonly kind: 'created'; readonly identity: Identity; readonly bindings: readonly RoleBinding[] }
  /** The group has an identity of this name, which was left alone; `existing` where the session may see it. */
  | { readonly kind: 'name-taken'; readonly existing: Identity | undefined; readonly free: string };

/**
 * Creates an AWS identity, then binds its roles. When a binding fails, everything that was made is removed again, so
 * that no half of it stays behind; an abort counts as a failure.
 *
 * @throws Failure as `callApi`, with what was undone in its message; `invalid` when the group is not there any more
 */
export async function createIdentity(request: CreateRequest, signal?: AbortSignal): Promise<Created> {
  const { connection, group, roles } = request;
  const taken = await namesake(request, signal);
  if (taken) return { kind: 'name-taken', existing: taken, free: await freeName(request, signal) };
  let identity: Identity;
  try {
    identity = await create(connection, group.id, request, signal);
  } catch (error) {
    if (isFailure(error) && error.status === 409)
      return { kind: 'name-taken', existing: undefined, free: await freeName(request, signal) };
    if (isOpen(error)) throw await undoCreation(request, error);
    throw isFailure(error) && error.status === 404 ? groupGone(group, error) : error;
  }
  const bindings: RoleBinding[] = [];
  for (const role of roles) {
    try {
      bindings.push(await bindRole(connection, group.id, { identity: identity.id, role: role.id }, signal));
    } catch (error) {
      throw await undo(connection, identity, bindings, role, error);
    }
  }
  return { kind: 'created', identity, bindings };
}

/** The identity of this name in the group itself; `undefined` also when the session may not list identities. */
async function namesake(
  { connection, group, name }: CreateRequest,
  signal: AbortSignal | undefined,
): Promise<Identity | undefined> {
  try {
    const { items } = await identitiesNamed(connection, name, { signal });
    return items.find((identity) => parentOf(identity.id) === group.id);
  } catch (error) {
    if (isFailure(error) && error.kind === 'denied') return undefined;
    throw error;
  }
}

/** The name with the first number behind it that the group does not have yet; a guess where it cannot be seen. */
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
    l10n.t('The group is not there any more, or this sign-in does not see it: {0}', visible(group.name)),
    { remedy: l10n.t('Choose another group. Nothing was created.'), status: 404, cause },
  );
}

/**
 * Removes the identity if it was created although the answer is missing: the group has one of this name now, and it is
 * what was asked for.
 */
async function undoCreation(request: CreateRequest, why: unknown): Promise<Failure> {
  const cause = asFailure(why);
  try {
    const made = await namesake(request, undefined);
    const { description, match } = request;
    const isOurs =
      made?.description === description &&
      made.relationship.kind === 'aws' &&
      JSON.stringify(awsIdentityJson(made.relationship.match)) === JSON.stringify(awsIdentityJson(match));
    if (made && isOurs) await deleteIdentityOnce(request.connection, made.id);
    return cause;
  } catch (error) {
    return new Failure(
      cause.kind === 'cancelled' ? 'unexpected' : cause.kind,
      l10n.t(
        '{0} It is not known whether the identity was created ({1}): {2}',
        cause.message,
        asFailure(error).message,
        visible(request.name),
      ),
      { remedy: l10n.t('Look for it in its group before you try again.'), cause },
    );
  }
}

/** Removes what was made, without the signal of the person who may have stopped it, and says what happened. */
async function undo(
  connection: Connection,
  identity: Identity,
  bindings: readonly RoleBinding[],
  role: Pick<Role, 'name'>,
  why: unknown,
): Promise<Failure> {
  const cause = asFailure(why);
  try {
    for (const binding of bindings) await unbindRole(connection, binding.id);
    await deleteIdentityOnce(connection, identity.id);
  } catch (error) {
    const left = asFailure(error);
    return new Failure(
      cause.kind === 'cancelled' ? 'unexpected' : cause.kind,
      l10n.t(
        'The role {0} was not bound ({1}), and the identity could not be removed again ({2}). It is there without all of its roles: {3}',
        visible(role.name),
        cause.message,
        left.message,
        identity.id,
      ),
      { remedy: l10n.t('Bind the role to it, or delete it.'), cause },
    );
  }
  if (cause.kind === 'cancelled') return cause;
  return new Failure(
    cause.kind,
    l10n.t(
      'The role {0} could not be bound, so the identity was removed again. {1}',
      visible(role.name),
      cause.message,
    ),
    {
      ...(cause.remedy !== undefined && { remedy: cause.remedy }),
      ...(cause.status !== undefined && { status: cause.status }),
      cause,
    },
  );
}

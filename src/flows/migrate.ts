import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getIdentity, identitiesNamed } from '../chainguard/iam';
import { asFailure, Failure } from '../core/failure';
import {
  type AwsMatch,
  awsMatchOf,
  type ClaimMatch,
  claimMatchJson,
  type Group,
  type Identity,
  type RoleBinding,
} from '../core/identity';
import { followsFirst } from '../core/match/migration';
import { longestName } from '../core/names';
import { sentences, visible } from '../core/text';
import { parentOf } from '../core/uidp';
import { allBindings, bindRoles } from './changeRoles';
import { createIdentity } from './createIdentity';
import { identityIfReadable } from './identityIfReadable';

/** What is remembered of a migration in this window and the next: nothing secret. */
export interface MigrationNote {
  readonly match: ClaimMatch;
  /** Whether issuer and subject come from a token of AWS, or were typed. */
  readonly confirmed: boolean;
  /** The id of the source of credentials whose token it was, and with which both are tested. */
  readonly sourceId: string | undefined;
  /** The second identity, once it exists. */
  readonly secondId?: string | undefined;
}

/** The second identity as far as it is there. */
export interface Second {
  readonly identity: Identity;
  readonly match: ClaimMatch;
  /** The role bindings of the first that it has, too, and those that it lacks. */
  readonly bound: readonly RoleBinding[];
  readonly missing: readonly RoleBinding[];
}

/** How far the migration of an identity is, as Chainguard has it now. */
export interface Migrating {
  readonly first: Identity;
  readonly match: AwsMatch;
  /** All of the first's role bindings, on whichever folder. */
  readonly bindings: readonly RoleBinding[];
  readonly second: Second | undefined;
  /** The name of the second identity: its own, or the first one that is free. */
  readonly name: string;
}

/** How many names are tried for the second identity. */
const mostNames = 9;

/**
 * Reads how far a migration is: the first identity, and the second one that was noted or that has its name, stands beside
 * it and trusts a role or user whom the first lets in.
 *
 * @throws Failure as `callApi`, and `mismatch` where the first does not trust AWS callers
 */
export async function readMigration(
  connection: Connection,
  firstId: string,
  note: MigrationNote | undefined,
  signal?: AbortSignal,
): Promise<Migrating> {
  const [first, bindings] = await Promise.all([
    getIdentity(connection, firstId, signal),
    allBindings(connection, firstId, signal),
  ]);
  const match = awsMatchOf(first);
  const { name, identity } = await findSecond(connection, first, match, note, signal);
  if (identity?.relationship.kind !== 'claims') return { first, match, bindings, second: undefined, name };
  const has = await allBindings(connection, identity.id, signal);
  const isBound = (binding: RoleBinding) =>
    has.some(({ group, role }) => group.id === binding.group.id && role.id === binding.role.id);
  const second: Second = {
    identity,
    match: identity.relationship,
    bound: bindings.filter(isBound),
    missing: bindings.filter((binding) => !isBound(binding)),
  };
  return { first, match, bindings, second, name: identity.name };
}

async function findSecond(
  connection: Connection,
  first: Identity,
  match: AwsMatch,
  note: MigrationNote | undefined,
  signal: AbortSignal | undefined,
): Promise<{ readonly name: string; readonly identity: Identity | undefined }> {
  const noted =
    note?.secondId === undefined ? undefined : await identityIfReadable(connection, note.secondId, signal);
  if (noted) return { name: noted.name, identity: noted };
  const group = parentOf(first.id) ?? '';
  for (let number = 1; ; number++) {
    const name = secondName(first.name, number);
    const named = await identitiesNamed(connection, name, { within: { childrenOf: group }, signal });
    const taken = named.find(({ id }) => parentOf(id) === group);
    if (!taken || number === mostNames) return { name, identity: undefined };
    const { relationship } = taken;
    if (relationship.kind === 'claims' && isSecond(match, relationship, note))
      return { name, identity: taken };
  }
}

/** Whether it asks for what was planned; where no plan is known, whether it follows the first. */
function isSecond(first: AwsMatch, live: ClaimMatch, note: MigrationNote | undefined): boolean {
  if (!note) return followsFirst(first, live);
  return JSON.stringify(claimMatchJson(live)) === JSON.stringify(claimMatchJson(note.match));
}

function secondName(first: string, number: number): string {
  const end = number === 1 ? '-web' : `-web-${number}`;
  return first.slice(0, longestName - end.length).replace(/[ ._-]+$/, '') + end;
}

/** What is to be made of the second identity. */
export interface MigrateRequest {
  readonly connection: Connection;
  readonly migrating: Migrating;
  readonly group: Pick<Group, 'id' | 'name'>;
  readonly match: ClaimMatch;
}

/** Something that was done. */
export type Migrated =
  | { readonly did: 'created'; readonly identity: Identity }
  | { readonly did: 'bound'; readonly binding: RoleBinding };

/**
 * Makes what is missing of the second identity: the identity itself, then its roles, one after the other. Undoes nothing
 * when something fails or is aborted, and says what exists then; the next time carries on from there.
 *
 * @param every as `lookFor`
 * @throws Failure as `createIdentity` and `bindRoles`, with what exists in its message
 */
export async function* migrate(
  { connection, migrating, group, match }: MigrateRequest,
  signal?: AbortSignal,
  every?: number,
): AsyncGenerator<Migrated, void, undefined> {
  const { first, bindings, name } = migrating;
  let { second } = migrating;
  if (!second) {
    const description = first.description;
    const request = { connection, group, name, description, claims: match, roles: [] };
    const created = await createIdentity(request, signal, every);
    if (created.kind === 'name-taken')
      throw new Failure('invalid', l10n.t('The folder has an identity of this name already: {0}', name), {
        remedy: l10n.t('Migrate again: another name is chosen then.'),
      });
    second = { identity: created.identity, match, bound: [], missing: bindings };
    yield { did: 'created', identity: created.identity };
  }
  const { identity, missing } = second;
  for (const [index, binding] of missing.entries()) {
    try {
      await bindRoles(connection, identity.id, binding.group, [binding.role], signal, every);
    } catch (error) {
      throw interrupted(error, identity, second.bound.length + index, bindings.length);
    }
    yield { did: 'bound', binding };
  }
}

function interrupted(error: unknown, { name }: Identity, bound: number, all: number): Failure {
  const { kind, message, status } = asFailure(error);
  const exists = l10n.t('{0} exists, with {1} of {2} roles.', visible(name), bound, all);
  return new Failure(kind === 'cancelled' ? 'unexpected' : kind, sentences(message, exists), {
    remedy: l10n.t('Migrate again to carry on from there, or delete it.'),
    status,
    cause: error,
  });
}

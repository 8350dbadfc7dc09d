import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import {
  createGroup,
  deleteGroup,
  deleteIdentity,
  getGroup,
  getIdentity,
  listGroups,
  listIdentities,
  updateGroup,
  updateIdentity,
} from '../chainguard/iam';
import type { Page } from '../chainguard/list';
import { PagedList } from '../chainguard/pagedList';
import { asFailure, Failure } from '../core/failure';
import type { Group } from '../core/identity';
import { sentences, visible } from '../core/text';

/** The changes to a group or an identity; anything left out stays as it is. */
export type Texts = Partial<Omit<Group, 'id'>>;

/**
 * Renames or describes an identity or a group, provided that the texts to change are still what the person
 * has seen. If no answer comes, reads it again, because it may have been changed anyway.
 *
 * @throws Failure `invalid` when somebody else changed or deleted it meanwhile, and as `callApi`; nothing was
 *   changed then, unless the message says otherwise
 */
export async function changeTexts<T extends Group>(
  at: Connection,
  kind: {
    readonly get: (at: Connection, id: string, signal?: AbortSignal) => Promise<T>;
    readonly update: (at: Connection, id: string, texts: Texts, signal?: AbortSignal) => Promise<T>;
  },
  seen: T,
  wanted: Texts,
  signal?: AbortSignal,
): Promise<T> {
  const now = await kind.get(at, seen.id, signal).catch((error: unknown) => {
    throw asFailure(error).status === 404 ? goneMeanwhile(seen, error) : error;
  });
  const fields = (['name', 'description'] as const).filter((field) => wanted[field] !== undefined);
  if (fields.some((field) => now[field] !== seen[field])) {
    throw new Failure('invalid', l10n.t('Somebody else changed this meanwhile: {0}', visible(now.name)), {
      remedy: l10n.t('Nothing was sent. Look at it, then try again.'),
    });
  }
  try {
    return await kind.update(at, seen.id, wanted, signal);
  } catch (error) {
    if (asFailure(error).status === 404) throw goneMeanwhile(seen, error);
    if (!isOpen(error)) throw error;
    const after = await kind.get(at, seen.id).catch(() => undefined);
    if (!after)
      throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(seen.name)));
    if (fields.every((field) => after[field] === wanted[field])) return after;
    throw error;
  }
}

/** How to read and write the texts of an identity, and of a group. */
export const identityTexts = { get: getIdentity, update: updateIdentity };
export const groupTexts = { get: getGroup, update: updateGroup };

/**
 * Creates a group. If no answer comes, looks for it, because it may have been created anyway.
 *
 * @param every as {@link lookFor}
 * @throws Failure as `createGroup`; when the outcome is not known, it says so
 */
export async function createGroupOnce(
  at: Connection,
  parent: string,
  group: Omit<Group, 'id'>,
  signal?: AbortSignal,
  every?: number,
): Promise<Group> {
  try {
    return await createGroup(at, parent, group, signal);
  } catch (error) {
    if (!isOpen(error)) throw error;
    const found = await lookFor(async () => {
      const list = new PagedList<Group>((page) => listGroups(at, { childrenOf: parent }, page));
      const made = () =>
        list.items.find(({ name, description }) => name === group.name && description === group.description);
      await list.all(() => made() !== undefined);
      return made();
    }, every);
    if (found) return found;
    throw unknown(error, l10n.t('It is not known whether this folder was created: {0}', group.name));
  }
}

/**
 * Deletes an identity; one that is already gone counts as deleted. If no answer comes, looks for it.
 *
 * @throws Failure as `deleteIdentity`; when the outcome is not known, it says so
 */
export async function deleteIdentityOnce(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await deleteOnce(at, { get: getIdentity, remove: deleteIdentity }, id, signal);
}

/** {@link deleteIdentityOnce}, for a group in which nothing is. @throws Failure as `deleteGroup` */
export async function deleteGroupOnce(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  await deleteOnce(at, { get: getGroup, remove: deleteGroup }, id, signal);
}

/** What is in a group, as words with a number each; none where it is empty. @throws Failure as `callApi` */
export async function contentsOf(at: Connection, id: string, signal?: AbortSignal): Promise<string[]> {
  const page = { size: 1, signal };
  const [groups, identities] = await Promise.all([
    listGroups(at, { childrenOf: id }, page),
    listIdentities(at, { childrenOf: id }, page),
  ]);
  const count = ({ items, total, next }: Page<unknown>) =>
    total?.toLocaleString() ?? (next === undefined ? `${items.length}` : l10n.t('some'));
  return [
    ...(groups.items.length > 0 ? [l10n.t('folders: {0}', count(groups))] : []),
    ...(identities.items.length > 0 ? [l10n.t('identities: {0}', count(identities))] : []),
  ];
}

async function deleteOnce(
  at: Connection,
  kind: {
    readonly get: (at: Connection, id: string) => Promise<Group>;
    readonly remove: (at: Connection, id: string, signal?: AbortSignal) => Promise<void>;
  },
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await kind.remove(at, id, signal);
  } catch (error) {
    if (asFailure(error).status === 404) return;
    if (!isOpen(error)) throw error;
    const after = await kind.get(at, id).then(
      () => 'there' as const,
      (problem: unknown) => (asFailure(problem).status === 404 ? 'gone' : undefined),
    );
    if (after === 'gone') return;
    if (after === 'there') throw error;
    throw unknown(error, l10n.t('It is not known whether this was deleted: {0}', id));
  }
}

/** Whether a failed request may have been carried out: its answer is missing or does not tell. */
export function isOpen(error: unknown): boolean {
  const { kind, status } = asFailure(error);
  // Refused because of other requests, so not carried out.
  if (status === 409 || status === 429) return false;
  return ['cancelled', 'offline', 'unexpected'].includes(kind);
}

/**
 * Looks up to three times for what a request without an answer may have made, because lists may lag behind.
 *
 * @param look gives `undefined` where it is not there
 * @param every milliseconds between two looks
 * @returns `undefined` also where looking failed: it may be there anyway
 */
export async function lookFor<T>(look: () => Promise<T | undefined>, every = 1000): Promise<T | undefined> {
  for (let looks = 1; ; looks++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined || looks === 3) return found;
    await sleep(every);
  }
}

function goneMeanwhile({ name }: Group, cause: unknown): Failure {
  return new Failure('invalid', l10n.t('Somebody else deleted this meanwhile: {0}', visible(name)), {
    remedy: l10n.t('Refresh to see what is there.'),
    status: 404,
    cause,
  });
}

/** What a person types to delete something: its name, or its id where its name is blank. */
export function deletedBy({ id, name }: Pick<Group, 'id' | 'name'>): string {
  return name.trim() === '' ? id : name;
}

/** The Failure of a change whose outcome is not known: why it failed, and `message`. */
export function unknown(
  error: unknown,
  message: string,
  remedy = l10n.t('Refresh to see what is there.'),
): Failure {
  const { kind, message: why } = asFailure(error);
  return new Failure(kind === 'cancelled' ? 'unexpected' : kind, sentences(why, message), {
    remedy,
    cause: error,
  });
}

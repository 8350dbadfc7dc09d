import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import {
  createGroup,
  deleteIdentity,
  getGroup,
  getIdentity,
  listGroups,
  updateGroup,
  updateIdentity,
} from '../chainguard/iam';
import { PagedList } from '../chainguard/pagedList';
import { asFailure, Failure } from '../core/failure';
import type { Group } from '../core/identity';
import { sentences, visible } from '../core/text';

/** What can be changed of a group or an identity in passing. What is left out stays as it is. */
export interface Texts {
  readonly name?: string;
  readonly description?: string;
}

interface Described {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/**
 * Renames or describes an identity or a group, provided that what is changed is still what the person has seen. Only
 * that is sent. When there is no answer, what is there is asked for, because it may have been changed all the same.
 *
 * @throws Failure `invalid` when somebody else changed or deleted it meanwhile, and as `callApi`; nothing was changed
 *   then, unless the message says otherwise
 */
export async function changeTexts<T extends Described>(
  kind: {
    readonly get: (signal?: AbortSignal) => Promise<T>;
    readonly update: (texts: Texts, signal?: AbortSignal) => Promise<T>;
  },
  seen: T,
  wanted: Texts,
  signal?: AbortSignal,
): Promise<T> {
  const now = await kind.get(signal).catch((error: unknown) => {
    throw asFailure(error).status === 404 ? goneMeanwhile(seen, error) : error;
  });
  const fields = (['name', 'description'] as const).filter((field) => wanted[field] !== undefined);
  if (fields.some((field) => now[field] !== seen[field])) {
    throw new Failure('invalid', l10n.t('Somebody else changed this meanwhile: {0}', visible(now.name)), {
      remedy: l10n.t('Nothing was sent. Look at it, then try again.'),
    });
  }
  try {
    return await kind.update(wanted, signal);
  } catch (error) {
    if (asFailure(error).status === 404) throw goneMeanwhile(seen, error);
    if (!isOpen(error)) throw error;
    const after = await kind.get().catch(() => undefined);
    if (!after)
      throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(seen.name)));
    if (fields.every((field) => after[field] === wanted[field])) return after;
    throw error;
  }
}

/** How an identity's texts are read and written. */
export function textsOfIdentity(at: Connection, id: string) {
  return {
    get: (signal?: AbortSignal) => getIdentity(at, id, signal),
    update: (texts: Texts, signal?: AbortSignal) => updateIdentity(at, id, texts, signal),
  };
}

/** How a group's texts are read and written. */
export function textsOfGroup(at: Connection, id: string) {
  return {
    get: (signal?: AbortSignal) => getGroup(at, id, signal),
    update: (texts: Texts, signal?: AbortSignal) => updateGroup(at, id, texts, signal),
  };
}

/**
 * Creates a group. When there is no answer, it is looked for, because it may have been created all the same.
 *
 * @param every as {@link lookFor}
 * @throws Failure as `createGroup`; when it says that this is not known, the group may be there
 */
export async function createGroupOnce(
  at: Connection,
  parent: string,
  group: { readonly name: string; readonly description: string },
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
    throw unknown(error, l10n.t('It is not known whether this group was created: {0}', group.name));
  }
}

/**
 * Deletes an identity; one that is gone already counts as deleted. When there is no answer, it is looked for.
 *
 * @throws Failure as `deleteIdentity`; when it says that this is not known, it may be gone
 */
export async function deleteIdentityOnce(at: Connection, id: string, signal?: AbortSignal): Promise<void> {
  try {
    await deleteIdentity(at, id, signal);
  } catch (error) {
    if (asFailure(error).status === 404) return;
    if (!isOpen(error)) throw error;
    const after = await getIdentity(at, id).then(
      () => 'there' as const,
      (problem: unknown) => (asFailure(problem).status === 404 ? 'gone' : undefined),
    );
    if (after === 'gone') return;
    if (after === 'there') throw error;
    throw unknown(error, l10n.t('It is not known whether this identity was deleted: {0}', id));
  }
}

/** Whether a request may have been carried out, although it failed: the answer is missing, or says nothing of it. */
export function isOpen(error: unknown): boolean {
  const { kind, status } = asFailure(error);
  // Refused because of other requests, so not carried out.
  if (status === 409 || status === 429) return false;
  return ['cancelled', 'offline', 'unexpected'].includes(kind);
}

/**
 * What a request without an answer has made, in a list that may be older than that: the list is looked at three times.
 *
 * @param look `undefined` where it is not there
 * @param every milliseconds between two looks
 * @returns `undefined` also where nobody could look: it may be there all the same
 */
export async function lookFor<T>(look: () => Promise<T | undefined>, every = 1000): Promise<T | undefined> {
  for (let looks = 1; ; looks++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined || looks === 3) return found;
    await sleep(every);
  }
}

function goneMeanwhile({ name }: Described, cause: unknown): Failure {
  return new Failure('invalid', l10n.t('Somebody else deleted this meanwhile: {0}', visible(name)), {
    remedy: l10n.t('Refresh to see what is there.'),
    status: 404,
    cause,
  });
}

/** What to say of a change after which the state is not known: what it failed of, and `message`. */
export function unknown(error: unknown, message: string): Failure {
  const { kind, message: why } = asFailure(error);
  return new Failure(kind === 'cancelled' ? 'unexpected' : kind, sentences(why, message), {
    remedy: l10n.t('Refresh to see what is there.'),
    cause: error,
  });
}

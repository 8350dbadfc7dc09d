import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { cancelled, Failure } from '../core/failure';

/**
 * In milliseconds: how often an owner shows that it is alive, how often others look, and for how long they
 * watch an owner that shows nothing before they take its lock.
 */
const times = { beat: 500, look: 5, patience: 5000 };

/** A lock that is held. */
export interface Lock {
  /**
   * A folder that exists only while the lock is held. A file that is made in it and then moved to its place
   * gets there only under the lock: an owner that stalled and lost the lock fails with `ENOENT`.
   */
  readonly folder: string;
}

/**
 * Does some work while nobody else, in this process or another, holds the same lock.
 *
 * A lock is a folder that holds one folder of its owner; it is free where it is missing or empty. An owner
 * takes it by moving a folder that contains its own folder to that place, which fails unless the lock is
 * free, and gives it up by removing its own folder. So nobody can remove another owner's lock than the one
 * that they mean, however late they come. With a file they could, and also with the package
 * `proper-lockfile`, which takes no AbortSignal, judges by the clock, and brings three packages, one of which
 * listens to every way in which the process can end.
 *
 * Twice a second, an owner advances its folder's time. Those who wait count how often they see it unchanged,
 * so that neither a changed clock nor a sleeping machine makes a living owner look dead.
 *
 * @param path where the lock is while it is held; the folder around it is made where there is none
 * @param signal ends the waiting
 * @throws Failure `cancelled` when `signal` fires, `unexpected` where nobody can write there, and what `work`
 *   throws
 */
export async function withLock<T>(
  path: string,
  work: (lock: Lock) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const folder = await take(path, signal).catch((cause: unknown) => {
    if (signal?.aborted) throw cancelled(cause);
    throw new Failure('unexpected', l10n.t('Nothing can be written in this folder: {0}', dirname(path)), {
      remedy: l10n.t('Check who may write there. Nothing was changed.'),
      cause,
    });
  });
  // In seconds. Every file system stores times after 1980, the coarsest in steps of two.
  let beats = 1_000_000_000;
  const beating = setInterval(
    () => void utimes(folder, (beats += 2), beats).catch(() => undefined),
    times.beat,
  );
  try {
    return await work({ folder });
  } finally {
    clearInterval(beating);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    await rmdir(path).catch(() => undefined);
    // Lets those who wait look before this process can ask again.
    await sleep(2 * times.look);
  }
}

/** Waits until the lock is free or its owner dead, takes it, and returns the new owner's folder. */
async function take(path: string, signal: AbortSignal | undefined): Promise<string> {
  const name = randomUUID();
  let [seen, looked] = ['', 0];
  for (;;) {
    signal?.throwIfAborted();
    const owner = await ownerOf(path);
    if (!owner && (await takeFree(path, name))) return join(path, name);
    const sign = owner ? `${owner.folder} ${owner.time}` : '';
    looked = sign === seen ? looked + 1 : 0;
    seen = sign;
    if (owner && looked * times.look >= times.patience) {
      await rm(owner.folder, { recursive: true, force: true }).catch((error: unknown) => {
        // The owner came to life just now.
        if (!isCode(error, 'ENOTEMPTY')) throw error;
      });
    }
    await sleep(times.look * (0.5 + Math.random()), undefined, { signal });
  }
}

async function ownerOf(
  path: string,
): Promise<{ readonly folder: string; readonly time: number } | undefined> {
  try {
    const [name] = await readdir(path);
    if (name === undefined) return undefined;
    const folder = join(path, name);
    return { folder, time: (await stat(folder)).mtimeMs };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Takes the lock, unless somebody else was faster. */
async function takeFree(path: string, name: string): Promise<boolean> {
  const own = `${path}.${name}`;
  try {
    await mkdir(join(own, name), { recursive: true, mode: 0o700 });
    // Windows moves no folder over another, not even over an empty one.
    await rmdir(path).catch(() => undefined);
    await rename(own, path);
    return true;
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    if (isCode(error, 'ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : []))) {
      return false;
    }
    throw error;
  }
}

/** Whether Node failed with one of these codes. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

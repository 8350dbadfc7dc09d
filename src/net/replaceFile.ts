import { constants, type Stats } from 'node:fs';
import { open, readlink, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { isCode, type Lock } from './lock';

/** A regular file as it was read. */
export interface Content {
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/** Opens a pipe without waiting for its writer. Windows has no such flag. */
const doNotWait = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
/** How many links to follow, as Linux does. */
const mostLinks = 40;

/**
 * The file that a path leads to, through every link, also where the last one leads to nothing yet. Throws what
 * Node throws, such as for links in a circle.
 */
export async function targetOf(path: string): Promise<string> {
  let at = resolve(path);
  for (let links = 0; links < mostLinks; links++) {
    try {
      return await realpath(at);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
    const folder = await targetOf(dirname(at));
    const link = await readlink(join(folder, basename(at))).catch(() => undefined);
    if (link === undefined) return join(folder, basename(at));
    at = resolve(folder, link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/**
 * The content of a file; `undefined` where there is none. Never waits for whoever writes into a pipe.
 *
 * @throws Failure `invalid` for a folder, a pipe, a device or whatever else is not a regular file, and what Node
 *   throws
 */
export async function contentOf(path: string): Promise<Content | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | doNotWait);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw notRegular(path);
      return { bytes: await file.readFile(), stats };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    // Node opens no folder on Windows, and nobody a socket.
    if (isCode(error, 'EISDIR', 'ENXIO', 'EOPNOTSUPP')) throw notRegular(path, error);
    throw error;
  }
}

function notRegular(path: string, cause?: unknown): Failure {
  return new Failure('invalid', l10n.t('This is not a regular file: {0}', path), {
    remedy: l10n.t('Put a file there, or name another one. Nothing was changed.'),
    cause,
  });
}

/**
 * Replaces a file's text in one step, unless the lock was lost or somebody who does not use the lock has
 * changed the file since it was read. A file that is there keeps its owner and, but for what `most` takes away, its
 * mode. Throws what Node throws, also where the owner cannot be kept, and has changed nothing then.
 *
 * @param lock a lock beside the file, taken before the file was read
 * @param path as {@link targetOf} gave it: a link would be replaced itself
 * @param before what {@link contentOf} read from it
 * @param mode the permissions of a file that was not there
 * @param most the permissions that the file may have at most
 * @returns whether it was replaced
 */
export async function replaceFile(
  lock: Lock,
  path: string,
  before: Content | undefined,
  text: string,
  mode = 0o600,
  most = 0o7777,
): Promise<boolean> {
  const next = join(lock.folder, 'next');
  try {
    const file = await open(next, 'w', 0o600);
    try {
      const { uid, gid } = await file.stat();
      const kept = before?.stats ?? { uid, gid };
      if (kept.uid !== uid || kept.gid !== gid) await file.chown(kept.uid, kept.gid);
      await file.chmod(before ? before.stats.mode & most : mode);
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    const now = await contentOf(path);
    if (now === undefined ? before !== undefined : before?.bytes.equals(now.bytes) !== true) return false;
    await rename(next, path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode, type Lock } from './lock';

/** The bytes of a file; `undefined` where there is none. Throws what Node throws. */
export async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Replaces a file's text in one step, unless the lock was lost or somebody who does not use the lock has
 * changed the file since it was read. Throws what Node throws, and has changed nothing then.
 *
 * @param lock a lock beside the file, taken before the file was read
 * @param path not a link, which would be replaced itself
 * @param before what {@link contentOf} read from it
 * @param mode the permissions of the new file
 * @returns whether it was replaced
 */
export async function replaceFile(
  lock: Lock,
  path: string,
  before: Buffer | undefined,
  text: string,
  mode: number,
): Promise<boolean> {
  const next = join(lock.folder, 'next');
  try {
    await writeFile(next, text, { mode });
    await chmod(next, mode);
    const now = await contentOf(path);
    if (now === undefined ? before !== undefined : before?.equals(now) !== true) return false;
    await rename(next, path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

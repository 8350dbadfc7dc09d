import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The bytes of a file; `undefined` where there is none. Throws what Node throws. */
export async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Gives a file a new text, in one step, unless somebody else has changed it since it was read. Its folder is made
 * where there is none, for its owner alone. Throws what Node throws; nothing was changed then.
 *
 * @param path no link: one would be replaced itself
 * @param before what {@link contentOf} has read of it
 * @param mode the permissions of the new file
 * @returns whether it was replaced
 */
export async function replaceFile(
  path: string,
  before: Buffer | undefined,
  text: string,
  mode: number,
): Promise<boolean> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(beside, text, { mode, flag: 'wx' });
    await chmod(beside, mode);
    const now = await contentOf(path);
    if (now === undefined ? before !== undefined : before?.equals(now) !== true) return false;
    await rename(beside, path);
    return true;
  } finally {
    await rm(beside, { force: true });
  }
}

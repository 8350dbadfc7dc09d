import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * A new, empty directory with a short absolute path (VS Code keeps Unix sockets in it, and their paths may
 * not exceed about a hundred bytes). It is removed at the latest when this process exits; a server that
 * `startServer` starts in it removes it when it ends.
 */
export async function temporaryDirectory(): Promise<string> {
  const base = process.platform === 'darwin' ? '/tmp' : os.tmpdir();
  const directory = await mkdtemp(path.join(await realpath(base), 'assumable-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

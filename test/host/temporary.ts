import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const made = new Set<string>();

/**
 * A new, empty directory with a short absolute path (VS Code keeps Unix sockets in it, and their paths may
 * not exceed about a hundred bytes). It is removed at the latest when this process exits; a server that
 * `startServer` starts in it removes it when it ends.
 */
export async function temporaryDirectory(): Promise<string> {
  const base = process.platform === 'darwin' ? '/tmp' : os.tmpdir();
  const directory = await mkdtemp(path.join(await realpath(base), 'assumable-'));
  if (made.size === 0) process.once('exit', removeAll);
  made.add(directory);
  return directory;
}

function removeAll(): void {
  for (const directory of made) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

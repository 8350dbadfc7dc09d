import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox';

/**
 * Starts a sandbox for the tests of a file and lets this process live in its home: AWS files, chainctl's cache and
 * endpoints. Faults are cleared after each test. Call it at the top of a test file.
 */
export function inSandbox(options: SandboxOptions = {}): () => Sandbox & { readonly home: string } {
  const before = { ...process.env };
  let started: (Sandbox & { home: string }) | undefined;
  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), 'assumable-'));
    const sandbox = await startSandbox(options);
    await sandbox.writeHome(home);
    for (const name of Object.keys(process.env))
      if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, sandbox.env(home));
    started = { ...sandbox, home };
  });
  afterEach(() => started?.faults.clear());
  afterAll(async () => {
    await started?.close();
    if (started) await rm(started.home, { recursive: true });
    process.env = before;
  });
  return () => {
    if (!started) throw new Error('The sandbox runs only while tests run.');
    return started;
  };
}

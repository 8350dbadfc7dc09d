import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { run, type Run } from '../tools';

/** A directory of their own for the tests of one file. */
export function useDirectory(): () => string {
  let directory: string | undefined;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'forms-compiled-'));
  });
  afterAll(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });
  return () => {
    if (directory === undefined) throw new Error('there is no directory yet');
    return directory;
  };
}

/** Runs a tool that keeps caches and settings of its own, for at most ten minutes. */
export function tool(program: string, args: readonly string[], cwd: string): Promise<Run> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return run(program, args, { cwd, env, timeout: 600_000 });
}

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { isFailure, type Failure } from '../../../src/core/failure';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';

/** A person's home in the sandbox's world; this process lives in it while the tests of a file run. */
interface Home {
  readonly sandbox: Sandbox;
  readonly directory: string;
  /** Adds to `~/.aws/config`. */
  config(text: string): Promise<void>;
  /** Writes a file below the home and gives its path. */
  write(name: string, text: string | Buffer): Promise<string>;
  /** How often STS was asked so far. */
  stsCalls(): number;
}

/** Starts the sandbox before the tests of a file; variables and the config file are put back after each test. */
export function useHome(): () => Home {
  let home: Home | undefined;
  let original = '';
  const before = { ...process.env };
  let world: Record<string, string> = {};
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'assumable-home-'));
    const sandbox = await startSandbox();
    await sandbox.writeHome(directory);
    world = sandbox.env(directory);
    live(world);
    const file = join(directory, '.aws', 'config');
    original = await readFile(file, 'utf8');
    home = {
      sandbox,
      directory,
      config: async (text) => writeFile(file, `${await readFile(file, 'utf8')}\n${text}\n`),
      write: async (name, text) => {
        const path = join(directory, name);
        await mkdir(join(path, '..'), { recursive: true });
        await writeFile(path, text);
        return path;
      },
      stsCalls: () => sandbox.requests.filter(({ service }) => service === 'sts').length,
    };
  });
  afterEach(async () => {
    if (!home) return;
    home.sandbox.faults.clear();
    live(world);
    await writeFile(join(home.directory, '.aws', 'config'), original);
  });
  afterAll(async () => {
    live({});
    Object.assign(process.env, before);
    await home?.sandbox.close();
    if (home) await rm(home.directory, { recursive: true, force: true });
  });
  return () => {
    if (!home) throw new Error('The home exists only while tests run.');
    return home;
  };
}

/** Takes every AWS variable away, then sets these. */
function live(env: Record<string, string>): void {
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
}

/** What a promise fails with; fails the test where it does not. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Killed, though perhaps not yet reaped.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

import { execFile, spawnSync } from 'node:child_process';

/** How a program ended. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in an environment of its own, for at most a minute or the time given. */
export function run(
  program: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; input?: string; timeout?: number } = {},
): Promise<Run> {
  const { input, timeout = 60_000, ...rest } = options;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { timeout, maxBuffer: 64 * 1024 * 1024, ...rest, env: { ...basics, ...rest.env } },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ status, stdout, stderr });
      },
    );
    // A program that ends without reading its input closes it.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** What every program needs, and nothing that belongs to whoever runs the tests. */
const basics: Record<string, string> = Object.fromEntries(
  ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

/** Whether a program is installed and runs; says so where it is not, since its checks are skipped then. */
export function has(program: string, ...args: readonly string[]): boolean {
  const found = spawnSync(program, [...args], { stdio: 'ignore', timeout: 20_000 }).status === 0;
  if (!found) console.log(`skipped: ${[program, ...args].join(' ')} does not run here`);
  return found;
}

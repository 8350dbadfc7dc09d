import { spawn } from 'node:child_process';

/** How a program ended, with everything it printed on both streams. */
interface Ended {
  readonly code: number | undefined;
  readonly output: string;
}

/** How to run a program: where, with which environment, for how long, and what to do with each piece of output. */
interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly seconds: number;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end and says how it ended. `code` is undefined where it could not be started, was
 * ended by a signal, or took longer than `seconds`. Never throws.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.seconds * 1000,
      killSignal: 'SIGKILL',
      signal: options.signal,
    });
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      options.onOutput?.(chunk.toString());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => {
      output += error.message;
      resolve({ code: undefined, output });
    });
    child.once('close', (code) => resolve({ code: code ?? undefined, output }));
  });
}

/** The last lines of a program's output, without stack traces, for a message about what went wrong. */
export function tail(output: string, lines = 30): string {
  const said = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+(at |→ |'|tries:|\])/.test(line));
  return said.slice(-lines).join('\n');
}

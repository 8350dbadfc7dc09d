import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';

/** How long a `credential_process` may run, in milliseconds, and how much it may print, in bytes. */
const limits = { time: 20_000, output: 64 << 10 };

/** What went wrong with a program, without what it printed, which may be secret. */
type ProcessProblem = 'timeout' | 'flood' | { readonly exit: number | string };

/** What watches a program: the signal that ends it, and the problem that it had. */
export interface ProcessWatch {
  readonly signal: AbortSignal;
  problem?: ProcessProblem;
}

const watching = new AsyncLocalStorage<ProcessWatch>();

/**
 * Runs `work`, in which AWS's provider starts `credential_process`, and bounds that program. It ends,
 * together with what it started, when the signal fires, after twenty seconds, or when it prints more than 64
 * KiB. It does not start when the signal has fired already.
 */
export async function withBoundedProcess<T>(watch: ProcessWatch, work: () => Promise<T>): Promise<T> {
  const { externalDataInterceptor } = await import('@smithy/core/config');
  // The provider runs `externalDataInterceptor.getTokenRecord().exec` where there is one
  // (`@aws-sdk/credential-provider-process`, resolveProcessCredentials).
  externalDataInterceptor.getTokenRecord()['exec'] ??= boundedExec;
  return watching.run(watch, work);
}

type ExecCallback = (error: Error | null, result: { stdout: string; stderr: string }) => void;

function boundedExec(command: string, done: ExecCallback): void {
  const watch = watching.getStore();
  if (watch?.signal.aborted) {
    done(new Error('cancelled'), { stdout: '', stderr: '' });
    return;
  }
  const child = spawn(command, {
    shell: true,
    // A group of its own, so that a pipeline ends as a whole.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let problem: ProcessProblem | undefined;
  let over = false;
  const end = (why?: ProcessProblem) => {
    problem ??= why;
    if (over) return;
    endAll(child);
    child.stdout.destroy();
  };
  const timer = setTimeout(() => end('timeout'), limits.time);
  const aborted = () => end();
  watch?.signal.addEventListener('abort', aborted, { once: true });
  const finish = (error?: ProcessProblem) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    watch?.signal.removeEventListener('abort', aborted);
    problem ??= error;
    if (watch && problem !== undefined) watch.problem = problem;
    const stdout = Buffer.concat(chunks).toString('utf8');
    done(problem === undefined ? null : new Error(processProblemText(problem)), { stdout, stderr: '' });
  };
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > limits.output) end('flood');
    else chunks.push(chunk);
  });
  child.once('error', (error) => finish({ exit: 'code' in error ? String(error.code) : error.name }));
  child.once('close', (code, signal) => {
    finish(code === 0 ? undefined : { exit: code ?? signal ?? 'unknown' });
  });
}

/** Ends a program together with what it started: its process group, or on Windows all that descends from it. */
function endAll(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform !== 'win32') {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
    return;
  }
  // Its full path, since for a bare name Windows would look in the working directory first.
  const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const ending = spawn(taskkill, ['/pid', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' });
  // Where that fails, only the program itself is ended.
  ending.once('error', () => child.kill('SIGKILL'));
  ending.once('exit', (code) => code === 0 || child.kill('SIGKILL'));
}

/** The problem as a sentence, without anything that the program printed. */
export function processProblemText(problem: ProcessProblem): string {
  switch (problem) {
    case 'timeout':
      return l10n.t('The program of credential_process did not end within {0} seconds.', limits.time / 1000);
    case 'flood':
      return l10n.t('The program of credential_process printed more than {0} KiB.', limits.output >> 10);
    default:
      return l10n.t('The program of credential_process ended with: {0}', problem.exit);
  }
}

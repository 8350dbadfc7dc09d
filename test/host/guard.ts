/*
 * Runs a program for as long as its own standard input stays open, then ends the program's whole process group
 * and removes a directory. Whatever becomes of the test run that holds the other end (end, Ctrl+C, crash, kill),
 * the pipe closes, so no server and no temporary file outlives it.
 *
 * Plain `node guard.ts DIRECTORY COMMAND ARGUMENTS…`: Node strips the types, and nothing but Node is imported.
 */
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const [directory, command, ...args] = process.argv.slice(2);
if (directory === undefined || command === undefined)
  throw new Error('Usage: guard DIRECTORY COMMAND ARGUMENTS…');

const windows = process.platform === 'win32';
const child = spawn(command, args, { detached: !windows, stdio: ['ignore', 'inherit', 'inherit'] });

let ending = false;
function end(code: number): void {
  if (ending) return;
  ending = true;
  if (child.pid !== undefined) endGroup(child.pid);
  // A process that is being ended may still write; the removal tries again for a while.
  rmSync(directory ?? '', { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(code);
}

function endGroup(leader: number): void {
  if (windows) {
    spawnSync('taskkill', ['/pid', String(leader), '/T', '/F']);
    return;
  }
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

child.once('error', (error) => {
  console.error(error.message);
  end(127);
});
child.once('exit', (code) => end(code ?? 1));
process.stdin.once('end', () => end(0)).once('error', () => end(0));
process.stdin.resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(1));

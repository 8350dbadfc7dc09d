/*
 * The background task behind F5: runs the sandbox until VS Code ends the task, and writes what the launched window
 * needs into the git-ignored .vscode-test/launch: a home, and the environment that launch.json refers to.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { startSandbox } from '../sandbox/sandbox';
import { project } from './node24';

async function main(): Promise<void> {
  console.log('Starting the sandbox');
  const folder = path.join(project, '.vscode-test/launch');
  const home = path.join(folder, 'home');
  await rm(folder, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const sandbox = await startSandbox({ large: process.argv.includes('--large'), federated: true });
  await sandbox.writeHome(home);
  const env = {
    ...sandbox.env(home),
    ASSUMABLE_LAUNCH_SETTINGS: JSON.stringify(sandbox.settings()),
  };
  // Single quotes: JSON stays as it is.
  const lines = Object.entries(env).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(path.join(folder, 'env'), lines.join(''), { mode: 0o600 });
  console.log('The sandbox is ready');
}

void main();

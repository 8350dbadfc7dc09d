/*
 * Runs the suite of test/integration inside an extension host, with the sandbox as its Chainguard and its AWS: in
 * the newest VS Code from npm and in the oldest that `engines.vscode` promises, or in those that the arguments
 * name: `newest`, `oldest`, or `desktop`, a downloaded desktop VS Code.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';

import { runTests, TestRunFailedError } from '@vscode/test-electron';

import { startSandbox } from '../sandbox/sandbox';
import { passedOn, writeExecutable } from './executable';
import { project } from './node24';
import { writeSettings } from './server';
import { temporaryDirectory } from './temporary';

type Host = 'newest' | 'oldest' | 'desktop';

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  for (const host of named.length > 0 ? named : ['newest', 'oldest']) {
    if (!isHost(host)) throw new Error(`There is no host "${host}": newest, oldest or desktop.`);
    console.log(`The integration tests in the ${host} VS Code`);
    await runSuite(host);
  }
}

function isHost(name: string): name is Host {
  return name === 'newest' || name === 'oldest' || name === 'desktop';
}

async function runSuite(host: Host): Promise<void> {
  const directory = await temporaryDirectory();
  const inside = (name: string) => path.join(directory, name);
  const sandbox = await startSandbox({});
  try {
    await sandbox.writeHome(inside('home'));
    await writeSettings(inside('user-data'), sandbox.settings());
    await cp(path.join(project, 'test/workspace'), inside('workspace'), { recursive: true });
    const env = sandbox.env(inside('home'));
    await runTests({
      ...(host !== 'desktop' && { vscodeExecutablePath: await writeExecutable(directory, host) }),
      extensionDevelopmentPath: project,
      extensionTestsPath: path.join(project, 'out/integration/index.js'),
      launchArgs: [
        inside('workspace'),
        `--user-data-dir=${inside('user-data')}`,
        `--extensions-dir=${inside('extensions')}`,
      ],
      extensionTestsEnv: { ...env, [passedOn]: Object.keys(env).join(',') },
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
    console.error(`The integration tests failed in the ${host} VS Code.`);
    process.exitCode = 1;
  } finally {
    await sandbox.close();
  }
}

void main();

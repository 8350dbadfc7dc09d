/*
 * Runs the suite of test/integration inside an extension host, with the sandbox as its Chainguard and its AWS.
 * VSCODE_TEST_HOST=desktop takes a downloaded desktop VS Code instead of the one from npm.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';

import { runTests, TestRunFailedError } from '@vscode/test-electron';

import { startSandbox } from '../sandbox/sandbox';
import { passedOn, writeExecutable } from './executable';
import { project } from './node24';
import { writeSettings } from './server';
import { temporaryDirectory } from './temporary';

async function main(): Promise<void> {
  const directory = await temporaryDirectory();
  const inside = (name: string) => path.join(directory, name);
  const sandbox = await startSandbox({});
  try {
    await sandbox.writeHome(inside('home'));
    await writeSettings(inside('user-data'), sandbox.settings());
    await cp(path.join(project, 'test/workspace'), inside('workspace'), { recursive: true });
    const env = sandbox.env(inside('home'));
    const desktop = process.env['VSCODE_TEST_HOST'] === 'desktop';
    await runTests({
      ...(!desktop && { vscodeExecutablePath: await writeExecutable(directory) }),
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
    console.error('The integration tests failed.');
    process.exitCode = 1;
  } finally {
    await sandbox.close();
  }
}

void main();

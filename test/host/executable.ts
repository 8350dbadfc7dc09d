import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Release } from './codeServer';
import { node24 } from './node24';

/** The name of the variable that says which variables `runTests` was asked to hand to the extension host. */
export const passedOn = 'ASSUMABLE_TEST_ENV';

/**
 * Writes a program into `directory` that takes the arguments of a desktop VS Code and runs extension tests in
 * a VS Code from npm: what `vscodeExecutablePath` of @vscode/test-electron may name. Returns its path.
 */
export async function writeExecutable(directory: string, release: Release): Promise<string> {
  const main = path.join(import.meta.dirname, 'asDesktop.ts');
  const words = [
    await node24(),
    '--import',
    pathToFileURL(path.resolve('node_modules/tsx/dist/loader.mjs')).href,
    main,
    `--release=${release}`,
  ];
  const quoted = words.map((word) => `"${word}"`).join(' ');
  const windows = process.platform === 'win32';
  const executable = path.join(directory, windows ? 'vscode.cmd' : 'vscode');
  await writeFile(executable, windows ? `@${quoted} %*\r\n` : `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(executable, 0o755);
  return executable;
}

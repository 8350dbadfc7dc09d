import { format } from 'node:util';

import Mocha from 'mocha';
import * as vscode from 'vscode';

import { suiteEnd, suiteMark } from '../host/suiteMark';

declare global {
  interface ImportMeta {
    /** webpack's: every module below a folder whose path fits, bundled and loadable by its key. */
    webpackContext(folder: string, options: { recursive: boolean; regExp: RegExp }): Context;
  }
}

interface Context {
  (key: string): unknown;
  keys(): string[];
}

/**
 * What the extension host calls: runs every `*.test.ts` of this folder and rejects where one of them fails, so
 * that whoever started VS Code gets an exit code other than 0.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    color: true,
    timeout: 60_000,
    failZero: true,
    forbidOnly: true,
    forbidPending: true,
  });
  // VS Code prints a lot of its own: mark what is ours.
  Mocha.reporters.Base.consoleLog = (...line: unknown[]) => {
    console.log(format(...line).replaceAll(/^/gm, suiteMark));
  };
  console.log(`${suiteMark}VS Code ${vscode.version}, Node ${process.version}`);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  const suites = import.meta.webpackContext('.', { recursive: true, regExp: /\.test\.ts$/ });
  for (const key of suites.keys()) suites(key);
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  console.log(suiteMark + suiteEnd);
  if (failures > 0) throw new Error(`Integration tests that failed: ${failures}`);
}

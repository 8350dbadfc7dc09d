import type { TestProject } from 'vitest/node';

import { chromium } from '../host/chromium';
import { codeServer } from '../host/codeServer';
import { installExtensions } from '../host/server';
import { temporaryDirectory } from '../host/temporary';
import { vsix } from './openWorkbench';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the packaged extension is installed. */
    extensionsDir: string;
  }
}

/** Fetches what is not there yet before the first test, and installs the extension once for all of them. */
export default async function setup(project: TestProject): Promise<void> {
  await codeServer();
  await chromium();
  const extensionsDir = await temporaryDirectory();
  await installExtensions(extensionsDir, [vsix]);
  project.provide('extensionsDir', extensionsDir);
}

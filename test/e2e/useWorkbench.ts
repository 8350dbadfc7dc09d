import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';

import { VsCode, type VsCodeOptions, type WindowOptions } from './vsCode';
import type { Workbench } from './workbench';

interface Options extends WindowOptions, Partial<Omit<VsCodeOptions, 'extensionsDir'>> {
  /** A VS Code of its own, for variables that `prepare` gives; `env`, `preload` and `script` ask for one as well. */
  readonly own?: boolean;
  /** Opens the window anew for every test: for what an extension remembers, such as who has signed in. */
  readonly anew?: boolean;
}

/** What the files that one process runs have in common: to start a VS Code takes longer than most tests. */
let common: VsCode | undefined;

/**
 * Opens a window for the tests of a description. Each finds it with nothing open and nothing said, the extension's
 * container in the sidebar, and a sandbox without faults; what the extension remembers and the sandbox holds is as the
 * test before left it. The function that it returns gives the window inside a test. A test that fails leaves a
 * screenshot of how it looked, and the next one a new window.
 */
export function useWorkbench(options: Options = {}): () => Workbench {
  const own =
    options.own ?? [options.env, options.preload, options.script].some((each) => each !== undefined);
  const start = () => new VsCode({ ...options, extensionsDir: inject('extensionsDir') });
  let code: VsCode | undefined;
  let opened: Workbench | undefined;
  beforeAll(() => {
    code = own ? start() : (common ??= start());
  });
  beforeEach(async () => {
    if (opened && options.anew !== true) await opened.reset();
    else {
      opened = await code?.open(options);
      await opened?.openContainer();
    }
    // The browser keeps what another window put there.
    await opened?.copy('');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    console.error(await opened?.asking());
    await opened?.screenshot(`failed ${task.name}`);
    opened = undefined;
  });
  afterAll(async () => {
    if (own) await code?.close();
  });
  return () => {
    if (opened === undefined) throw new Error('The window is open only while tests run.');
    return opened;
  };
}

import path from 'node:path';

import { project } from '../host/node24';
import { installExtensions } from '../host/server';
import { temporaryDirectory } from '../host/temporary';
import { VsCode, type VsCodeOptions, type WindowOptions } from './vsCode';
import type { Workbench } from './workbench';

/** What `npm run package` leaves behind. */
export const vsix = path.join(project, 'assumable-identities.vsix');

/**
 * Starts the sandbox, a VS Code with the packaged extension and `extensions`, and Chromium, and opens a copy of
 * test/workspace. Whoever calls it calls `close`, which ends all of it.
 */
export async function openWorkbench(
  options: WindowOptions & Omit<VsCodeOptions, 'extensionsDir'> & { extensions?: readonly string[] } = {},
): Promise<Workbench & { close(): Promise<void> }> {
  const extensionsDir = await temporaryDirectory();
  await installExtensions(extensionsDir, [vsix, ...(options.extensions ?? [])]);
  const code = new VsCode({ ...options, extensionsDir });
  const window = await code.open(options);
  return Object.assign(window, { close: () => code.close() });
}

import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { launchBrowser } from '../host/browser';
import { project } from '../host/node24';
import { startServer } from '../host/server';
import { temporaryDirectory } from '../host/temporary';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Workbench } from './workbench';

/** What `npm run package` leaves behind. */
export const vsix = path.join(project, 'assumable-identities.vsix');

/**
 * A pick or an input box stays open when the window's focus moves, as it does while a window starts: a person would
 * open it again, and a test would wait for ever.
 */
const testSettings = { 'workbench.quickOpen.closeOnFocusLost': false };

/** What differs from the usual: a trusted copy of test/workspace, a person with the sandbox's home. */
export interface WorkbenchOptions {
  /** Opens the folder in Restricted Mode. */
  readonly restricted?: boolean;
  /** User settings on top of the sandbox's; `undefined` takes one of those away. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables on top of the sandbox's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of the sandbox. */
  readonly sandbox?: Parameters<typeof startSandbox>[0];
  /** More packaged extensions to install. */
  readonly extensions?: readonly string[];
  /** What every page runs before anything of VS Code's. */
  readonly script?: string;
  /** What every process of VS Code runs before anything of its own, given a folder of the test's. */
  readonly preload?: (folder: string) => string;
  /** False leaves the home empty: no AWS profiles, no chainctl login. */
  readonly home?: boolean;
  /** Prepares what VS Code is to meet, once the sandbox runs; gives more variables and settings. */
  readonly prepare?: (
    sandbox: Sandbox,
    directory: string,
  ) => Promise<{ env: Readonly<Record<string, string>>; settings: Readonly<Record<string, unknown>> }>;
}

/**
 * Starts the sandbox, VS Code with the packaged extension, and Chromium, and opens a copy of test/workspace.
 * Whoever calls it calls `close`.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const directory = await temporaryDirectory();
  const home = path.join(directory, 'home');
  const workspace = path.join(directory, 'workspace');
  await cp(path.join(project, 'test/workspace'), workspace, { recursive: true });
  const sandbox = await startSandbox(options.sandbox ?? {});
  if (options.home !== false) await sandbox.writeHome(home);
  const prepared = await options.prepare?.(sandbox, directory);
  const preload = path.join(directory, 'preload.cjs');
  await writeFile(preload, options.preload?.(directory) ?? '');
  // What outlives a restart is not the server's own.
  const start = async (port: number, extensions: readonly string[]) =>
    startServer({
      directory: await temporaryDirectory(),
      userDataDir: path.join(directory, 'user-data'),
      extensionsDir: path.join(directory, 'extensions'),
      port,
      preload,
      extensions,
      env: { ...sandbox.env(home), ...options.env, ...prepared?.env },
      settings: { ...testSettings, ...sandbox.settings(), ...options.settings, ...prepared?.settings },
      restricted: options.restricted ?? false,
    });
  const [server, browser] = await Promise.all([
    start(0, [vsix, ...(options.extensions ?? [])]),
    launchBrowser(),
  ]);
  const context = await browser.newContext({ viewport: { width: 1400, height: 1200 }, colorScheme: 'dark' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  if (options.script !== undefined) await context.addInitScript(options.script);
  const page = await context.newPage();
  // A window that opens for the first time on a machine that has much to do takes long.
  page.setDefaultTimeout(120_000);
  const again = (url: string) => start(Number(new URL(url).port), []);
  const workbench = new Workbench(page, sandbox, server, workspace, again, async () => {
    await browser.close();
    await workbench.server.stop();
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });
  await workbench.open();
  return workbench;
}

import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { BrowserContext } from 'playwright-core';

import { launchBrowser } from '../host/browser';
import { project } from '../host/node24';
import { startServer, writeSettings, type Server } from '../host/server';
import { temporaryDirectory } from '../host/temporary';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox';
import { viewport, Workbench } from './workbench';

const testSettings = {
  // What a window has without a test that changes it: see `Workbench.reset`.
  'workbench.colorTheme': 'Dark Modern',
  // A pick or an input box stays open when the window's focus moves, as it does while a window starts: a person would
  // open it again, and a test would wait for ever.
  'workbench.quickOpen.closeOnFocusLost': false,
  'terminal.integrated.gpuAcceleration': 'off',
  // What the mouse rests on would say what it is, over what is to be clicked next: a person moves the mouse away.
  'workbench.hover.delay': 1_000_000,
};

/** What resets a window; `Workbench.reset` presses it. */
const resetKey = {
  key: 'ctrl+alt+shift+home',
  command: 'runCommands',
  args: {
    commands: [
      'workbench.action.closeQuickOpen',
      'workbench.action.terminal.killAll',
      'workbench.action.closePanel',
      'notifications.clearAll',
      'workbench.action.closeAllGroups',
    ],
  },
};

/** What only a VS Code of its own can have. */
export interface VsCodeOptions {
  /** The folder of packaged extensions that are installed already. */
  readonly extensionsDir: string;
  /** Variables on top of the sandbox's. */
  readonly env?: Readonly<Record<string, string>>;
  /** What every page runs before anything of VS Code's. */
  readonly script?: string;
  /** What every process of VS Code runs before anything of its own, given a folder of the test's. */
  readonly preload?: (folder: string) => string;
}

/** What a test prepares: settings, and variables where the VS Code is its own. */
interface Prepared {
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What differs from the usual: a trusted copy of test/workspace, a person with the sandbox's home. */
export interface WindowOptions {
  /** Opens the folder in Restricted Mode. */
  readonly restricted?: boolean;
  /** User settings on top of the sandbox's; `undefined` takes one of those away. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Keybindings of the person. */
  readonly keys?: readonly { readonly key: string; readonly command: string }[];
  /** Options of the sandbox. */
  readonly sandbox?: SandboxOptions;
  /** False leaves the home empty: no AWS profiles, no chainctl login. */
  readonly home?: boolean;
  /** Prepares what VS Code is to meet, once the sandbox runs, in the folder of home and workspace. */
  readonly prepare?: (sandbox: Sandbox, directory: string) => Promise<Prepared>;
}

/** What runs from the first window on. */
interface Running {
  server: Server;
  readonly context: BrowserContext;
  readonly start: (port: number) => Promise<Server>;
}

/**
 * A VS Code server and a Chromium, for one window after the other. Each window finds a new sandbox at the same
 * addresses, a new home, workspace and settings, and nothing that the browser kept of the one before.
 */
export class VsCode {
  private readonly directory = temporaryDirectory();
  private running: Running | undefined;
  private sandbox: Sandbox | undefined;

  constructor(private readonly options: VsCodeOptions) {}

  /** Opens a window in the place of the one before; the first one starts VS Code and Chromium. */
  async open(options: WindowOptions = {}): Promise<Workbench> {
    const directory = await this.directory;
    const inside = (...name: string[]) => path.join(directory, ...name);
    await this.closeWindow();
    for (const folder of ['home', 'workspace', 'user-data/User', 'user-data/Machine'])
      await rm(inside(folder), { recursive: true, force: true });
    await cp(path.join(project, 'test/workspace'), inside('workspace'), { recursive: true });
    const ports = this.sandbox && { ports: portsOf(this.sandbox) };
    const sandbox = (this.sandbox = await startSandbox({ ...options.sandbox, ...ports }));
    if (options.home !== false) await sandbox.writeHome(inside('home'));
    const prepared = await options.prepare?.(sandbox, directory);
    await writeSettings(inside('user-data'), {
      ...testSettings,
      'security.workspace.trust.enabled': options.restricted === true,
      ...sandbox.settings(),
      ...options.settings,
      ...prepared?.settings,
    });
    const keys = JSON.stringify([resetKey, ...(options.keys ?? [])]);
    await writeFile(inside('user-data/User/keybindings.json'), keys);
    const { context } = (this.running ??= await this.start(directory, {
      ...sandbox.env(inside('home')),
      SHELL: '/bin/sh',
      ...this.options.env,
      ...prepared?.env,
    }));
    const page = await context.newPage();
    // A window that opens for the first time on a machine that has much to do takes long.
    page.setDefaultTimeout(120_000);
    const window = new Workbench(page, sandbox, this, inside('workspace'));
    await window.open();
    return window;
  }

  /** Changes settings of the person and of the machine. */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const userData = path.join(await this.directory, 'user-data');
    const now = JSON.parse(await readFile(path.join(userData, 'User/settings.json'), 'utf8')) as object;
    await writeSettings(userData, { ...now, ...settings });
  }

  /** The address that opens a folder, while VS Code runs. */
  addressOf(workspace: string): string {
    return this.running?.server.addressOf(workspace) ?? '';
  }

  /** Ends VS Code and starts it again at the same address. */
  async restart(): Promise<void> {
    if (!this.running) return;
    const { server, start } = this.running;
    await server.stop();
    this.running.server = await start(Number(new URL(server.url).port));
  }

  /** Ends all of it. */
  async close(): Promise<void> {
    await this.closeWindow();
    await this.running?.context.browser()?.close();
    await this.running?.server.stop();
    await rm(await this.directory, { recursive: true, force: true });
  }

  private async start(directory: string, env: Readonly<Record<string, string>>): Promise<Running> {
    const preload = path.join(directory, 'preload.cjs');
    await writeFile(preload, this.options.preload?.(directory) ?? '');
    const start = async (port: number) =>
      startServer({
        // What outlives a restart is not the server's own.
        directory: await temporaryDirectory(),
        userDataDir: path.join(directory, 'user-data'),
        extensionsDir: this.options.extensionsDir,
        port,
        preload,
        env,
        // A setting says whether it is.
        restricted: true,
      });
    const [server, browser] = await Promise.all([start(0), launchBrowser()]);
    const context = await browser.newContext({ viewport, colorScheme: 'dark' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    if (this.options.script !== undefined) await context.addInitScript(this.options.script);
    return { server, context, start };
  }

  /** Ends the window, its sandbox, and whatever the browser keeps of it but the code of VS Code. */
  private async closeWindow(): Promise<void> {
    const { context, server } = this.running ?? {};
    const origin = server?.url ?? '';
    for (const page of context?.pages() ?? []) {
      const browser = await page.context().newCDPSession(page);
      // One that still runs keeps a process of the browser, for as long as that lives.
      await browser.send('ServiceWorker.enable');
      await browser.send('ServiceWorker.stopAllWorkers');
      // VS Code ends what belongs to a window that is left.
      await page.goto('about:blank');
      const storageTypes = 'cookies,local_storage,indexeddb,service_workers,cache_storage';
      await browser.send('Storage.clearDataForOrigin', { origin, storageTypes });
      await page.close();
    }
    await this.sandbox?.close();
  }
}

/** The ports of a sandbox, for the next one. */
function portsOf({ urls }: Sandbox): NonNullable<SandboxOptions['ports']> {
  return Object.fromEntries(
    Object.entries(urls).map(([service, url]) => [service, Number(new URL(url).port)]),
  );
}

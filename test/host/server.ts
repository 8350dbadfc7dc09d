import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { codeServer } from './codeServer';
import type { Release } from './codeServer';
import { cleanEnvironment } from './environment';
import { node24 } from './node24';
import { run, tail } from './run';
import { temporaryDirectory } from './temporary';

/** How to start a VS Code server. */
interface ServerOptions {
  /** A temporary directory that the server owns from here on, and that is removed when it ends. */
  readonly directory: string;
  /** Which VS Code; the newest where nothing is said. */
  readonly release?: Release;
  /** What the extension host sees besides the few variables that `cleanEnvironment` lets in. */
  readonly env?: Readonly<Record<string, string>>;
  /** User settings, on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True leaves Workspace Trust on, so that a folder opens in Restricted Mode. */
  readonly restricted?: boolean;
  /** Packaged extensions to install first, as people get them. */
  readonly extensions?: readonly string[];
  /** Where not below `directory`. */
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  /** A script that each of its processes runs first. */
  readonly preload?: string;
  /** The port, such as that of a server before; a free one where none is given. */
  readonly port?: number;
}

/** A running VS Code server. */
export interface Server {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** The address that opens a folder or a `.code-workspace` file of this machine. */
  addressOf(workspace: string): string;
  /** What the server and its extension host have printed so far. */
  log(): string;
  /** Settles when the server has ended, by `stop` or by itself, with nothing of it left. */
  readonly ended: Promise<void>;
  /** Ends the server with all its processes and removes its directory. */
  stop(): Promise<void>;
}

/** Settings that keep everything off the screen that is not the extension's. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes the settings of a user-data directory, the quiet ones with `settings` on top: for the person, and for the
 * machine, because a window on a server takes settings of machine scope from there alone.
 */
export async function writeSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>) {
  const all = JSON.stringify({ ...quietSettings, ...settings }, undefined, 2);
  for (const scope of ['User', 'Machine']) {
    await mkdir(path.join(userDataDir, scope), { recursive: true });
    await writeFile(path.join(userDataDir, scope, 'settings.json'), all);
  }
}

/**
 * Starts VS Code on a free port of the loopback interface and returns once it answers. Throws, with the end of
 * its log, where it ends early or has not answered within three minutes.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { directory, settings, extensions = [] } = options;
  const userDataDir = options.userDataDir ?? path.join(directory, 'user-data');
  const extensionsDir = options.extensionsDir ?? path.join(directory, 'extensions');
  const [home, temporary] = [path.join(directory, 'home'), path.join(directory, 't')];
  for (const folder of [userDataDir, extensionsDir, home, temporary])
    await mkdir(folder, { recursive: true });
  if (settings !== undefined || options.userDataDir === undefined)
    await writeSettings(userDataDir, settings ?? {});

  const { node, entry } = await codeServer(options.release);
  const env = cleanEnvironment({ HOME: home, TMPDIR: temporary, ...options.env });
  const directories = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const common = [entry, ...directories, '--config', path.join(directory, 'code-server.yaml')];
  if (extensions.length > 0) await installExtensions(extensionsDir, extensions);

  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const args = [...common, '--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`, ...quiet];
  if (options.restricted !== true) args.push('--disable-workspace-trust');
  if (options.preload !== undefined) args.unshift('--require', options.preload);
  const guard = path.join(import.meta.dirname, 'guard.ts');
  return listen(await node24(), [guard, directory, node, ...args], env);
}

/** Installs packaged extensions into a folder. Throws, with VS Code's own words, where it refuses one. */
export async function installExtensions(folder: string, extensions: readonly string[]): Promise<void> {
  const directory = await temporaryDirectory();
  const { node, entry } = await codeServer();
  const args = [
    ...[entry, '--user-data-dir', path.join(directory, 'user-data'), '--extensions-dir', folder],
    ...['--config', path.join(directory, 'code-server.yaml')],
    ...extensions.flatMap((vsix) => ['--install-extension', vsix]),
  ];
  const env = cleanEnvironment({ HOME: directory, TMPDIR: directory });
  const { code, output } = await run(node, args, { env, seconds: 120 });
  if (code !== 0) throw new Error(`VS Code refused ${extensions.join(', ')}:\n${tail(output)}`);
}

async function listen(node: string, guarded: string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(node, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', ...guarded], {
    // The guard leaves this process's group, so that Ctrl+C in a terminal reaches us first.
    detached: true,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const listening = new Promise<string>((resolve) => {
    const take = (chunk: Buffer) => {
      log += chunk.toString();
      const url = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
  });
  const limit = AbortSignal.timeout(180_000);
  const late = new Promise<undefined>((resolve) => limit.addEventListener('abort', () => resolve(undefined)));
  const url = await Promise.race([listening, ended, late]);
  try {
    if (typeof url !== 'string') throw new Error('it ended, or said nothing for three minutes');
    const health = await fetch(`${url}/healthz`, { signal: limit });
    if (!health.ok) throw new Error(`it answered ${health.status}`);
  } catch (error) {
    await stop();
    throw new Error(`VS Code did not start. The end of its log:\n${tail(log)}`, { cause: error });
  }
  return { url, addressOf: (workspace) => addressOf(url, workspace), log: () => log, ended, stop };
}

function addressOf(url: string, workspace: string): string {
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const address = new URL(url);
  address.searchParams.set(kind, pathToFileURL(workspace).pathname);
  return address.href;
}

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';

import { node24, nodeIn, project } from './node24';
import { npmCommand } from './npm';
import { run, tail } from './run';

/*
 * What pins what: the package-lock.json in code-server/newest and code-server/oldest pins code-server and its own
 * packages by hash. VS Code's packages are pinned by lib/vscode/npm-shrinkwrap.json, which is part of the
 * code-server package and so of its hash. That file leaves out a peer dependency that nothing here loads, hence
 * --legacy-peer-deps. Install scripts stay off: they compile native modules that a headless VS Code does without.
 * The oldest one asked for an argon2 that has to be compiled, so it gets the argon2 of the newest.
 */
const installArguments = [
  'ci',
  '--ignore-scripts',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--legacy-peer-deps',
];

/** The newest VS Code that npm has, or the oldest that `engines.vscode` promises. */
export type Release = 'newest' | 'oldest';

interface CodeServer {
  /** The Node that runs it: the project's own, or for the oldest one the Node of its time. */
  readonly node: string;
  /** The file that the Node is given. */
  readonly entry: string;
}

const installed = new Map<Release, Promise<CodeServer>>();

/**
 * The pinned code-server (a complete VS Code from npm), installing it into `.vscode-test/` at its first use. The
 * folder gets its name only once everything is in it, so an install that was broken off is never taken for a whole
 * one. Throws with npm's own words where npm fails.
 */
export function codeServer(release: Release = 'newest'): Promise<CodeServer> {
  const known = installed.get(release) ?? find(release);
  installed.set(release, known);
  return known;
}

async function find(release: Release): Promise<CodeServer> {
  const folder = await install(path.join(import.meta.dirname, 'code-server', release));
  return { node: release === 'oldest' ? nodeIn(folder) : await node24(), entry: entry(folder) };
}

/** Installs what the lock file in the folder `pin` pins. Returns where it is. */
async function install(pin: string): Promise<string> {
  const lock = await readFile(path.join(pin, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const cache = path.join(project, '.vscode-test');
  const folder = path.join(cache, `code-server-${process.platform}-${process.arch}-${hash}`);
  const whole = (root: string) =>
    existsSync(entry(root)) && existsSync(vscode(root, 'node_modules/.package-lock.json'));
  if (whole(folder)) return folder;

  await removeAbandoned(cache);
  const started = performance.now();
  const partial = `${folder}.${process.pid}.partial`;
  await mkdir(partial, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) {
      await copyFile(path.join(pin, file), path.join(partial, file));
    }
    console.log(
      `Installing the ${path.basename(pin)} VS Code (code-server, from npm) for the tests, once: ` +
        'about 600 MB in .vscode-test',
    );
    await npm('  1 of 2: the server', partial);
    await npm('  2 of 2: its workbench and extension host', vscode(partial));
    if (!whole(partial)) throw new Error('npm reported success, but the VS Code server is not complete.');
    await rm(folder, { recursive: true, force: true });
    // Where another process was faster, its install is as good as this one.
    await rename(partial, folder).catch((error: unknown) => {
      if (!whole(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  console.log(`VS Code is installed (${((performance.now() - started) / 1000).toFixed(0)} s).`);
  return folder;
}

function entry(root: string): string {
  return path.join(root, 'node_modules/code-server/out/node/entry.js');
}

function vscode(root: string, inside = '.'): string {
  return path.join(root, 'node_modules/code-server/lib/vscode', inside);
}

async function npm(step: string, cwd: string): Promise<void> {
  console.log(step);
  const [command, before] = await npmCommand();
  const { code, output } = await run(command, [...before, ...installArguments], { cwd, seconds: 900 });
  if (code !== 0) throw new Error(`npm could not install the VS Code server:\n${tail(output)}`);
}

/** Removes what processes that no longer run have left half installed. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of existsSync(cache) ? await readdir(cache) : []) {
    const owner = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

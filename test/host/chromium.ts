import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium as playwright } from 'playwright-core';

import { run } from './run';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

let found: Promise<string> | undefined;

/**
 * The path of a Chromium that runs: the one that CHROMIUM_PATH names, else one of this machine, else Playwright's
 * own, downloaded where the network lets it, else Debian's, installed where we may. Throws with what to do where
 * none of these works.
 */
export function chromium(): Promise<string> {
  found ??= find();
  return found;
}

async function find(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (await runs(named)) return named;
    throw new Error(`CHROMIUM_PATH does not name a browser that runs: ${named}`);
  }
  const here = await firstThatRuns([...onPath(names), ...places, playwright.executablePath()]);
  if (here !== undefined) return here;

  console.log('No Chromium found: downloading the one that Playwright provides.');
  if (await download()) {
    const downloaded = await firstThatRuns([playwright.executablePath()]);
    if (downloaded !== undefined) return downloaded;
  }
  if (process.platform === 'linux' && onPath(['apt-get']).length > 0) {
    console.log('That did not work: installing chromium with apt-get.');
    await aptInstall();
    const installed = await firstThatRuns(onPath(names));
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The tests need a Chromium and found none. Install one (Debian: `apt-get install chromium`; elsewhere ' +
      'Chromium, Chrome or Edge), or set CHROMIUM_PATH to one, and run the same command again.',
  );
}

function onPath(programs: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const ending = process.platform === 'win32' ? '.exe' : '';
  return programs
    .flatMap((program) => folders.map((folder) => path.join(folder, program + ending)))
    .filter(existsSync);
}

async function firstThatRuns(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await runs(candidate)) return candidate;
  return undefined;
}

/** A browser may be there and yet lack its libraries, or be a stub that asks for a snap. */
async function runs(executable: string): Promise<boolean> {
  if (!existsSync(executable)) return false;
  // On Windows and macOS `--version` may open a window instead of printing.
  if (process.platform !== 'linux') return true;
  const { code, output } = await run(executable, ['--version'], { seconds: 30 });
  return code === 0 && /\d+\.\d+/.test(output);
}

/** True once Playwright has downloaded its Chromium; false after 20 s without a first piece, or 5 minutes. */
async function download(): Promise<boolean> {
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
    'cli.js',
  );
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), 20_000);
  const { code } = await run(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
    seconds: 300,
    signal: silence.signal,
    onOutput: (text) => {
      if (text.includes('%')) clearTimeout(timer);
      process.stdout.write(text);
    },
  });
  clearTimeout(timer);
  return code === 0;
}

async function aptInstall(): Promise<void> {
  const [command, before] = process.getuid?.() === 0 ? ['apt-get', []] : ['sudo', ['-n', 'apt-get']];
  const options = {
    seconds: 600,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    onOutput: (text: string) => process.stdout.write(text),
  };
  await run(command, [...before, 'update'], options);
  const packages = ['chromium', 'fonts-liberation'];
  await run(command, [...before, 'install', '-y', '--no-install-recommends', ...packages], options);
}

/*
 * Stands in for a desktop VS Code that is started to run extension tests: takes its arguments, starts the server
 * from npm, opens its workbench in Chromium, has it load the extension and the suite from disk, and exits with
 * the suite's code. `executable.ts` makes a program of it.
 *
 * The workbench hands over the suite's console mixed with its own log. Lines that begin with `suiteMark` are
 * printed as they come. Success takes both the code 0 and the line `suiteEnd`: the code alone is 0 for an extension
 * host that was killed, too. Without that line, the end of what else was printed is shown.
 */
import path from 'node:path';
import { formatWithOptions, parseArgs } from 'node:util';

import { launchBrowser } from './browser';
import type { Release } from './codeServer';
import { passedOn } from './executable';
import { tail } from './run';
import { startServer } from './server';
import type { Server } from './server';
import { suiteEnd, suiteMark } from './suiteMark';
import { temporaryDirectory } from './temporary';

const limitSeconds = Number(process.env['TEST_HOST_SECONDS'] ?? 300);

interface Request {
  readonly release: Release;
  readonly extensions: readonly string[];
  readonly suite: string;
  readonly workspace: string | undefined;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly restricted: boolean;
}

function readArguments(args: string[]): Request {
  const { values, positionals } = parseArgs({
    args,
    // Whatever else a desktop VS Code understands is of no use here.
    strict: false,
    allowPositionals: true,
    options: {
      release: { type: 'string' },
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'disable-workspace-trust': { type: 'boolean' },
    },
  });
  const text = (value: unknown) => (typeof value === 'string' ? path.resolve(value) : undefined);
  const suite = text(values.extensionTestsPath);
  if (suite === undefined) throw new Error('--extensionTestsPath is missing.');
  return {
    release: values.release === 'oldest' ? 'oldest' : 'newest',
    extensions: (values.extensionDevelopmentPath ?? []).flatMap((value) => text(value) ?? []),
    suite,
    workspace: text(positionals[0]),
    userDataDir: text(values['user-data-dir']),
    extensionsDir: text(values['extensions-dir']),
    restricted: values['disable-workspace-trust'] !== true,
  };
}

async function runSuite(request: Request): Promise<number> {
  const { release, userDataDir, extensionsDir, restricted, workspace } = request;
  const server = await startServer({
    directory: await temporaryDirectory(),
    env: environmentForSuite(),
    release,
    restricted,
    ...(userDataDir !== undefined && { userDataDir }),
    ...(extensionsDir !== undefined && { extensionsDir }),
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const outcome = new Promise<number>((resolve, reject) => {
      void page.exposeFunction('codeAutomationExit', resolve);
      page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
      void server.ended.then(() => reject(new Error(`VS Code ended early:\n${tail(server.log())}`)));
      setTimeout(() => reject(new Error(tooLong(server))), limitSeconds * 1000).unref();
    });
    await page.exposeFunction('codeAutomationLog', print);
    await page.route(
      (url) => url.pathname === '/',
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({
          response,
          body: withDevelopmentOptions(await response.text(), server.url, request),
        });
      },
    );
    const opened = page.goto(workspace === undefined ? server.url : server.addressOf(workspace));
    const code = await Promise.race([outcome, opened.then(() => outcome)]);
    if (code === 0 && !ranToItsEnd) throw new Error('The extension host ended before the suite did.');
    return code;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function environmentForSuite(): Record<string, string> {
  const names = (process.env[passedOn] ?? '').split(',');
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function tooLong(server: Server): string {
  return (
    `The suite has not finished within ${limitSeconds} seconds (TEST_HOST_SECONDS), so VS Code was ended. ` +
    `The end of its log:\n${tail(server.log(), 15)}`
  );
}

let otherOutput = '';
let ranToItsEnd = false;

function print(_type: string, args: unknown[]): void {
  const text = formatWithOptions({ colors: process.stdout.isTTY }, ...(args as [unknown, ...unknown[]]));
  for (const line of text.split('\n')) {
    if (line === suiteMark + suiteEnd) ranToItsEnd = true;
    else if (line.startsWith(suiteMark)) process.stdout.write(`${line.slice(suiteMark.length)}\n`);
    else otherOutput += `${line}\n`;
  }
}

/** The built workbench ignores `payload`, but takes these from the configuration in its page. */
function withDevelopmentOptions(html: string, url: string, request: Request): string {
  const remote = (file: string) => ({ scheme: 'vscode-remote', authority: new URL(url).host, path: file });
  const settings = /(<meta id="vscode-workbench-web-configuration" data-settings=")([^"]*)/;
  const found = settings.exec(html)?.[2];
  if (found === undefined) throw new Error('The page of the workbench holds no configuration.');
  const configuration = JSON.parse(found.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as {
    developmentOptions?: object;
  };
  configuration.developmentOptions = {
    ...configuration.developmentOptions,
    extensions: request.extensions.map(remote),
    extensionTestsPath: remote(request.suite),
  };
  const escaped = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return html.replace(settings, (_all, before: string) => before + escaped);
}

runSuite(readArguments(process.argv.slice(2)))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  })
  .then(
    (code) => {
      if (code !== 0 && !ranToItsEnd && otherOutput !== '')
        console.error(`What else VS Code printed, its end:\n${tail(otherOutput, 15)}`);
      process.exit(code);
    },
    () => process.exit(1),
  );

/*
 * `npm start`: VS Code in the browser with the packaged extension installed and the sandbox as its Chainguard and
 * its AWS. Nothing to sign up for, nothing left behind. `-- --large` makes the sandbox large, `-- --restricted`
 * leaves Workspace Trust on.
 */
import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';

import { startSandbox } from '../sandbox/sandbox';
import { codeServer } from './codeServer';
import { project } from './node24';
import { npmCommand } from './npm';
import { run, tail } from './run';
import { startServer } from './server';
import { temporaryDirectory } from './temporary';

const large = process.argv.includes('--large');
const restricted = process.argv.includes('--restricted');

async function main(): Promise<void> {
  let ready = false;
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // npm passes on a signal that the terminal sent us already: the second one changes nothing.
      process.on(signal, () => (ready ? resolve() : process.exit(130)));
    }
  });

  console.log('Building and packaging the extension; installing VS Code where it is not yet.');
  await Promise.all([packageExtension(), codeServer()]);

  const sandbox = await startSandbox({ large, federated: true });
  const directory = await temporaryDirectory();
  const [home, workspace] = [path.join(directory, 'home'), path.join(directory, 'workspace')];
  await sandbox.writeHome(home);
  // A copy, so that trying things out changes nothing in the checkout.
  await cp(path.join(project, 'test/workspace'), workspace, { recursive: true });
  const server = await startServer({
    directory,
    extensions: [path.join(project, 'assumable-identities.vsix')],
    env: sandbox.env(home),
    settings: sandbox.settings(),
    restricted,
  });

  const address = server.addressOf(workspace);
  console.log(`\n  Assumable Identities is ready:  ${address}\n`);
  console.log(
    '  The shield in the activity bar opens it. Everything it talks to is a sandbox on this machine:',
  );
  for (const [service, url] of Object.entries(sandbox.urls)) console.log(`    ${service.padEnd(10)} ${url}`);
  console.log('\n  Ctrl+C ends it and removes what it wrote.');
  openInBrowser(address);

  ready = true;
  await Promise.race([server.ended, interrupted]);
  console.log('\nStopping.');
  await server.stop();
  await sandbox.close();
}

async function packageExtension(): Promise<void> {
  const [command, before] = await npmCommand();
  const { code, output } = await run(command, [...before, 'run', 'package'], { cwd: project, seconds: 600 });
  if (code !== 0) throw new Error(`The extension could not be packaged:\n${tail(output, 60)}`);
}

/** Opens the address in the person's own browser where there is a desktop, and never in CI. */
function openInBrowser(address: string): void {
  const { platform, env } = process;
  if (env['CI'] !== undefined || env['SSH_CONNECTION'] !== undefined) return;
  const desktop = env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
    ...(desktop && { linux: ['xdg-open'] }),
  };
  const [opener, ...before] = openers[platform] ?? [];
  if (opener === undefined) return;
  // The address is printed; where no browser opens, that is enough.
  spawn(opener, [...before, address], { detached: true, stdio: 'ignore' })
    .once('error', () => undefined)
    .unref();
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

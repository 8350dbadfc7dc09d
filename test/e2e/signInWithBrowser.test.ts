import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { useWorkbench } from './useWorkbench';

/*
 * The browser sign-in in a window of VS Code from its command to its end. The browser runs on the extension's machine,
 * so that a port's address outside is the port itself; VS Code parses the template of such addresses before it puts the
 * port in, which no browser takes in that place.
 */
const portsAsTheyAre = {
  env: { VSCODE_PROXY_URI: 'http://localhost:{{port}}' },
  script: `window.URL = class extends URL {
    constructor(url, base) {
      super(String(url).replace('{{port}}', '1'), base);
    }
  };`,
};

/*
 * What happens to a machine while somebody signs in, each while a file of its name is there: time flies, and no port is
 * free. Node takes it in place of its own in every process of VS Code.
 */
const machine = (folder: string) => `
  const { existsSync } = require('node:fs');
  const { Server } = require('node:net');
  const happens = (what) => existsSync(${JSON.stringify(folder)} + '/' + what);
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...to) {
    if (to[0] !== 0 || !happens('no-port')) return listen.apply(this, to);
    const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
    process.nextTick(() => this.emit('error', taken));
    return this;
  };
  const now = performance.now.bind(performance);
  performance.now = () => now() + (happens('time-flies') ? 3_600_000 : 0);
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(happens('time-flies') ? Math.min(ms, 1_000) : ms);
`;

describe('signing in with the browser', () => {
  const workbench = useWorkbench({
    settings: { 'assumable.useChainctlLogin': undefined },
    ...portsAsTheyAre,
    preload: machine,
  });
  /** Lets something happen while a test runs. */
  const happening = async (what: 'time-flies' | 'no-port') => {
    const file = path.join(path.dirname(workbench().workspace), what);
    await writeFile(file, '');
    onTestFinished(() => rm(file));
  };
  const begin = async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.palette.pick(/In the browser/);
    await window.palette.pick(/Choose on the sign-in page/);
  };
  /** Starts to sign in and gives the tab that opens. */
  const start = async () => {
    const window = workbench();
    const opened = window.page.context().waitForEvent('page');
    await begin();
    const tab = await opened;
    await tab.getByRole('heading', { name: 'Sign in to Chainguard' }).waitFor();
    return tab;
  };
  const signedOut = async () =>
    workbench().identities.pane.getByRole('button', { name: 'Sign In…' }).waitFor();
  beforeEach(signedOut);

  it('says so where Chainguard has no account for the person', async () => {
    const window = workbench();
    const tab = await start();
    await tab.getByRole('link', { name: 'Somebody without an account' }).click();
    await tab.getByText('Chainguard has no account for the person who signed in.').waitFor();
    await tab.close();
    await window.notifications.saying('Ask to be invited to an organization').waitFor();
    await window.screenshot('sign-in-no-account');
    await signedOut();
  });

  it('says so where the sign-in was refused', async () => {
    const window = workbench();
    const tab = await start();
    await tab.getByRole('link', { name: 'Say no' }).click();
    await tab.close();
    await window.notifications.saying('Chainguard refused the sign-in.').waitFor();
    await signedOut();
  });

  it('waits on when the tab is closed, until the person cancels', async () => {
    const window = workbench();
    const tab = await start();
    const port = await tab.evaluate<string>(
      `new URL(new URL(document.querySelector('a').href).searchParams.get('redirect')).port`,
    );
    await tab.close();
    const waiting = window.notifications.saying('Waiting for the sign-in in the browser');
    await waiting.waitFor();
    await window.screenshot('sign-in-waiting');
    await waiting.getByRole('button', { name: 'Cancel' }).click();
    await waiting.waitFor({ state: 'detached' });
    await signedOut();
    // Nothing listens any more.
    const asked = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => 'answered',
        () => 'refused',
      );
    await expect.poll(asked).toBe('refused');
  });

  it('says so where the browser does not come back', async () => {
    const window = workbench();
    await happening('time-flies');
    const opened = window.page.context().waitForEvent('page');
    await begin();
    await (await opened).close();
    await window.notifications.saying('The browser did not come back from the sign-in in time.').waitFor();
    await window.screenshot('sign-in-too-late');
    await signedOut();
  });

  it('says so where no port is free, and what needs none', async () => {
    const window = workbench();
    await happening('no-port');
    await begin();
    const said = window.notifications.saying('No port on this machine can be listened on');
    await said.filter({ hasText: 'Sign in with a code instead' }).waitFor();
    await window.screenshot('sign-in-no-port');
    await signedOut();
  });

  it('says so where the code is not used in time', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.palette.pick(/With a code/);
    await window.palette.pick(/GitHub/);
    await window.notifications.answerDialog('Copy Code');
    await window.notifications.saying('Waiting for the sign-in with the code').waitFor();
    await happening('time-flies');
    await window.notifications.saying('The code was not used in time.').waitFor();
    await window.screenshot('sign-in-code-over');
    await signedOut();
  });

  it('ends signed in, with no token left in the tab', async () => {
    const window = workbench();
    const tab = await start();
    await tab.getByRole('link', { name: 'kim@acme.example' }).click();
    await tab.getByText('You are signed in. This tab can be closed.').waitFor();
    expect(tab.url()).toMatch(/^http:\/\/localhost:\d+\/$/);
    await tab.close();
    await window.identities.row('acme.example').waitFor();
    await window.screenshot('signed-in-with-browser');
    await window.palette.run('Assumable Identities: Sign Out of Chainguard');
  });
});

import { appendFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';
import { signInWithBrowser } from '../../src/flows/signIn';
import { launchBrowser } from '../host/browser';
import { startSandbox } from '../sandbox/sandbox';
import { mfaCode, mfaSerial } from '../sandbox/awsWorld';
import { accounts, apiAudience } from '../sandbox/world';
import { leaveMenu } from './tree';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** The account as the header of the Identities view names it. */
const account = (window: Workbench, label: string) =>
  window.page.locator('.sidebar .pane-header').getByText(label);

/** Signs a person in the short way. */
async function signIn(window: Workbench, who: string): Promise<void> {
  await window.palette.run('Assumable Identities: Sign In with a Token…');
  await window.palette.answer(await window.sandbox.sessionToken(who));
  await account(window, who).waitFor();
}

describe('a browser that signs in', () => {
  it('ends on a page without the token in its address or its history', async () => {
    const [sandbox, browser] = await Promise.all([startSandbox(), launchBrowser()]);
    try {
      const page = await browser.newPage();
      const addresses: string[] = [];
      page.on('framenavigated', (frame) => addresses.push(frame.url()));
      const signedIn = await signInWithBrowser(
        { issuerUrl: sandbox.urls.issuer, apiUrl: sandbox.urls.api, audience: apiAudience },
        { kind: 'any' },
        {
          open: async (address) => {
            await page.goto(address);
            await page.getByRole('link', { name: 'kim@acme.example' }).click();
            await page.getByText('You are signed in').waitFor();
            return true;
          },
          redirectFor: (redirect) => Promise.resolve(redirect),
          confirm: () => Promise.resolve(false),
          signal: new AbortController().signal,
        },
      );
      expect(signedIn.label).toBe('kim@acme.example');
      expect(addresses.at(-1)).toMatch(/^http:\/\/localhost:\d+\/$/);
      expect(addresses.join(' ')).not.toContain('eyJ');
    } finally {
      await browser.close();
      await sandbox.close();
    }
  });
});

describe('signing in', () => {
  const workbench = useWorkbench({ settings: { 'assumable.useChainctlLogin': undefined } });
  const signedOut = () => workbench().identities.pane.getByRole('button', { name: 'Sign In…' });
  beforeEach(async () => {
    const { identities, notifications, palette } = workbench();
    await signedOut().or(identities.row('acme.example')).first().waitFor();
    if (await signedOut().isVisible()) return;
    await palette.run('Assumable Identities: Sign Out of Chainguard');
    await signedOut().waitFor();
    await notifications.saying('You are signed out').waitFor();
    await notifications.clear();
  });

  /** Signs somebody in with a code, from the pick of ways on. */
  async function withCode(window: Workbench, who: string): Promise<void> {
    await window.palette.pick(/With a code/);
    await throughGitHub(window, who);
  }

  /** The same, from the pick of providers on. */
  async function throughGitHub(window: Workbench, who: string): Promise<void> {
    await window.palette.pick(/GitHub/);
    const dialog = window.notifications.dialog.filter({ hasText: 'Sign in with this code' });
    await dialog.waitFor();
    await window.screenshot('sign-in-code');
    const address = /http:\/\/\S+headless_code=[\w-]+(?:&connection=github)?/.exec(
      (await dialog.textContent()) ?? '',
    )?.[0];
    const page = await window.page.context().newPage();
    await page.goto(address ?? '');
    await page.getByRole('link', { name: who }).click();
    await page.getByText('Signed in').waitFor();
    await page.close();
    await window.notifications.answerDialog('Copy Code');
  }

  it('starts from the empty view and ends with the identities', async () => {
    const window = workbench();
    const start = window.identities.pane.getByRole('button', { name: 'Sign In…' });
    await start.waitFor();
    await window.screenshot('sign-in-welcome');
    await start.click();
    await window.palette.entry().first().waitFor();
    await window.screenshot('sign-in-ways');
    await withCode(window, 'kim@acme.example');
    await window.identities.row('acme.example').waitFor();
    await account(window, 'kim@acme.example').waitFor();
    await window.screenshot('signed-in');
  });

  it('is for one API: before it goes to another, the person is asked, by name', async () => {
    const window = workbench();
    const { sandbox, notifications, identities } = window;
    await signIn(window, 'kim@acme.example');
    await identities.row('acme.example').waitFor();
    const other = sandbox.urls.api.replace('127.0.0.1', 'localhost');
    await window.changeSettings({ 'assumable.apiUrl': other });
    sandbox.requests.length = 0;
    await window.restart();
    await window.openContainer();
    const question = notifications.saying(`The settings now name ${other} as the API`);
    await question.waitFor();
    await identities.pane.getByRole('button', { name: 'Sign In…' }).waitFor();
    await window.screenshot('sign-in-other-api');
    expect(sandbox.requests.filter(({ service }) => service === 'api')).toEqual([]);
    await question.getByRole('button', { name: 'Use It There' }).click();
    await identities.row('acme.example').waitFor();
    await window.changeSettings({ 'assumable.apiUrl': sandbox.urls.api });
    await window.restart();
    await window.openContainer();
    await notifications.saying(`The settings now name ${sandbox.urls.api} as the API`).waitFor();
  });

  it('keeps the session through a restart', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    await window.restart();
    await window.openContainer();
    await window.identities.row('acme.example').waitFor();
  });

  it('says what to do where the browser cannot come back', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.palette.pick(/In the browser/);
    await window.palette.pick(/Choose on the sign-in page/);
    await window.notifications.saying('Sign in with a code instead').waitFor();
    await window.screenshot('sign-in-elsewhere');
  });

  it('takes a second account, and switches back', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await withCode(window, 'lee@acme.example');
    await account(window, 'lee@acme.example').waitFor();
    await window.palette.run('Assumable Identities: Switch Chainguard Account…');
    await window.palette.entry().first().waitFor();
    await window.screenshot('switch-account');
    await window.palette.pick(/kim@acme\.example/);
    await account(window, 'kim@acme.example').waitFor();
  });

  it('ends without a word where the person closes the code', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.palette.pick(/With a code/);
    await window.palette.pick(/GitHub/);
    await window.notifications.dialog.filter({ hasText: 'Sign in with this code' }).waitFor();
    const waiting = window.notifications.saying('Waiting for the sign-in with the code');
    await waiting.waitFor();
    await window.page.keyboard.press('Escape');
    await waiting.waitFor({ state: 'detached' });
    await account(window, 'kim@acme.example').waitFor();
    expect(await window.notifications.shown.count()).toBe(0);
  });

  it('says whether an identity cannot be used because it does not let the caller in, or because a clock is off', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    const asIdentity = async (caller: RegExp) => {
      await window.palette.run('Assumable Identities: Sign In to Chainguard…');
      await window.palette.pick(/As an identity/);
      await window.palette.pick(/^ci-runner/);
      await window.palette.pick(caller);
    };
    await asIdentity(/^default/);
    await window.notifications.saying('does not let this caller assume the identity').waitFor();
    await window.screenshot('sign-in-identity-refused');
    await window.notifications.clear();
    window.sandbox.setTokenLifetime(-60);
    await asIdentity(/^ci-runner/);
    await window.notifications.saying("has already expired by this machine's clock").waitFor();
    await window.screenshot('sign-in-clock-off');
    await account(window, 'kim@acme.example').waitFor();
  });

  it('asks before it keeps another account than was meant', async () => {
    const window = workbench();
    const token = await window.sandbox.sessionToken('kim@acme.example', apiAudience, { lifetime: 5 });
    const ended = Date.now() + 5000;
    await window.palette.run('Assumable Identities: Sign In with a Token…');
    await window.palette.answer(token);
    await window.page.waitForFunction(`Date.now() > ${ended}`);
    await window.palette.run('Assumable Identities: Switch Chainguard Account…');
    await window.palette.pick(/kim@acme\.example.*sign-in expired/);
    await window.palette.box.getByText('Sign in to Chainguard as kim@acme.example').waitFor();
    await withCode(window, 'lee@acme.example');
    const dialog = window.notifications.dialog.filter({ hasText: 'You signed in as lee@acme.example' });
    await dialog.waitFor();
    await window.screenshot('sign-in-wrong-account');
    await window.notifications.answerDialog('Try Again');
    await throughGitHub(window, 'kim@acme.example');
    await account(window, 'kim@acme.example').waitFor();
  });

  it('shows the accounts in the Accounts menu, and signs out', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    await window.page
      .locator('.activitybar')
      .getByRole('button', { name: /Accounts/ })
      .click();
    await window.page.getByRole('menuitem', { name: /kim@acme\.example/ }).waitFor();
    await window.screenshot('accounts-menu');
    await leaveMenu(window.page, 'Escape');
    await window.palette.run('Assumable Identities: Sign Out of Chainguard');
    await window.identities.pane.getByRole('button', { name: 'Sign In…' }).waitFor();
  });

  it('is known to the next window, and so is signing out', async () => {
    const window = workbench();
    await signIn(window, 'kim@acme.example');
    const other = await window.another();
    try {
      await other.openContainer();
      await other.openContainer();
      await account(other, 'kim@acme.example').waitFor();
      await other.palette.run('Assumable Identities: Sign Out of Chainguard');
      await other.identities.pane.getByRole('button', { name: 'Sign In…' }).waitFor();
    } finally {
      await other.page.close();
    }
    // A server in the browser tells its windows of no change: one that is loaded again sees it.
    await window.open();
    await window.openContainer();
    await window.identities.pane.getByRole('button', { name: 'Sign In…' }).waitFor();
  });
});

describe('signing in as an identity whose caller needs an MFA code', () => {
  const workbench = useWorkbench({
    anew: true,
    settings: { 'assumable.useChainctlLogin': undefined },
    prepare: async (sandbox, directory) => {
      const role = [...sandbox.world.aws.roles.values()].find(({ roleName }) => roleName === 'ci-runner');
      if (!role) throw new Error('no such role');
      Object.assign(role, { mfaSerial });
      await appendFile(
        path.join(directory, 'home', '.aws', 'config'),
        [
          '\n[profile ci-mfa]',
          `role_arn = arn:aws:iam::${accounts.aws}:role/ci-runner`,
          'source_profile = default',
          `mfa_serial = ${mfaSerial}`,
          'region = us-east-1\n',
        ].join('\n'),
      );
      return {};
    },
  });
  const exchanges = () =>
    workbench().sandbox.requests.filter(({ path }) => path.startsWith('/sts/exchange')).length;

  /** Signs in as the identity, with a token that is about to end. */
  const signInAsIdentity = async (window: Workbench) => {
    window.sandbox.setTokenLifetime(300);
    await window.palette.run('Assumable Identities: Sign In to Chainguard…');
    await window.palette.pick(/As an identity/);
    await window.palette.answer(window.sandbox.world.identities['ci-runner']);
    await window.palette.pick(/^ci-mfa/);
    await window.palette.box.getByText('MFA code for profile ci-mfa').waitFor();
    await window.palette.answer(mfaCode);
    await account(window, window.sandbox.world.identities['ci-runner']).waitFor();
  };

  it('asks for the code once, as for any other use of the caller', async () => {
    const window = workbench();
    await signInAsIdentity(window);
    await window.callers.row(/^ci-mfa: role ci-runner/).waitFor();
    await window.callers.expand(/^ci-mfa/);
    await window.callers.row(/^ci-mfa: assumed-role\/ci-runner/).waitFor();
    await window.screenshot('signed-in-as-identity');
  });

  it('says what a renewal needs that nobody waits for, and asks only when it is told to', async () => {
    const window = workbench();
    await signInAsIdentity(window);
    // The window is closed while it renews the token, which is about to end: the next one has to find that out.
    window.sandbox.faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    const begun = exchanges();
    await window.identities.actOnAll('Refresh Identities');
    await expect.poll(exchanges).toBe(begun + 1);
    // The code is remembered in a window alone; the token is not.
    await window.open();
    await window.openContainer();
    const needed = window.notifications.saying('This caller needs an MFA code: profile ci-mfa');
    await needed.waitFor();
    await window.screenshot('renewal-needs-code');
    window.sandbox.faults.clear();
    window.sandbox.setTokenLifetime(undefined);
    const before = exchanges();
    await needed.getByRole('button', { name: 'Enter Code' }).click();
    await window.palette.box.getByText('MFA code for profile ci-mfa').waitFor();
    await window.palette.answer(mfaCode);
    await expect.poll(exchanges).toBe(before + 1);
  });
});

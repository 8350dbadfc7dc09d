import { describe, expect, it } from 'vitest';
import { signInWithBrowser } from '../../src/flows/signIn';
import { launchBrowser } from '../host/browser';
import { startSandbox } from '../sandbox/sandbox';
import { apiAudience } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** The account as the header of the Identities view names it. */
const account = (window: Workbench, label: string) =>
  window.page.locator('.sidebar .pane-header').getByText(label);

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

  /** Signs somebody in with a code, from the pick of ways on. */
  async function withCode(window: Workbench, who: string): Promise<void> {
    await window.pick(/With a code/);
    await window.pick(/GitHub/);
    const dialog = window.page.getByRole('dialog').filter({ hasText: 'Sign in with this code' });
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
    await window.answerDialog('Copy Code');
  }

  it('starts from the empty view and ends with the identities', async () => {
    const window = workbench();
    await window.openContainer('Assumable Identities');
    const start = window.view('Identities').getByRole('button', { name: 'Sign In…' });
    await start.waitFor();
    await window.screenshot('sign-in-welcome');
    await start.click();
    await window.quickInput().getByRole('option').first().waitFor();
    await window.screenshot('sign-in-ways');
    await withCode(window, 'kim@acme.example');
    await window.row('Identities', 'acme.example').waitFor();
    await account(window, 'kim@acme.example').waitFor();
    await window.screenshot('signed-in');
  });

  it('keeps the session through a restart', async () => {
    const window = workbench();
    await window.open();
    await window.openContainer('Assumable Identities');
    await window.row('Identities', 'acme.example').waitFor();
  });

  it('says what to do where the browser cannot come back', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Sign In…');
    await window.pick(/In the browser/);
    await window.pick(/Choose on the sign-in page/);
    await window.notification('Sign in with a code instead').waitFor();
    await window.screenshot('sign-in-elsewhere');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('takes a second account, and switches back', async () => {
    const window = workbench();
    await window.runCommand('Chainguard: Sign In…');
    await withCode(window, 'lee@acme.example');
    await account(window, 'lee@acme.example').waitFor();
    await window.runCommand('Chainguard: Switch Account…');
    await window.quickInput().getByRole('option').first().waitFor();
    await window.screenshot('switch-account');
    await window.pick(/kim@acme\.example/);
    await account(window, 'kim@acme.example').waitFor();
  });

  it('shows the accounts in the Accounts menu, and signs out', async () => {
    const window = workbench();
    await window.page
      .locator('.activitybar')
      .getByRole('button', { name: /Accounts/ })
      .click();
    await window.page.getByRole('menuitem', { name: /kim@acme\.example/ }).waitFor();
    await window.screenshot('accounts-menu');
    await window.page.keyboard.press('Escape');
    await window.runCommand('Chainguard: Sign Out');
    await window.view('Identities').getByRole('button', { name: 'Sign In…' }).waitFor();
  });
});

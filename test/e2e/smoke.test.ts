import { describe, expect, it } from 'vitest';

import { useWorkbench } from './useWorkbench';

describe('the packaged extension', () => {
  const workbench = useWorkbench();

  it('installs, and its container in the sidebar shows the organization of the person signed in', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Refresh Identities');
    await window.identities.row('acme.example').waitFor();
    await expect.poll(() => window.sandbox.requests.map(({ service }) => service)).toContain('api');
    await window.screenshot('sidebar');
  });

  it('shows a newcomer around, and ticks off what is done', async () => {
    const window = workbench();
    await window.palette.run('Welcome: Open Walkthrough');
    await window.palette.pick(/^Assume identities from AWS/);
    const step = (title: string) => window.page.locator('.getting-started-step').filter({ hasText: title });
    for (const title of [
      'See who is calling',
      'Read why a caller',
      'Create an identity',
      'Test an identity',
    ]) {
      await step(title).click();
      await step(title).and(window.page.locator('.expanded')).waitFor();
      await window.webview().locator('svg').waitFor();
      await window.screenshot(`walkthrough-${title}`);
    }
    await step('See who is calling').click();
    await window.page.getByRole('button', { name: 'Show AWS Callers' }).click();
    await step('See who is calling').locator('.codicon-getting-started-step-checked').waitFor();
  });
});

import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { violations } from './builderPage';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

const title = 'Show Who Can Assume What';

/** A cell by its row's and its column's names. */
const cell = (page: FrameLocator, sentence: string | RegExp): Locator =>
  page.getByRole('gridcell', { name: sentence });

const pasted = {
  UserId: 'AROAQ3EGCIRUNNEXAMPLE:build-7',
  Account: '123456789012',
  Arn: 'arn:aws:sts::123456789012:assumed-role/ci-runner/build-7',
};

async function paste(page: FrameLocator, text: string): Promise<void> {
  await page.getByText(/^Callers: /).click();
  await page.getByLabel('Anything that holds an ARN and a user ID').fill(text);
  await page.getByRole('button', { name: 'Add Callers' }).click();
  await page.getByText(/Callers added: /).waitFor();
  await page.getByText(/^Callers: /).click();
}

/** Opens the page from the title of the Identities view, and waits for its rows. */
async function openAccess(window: Workbench): Promise<FrameLocator> {
  await window.identities.row('acme.example').waitFor();
  await window.identities.actOnAll(title);
  const page = window.webview();
  await page.getByRole('rowheader', { name: 'ci-runner' }).waitFor();
  return page;
}

describe('the access page', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().page.setViewportSize({ width: 1500, height: 900 }));

  it('opens from the title of the view, filters, and explains a cell', async () => {
    const window = workbench();
    const page = await openAccess(window);
    await page.getByRole('heading', { name: 'Who can assume what: acme.example' }).waitFor();
    await paste(
      page,
      `first\n${JSON.stringify(pasted)}\nsecond {"Arn":"arn:aws:iam::123456789012:user/tim","UserId":"AIDAQ3EGTIMTIMEXAMPLE"}`,
    );
    await cell(page, 'ci-runner/build-7 can assume ci-runner.').waitFor();
    await cell(page, /^tim cannot assume ci-runner: its ARN does not fit/).waitFor();
    await cell(page, /build-7 can assume release is not known/).waitFor();
    await window.screenshot('access');
    expect(await violations(window)).toEqual([]);

    await page.getByLabel('Search').fill('night');
    await page.getByRole('rowheader', { name: 'ci-runner' }).waitFor({ state: 'detached' });
    await page.getByRole('rowheader', { name: 'nightly' }).waitFor();
    await page.getByText('6 identities, 1 of them shown').waitFor();
    await page.getByLabel('Search').fill('');
    await page
      .getByLabel('Show', { exact: true })
      .selectOption({ label: 'Those that no known caller can assume' });
    await page.getByRole('rowheader', { name: 'ci-runner' }).waitFor({ state: 'detached' });
    await page.getByRole('rowheader', { name: 'ec2-pull' }).waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'All identities' });

    const first = page.getByRole('columnheader', { name: 'Identity' });
    await first.click();
    await first.and(page.locator('[aria-sort="descending"]')).waitFor();
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('End');
    await page.locator('[role="gridcell"]:focus').waitFor();
    await window.page.keyboard.press('Home');
    await page.locator('[role="rowheader"]:focus').waitFor();
    await page.getByRole('columnheader', { name: 'ci-runner/build-7' }).waitFor();

    await cell(page, /build-7 cannot assume ec2-pull: its ARN/).click();
    await page
      .locator('.detail')
      .getByText(/cannot assume ec2-pull: its ARN does not fit/)
      .waitFor();
    await window.page.keyboard.press('Enter');
    await window.editor.tab(/^ec2-pull as ci-runner/).waitFor();
    await window.editor.showing(/This\scaller\scannot\sassume\sthe\sidentity/).waitFor();
    await window.screenshot('access-explained');
  });

  it('shows what each identity may do on request, finds overlaps, and opens and saves nothing by itself', async () => {
    const window = workbench();
    const page = await openAccess(window);
    await paste(page, JSON.stringify(pasted));
    expect(window.sandbox.requests.filter(({ path }) => path.includes('roleBindings'))).toEqual([]);
    await page.getByLabel('What it may do').check();
    await page
      .getByRole('gridcell', { name: /registry\.pull → acme\.example/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Find Overlaps' }).click();
    await page.getByText('Overlaps: 0').waitFor();
    await window.screenshot('access-roles');
    await page.getByLabel('Export as').selectOption('Markdown');
    await page.getByRole('button', { name: 'Open Export' }).click();
    await window.editor.showing(/\|\sIdentity\s\|\sFolder/).waitFor();
    await window.screenshot('access-export');
  });

  it('has the callers that expectations of the workspace name, as they are saved', async () => {
    const window = workbench();
    const file = path.join(window.workspace, 'ci.assumable.yaml');
    const expected = (session: string) =>
      `- identity: ci-runner\n  can:\n    - arn: arn:aws:sts::123456789012:assumed-role/ci-runner/${session}\n      userId: AROAQ3EGCIRUNNEXAMPLE:${session}\n`;
    await writeFile(file, expected('build-8'));
    onTestFinished(() => rm(file, { force: true }));
    const page = await openAccess(window);
    await cell(page, 'ci-runner/build-8 can assume ci-runner.').waitFor();
    await writeFile(file, expected('build-9'));
    await cell(page, 'ci-runner/build-9 can assume ci-runner.').waitFor();
    await page.getByRole('columnheader', { name: 'ci-runner/build-8' }).waitFor({ state: 'detached' });
  });

  it('reveals an identity in the tree, and opens for a folder', async () => {
    const window = workbench();
    const page = await openAccess(window);
    await page.getByRole('rowheader', { name: 'nightly' }).dblclick();
    await window.identities.row('nightly').and(window.page.locator('.focused, .selected')).waitFor();
    await window.editor.closeAll();
    await window.identities.menu('web', title);
    const folder = window.webview();
    await folder.getByRole('heading', { name: 'Who can assume what: web' }).waitFor();
    await folder.getByText('3 identities').waitFor();
    await folder.getByRole('rowheader', { name: 'nightly' }).waitFor();
  });

  it('shows the definitions of the workspace, and says when they have changed', async () => {
    const window = workbench();
    const page = await openAccess(window);
    await page.getByRole('button', { name: 'Other Identities…' }).click();
    await window.palette.pick(/Definitions in this workspace/);
    await page.getByRole('heading', { name: 'Who can assume what: Definitions in this workspace' }).waitFor();
    await page.getByRole('rowheader', { name: 'ec2-pull' }).first().waitFor();
    await paste(page, JSON.stringify(pasted));
    await window.screenshot('access-definitions');
  });

  it('can be read and used in every theme, and when it is narrow', async () => {
    const window = workbench();
    const { identities, callers, sandbox } = window;
    // The AWS Callers view asks who they are as soon as it is seen, and the page asks nobody.
    await identities.fold(false);
    for (const asked of [
      /^default: user/,
      /^denied: AWS does not/,
      /^eks: assumed/,
      /^Instance metadata: assumed/,
    ])
      await callers.row(asked).waitFor();
    await expect.poll(() => sandbox.requests.every(({ status }) => status !== undefined)).toBe(true);
    await identities.fold(true);
    sandbox.requests.length = 0;
    const page = await openAccess(window);
    await paste(page, JSON.stringify(pasted));
    await cell(page, 'ci-runner/build-7 can assume ci-runner.').click();
    expect(sandbox.requests.filter(({ service }) => service === 'sts')).toEqual([]);
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      await page.locator(`body[data-vscode-theme-kind="vscode-${theme.replaceAll(' ', '-')}"]`).waitFor();
      await window.screenshot(`access-${theme}`);
      expect(await violations(window)).toEqual([]);
    }
    await window.page.setViewportSize({ width: 760, height: 800 });
    await expect.poll(async () => (await page.locator('main').boundingBox())?.width).toBeLessThan(760);
    await window.screenshot('access-narrow');
    expect(await violations(window)).toEqual([]);
  });
});

describe('the access page of a large organization', () => {
  const workbench = useWorkbench({ sandbox: { large: true }, anew: true });

  it('shows rows while others are read, says how many there are, and can be cancelled', async () => {
    const window = workbench();
    const { faults } = window.sandbox;
    await window.identities.row('team-0000').waitFor();
    faults.set({ service: 'api', path: '/iam/v2/identities', after: 2, fault: { kind: 'hang' } });
    await window.identities.actOnAll(title);
    const page = window.webview();
    await page.getByText(/^Reading: [24]00 of 50,006 identities$/).waitFor();
    // An answer that does not come is a failure after some seconds.
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Cancelled after [24]00 of 50,006 identities/).waitFor();
    await page.getByRole('rowheader').first().waitFor();
    await window.screenshot('access-cancelled');
    faults.clear();
    await page.getByRole('button', { name: 'Read All' }).click();
    await page.getByText('50,006 identities', { exact: true }).waitFor();
    await window.page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Identity' }).click();
    await window.page.keyboard.press('Control+End');
    await page.locator('[aria-rowindex="50007"]').getByRole('rowheader').waitFor();
    await window.screenshot('access-large');
  });
});

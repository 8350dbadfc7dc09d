import { beforeEach, describe, expect, it } from 'vitest';
import { choose, field, openBuilder, violations } from './builderPage';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** The identity of this name in the sandbox. */
function made(window: Workbench, name: string) {
  return [...window.sandbox.world.resources.identities.values()].find((each) => each.name === name);
}

describe('the builder page for identities that trust tokens', () => {
  const workbench = useWorkbench({ sandbox: { federated: true } });
  beforeEach(() => workbench().page.setViewportSize({ width: 1280, height: 800 }));
  const create = (page: ReturnType<Workbench['webview']>) =>
    page.getByRole('button', { name: 'Create', exact: true });

  it('creates one for a role by what a token of AWS says, and tests it', async () => {
    const window = workbench();
    await window.identities.row('acme.example').waitFor();
    const page = await openBuilder(window, 'Web identity (AWS)');
    await page.getByLabel('Credentials').selectOption({ label: 'profile ci-runner' });
    await page.getByRole('button', { name: 'Ask AWS' }).click();
    await page.getByText('Issuer and subject are what AWS’s token says of this caller').waitFor();
    await page.locator('.verdict.fits[data-field="subject"]').waitFor();
    await expect
      .poll(() => field(page, 'Subject').inputValue())
      .toMatch(/^arn:aws:iam::\d+:role\/.*ci-runner$/);
    expect(await page.getByRole('button', { name: 'Ask AWS' }).count()).toBe(0);
    await field(page, 'Name').fill('ci-token');
    await choose(page, 'Folder', 'plat', /platform/);
    await choose(page, 'Roles to bind', 'registry.pull', /^registry\.pull /);
    await window.screenshot('builder-claims-aws');
    expect(await violations(window)).toEqual([]);
    await create(page).click();
    await page.locator('.note.done', { hasText: 'Created, with roles bound: ci-token' }).waitFor();
    expect(made(window, 'ci-token')).toMatchObject({
      claimMatch: { issuer: expect.stringContaining('.tokens.sts.') as string },
    });
    await page.getByRole('button', { name: 'Test It Now' }).click();
    await window.tests.row('Repositories, done').waitFor();
    await window.screenshot('builder-claims-test');
  });

  it('creates one for a branch at GitHub in that platform’s words, which another way keeps', async () => {
    const window = workbench();
    await window.identities.row('acme.example').waitFor();
    const page = await openBuilder(window, 'GitHub Actions');
    await field(page, 'Organization or user').fill('acme');
    await field(page, 'Repository').fill('shop');
    await field(page, 'Branch').fill('main');
    await expect.poll(() => field(page, 'Subject').inputValue()).toBe('repo:acme/shop:ref:refs/heads/main');
    await page.locator('.who', { hasText: 'Any workflow of acme/shop on the branch main' }).waitFor();
    await page.locator('[data-rule="mutable-subject"]').waitFor();
    await page.getByRole('radio', { name: 'Signed request (legacy)' }).check();
    await field(page, 'ARN').waitFor();
    await page.getByRole('radio', { name: 'GitHub Actions' }).check();
    await expect.poll(() => field(page, 'Repository').inputValue()).toBe('shop');
    await page.getByRole('button', { name: 'Add a Claim' }).click();
    await field(page, 'Claim 1').fill('repository_owner');
    await field(page, 'Value of the claim repository_owner').fill('acme');
    await field(page, 'Name').fill('shop-builds');
    await choose(page, 'Folder', 'plat', /platform/);
    await window.screenshot('builder-claims-github');
    expect(await violations(window)).toEqual([]);
    await create(page).click();
    await page.locator('.note.done', { hasText: 'Created without a role: shop-builds' }).waitFor();
    expect(made(window, 'shop-builds')).toMatchObject({
      claimMatch: {
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:acme/shop:ref:refs/heads/main',
        claims: { repository_owner: 'acme' },
      },
    });

    await field(page, 'Branch').fill('release');
    await page.getByRole('button', { name: 'Review Changes' }).click();
    await page.locator('.review', { hasText: 'refs/heads/release' }).waitFor();
    await window.screenshot('builder-claims-review');
    await page.getByRole('button', { name: 'Change It in Chainguard' }).click();
    await page.locator('.note.done', { hasText: 'Changed: shop-builds' }).waitFor();
    expect(made(window, 'shop-builds')).toMatchObject({
      claimMatch: { subject: 'repo:acme/shop:ref:refs/heads/release', claims: { repository_owner: 'acme' } },
    });
  });

  it('edits one from its row, and nothing else of it', async () => {
    const window = workbench();
    const before = structuredClone(made(window, 'shop-main'));
    await window.identities.expand('federated');
    await window.identities.act('shop-main', 'Edit Identity…');
    const page = window.webview();
    await expect.poll(() => field(page, 'Repository').inputValue()).toBe('shop');
    await expect.poll(() => field(page, 'Claim 1').inputValue()).toBe('repository_owner');
    await page.getByRole('button', { name: 'Remove the claim repository_owner' }).click();
    await page.locator('#add-claim:focus').waitFor();
    await page.getByRole('button', { name: 'Review Changes' }).click();
    await page.locator('.review', { hasText: 'Claim repository_owner' }).waitFor();
    for (const theme of ['light', 'dark', 'high contrast'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`builder-claims-edit-${theme}`);
    }
    await window.useTheme('dark');
    await page.getByRole('button', { name: 'Change It in Chainguard' }).click();
    await page.locator('.note.done', { hasText: 'Changed: shop-main' }).waitFor();
    const after = made(window, 'shop-main');
    const { claims, ...rules } = before?.claimMatch ?? {};
    expect(claims).toEqual({ repository_owner: 'acme' });
    expect({ ...after, updateTime: 0 }).toEqual({ ...before, claimMatch: rules, updateTime: 0 });
  });

  it('edits name and description of one with static keys, and says that the keys stay', async () => {
    const window = workbench();
    await window.identities.expand('federated');
    await window.identities.act('pull-images', 'Edit Identity…');
    const page = window.webview();
    await page.getByText('static keys cannot be edited').waitFor();
    await field(page, 'Description (optional)').fill('Pulls images');
    await window.screenshot('builder-claims-static');
    expect(await violations(window)).toEqual([]);
    await page.getByRole('button', { name: 'Review Changes' }).click();
    await page.getByRole('button', { name: 'Change It in Chainguard' }).click();
    await page.locator('.note.done', { hasText: 'Changed: pull-images' }).waitFor();
  });

  it('offers a draft again that was left, and never loses the focus to nothing', async () => {
    const window = workbench();
    let page = await openBuilder(window, 'Another issuer');
    await page.getByLabel('Issuer’s platform').selectOption({ label: 'Kubernetes' });
    await field(page, 'Namespace').fill('builds');
    await field(page, 'Name').fill('left-alone');
    const roles = page.getByRole('combobox', { name: 'Roles to bind' });
    await roles.click();
    await page.locator('#roles-list [role="option"]').first().waitFor();
    await roles.press('Tab');
    await page.locator('main :focus').waitFor();
    await window.page.setViewportSize({ width: 1024, height: 640 });
    await window.screenshot('builder-claims-1024');
    await page.locator('pre', { hasText: 'left-alone' }).waitFor();
    await window.editor.closeAll();
    page = await openBuilder(window, 'Web identity (AWS)');
    await page.getByText('A draft was left unfinished: left-alone').waitFor();
    await window.screenshot('builder-claims-left');
    expect(await violations(window)).toEqual([]);
    await page.getByRole('button', { name: 'Continue with It' }).click();
    await expect.poll(() => field(page, 'Namespace').inputValue()).toBe('builds');
    await expect.poll(() => field(page, 'Name').inputValue()).toBe('left-alone');
  });
});

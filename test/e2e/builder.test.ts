import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askAws,
  choose,
  contrastOf,
  field,
  openBuilder,
  pasteCaller,
  saveAs,
  violations,
} from './builderPage';
import { useWorkbench } from './useWorkbench';

const size = { width: 1600, height: 1000 };

/** What a field holds, to be compared: it is read until that fits. */
const valueOf = (locator: Locator) => expect.poll(() => locator.inputValue());

describe('the builder page', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().page.setViewportSize(size));
  /** A page with a caller and a name. */
  const filled = async () => {
    const page = await openBuilder(workbench());
    await askAws(page, 'ci-runner');
    await field(page, 'Name').fill('ci-builds');
    return page;
  };

  it('fills itself in from whoever calls, marks what differs, and puts it right with one click', async () => {
    const window = workbench();
    await window.identities.row('acme.example').waitFor();
    const page = await openBuilder(window);
    await window.screenshot('builder-empty');
    expect(await violations(window)).toEqual([]);
    await askAws(page, 'ci-runner');
    await valueOf(field(page, 'ARN')).toContain('assumed-role/ci-runner/');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();

    await field(page, 'Name').fill('CI Builds');
    await page.getByRole('button', { name: 'Use this name: ci-builds' }).click();
    await valueOf(field(page, 'Name')).toBe('ci-builds');

    const arn = field(page, 'ARN');
    await arn.fill((await arn.inputValue()).replace('ci-runner', 'ci-ranner'));
    const verdict = page.locator('.verdict.parts[data-field="arn"]');
    await verdict
      .locator('mark')
      .filter({ hasText: /^unner$/ })
      .waitFor();
    await page
      .locator('.marks mark')
      .filter({ hasText: /^anner$/ })
      .first()
      .waitFor();
    // The field is described by the verdict, which is read out once, when nobody types any more.
    await page.locator('#arn[aria-invalid="true"][aria-describedby~="arn-verdict"]').waitFor();
    await page.locator('#arn-verdict', { hasText: 'Caller:' }).waitFor();
    const differs = await verdict.locator('p').first().innerText();
    await page.locator('.unseen[role="status"]', { hasText: differs }).waitFor({ state: 'attached' });
    await window.screenshot('builder-mismatch');
    await verdict.getByRole('button').click();
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();

    await arn.fill('arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)');
    const finding = page.locator('[data-rule="unanchored"]').first();
    await finding.waitFor();
    await window.screenshot('builder-finding');
    await finding.getByRole('button').first().click();
    await finding.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Written by hand', checked: true }).waitFor();
    await page.getByRole('radio', { name: /^Any session of this role/ }).check();
    expect(await violations(window)).toEqual([]);
  });

  it('shows every form, copies and saves it, and asks before it overwrites', async () => {
    const window = workbench();
    const page = await filled();
    await page.getByRole('tab', { name: 'id.json', exact: true }).click();
    await page.locator('pre', { hasText: 'awsIdentity' }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(JSON.parse(await window.clipboard(/awsIdentity/))).toMatchObject({ name: 'ci-builds' });
    const copied = page.locator('.taken', { hasText: 'Copied: id.json' });
    await copied.waitFor();
    await window.screenshot('builder-copied');

    await page.getByRole('tab', { name: 'id.json', exact: true }).press('End');
    await page.locator('pre', { hasText: 'chainguard_identity' }).waitFor();
    await page.getByRole('tab', { selected: true }).and(page.locator(':focus')).waitFor();
    for (const group of await page
      .getByRole('group', { name: 'What the text is for' })
      .getByRole('radio')
      .all()) {
      await group.check();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await page.locator('pre', { hasText: /\S/ }).waitFor();
      }
    }
    await window.screenshot('builder-forms');

    await page.getByRole('radio', { name: 'Create the identity' }).check();
    await page.getByRole('tab', { name: 'Terraform', exact: true }).click();
    const plan = page.getByRole('listitem').filter({ hasText: 'terraform plan' });
    await plan.getByRole('button', { name: 'Copy: See what would be made' }).click();
    expect(await window.clipboard(/^terraform/)).toBe('terraform plan\n');
    await plan.getByRole('button', { name: 'Copied: See what would be made' }).waitFor();
    await plan.scrollIntoViewIfNeeded();
    await window.screenshot('builder-steps');
    expect(await violations(window)).toEqual([]);
    await window.page.setViewportSize({ width: 700, height: 800 });
    await plan.scrollIntoViewIfNeeded();
    await window.screenshot('builder-steps-narrow');
    expect(await violations(window)).toEqual([]);
    await window.page.setViewportSize({ width: 1280, height: 800 });
    await plan.scrollIntoViewIfNeeded();
    await window.screenshot('builder-steps-1280');
    await window.page.setViewportSize(size);

    await page.getByRole('radio', { name: 'Create the identity' }).check();
    await page.getByRole('tab', { name: 'id.json', exact: true }).click();
    const before = await readFile(path.join(window.workspace, 'id.json'), 'utf8');
    await saveAs(window, page, 'id.json');
    await window.palette.box.getByText('already exists').waitFor();
    await window.palette.box.getByRole('button', { name: 'Cancel' }).click();
    // Then it asks for another name.
    await window.palette.box.getByText('already exists').waitFor({ state: 'hidden' });
    await window.palette.text.press('Escape');
    await page.getByRole('button', { name: 'Save…' }).and(page.locator(':not([disabled])')).waitFor();
    expect(await readFile(path.join(window.workspace, 'id.json'), 'utf8')).toBe(before);
    await saveAs(window, page, 'made.json');
    await window.editor.tab('made.json').waitFor();
    await expect
      .poll(
        async () => JSON.parse(await readFile(path.join(window.workspace, 'made.json'), 'utf8')) as unknown,
      )
      .toMatchObject({ name: 'ci-builds' });
  });

  it('shows the choice that the arrow keys are at, however long the list', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    const roles = page.getByRole('combobox', { name: 'Roles to bind' });
    await roles.click();
    const list = page.locator('#roles-list');
    const options = list.getByRole('option');
    await options.nth(11).waitFor({ state: 'attached' });
    await roles.press('ArrowUp');
    const last = (await options.count()) - 1;
    for (let step = 0; step < last; step++) await roles.press('ArrowDown');
    await page.locator(`#roles-${last}.active`).waitFor();
    const scrolled = () => list.evaluate((element: unknown) => (element as { scrollTop: number }).scrollTop);
    expect(await scrolled()).toBeGreaterThan(0);
    const [around, active] = await Promise.all([list.boundingBox(), options.last().boundingBox()]);
    expect(active?.y).toBeGreaterThanOrEqual(around?.y ?? Infinity);
    expect((active?.y ?? Infinity) + (active?.height ?? 0)).toBeLessThanOrEqual(
      (around?.y ?? 0) + (around?.height ?? 0),
    );
    await window.screenshot('builder-roles');
  });

  it('creates the identity with its roles, shows it in the tree, and tests it', async () => {
    const window = workbench();
    const page = await filled();
    await choose(page, 'Folder', 'plat', /platform/);
    await choose(page, 'Roles to bind', 'registry.pull', /^registry\.pull /);
    await page.getByRole('combobox', { name: 'Roles to bind' }).press('Escape');
    await field(page, 'Name').fill('ci-runner');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('has an identity of this name already').waitFor();
    await window.screenshot('builder-clash');
    await page.getByRole('button', { name: 'Use the Name ci-runner-2' }).click();
    await valueOf(field(page, 'Name')).toBe('ci-runner-2');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Created, with roles bound: ci-runner-2').first().waitFor();
    await window.screenshot('builder-created');
    await window.identities.expand('platform');
    await window.identities.row('ci-runner-2').waitFor();
    const { resources } = window.sandbox.world;
    const made = [...resources.identities.values()].find(({ name }) => name === 'ci-runner-2');
    expect(resources.bindingsOf(made?.uid ?? '')).toHaveLength(1);
    await page.getByRole('button', { name: 'Test It Now' }).click();
    await window.tests.row('Repositories, done').waitFor();
  });

  it('edits an identity after showing the difference, and touches nothing else', async () => {
    const window = workbench();
    const { identities, resources } = window.sandbox.world;
    const before = structuredClone(resources.identities.get(identities['ec2-pull']));
    await window.identities.expand('platform');
    await window.identities.act('ec2-pull', 'Edit Identity');
    await window.editor.tab(/Edit ec2-pull/).waitFor();
    const page = window.webview();
    await page.getByRole('heading', { name: 'Edit ec2-pull' }).waitFor();
    await page.locator('[data-rule="role-arn"]').getByRole('button').first().click();
    await page.getByRole('button', { name: 'Review Changes' }).click();
    const difference = page.getByRole('group', { name: 'What changes' });
    await difference.getByText(/:role\/AmazonSSM/).waitFor();
    await difference
      .getByText(/assumed-role\/AmazonSSM/)
      .first()
      .waitFor();
    const isFocused = (locator: Locator) =>
      locator.evaluate((element: unknown) => (element as { matches(s: string): boolean }).matches(':focus'));
    await expect.poll(() => isFocused(difference), { timeout: 10_000 }).toBe(true);
    await window.screenshot('builder-difference');
    await difference.getByRole('button', { name: 'Change It in Chainguard' }).click();
    await page.getByText('Changed: ec2-pull').first().waitFor();
    const review = page.getByRole('button', { name: 'Review Changes' });
    await expect.poll(() => isFocused(review), { timeout: 10_000 }).toBe(true);
    const after = resources.identities.get(identities['ec2-pull']);
    expect(after?.awsIdentity?.arnPattern).toContain('assumed-role/');
    expect({ ...after, awsIdentity: 0, updateTime: 0 }).toEqual({ ...before, awsIdentity: 0, updateTime: 0 });
  });

  it('takes no more in a field than can be kept', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    for (const name of ['Name', 'Description (optional)', 'Account', 'ARN', 'User ID']) {
      await field(page, name).click();
      await window.page.keyboard.insertText('x'.repeat(20_001));
      await valueOf(field(page, name)).toHaveLength(name.startsWith('Description') ? 20_000 : 5_000);
    }
    // What is drawn from the draft comes after the host has taken it.
    await page.locator('pre', { hasText: 'xxx' }).waitFor();
  });

  it('keeps every draft over a reload, and two pages do not disturb each other', async () => {
    const window = workbench();
    const first = await openBuilder(window);
    await field(first, 'Name').fill('draft-one');
    await pasteCaller(
      first,
      '$ aws sts get-caller-identity --output text\n123456789012\tarn:aws:iam::123456789012:user/kim\tAIDAQ3EGKIMKIMEXAMPLE\n',
    );
    const second = await openBuilder(window);
    await second.locator('main').waitFor();
    await valueOf(field(second, 'Name')).toBe('');
    await field(second, 'Name').fill('draft-two');
    // What is drawn from the draft comes after the draft is kept.
    await second.locator('pre', { hasText: 'draft-two' }).waitFor();
    await window.reload();
    const tabs = window.editor.tab(/New Identity/);
    await expect.poll(() => tabs.count()).toBe(2);
    await valueOf(field(window.webview(), 'Name')).toBe('draft-two');
    await tabs.first().click();
    await valueOf(field(window.webview(), 'Name')).toBe('draft-one');
    await valueOf(field(window.webview(), 'ARN')).toBe('arn:aws:iam::123456789012:user/kim');
    await window.webview().getByRole('heading', { name: 'The caller' }).waitFor();
  });

  it('can be read and used in every theme', async () => {
    const window = workbench();
    const page = await filled();
    await field(page, 'ARN').fill('arn:aws:iam::123456789012:user/tim');
    await page.locator('.verdict.parts[data-field="arn"]').waitFor();
    const copy = page.getByRole('button', { name: 'Copy', exact: true });
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      await page.locator(`body[data-vscode-theme-kind="vscode-${theme.replaceAll(' ', '-')}"]`).waitFor();
      await copy.click();
      await page.locator('.taken', { hasText: 'Copied:' }).waitFor();
      await window.screenshot(`builder-${theme}`);
      expect(await violations(window)).toEqual([]);
      for (const button of [copy, page.getByRole('button', { name: 'Save…' })]) {
        await button.hover();
        expect(await contrastOf(button)).toBeGreaterThan(4.5);
      }
    }
  });

  it('stacks its columns when it is narrow', async () => {
    const window = workbench();
    const page = await openBuilder(window);
    await window.page.setViewportSize({ width: 900, height: 1000 });
    await expect.poll(async () => (await page.locator('main').boundingBox())?.width).toBeLessThan(900);
    await window.screenshot('builder-narrow');
    expect(await violations(window)).toEqual([]);
  });
});

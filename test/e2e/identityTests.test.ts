import { AxeBuilder } from '@axe-core/playwright';
import { beforeEach, describe, expect, it } from 'vitest';
import { testIdentity } from './testIdentity';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** What axe has against the view, by rule, with the places. */
async function violations({ page, tests }: Workbench): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(tests.frames).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** How much wider the view is than its room. */
async function overflow({ tests }: Workbench): Promise<number> {
  return tests.view
    .locator('main')
    .evaluate(
      (main: { ownerDocument: { documentElement: { scrollWidth: number; clientWidth: number } } }) => {
        const { scrollWidth, clientWidth } = main.ownerDocument.documentElement;
        return scrollWidth - clientWidth;
      },
    );
}

describe('the Identity Tests view', () => {
  const workbench = useWorkbench();
  beforeEach(() => workbench().identities.expand('platform'));

  const testGood = () => testIdentity(workbench(), 'ci-runner', /^ci-runner/, 'Repositories, done');
  const testWrong = () => testIdentity(workbench(), 'ec2-pull', /^ec2/, 'Match, failed: does not match: ARN');

  it('offers to test an identity while there is no result', async () => {
    const window = workbench();
    await window.palette.run('Identity Tests: Focus on Identity Tests View');
    await window.page.locator('.panel').getByRole('button', { name: 'Forget Test Results' }).click();
    await window.tests.button('Test an Identity…').waitFor();
    expect(await violations(window)).toEqual([]);
    await window.screenshot('identity-tests-empty');
    await window.tests.button('Test an Identity…').click();
    await window.palette.pick(/^ci-runner/);
    await window.palette.pick(/^ci-runner/);
    await window.tests.row('Repositories, done').waitFor();
  });

  it('keeps results over a reload, and one line of the last in the tree', async () => {
    const window = workbench();
    await testGood();
    await testWrong();
    await window.identities.row(/^ec2-pull\. ✗ as ec2 · just now/).waitFor();
    await window.identities.row(/^ci-runner\. ✓ as ci-runner · just now/).waitFor();
    await window.reload();
    await window.identities.expand('platform');
    await window.identities.row(/^ec2-pull\. ✗ as ec2/).waitFor();
    await window.palette.run('Identity Tests: Focus on Identity Tests View');
    await window.tests.verdict.getByText(/cannot assume ec2-pull/).waitFor();
    await window.tests
      .result(/ci-runner.*can assume/s)
      .first()
      .click();
    await window.tests.verdict.getByText('This caller can assume ci-runner.').waitFor();
  });

  it('is used by the keyboard alone, and compares two results', async () => {
    const window = workbench();
    await testGood();
    await testWrong();
    const newest = window.tests.result(/ec2-pull/).first();
    await newest.focus();
    await window.page.keyboard.press('ArrowDown');
    await window.tests.verdict.getByText('This caller can assume ci-runner.').waitFor();
    await window.page.keyboard.press('Enter');
    await window.tests.verdict.and(window.tests.view.locator(':focus')).waitFor();
    for (let presses = 0; presses < 8; presses++) {
      await window.page.keyboard.press('Tab');
      if (await window.tests.button('Compare With…').and(window.tests.view.locator(':focus')).isVisible())
        break;
    }
    await window.page.keyboard.press('Enter');
    await window.tests.view.locator('.result').getByText('Choose the other result in the list.').waitFor();
    await window.page.keyboard.press('ArrowUp');
    await window.page.keyboard.press('Enter');
    await window.tests.view.getByRole('heading', { name: 'What differs' }).waitFor();
    await window.tests.view.getByRole('row', { name: /^AWS caller profile ci-runner profile ec2/ }).waitFor();
    expect(await violations(window)).toEqual([]);
    await window.screenshot('identity-tests-compared');
    await window.tests.button('Back to the Result').click();
    await window.tests.verdict.getByText('This caller can assume ci-runner.').waitFor();
  });

  it('fixes an identity in Chainguard, tests it again, and undoes that', async () => {
    const window = workbench();
    const { identities, resources } = window.sandbox.world;
    const before = structuredClone(resources.identities.get(identities['ec2-pull']));
    await testWrong();
    await window.tests.button('Fix in Chainguard…').click();
    await window.notifications.dialog.getByRole('button', { name: 'Change' }).click();
    await window.tests.button('Undo').waitFor();
    await window.screenshot('identity-tests-fixed');
    await window.tests.view.getByText('The identity was changed after this test').waitFor();
    expect(await violations(window)).toEqual([]);
    await window.tests.button('Test Again').click();
    await window.tests.row('Token, done').waitFor();
    await window.tests.verdict.getByText(/^\W*This caller can assume ec2-pull/).waitFor();
    await window.tests.button('Undo').click();
    await expect
      .poll(() => resources.identities.get(identities['ec2-pull'])?.awsIdentity)
      .toEqual(before?.awsIdentity);
    await window.tests.button('Undo').waitFor({ state: 'detached' });
  });

  it('fixes the definition in an open file', async () => {
    const window = workbench();
    await window.editor.open('id.json');
    await testWrong();
    await window.tests.button('Fix in id.json').click();
    await window.editor.showing(/assumed-role\/AmazonSSMRoleForInstancesQuickSetup\/\(\.\+\)/).waitFor();
    await window.screenshot('identity-tests-file');
  });

  it('leaves the keyboard in the editor, and the Explorer where it is', async () => {
    const window = workbench();
    await testWrong();
    await window.openContainer('Explorer');
    await window.editor.open('assume.sh');
    await window.editor.lens('Test Identity').first().click();
    await window.tests
      .row(/^\s*\S.*(failed|done)/)
      .first()
      .waitFor();
    await window.page.locator('.sidebar').getByRole('heading', { name: 'Explorer' }).first().waitFor();
    expect(
      await window.tests.view
        .locator('body')
        .evaluate((body: { ownerDocument: { hasFocus(): boolean } }) => body.ownerDocument.hasFocus()),
    ).toBe(false);
  });

  it('cuts nothing that decides, whatever the room and the theme', async () => {
    const window = workbench();
    await testWrong();
    const values = window.tests.parting('ARN').locator('code');
    for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
      await window.useTheme(theme);
      expect(await violations(window)).toEqual([]);
      await window.screenshot(`identity-tests-${theme}`);
    }
    for (const size of [
      { width: 1024, height: 640 },
      { width: 1920, height: 1080 },
      { width: 600, height: 900 },
    ]) {
      await window.page.setViewportSize(size);
      await expect.poll(() => overflow(window)).toBe(0);
      for (const value of await values.all()) {
        const cut = await value.evaluate(
          (code: { scrollWidth: number; clientWidth: number }) => code.scrollWidth - code.clientWidth,
        );
        expect(cut).toBe(0);
      }
      await window.screenshot(`identity-tests-${size.width}`);
    }
    expect(await violations(window)).toEqual([]);
  });
});

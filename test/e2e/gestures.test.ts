import { beforeEach, describe, expect, it } from 'vitest';

import { mfaCode } from '../sandbox/awsWorld';
import { useWorkbench } from './useWorkbench';

describe('keys and menus of the views', () => {
  const workbench = useWorkbench();
  beforeEach(async () => {
    const { identities, callers } = workbench();
    await callers.fold(false);
    await identities.expand('platform');
    await identities.row('ci-runner').waitFor();
  });

  /** Puts the focus on a row with the keys alone, from the top of the view. */
  async function goTo(label: string): Promise<void> {
    const { identities, page } = workbench();
    await identities.list.focus();
    await page.keyboard.press('Home');
    const focused = identities.row(label).and(page.locator('.focused'));
    while (!(await focused.isVisible())) await page.keyboard.press('ArrowDown');
  }

  /** Two identities that nothing else needs. */
  async function addTwo(): Promise<readonly string[]> {
    const { sandbox, palette, identities } = workbench();
    const { resources, groups } = sandbox.world;
    const like = resources.identities.get(sandbox.world.identities['ci-runner']);
    if (!like) throw new Error('ci-runner is gone');
    const ids = ['a', 'b'].map((digit) => `${groups.platform}/${digit.repeat(16)}`);
    for (const [at, uid] of ids.entries()) resources.identities.set(uid, { ...like, uid, name: `old-${at}` });
    await palette.run('Assumable Identities: Refresh Identities');
    await identities.row('old-1').waitFor();
    return ids;
  }

  it('rename, copy and test the row that the arrow keys went to', async () => {
    const window = workbench();
    const { identities, page, palette, sandbox } = window;
    await goTo('ci-runner');
    await page.keyboard.press('F2');
    await palette.box.getByText('Rename ci-runner').waitFor();
    await palette.dismiss();
    await goTo('ci-runner');
    await page.keyboard.press('Control+C');
    const { identities: ids } = sandbox.world;
    expect(await window.clipboard(/^[0-9a-f]{40}\//)).toBe(ids['ci-runner']);
    expect(await identities.row('ci-runner').getAttribute('aria-expanded')).toBe('false');
    await goTo('ci-runner');
    await page.keyboard.press('Alt+Shift+T');
    await palette.box.getByText('Test Identity', { exact: true }).waitFor();
    await palette.dismiss();
  });

  it('open a row that nothing is to be done with as Enter always does', async () => {
    const { identities, page } = workbench();
    await goTo('web');
    await page.keyboard.press('Enter');
    await identities.row('web').and(page.locator('[aria-expanded="true"]')).waitFor();
    await page.keyboard.press('Enter');
    await identities.row('web').and(page.locator('[aria-expanded="false"]')).waitFor();
  });

  it('test with Enter, and again with a key', async () => {
    const { page, palette, tests } = workbench();
    await goTo('ci-runner');
    await page.keyboard.press('Enter');
    await palette.pick(/^ci-runner/);
    await tests.row('Repositories, done').waitFor();
    await goTo('ci-runner');
    const before = await tests.result(/ci-runner/).count();
    await page.keyboard.press('Alt+Shift+R');
    await expect.poll(() => tests.result(/ci-runner/).count()).toBe(before + 1);
  });

  it('copy, bind and delete several rows at once', async () => {
    const window = workbench();
    const ids = await addTwo();
    const { resources } = window.sandbox.world;
    const { identities, page, palette, notifications } = window;
    await identities.row('old-0').click();
    await identities.row('old-1').click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+C');
    expect((await window.clipboard(/\n/)).split('\n')).toEqual(ids);
    await identities.menu('old-1', 'Roles', 'Bind Roles…');
    await palette.box.getByText('Bind roles to 2 identities').waitFor();
    await palette.tick('apk.pull');
    await palette.pick(/acme\.example/);
    await notifications.answerDialog('Bind');
    await expect.poll(() => ids.map((id) => resources.bindingsOf(id).length)).toEqual([1, 1]);
    await identities.row('old-0').click();
    await identities.row('old-1').click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    await notifications.dialog.getByText('Delete 2 identities?').waitFor();
    await window.screenshot('delete-several');
    await notifications.answerDialog('Delete…');
    await palette.answer('2');
    await identities.row('old-1').waitFor({ state: 'detached' });
    expect(ids.map((id) => resources.identities.has(id))).toEqual([false, false]);
  });

  it('show short menus, and one button that switches the filter', async () => {
    const window = workbench();
    const { identities, page, palette } = window;
    await identities.row('ci-runner').click({ button: 'right' });
    const menu = page.getByRole('menu').first();
    await menu.waitFor();
    await window.screenshot('menu-identity');
    expect(await menu.getByRole('menuitem').count()).toBeLessThanOrEqual(8);
    await page.keyboard.press('Escape');
    await identities.actOnAll('Filter Identities…');
    await palette.tick('No role bound');
    await identities.pane.hover();
    await identities.pane.getByRole('button', { name: 'Filter Identities…' }).waitFor({ state: 'detached' });
    await window.screenshot('filter-switched');
    await identities.actOnAll('Show All Identities');
    await identities.row('ci-runner').waitFor();
  });

  it('say in a pick where an identity is and when it was used, and not its id', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Test Identity…');
    await window.palette.entry(/ci-runner.*platform.*seen/).waitFor();
    await window.palette.box.getByText('Test Identity', { exact: true }).waitFor();
    await window.screenshot('pick-identity');
    await window.palette.dismiss();
  });
});

describe("the editor's menu", () => {
  const workbench = useWorkbench();

  it('has Decode Token where a token is selected, and not elsewhere', async () => {
    const window = workbench();
    const { page, palette } = window;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const decode = page.getByRole('menuitem', { name: 'Decode Token' });
    await palette.run('File: New Untitled Text File');
    const area = page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first();
    await area.waitFor({ state: 'attached' });
    for (const [text, count] of [
      ['nothing here', 0],
      [`${part({ alg: 'RS256' })}.${part({ sub: 'somebody' })}.c2ln`, 1],
    ] as const) {
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Control+A');
      const shown = async () => {
        // Escape closes the menu, or takes the selection away where there is none.
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+A');
        await page
          .locator('.monaco-editor .view-line')
          .first()
          .click({ button: 'right', position: { x: 20, y: 8 } });
        await page.getByRole('menuitem', { name: 'Command Palette' }).waitFor();
        return decode.count();
      };
      // The menu is as VS Code knew the selection a moment before.
      await expect.poll(shown, { timeout: 60_000 }).toBe(count);
      await page.keyboard.press('Escape');
    }
  });
});

describe('choosing a caller', () => {
  const workbench = useWorkbench();

  it('finds callers in groups, of which none is hidden', async () => {
    const window = workbench();
    await window.identities.fold(false);
    for (const group of ['Usable', 'Need you', 'Broken'])
      await window.callers.row(group).and(window.page.locator('[aria-expanded="true"]')).waitFor();
    await window.callers.row(/^sso-expired: sign in to SSO/).waitFor();
    await window.screenshot('caller-groups');
    await window.callers.row(/^sso-expired/).click({ button: 'right' });
    const menu = window.page.getByRole('menu').first();
    await menu.getByRole('menuitem', { name: 'Sign In to AWS' }).waitFor();
    await window.screenshot('menu-sign-in');
    expect(await menu.getByRole('menuitem', { name: /^Test an Identity/ }).count()).toBe(0);
    await window.page.keyboard.press('Escape');
  });

  it('is asked for another MFA code where AWS did not accept the first', async () => {
    const window = workbench();
    await window.identities.fold(false);
    await window.callers
      .row(/^admin:/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    const { box } = window.palette;
    await box.getByText('MFA code for profile admin').waitFor();
    await window.palette.text.fill('000000');
    await window.palette.text.press('Enter');
    await box.getByText('AWS did not accept the MFA code.').waitFor();
    await window.screenshot('mfa-again');
    await window.palette.answer(mfaCode);
    await window.callers.row(/^admin: assumed-role\/admin\//).waitFor();
  });

  it('has those that fit first, then the others with what differs, and then those that want something', async () => {
    const window = workbench();
    await window.callers.fold(true);
    await window.callers.row(/^ci-runner: assumed-role/).waitFor();
    await window.callers.row(/^ec2: assumed-role/).waitFor();
    await window.callers.fold(false);
    await window.identities.fold(true);
    await window.identities.expand('platform');
    await window.identities.menu('ci-runner', 'Test Identity As…');
    await window.palette.entry(/^ci-runner, ✓ (fits|worked)/).waitFor();
    await window.palette.entry(/^ec2, differs in/).waitFor();
    await window.screenshot('pick-caller');
    const entries = await window.palette.entry().allInnerTexts();
    expect(entries[0]).toContain('✓');
    await window.palette.pick(/^ec2, differs in/);
    await window.tests.row(/^\s*Match/).waitFor();
    await window.identities.menu('ci-runner', 'Test Identity…');
    // The one that did not work is not the one that is taken next time.
    await window.palette.pick(/^ci-runner, ✓/);
    await window.tests.row('Repositories, done').waitFor();
    await window.identities.menu('ci-runner', 'Test Identity As…');
    await window.palette.entry(/^ci-runner, ✓ worked just now/).waitFor();
    await window.palette.dismiss();
  });
});

describe("using an identity's token", () => {
  const workbench = useWorkbench();

  it('pulls images with Docker in two clicks from its row, once the person agrees to the file', async () => {
    const window = workbench();
    await window.callers.fold(false);
    await window.identities.expand('platform');
    await window.identities.menu('ci-runner', 'Token', 'Pull Images with Docker as Identity…');
    const agree = window.notifications.dialog.getByText(/Docker uses it for cgr\.dev/);
    const who = window.palette.entry(/^ci-runner/);
    await agree.or(who).first().waitFor();
    // Asked only where it was never assumed in this window.
    if (await who.first().isVisible()) await who.first().click();
    await agree.waitFor();
    await window.screenshot('pull-with-docker');
    await window.notifications.answerDialog('Write');
    await window.page.locator('.statusbar').getByText('Written:').waitFor();
  });

  it('is read by curl from a variable, by a line that holds no token', async () => {
    const window = workbench();
    await window.callers.fold(false);
    await window.identities.expand('platform');
    await window.identities.menu('ci-runner', 'Token', 'Use Token with curl');
    const who = window.palette.entry(/^ci-runner/);
    const opened = window.page.locator('.terminal-wrapper').first();
    await opened.or(who).first().waitFor();
    if (await who.first().isVisible()) await who.first().click();
    expect(await window.clipboard(/^curl/)).toContain('Bearer $CHAINGUARD_TOKEN"');
    await opened.waitFor();
    await window.screenshot('use-with-curl');
  });
});

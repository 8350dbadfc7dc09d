import { describe, it } from 'vitest';

import { askAws, field, openBuilder } from './builderPage';
import { Film, still } from './film';
import { testIdentity } from './testIdentity';
import { useWorkbench } from './useWorkbench';

const size = { width: 1280, height: 720 };

describe('the pictures of README', () => {
  const workbench = useWorkbench({ anew: true });

  it('show a test that fails, why, its correction, and the same test again', async () => {
    const window = workbench();
    const { page, identities, tests, notifications } = window;
    await page.setViewportSize(size);
    await window.callers.fold(false);
    const film = new Film(page);
    await identities.expand('platform');
    await identities.row('ec2-pull').click();
    await film.shot(1_500);
    await testIdentity(window, 'ec2-pull', /^ec2/, 'Match, failed: does not match: ARN');
    await tests.parting('ARN').waitFor();
    await film.shot(4_000);
    await tests.button('Fix in Chainguard…').click();
    await notifications.dialog.getByRole('button', { name: 'Change' }).waitFor();
    await film.shot(3_000);
    await notifications.dialog.getByRole('button', { name: 'Change' }).click();
    await tests.button('Undo').waitFor();
    await film.shot(2_000);
    await tests.button('Test Again').click();
    await tests.row('Repositories, done').waitFor();
    await tests.verdict.getByText(/^\W*This caller can assume ec2-pull/).waitFor();
    await film.shot(4_000);
    await film.save('fix');
  });

  it('show the builder page', async () => {
    const window = workbench();
    await window.page.setViewportSize({ width: 1440, height: 900 });
    const page = await openBuilder(window);
    await askAws(page, 'ci-runner');
    await field(page, 'Name').fill('ci-builds');
    await page.locator('.verdict', { hasText: 'The ARN fits.' }).waitFor();
    await still(window.page, 'builder');
  });

  it('show who can assume what', async () => {
    const window = workbench();
    await window.page.setViewportSize(size);
    await window.identities.row('acme.example').waitFor();
    await window.identities.actOnAll('Show Who Can Assume What');
    await window.webview().getByRole('rowheader', { name: 'ci-runner' }).waitFor();
    await window
      .webview()
      .getByRole('gridcell', { name: /can assume ci-runner\.$/ })
      .first()
      .waitFor();
    await still(window.page, 'access');
  });

  it('show a definition with what is wrong in it', async () => {
    const window = workbench();
    await window.page.setViewportSize(size);
    await window.editor.open('id.json');
    await window.editor.lens('Test Identity').first().waitFor();
    await window.page.getByText('arnPattern').first().hover();
    const hover = window.page.locator('.monaco-hover').filter({ hasText: 'Who can assume this identity' });
    await hover.waitFor();
    await still(window.page, 'editor');
  });
});

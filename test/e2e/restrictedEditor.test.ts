import { describe, expect, it } from 'vitest';

import { changing } from '../changing';
import { useWorkbench } from './useWorkbench';

/** What the palette and the menus do not offer in Restricted Mode, a key would still run. */
const keys = changing.map((name, index) => ({ key: `ctrl+alt+${index + 1}`, command: `assumable.${name}` }));

describe('the editor in Restricted Mode', () => {
  const workbench = useWorkbench({
    restricted: true,
    keys,
  });

  it('lints, says who can assume, and explains without asking AWS', async () => {
    const window = workbench();
    const editor = await window.editor.open('id.json');
    await editor.locator('.squiggly-error').first().waitFor();
    await window.copy(
      '{"UserId":"AROAQ3EGINSTANEXAMPLE:i-0f1e2d3c4b5a69788","Account":"123456789012",' +
        '"Arn":"arn:aws:sts::123456789012:assumed-role/AmazonSSMRoleForInstancesQuickSetup/i-0f1e2d3c4b5a69788"}',
    );
    await window.editor.lens('Explain as…').click();
    await window.palette.entry(/From the clipboard/).waitFor();
    await window.screenshot('restricted-pick-caller');
    await window.palette.entry(/Ask AWS/).waitFor({ state: 'detached' });
    await window.palette.pick(/From the clipboard/);
    await window.editor.tab(/^ec2-pull as the clipboard/).waitFor();
    await window.screenshot('restricted-explained');
  });

  it('changes nothing in Chainguard, whichever command is run', async () => {
    const window = workbench();
    const { page, sandbox } = window;
    await window.identities.row('acme.example').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Change', exact: true }).hover();
    const entry = page.getByRole('menuitem', { name: /^Rename Identity or Folder…/ });
    await entry.and(page.locator('[aria-disabled="true"]')).waitFor();
    await window.screenshot('restricted-menu');
    await page.mouse.click(1, 1);
    await page.getByRole('menu').first().waitFor({ state: 'detached' });
    sandbox.requests.length = 0;
    for (const index of changing.keys()) {
      await window.notifications.clear();
      await page.keyboard.press(`Control+Alt+${index + 1}`);
      // VS Code shows three at most within 800 ms by themselves; in their list it shows all.
      await window.palette.run('Notifications: Show Notifications');
      await window.notifications
        .saying(/Restricted Mode: nothing is signed, exchanged, changed or run/)
        .waitFor();
    }
    await window.screenshot('restricted-change');
    expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

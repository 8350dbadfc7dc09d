import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { useWorkbench } from './useWorkbench';

const commands = ['createGroup', 'rename', 'describe', 'bindRoles', 'unbindRoles', 'deleteIdentity'];
/** What the palette and the menus do not offer in Restricted Mode, a key would still run. */
const keys = commands.map((name, index) => ({ key: `ctrl+alt+${index + 1}`, command: `assumable.${name}` }));

describe('the editor in Restricted Mode', () => {
  const workbench = useWorkbench({
    restricted: true,
    prepare: async (_, directory) => {
      const user = path.join(directory, 'user-data', 'User');
      await mkdir(user, { recursive: true });
      await writeFile(path.join(user, 'keybindings.json'), JSON.stringify(keys));
      return { env: {}, settings: {} };
    },
  });

  it('lints, says who may assume, and explains without asking AWS', async () => {
    const window = workbench();
    const editor = await window.openFile('id.json');
    await editor.locator('.squiggly-error').first().waitFor();
    await window.copy(
      '{"UserId":"AROAQ3EGINSTANEXAMPLE:i-0f1e2d3c4b5a69788","Account":"123456789012",' +
        '"Arn":"arn:aws:sts::123456789012:assumed-role/AmazonSSMRoleForInstancesQuickSetup/i-0f1e2d3c4b5a69788"}',
    );
    await window.codeLens('Explain as…').click();
    await window
      .quickInput()
      .getByRole('option', { name: /From the clipboard/ })
      .waitFor();
    await window.screenshot('restricted-pick-caller');
    await window
      .quickInput()
      .getByRole('option', { name: /Ask AWS/ })
      .waitFor({ state: 'detached' });
    await window.pick(/From the clipboard/);
    await window.page.getByRole('tab', { name: /^ec2-pull as the clipboard/ }).waitFor();
    await window.screenshot('restricted-explained');
  });

  it('changes nothing in Chainguard, whichever command is run', async () => {
    const window = workbench();
    const { page, sandbox } = window;
    await window.openContainer('Assumable Identities');
    await window.row('Identities', 'acme.example').click({ button: 'right' });
    const entry = page.getByRole('menuitem', { name: 'Rename…' });
    await entry.and(page.locator('[aria-disabled="true"]')).waitFor();
    await window.screenshot('restricted-menu');
    await window.leaveMenu('Escape');
    sandbox.requests.length = 0;
    for (const index of commands.keys()) {
      await window.clearNotifications();
      await page.keyboard.press(`Control+Alt+${index + 1}`);
      // VS Code shows three at most within 800 ms by themselves; in their list it shows all.
      await window.runCommand('Notifications: Show Notifications');
      await window.notification(/Restricted Mode: nothing is signed, exchanged, changed or run/).waitFor();
    }
    await window.screenshot('restricted-change');
    expect(sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

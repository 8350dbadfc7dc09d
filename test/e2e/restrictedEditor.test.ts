import { describe, it } from 'vitest';

import { useWorkbench } from './useWorkbench';

describe('the editor in Restricted Mode', () => {
  const workbench = useWorkbench({ restricted: true });

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
});

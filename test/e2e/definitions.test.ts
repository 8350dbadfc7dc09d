import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { useWorkbench } from './useWorkbench';

describe('definitions in the editor', () => {
  const workbench = useWorkbench();
  const themes = ['light', 'high contrast', 'high contrast light', 'dark'] as const;

  it('shows what is wrong, where, in every theme, and warns in the tree', async () => {
    const window = workbench();
    await window.openContainer();
    await window.identities.expand('platform');
    await window.page.locator('.sidebar .codicon-warning').first().waitFor();
    const editor = await window.editor.open('id.json');
    await editor.locator('.squiggly-error').first().waitFor();
    await window.editor.lens('Compare with Live').first().waitFor();
    for (const theme of themes) {
      await window.useTheme(theme);
      await window.screenshot(`definition-${theme}`);
    }
  });

  it('says who may assume it', async () => {
    const window = workbench();
    await window.page.getByText('arnPattern').first().hover();
    const hover = window.page.locator('.monaco-hover').filter({ hasText: 'Who may assume this identity' });
    await hover.waitFor();
    await window.screenshot('definition-hover');
    await window.page.keyboard.press('Escape');
  });

  it('changes nothing where the file has changed since it was explained', async () => {
    const window = workbench();
    await window.editor.lens('Explain as…').click();
    await window.palette.pick(/^profile ec2/);
    await window.editor.tab(/^ec2-pull as profile ec2/).waitFor();
    await window.editor.lens('Apply the Change').waitFor();
    const file = path.join(window.workspace, 'id.json');
    const before = await readFile(file, 'utf8');
    const changed = before.replace('on the build hosts', 'on the build hosts at night');
    await writeFile(file, changed);
    await window.editor.open('id.json');
    await window.editor.showing(/build\s+hosts\s+at\s+night/).waitFor();
    await window.editor.tab(/^ec2-pull as profile ec2/).click();
    await window.editor.lens('Apply the Change').click();
    await window.notifications.saying(/has changed meanwhile, so nothing was edited.*Try again/s).waitFor();
    await window.screenshot('definition-stale');
    await window.notifications.clear();
    await window.editor.open('id.json');
    await window.editor.showing(/build\s+hosts\s+at\s+night/).waitFor();
    expect(await readFile(file, 'utf8')).toBe(changed);
    await window.editor.tab(/^id\.json(?!.*modified)/).waitFor();
    await writeFile(file, before);
    await window.editor.showing(/build\s+hosts"/).waitFor();
  });

  it('explains a caller against it, and applies the change to the file', async () => {
    const window = workbench();
    await window.editor.lens('Explain as…').click();
    await window.palette.pick(/^profile ec2/);
    await window.editor.tab(/^ec2-pull as profile ec2/).waitFor();
    await window.screenshot('definition-explained');
    await window.editor.lens('Apply the Change').click();
    await window.editor.shownTab('id.json').waitFor();
    await window.editor.showing(/"arnPattern":.*assumed-role\/AmazonSSMRoleForInstancesQuickSetup/).waitFor();
    await window.screenshot('definition-changed');
  });

  it('compares it with Chainguard, and changes the live identity after a yes', async () => {
    const window = workbench();
    await window.notifications.clear();
    await window.editor.lens('Compare with Live').click();
    await window.notifications.saying('differs from what').waitFor();
    await window.page.locator('.monaco-diff-editor').waitFor();
    for (const theme of themes) {
      await window.useTheme(theme);
      await window.screenshot(`compare-${theme}`);
    }
    await window.page.getByRole('button', { name: 'Update Chainguard…' }).first().click();
    await window.page.getByRole('button', { name: 'Change', exact: true }).waitFor();
    await window.screenshot('compare-confirm');
    await window.notifications.answerDialog('Change');
    await window.notifications.saying('Changed in Chainguard: ec2-pull').waitFor();
    const live = window.sandbox.world.resources.identities.get(window.sandbox.world.identities['ec2-pull']);
    expect(live?.awsIdentity?.arnPattern).toContain('assumed-role/AmazonSSMRoleForInstancesQuickSetup');
  });

  it('edits the file as the live identity says', async () => {
    const window = workbench();
    const live = window.sandbox.world.resources.identities.get(window.sandbox.world.identities['ec2-pull']);
    if (live) live.description = 'Pulls images, said in Chainguard';
    await window.notifications.clear();
    await window.editor.shownTab('id.json').waitFor();
    await window.editor.lens('Compare with Live').click();
    await window.notifications.saying('differs from what').waitFor();
    await window.notifications
      .saying('differs from what')
      .getByRole('button', { name: 'Update File' })
      .click();
    await window.editor.shownTab('id.json').waitFor();
    await window.editor.showing(/"description":.*said\s+in\s+Chainguard/).waitFor();
    await window.screenshot('compare-file-updated');
  });

  it('says so when the live identity was deleted', async () => {
    const window = workbench();
    const { resources, identities } = window.sandbox.world;
    resources.identities.delete(identities['ec2-pull']);
    await window.notifications.clear();
    await window.editor.lens('Compare with Live').click();
    await window.notifications.saying('Chainguard has no identity of this name').waitFor();
  });
});

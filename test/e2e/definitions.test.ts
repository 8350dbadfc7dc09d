import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

import { project } from '../host/node24';
import { useWorkbench } from './useWorkbench';

const themes = ['light', 'high contrast', 'high contrast light', 'dark'] as const;

describe('definitions in the editor', () => {
  const workbench = useWorkbench();
  beforeEach(async () => {
    const window = workbench();
    await cp(path.join(project, 'test/workspace/id.json'), path.join(window.workspace, 'id.json'));
    await window.editor.open('id.json');
    // VS Code may show what it had read before at first.
    for (const text of [/build\s+hosts"/, /:role\/service-role\//])
      await window.editor.showing(text).waitFor();
    await window.editor.lens('Explain as…').waitFor();
  });

  it('shows what is wrong, where, in every theme, and warns in the tree', async () => {
    const window = workbench();
    await window.identities.expand('platform');
    await window.page.locator('.sidebar .codicon-warning').first().waitFor();
    await window.page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await window.editor.lens('Compare with Live').first().waitFor();
    for (const theme of themes) {
      await window.useTheme(theme);
      await window.screenshot(`definition-${theme}`);
    }
  });

  it('shows what is wrong on a page that explains the rule, rendered', async () => {
    const window = workbench();
    await window.palette.run('Problems: Focus on Problems View');
    await window.page.locator('.markers-panel a', { hasText: 'role-arn' }).first().click();
    const page = window.webview();
    await page.getByRole('heading', { name: 'role-arn' }).waitFor();
    for (const part of ['Example', 'What it needs to know', 'Fix', 'Source', 'Settings'])
      await page.getByRole('heading', { name: part, exact: true }).waitFor();
    await window.screenshot('rule-page');
  });

  it('says who can assume it', async () => {
    const window = workbench();
    await window.page.getByText('arnPattern').first().hover();
    const hover = window.page.locator('.monaco-hover').filter({ hasText: 'Who can assume this identity' });
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
});

describe('a definition beside the identity in Chainguard', () => {
  const workbench = useWorkbench({ anew: true });
  const live = () => {
    const { resources, identities } = workbench().sandbox.world;
    return resources.identities.get(identities['ec2-pull']);
  };
  beforeEach(() => workbench().editor.open('id.json'));

  it('differs, and the live identity is changed after a yes', async () => {
    const window = workbench();
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
    const file = await readFile(path.join(window.workspace, 'id.json'), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ awsIdentity: { arnPattern: live()?.awsIdentity?.arnPattern } });
  });

  it('edits the file as the live identity says', async () => {
    const window = workbench();
    Object.assign(live() ?? {}, { description: 'Pulls images, said in Chainguard' });
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
    await window.editor.lens('Compare with Live').click();
    await window.notifications.saying('Chainguard has no identity of this name').waitFor();
  });
});

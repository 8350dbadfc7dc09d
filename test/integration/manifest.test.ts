import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import * as vscode from 'vscode';

import manifest from '../../package.json';

/** Commands that VS Code itself adds for an extension's views, such as `<view>.focus`. */
const ofViews = /\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/;

describe('the extension', () => {
  const extension = vscode.extensions.all.find(({ packageJSON }) => {
    const { name } = packageJSON as { name?: unknown };
    return name === manifest.name;
  });

  it('activates', async () => {
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('registers exactly the commands that its manifest declares', async () => {
    await extension?.activate();
    const known = await vscode.commands.getCommands(true);
    const registered = known.filter((id) => id.startsWith('assumable.') && !ofViews.test(id));
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(declared.length > 0, 'the manifest declares no command');
    assert.deepEqual(registered.sort(), declared.sort());
  });
});

describe('the commands that change Chainguard', () => {
  const { commands } = manifest.contributes;
  for (const id of [
    'createGroup',
    'rename',
    'describe',
    'bindRoles',
    'unbindRoles',
    'deleteIdentity',
    'updateLive',
  ]) {
    it(`offer nothing in Restricted Mode: ${id}`, () => {
      const declared = commands.find(({ command }) => command === `assumable.${id}`);
      assert.equal(declared?.enablement, 'isWorkspaceTrusted');
    });
  }
});

import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import * as vscode from 'vscode';

import manifest from '../../package.json';
import texts from '../../package.nls.json';

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

  it('links to commands that VS Code has', async () => {
    const known = await vscode.commands.getCommands(true);
    const linked = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id),
    );
    assert.ok(linked.length > 0, 'no text has a link');
    assert.deepEqual(
      linked.filter((id) => !known.includes(id)),
      [],
    );
  });
});

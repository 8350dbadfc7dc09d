import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import * as vscode from 'vscode';

import { Failure } from '../../src/core/failure';
import { RowTree, type Row } from '../../src/ui/rows';

/** No view of the extension, whose rows would be others then. */
const view = 'assumable.test';
const row = (id: string, children?: Row['children']): Row => ({
  id,
  item: () => new vscode.TreeItem(id),
  ...(children && { children }),
});

describe('a tree', () => {
  it('tells VS Code of a change under the object that it was given first', async () => {
    const tree = new RowTree(
      view,
      () => [row('a')],
      (error) => assert.fail(String(error)),
    );
    const drawn = new Promise<unknown>((resolve) => tree.onDidChangeTreeData(resolve));
    const [first] = await tree.getChildren();
    await tree.getChildren();
    tree.refresh('a/b');
    assert.deepEqual(await drawn, [first]);
    tree.dispose();
  });

  it('shows no failure for what was given up', async () => {
    const group = row('group', () => Promise.reject(new Failure('cancelled', 'Cancelled.')));
    const tree = new RowTree(
      view,
      () => [group],
      (error) => assert.fail(String(error)),
    );
    assert.deepEqual(await tree.getChildren(group), []);
    tree.dispose();
  });
});

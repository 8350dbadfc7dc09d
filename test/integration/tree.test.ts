import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import * as vscode from 'vscode';

import { Failure } from '../../src/core/failure';
import { Inventory } from '../../src/ui/identities/inventory';
import { RowTree, type Row } from '../../src/ui/rows';

const row = (id: string, children?: Row['children']): Row => ({
  id,
  item: () => new vscode.TreeItem(id),
  ...(children && { children }),
});

/** A promise, and what resolves it. */
function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('a tree', () => {
  it('tells VS Code of a change under the object that it was given first', async () => {
    const tree = new RowTree(
      () => [row('a')],
      (error) => assert.fail(String(error)),
    );
    const drawn = new Promise<Row | undefined>((resolve) => tree.onDidChangeTreeData(resolve));
    const [first] = await tree.getChildren();
    await tree.getChildren();
    tree.refresh('a/b');
    assert.equal(await drawn, first);
    tree.dispose();
  });

  it('gives up what is being listed when everything is asked for again, and shows no failure for it', async () => {
    const inventory = new Inventory(() => Promise.resolve({ apiUrl: 'https://api.invalid', token: '' }));
    const asked = later<AbortSignal | undefined>();
    const group = row('group', async () => {
      await inventory.list('groups', group, (_, { signal }) => {
        asked.resolve(signal);
        return new Promise<never>((__, reject) =>
          signal?.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.'))),
        );
      });
      return [];
    });
    const tree = new RowTree(
      () => [group],
      (error) => assert.fail(String(error)),
    );
    const children = tree.getChildren(group);
    assert.equal((await asked.promise)?.aborted, false);
    inventory.clear();
    assert.deepEqual(await children, []);
    tree.dispose();
  });
});

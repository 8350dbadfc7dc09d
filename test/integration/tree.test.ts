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
  it('draws again the row that VS Code has, however late an earlier listing answers', async () => {
    const first = later<readonly Row[]>();
    const [early, late] = [row('a'), row('a')];
    const answers = [first.promise, [late]];
    const tree = new RowTree(
      () => answers.shift() ?? [],
      (error) => assert.fail(String(error)),
    );
    const drawn: (Row | undefined)[] = [];
    tree.onDidChangeTreeData((changed) => drawn.push(changed));

    const overtaken = tree.getChildren();
    await tree.getChildren();
    first.resolve([early]);
    await overtaken;
    tree.refresh('a');
    tree.refresh('b');

    assert.equal(drawn.length, 1, 'a row that was never listed is not drawn');
    assert.equal(drawn[0], late);
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

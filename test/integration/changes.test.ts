import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import * as vscode from 'vscode';

import { Changes } from '../../src/ui/page/changes';

describe('what a page that asks hears of events', () => {
  const one = new vscode.EventEmitter<void>();
  const other = new vscode.EventEmitter<string>();
  const isWaiting = async (asked: Promise<number>) =>
    Promise.race([asked.then(() => false), new Promise((resolve) => setImmediate(() => resolve(true)))]);

  it('is each of them, also one that came while it did not wait', async () => {
    const changes = new Changes(one.event, other.event);
    const first = await changes.after(0);
    const asked = changes.after(first);
    assert.equal(await isWaiting(asked), true);
    one.fire();
    const second = await asked;
    assert.notEqual(second, first);
    other.fire('while nobody waits');
    const third = await changes.after(second);
    assert.notEqual(third, second);
    const last = changes.after(third);
    changes.dispose();
    one.fire();
    assert.equal(await isWaiting(last), true);
  });

  it('is told to the last that asked; whoever asked before does not wait any more', async () => {
    const changes = new Changes(one.event);
    const known = await changes.after(0);
    const former = changes.after(known);
    const latter = changes.after(known);
    assert.equal(await former, known);
    assert.equal(await isWaiting(latter), true);
    one.fire();
    assert.notEqual(await latter, known);
    changes.dispose();
  });
});

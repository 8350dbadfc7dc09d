import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';

import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { noFilter } from '../../src/core/browse/filter';
import { IdentityFindings } from '../../src/ui/identities/liveFindings';
import { Inventory } from '../../src/ui/identities/inventory';
import { OrganizationRows } from '../../src/ui/identities/organizationRows';
import { Sessions } from '../../src/ui/session/session';
import type { Row } from '../../src/ui/rows';

/** A store of secrets with nothing in it: whoever asks is signed in by chainctl. */
const noSecrets = {
  get: () => Promise.resolve(undefined),
  keys: () => Promise.resolve([]),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
} satisfies vscode.SecretStorage & { keys: unknown };

const failed = (...reasons: unknown[]) => assert.fail(reasons.map(String).join(': '));

describe('the rows of an organization', () => {
  const sessions = new Sessions(noSecrets, tmpdir(), () => undefined, { failed, needed: failed });
  const inventory = new Inventory(async () => (await sessions.require()).connection);
  const findings = new IdentityFindings(failed);
  const rows = new OrganizationRows(sessions, inventory, findings, () => undefined);
  const lint = vscode.workspace.getConfiguration('assumable.lint');

  /** The rows below the group `web`, asked for again. */
  const web = async (): Promise<readonly Row[]> => {
    inventory.clear();
    rows.clear();
    const [organization] = await rows.organizations();
    // An organization is drawn once before its members are there.
    const [first, second] = [await organization?.children?.(), await organization?.children?.()];
    const members = [...(first ?? []), ...(second ?? [])];
    const group = members.find((row) => labelOf(row) === 'web');
    return (await group?.children?.()) ?? [];
  };
  const labelOf = (row: Row) => {
    const { label } = row.item();
    return typeof label === 'string' ? label : '';
  };

  before(() => {
    rows.filter = { ...noFilter, findings: true };
  });
  after(async () => {
    await lint.update('no-binding', undefined, vscode.ConfigurationTarget.Global);
    findings.dispose();
    sessions.dispose();
  });

  it('show identities without a role among those with problems, before anybody opened them', async () => {
    const labels = (await web()).map(labelOf);
    assert.ok(labels.includes('nightly'), labels.join(', '));
    assert.ok(!labels.includes('build-keys'), labels.join(', '));
  });

  it('ask for no role where that is nothing to warn of', async () => {
    await lint.update('no-binding', 'off', vscode.ConfigurationTarget.Global);
    findings.forgetBindings();
    const labels = (await web()).map(labelOf);
    assert.ok(!labels.includes('nightly'), labels.join(', '));
    const listed = rows.index.all();
    assert.ok(listed.some(({ name }) => name === 'nightly'));
    assert.deepEqual(
      listed.filter(({ id }) => findings.bindings(id) !== undefined),
      [],
    );
  });

  it('keep what was changed a moment ago, but not for another account', async () => {
    rows.filter = noFilter;
    const group = (await web()).at(0)?.parent;
    assert.ok(group);
    rows.putGroup({ id: `${group.id}/0123456789abcdef`, name: 'just made', description: '' });
    assert.ok((await web()).map(labelOf).includes('just made'));
    rows.forgetChanges();
    assert.ok(!(await web()).map(labelOf).includes('just made'));
  });
});

import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { replaceText, rulesOf, whenDiagnosed } from './diagnosed';

const id = '0123456789abcdef0123456789abcdef01234567/89abcdef01234567';
const definition = JSON.stringify({
  id,
  name: 'ci-runner',
  awsIdentity: {
    awsAccount: '123456789012',
    arnPattern: '^arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)$',
    userIdPattern: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$',
  },
});
const workflow = `jobs:
  pull:
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::123456789012:role/ci-deploy
          aws-region: eu-west-1
      - run: chainctl auth login --identity ${id}
`;

/** The oldest VS Code comes from npm without ripgrep, and then finds no files of a workspace. */
const describeWhereFilesAreFound = vscode.version.startsWith('1.103.') ? () => undefined : describe;

describeWhereFilesAreFound('a GitHub workflow', () => {
  let folder: vscode.Uri;
  const write = (name: string, text: string) =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = vscode.Uri.joinPath(workspace.uri, '.github/workflows');
    await vscode.workspace.fs.createDirectory(folder);
    await write('../../runner.json', definition);
    await write('pull.yml', workflow);
  });

  it('has its role compared with the definition of its identity, without credentials', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'pull.yml'));
    await whenDiagnosed(() => rulesOf(document.uri).includes('workflow-role') || undefined);
    const [found] = vscode.languages.getDiagnostics(document.uri);
    assert.ok(found);
    assert.equal(document.getText(found.range), 'arn:aws:iam::123456789012:role/ci-deploy');
    assert.match(found.message, /^This role cannot assume the identity ci-runner that the job uses\./);
    await replaceText(document, (text) => text.replace('role/ci-deploy', 'role/ci-runner'));
    await whenDiagnosed(() => rulesOf(document.uri).length === 0 || undefined);
  });
});

describe('the page of a rule', () => {
  it('opens rendered', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: definition });
    await replaceText(document, (text) => text.replace('"123456789012"', '"12345678901"'));
    await whenDiagnosed(() => rulesOf(document.uri).includes('account-format') || undefined);
    const code = vscode.languages
      .getDiagnostics(document.uri)
      .find(({ code: each }) => typeof each === 'object')?.code;
    assert.ok(typeof code === 'object');
    await vscode.commands.executeCommand('vscode.open', code.target);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, 'vscode.markdown.preview.editor');
    const page = await vscode.workspace.openTextDocument(input.uri);
    assert.match(page.getText(), /^# account-format\n/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});

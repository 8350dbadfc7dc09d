import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { replaceText, rulesOf, whenDiagnosed } from './diagnosed';

const main = `resource "chainguard_identity" "ci" {
  parent_id = var.group
  name      = "ci"
  aws_identity {
    aws_account         = local.account
    aws_arn_pattern     = "^arn:aws:sts::\${local.arn_account}:assumed-role/\${aws_iam_role.ci.name}/(.+)$"
    aws_user_id_pattern = "^AROAQ3EGINSTANEXAMPLE:(.+)$"
  }
}
`;
const locals = (account: string) => `# The accounts\nlocals {\n  account = "${account}"\n}\n`;
const role = 'resource "aws_iam_role" "ci" {\n  name = "ci-runner"\n}\n';
const json = JSON.stringify({ locals: { arn_account: '123456789012' } });

describe('a folder of Terraform files', () => {
  let folder: vscode.Uri;
  let document: vscode.TextDocument;
  const at = (name: string) => vscode.Uri.joinPath(folder, name);
  const write = (name: string, text: string) =>
    vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(text));
  const has = (rule: string) => whenDiagnosed(() => rulesOf(document.uri).includes(rule) || undefined);
  const hasNot = (rule: string) => whenDiagnosed(() => !rulesOf(document.uri).includes(rule) || undefined);

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = vscode.Uri.joinPath(workspace.uri, 'module');
    await vscode.workspace.fs.createDirectory(folder);
    await write('main.tf', main);
    await write('locals.tf', locals('999999999999'));
    await write('role.tf', role);
    await write('more.tf.json', json);
    document = await vscode.workspace.openTextDocument(at('main.tf'));
    await vscode.window.showTextDocument(document);
  });

  it('is one module: what another file says is followed', () => has('account-mismatch'));

  it('is read again when a file changes on the disk, and as it is in an editor', async () => {
    await write('locals.tf', locals('123456789012'));
    await hasNot('account-mismatch');
    const other = await vscode.workspace.openTextDocument(at('locals.tf'));
    await replaceText(other, (text) => text.replace('123456789012', '999999999999'));
    await has('account-mismatch');
    await replaceText(other, (text) => text.replace('999999999999', '123456789012'));
    await hasNot('account-mismatch');
    await write('again.tf', 'locals {\n  account = "111111111111"\n}\n');
    await write('again.tf', '');
  });

  it('has what was looked up told on hover, with a link to the line', async () => {
    const offset = document.getText().indexOf('aws_arn_pattern');
    const hover = async (place: number) => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(place),
      );
      return hovers
        .flatMap(({ contents }) =>
          contents.map((content) => (content instanceof vscode.MarkdownString ? content : undefined)),
        )
        .filter((content) => content !== undefined);
    };
    const [own] = await hover(offset);
    assert.ok(own);
    assert.match(own.value, /Looked up/);
    assert.match(
      own.value,
      /local\.arn\\_account.*123456789012.*more\.tf\.json\]\(file:[^)]*more\.tf\.json\)/,
    );
    assert.match(
      own.value,
      /aws\\_iam\\_role\.ci\.name.*ci\\?-runner \(\[role\.tf, line 1\]\(file:[^)]*role\.tf#L1\)/,
    );
    assert.ok(own.isTrusted !== true);
    const [account] = await hover(document.getText().indexOf('local.account'));
    assert.match(account?.value ?? '', /locals\.tf, line 3\]/);
    assert.doesNotMatch(account?.value ?? '', /role\.tf/);
  });

  it('is not there for an untitled document, which is read all the same', async () => {
    const untitled = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'untitled', path: '/nowhere/main.tf' }),
    );
    await replaceText(untitled, () => main);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      untitled.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command, range }) => [range.start.line, command?.title]),
      [
        [0, 'Find and Test Identity: ci'],
        [0, 'Explain as…'],
        [0, 'Compare with Live'],
      ],
    );
  });
});

describe('lenses', () => {
  it('name the identity, and stand above the command that it is in', async () => {
    const id = 'd765ca7e6d295e777a25973082ba703ca6c229bd/0123456789abcdef';
    const document = await vscode.workspace.openTextDocument({
      language: 'shellscript',
      content: `# x\nchainctl auth token \\\n  --audience x \\\n  --identity ${id}\nchainctl iam folders delete ${id}\n`,
    });
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command, range }) => [range.start.line, command?.title]),
      [[1, 'Test Identity: d765ca7…/0123456…']],
    );
  });
});

import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { actionsIn, rulesOf, whenDiagnosed } from './diagnosed';

/** A definition that differs from the sandbox's ci-runner, as `aws sts get-caller-identity` shows it, in each language. */
const texts = {
  json: `{
  "name": "ci",
  "awsIdentity": {
    "awsAccount": "1",
    "arnPattern": "arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)",
    "userId": "AROAOTHEREXAMPLE12345:build"
  }
}
`,
  yaml: `name: ci # the name stays
awsIdentity:
  awsAccount: "1"
  arnPattern: 'arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)'
  userId: AROAOTHEREXAMPLE12345:build
`,
  terraform: `resource "chainguard_identity" "ci" {
  name = "ci" # the name stays

  aws_identity {
    aws_account     = "1"
    aws_arn_pattern = "arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)"
    aws_user_id     = "AROAOTHEREXAMPLE12345:build"
  }
}
`,
};

const endings = { json: 'json', yaml: 'yaml', terraform: 'tf' };

async function open(language: keyof typeof texts, content: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const file = vscode.Uri.joinPath(folder.uri, `features-${Math.random()}.${endings[language]}`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  return vscode.workspace.openTextDocument(file);
}

const place = (document: vscode.TextDocument, text: string) => {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, text);
  return document.positionAt(offset + 1);
};

for (const [key, content] of Object.entries(texts)) {
  const language = key as keyof typeof texts;

  describe(`what the editor offers in ${language}`, () => {
    let document: vscode.TextDocument;
    before(async () => {
      await vscode.commands.executeCommand('assumable.askCaller', 'profile:ci-runner');
      document = await open(language, content);
      await whenDiagnosed(() => (rulesOf(document.uri).includes('account-format') ? true : undefined));
    });

    const completed = async (at: string) => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place(document, at),
      );
      return list.items.filter(
        ({ kind, label }) => kind === vscode.CompletionItemKind.Value && typeof label === 'object',
      );
    };
    const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'object' ? label.label : label);

    it('completes the values of a caller that this window knows', async () => {
      const [account, ...others] = await completed('"1"');
      assert.ok(account && others.length === 0);
      assert.deepEqual(account.label, { label: '123456789012', description: 'profile ci-runner' });
      const userIds = (await completed('AROAOTHER')).map(labelOf);
      assert.deepEqual(userIds, ['AROAQ3EGCIRUNNEXAMPLE:build-4711']);
    });

    it('completes patterns where a pattern stands, and what is chosen is taken as the language writes it', async () => {
      const patterns = await completed('arn:aws');
      assert.ok(patterns.length > 0);
      for (const pattern of patterns) {
        assert.match(labelOf(pattern), /^\^arn:aws:sts::123456789012:assumed-role\/ci-runner\/.*\$$/);
        const range = pattern.range;
        assert.ok(range instanceof vscode.Range && typeof pattern.insertText === 'string');
        const copy = await open(language, document.getText());
        const edit = new vscode.WorkspaceEdit();
        edit.replace(copy.uri, range, pattern.insertText);
        assert.ok(await vscode.workspace.applyEdit(edit));
        assert.ok(copy.getText().length > 0);
        await whenDiagnosed(() =>
          rulesOf(copy.uri).includes('account-format') && !rulesOf(copy.uri).includes('unanchored')
            ? true
            : undefined,
        );
      }
    });

    it('says in words who can assume the identity, and why a known caller cannot', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        place(document, 'arn:aws'),
      );
      const text = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
        .join('\n')
        .replaceAll('&nbsp;', ' ')
        .replaceAll('\\', '');
      assert.match(
        text,
        /\*\*Who can assume this identity\*\*\s+Nobody: an account has twelve digits, not: 1/,
      );
      assert.match(text, /✗ profile ci-runner cannot: The account differs\. .*its unique id is another one/s);
      const elsewhere = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        place(document, 'name'),
      );
      assert.ok(!JSON.stringify(elsewhere).includes('Who can assume'));
    });

    it('puts right at once what has one fix only, and touches nothing else', async () => {
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      const [action] = await actionsIn(document, all, 'source.fixAll.assumable');
      assert.ok(action?.edit);
      const copy = await open(language, content);
      const edit = new vscode.WorkspaceEdit();
      for (const [, changes] of action.edit.entries())
        for (const { range, newText } of changes) edit.replace(copy.uri, range, newText);
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.equal(
        copy.getText(),
        content.replace('arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)', '^$&$$'),
      );
    });
  });
}

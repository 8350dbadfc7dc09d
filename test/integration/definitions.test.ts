import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { lint } from '../../src/core/lint/lint';
import { readDefinitions } from '../../src/documents/read';
import { fixAll, quickFixes, resolveFix } from '../../src/ui/editor/fixes';
import { actionsIn, codeOf, ours, replaceText, rulesOf, whenDiagnosed } from './diagnosed';

const wrong = `{
  "name": "ec2-pull",
  "awsIdentity": {
    "awsAccount": "123456789012",
    "arnPattern": "arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)",
    "userIdPattern": "^AROAQ3EGINSTANEXAMPLE:(.+)$"
  }
}
`;

const terraformText = `resource "chainguard_identity" "ci" {
  parent_id = var.group
  name      = "ci"
  aws_identity {
    aws_account         = "123456789012"
    aws_arn_pattern     = "^arn:aws:sts::123456789012:assumed-role/\${aws_iam_role.ci.name}/(.+)$"
    aws_user_id_pattern = "AROAQ3EGINSTANEXAMPLE:(.+)"
  }
}
`;

function open(language: string, content: string): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument({ language, content });
}

describe('definitions in the editor', () => {
  let document: vscode.TextDocument;
  before(async () => {
    document = await vscode.workspace.openTextDocument({ language: 'json', content: wrong });
    await vscode.window.showTextDocument(document);
  });

  it('are linted, and the rule has a page', async () => {
    const found = await whenDiagnosed(() => ours(document.uri).find((each) => codeOf(each) === 'unanchored'));
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    assert.ok(document.getText(found.range).includes('arn:aws:sts'));
    assert.ok(typeof found.code === 'object');
    const page = await vscode.workspace.openTextDocument(found.code.target);
    assert.match(page.getText(), /^# unanchored\n/);
  });

  it('say who can assume them', async () => {
    const position = document.positionAt(document.getText().indexOf('assumed-role'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : '')),
    );
    assert.match(texts.join('\n'), /Who can assume this identity/);
  });

  it('offer to test, to explain and to compare', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['assumable.testIdentityNamed', 'assumable.explainDefinition', 'assumable.compareWithLive'],
    );
  });

  it('are linted as one types, with the severities of the settings', async () => {
    const configuration = vscode.workspace.getConfiguration('assumable.lint');
    await configuration.update('unanchored', 'off', vscode.ConfigurationTarget.Global);
    await whenDiagnosed(() => (rulesOf(document.uri).includes('unanchored') ? undefined : true));
    await configuration.update('unanchored', 'error', vscode.ConfigurationTarget.Global);
    const found = await whenDiagnosed(() => ours(document.uri).find((each) => codeOf(each) === 'unanchored'));
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    await configuration.update('unanchored', undefined, vscode.ConfigurationTarget.Global);
    await replaceText(document, (text) => text.replace('"123456789012"', '"12345678901"'));
    await whenDiagnosed(() => (rulesOf(document.uri).includes('account-format') ? true : undefined));
    await replaceText(document, () => wrong);
    await whenDiagnosed(() => (rulesOf(document.uri).includes('account-format') ? undefined : true));
  });

  it('are fixed by a quick fix, which leaves the rest as it is', async () => {
    const [found] = ours(document.uri);
    assert.ok(found);
    const actions = await actionsIn(document, found.range, vscode.CodeActionKind.QuickFix.value);
    const fix = actions.find(({ isPreferred, edit: changes }) => isPreferred && changes);
    assert.ok(fix?.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await whenDiagnosed(() => (rulesOf(document.uri).includes('unanchored') ? undefined : true));
    assert.equal(
      document.getText(),
      wrong.replace(/"arn:aws:sts(.*)"/, '"^arn:aws:sts$1$"'),
      'only the anchors were added',
    );
  });

  it('are not edited by a fix that was offered for another version of the text', async () => {
    const changing = await open('json', wrong);
    const offered = () => {
      const definitions = readDefinitions(changing.getText(), 'json');
      const found = definitions.flatMap((definition) => lint(definition));
      const all = new vscode.Range(0, 0, changing.lineCount, 0);
      const [fix] = quickFixes(changing, all, definitions, found);
      const every = fixAll(changing);
      assert.ok(fix && every, 'a fix, and one for everything');
      return [fix, every];
    };
    const stale = offered();
    assert.deepEqual(
      stale.map(({ edit }) => edit),
      [undefined, undefined],
      'no edit before somebody chooses',
    );
    await replaceText(changing, (text) => `\n${text}`);
    for (const fix of stale) {
      assert.throws(() => resolveFix(fix), /The file has changed meanwhile, so nothing was edited/);
      assert.equal(fix.edit, undefined);
    }
    assert.equal(changing.getText(), `\n${wrong}`);
    const [fresh] = offered();
    const edit = fresh && resolveFix(fresh).edit;
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.equal(changing.getText(), `\n${wrong.replace(/"arn:aws:sts(.*)"/, '"^arn:aws:sts$1$"')}`);
  });

  it('are fixed all at once', async () => {
    await replaceText(document, () => wrong.replace('"awsAccount"', '"aws_acount"').replace('^AROA', 'AROA'));
    await whenDiagnosed(() =>
      rulesOf(document.uri).filter((rule) => rule === 'unanchored').length === 2 ? true : undefined,
    );
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const [action] = await actionsIn(document, all, 'source.fixAll.assumable');
    assert.ok(action?.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await whenDiagnosed(() => (rulesOf(document.uri).includes('unanchored') ? undefined : true));
    assert.match(document.getText(), /"\^arn:aws:sts.*\$"/);
    assert.match(document.getText(), /"\^AROA.*\$"/);
  });

  it('that are none are left alone; of a file that is too long only that is said', async () => {
    const other = await vscode.workspace.openTextDocument({
      language: 'json',
      content: '{"awsIdentity": 5}',
    });
    const large = await vscode.workspace.openTextDocument({
      language: 'json',
      content: `${' '.repeat(1_000_000)}${wrong}`,
    });
    for (const { uri } of [other, large]) {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      assert.deepEqual(lenses, []);
    }
    assert.deepEqual(ours(other.uri), []);
    const said = await whenDiagnosed(() => (ours(large.uri).length > 0 ? ours(large.uri) : undefined));
    assert.deepEqual(
      said.map(({ message, severity }) => [message, severity]),
      [
        [
          'This file is too long to be checked for AWS identities. It can have at most this many characters: 1,000,000',
          vscode.DiagnosticSeverity.Information,
        ],
      ],
    );
  });

  it('are read in Terraform, where what is filled in later is not wrong, and ignored where a comment says so', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'ci.tf');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(terraformText));
    const terraform = await vscode.workspace.openTextDocument(file);
    await whenDiagnosed(() => (rulesOf(terraform.uri).includes('unanchored') ? true : undefined));
    assert.deepEqual(rulesOf(terraform.uri), ['unanchored'], 'only the pattern that is all there');
    const [found] = ours(terraform.uri);
    assert.ok(found);
    const actions = await actionsIn(terraform, found.range, vscode.CodeActionKind.QuickFix.value);
    const ignore = actions.find(({ title }) => title === 'Ignore unanchored here');
    assert.ok(ignore?.edit);
    assert.ok(await vscode.workspace.applyEdit(ignore.edit));
    await whenDiagnosed(() => (rulesOf(terraform.uri).length === 0 ? true : undefined));
    assert.match(terraform.getText(), /^ {4}# assumable-ignore unanchored\n {4}aws_user_id_pattern/m);
  });

  it('are read in YAML', async () => {
    const yaml = await open('yaml', 'name: x\nawsIdentity:\n  awsAccount: "12"\n  arn: a\n  userId: b\n');
    await whenDiagnosed(() => (rulesOf(yaml.uri).includes('account-format') ? true : undefined));
  });

  it('answer about the text as it is now, not as it was when they were asked', async () => {
    const quick = await open('json', wrong);
    const now = wrong.replace('^AROA', 'AROA');
    for (const text of [
      wrong.replace('"123456789012"', '"1"'),
      wrong.replace('"123456789012"', '"12"'),
      now,
    ]) {
      await replaceText(quick, () => text);
    }
    const expected = ['unanchored', 'unanchored'];
    await whenDiagnosed(() => (rulesOf(quick.uri).join() === expected.join() ? true : undefined));
    // What was begun for an earlier text has ended once a document that is opened now is diagnosed.
    const other = await open('json', wrong);
    await whenDiagnosed(() => (rulesOf(other.uri).includes('unanchored') ? true : undefined));
    assert.deepEqual(rulesOf(quick.uri), expected);
  });
});

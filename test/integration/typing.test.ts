import assert from 'node:assert/strict';

import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';

import { lint } from '../../src/core/lint/lint';
import { readDefinitions } from '../../src/documents/read';
import { codeOf, ours, whenDiagnosed } from './diagnosed';
import { account, identitiesInTerraform } from './identitiesInTerraform';

/** What somebody who has never seen the document says is wrong in it: a line of text for each finding. */
function freshly(document: vscode.TextDocument): string[] {
  const text = document.getText();
  return readDefinitions(text, document.fileName)
    .flatMap((definition) => lint(definition))
    .map(({ rule, message, span }) => {
      const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
      return described(rule, message, range);
    })
    .toSorted();
}

function described(rule: string, message: string, { start, end }: vscode.Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character} ${rule} ${message}`;
}

/** What VS Code shows. */
function shown(document: vscode.TextDocument): string[] {
  return ours(document.uri)
    .map((each) => described(codeOf(each), each.message, each.range))
    .toSorted();
}

describe('a Terraform file of 5,000 lines', function () {
  let editor: vscode.TextEditor;
  let document: vscode.TextDocument;

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'large.tf');
    const names = Array.from({ length: 500 }, (_, index) => `r${index}`);
    const text = identitiesInTerraform(names, '$');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.lineCount, 5001);
    editor = await vscode.window.showTextDocument(document);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  /** Waits for diagnostics that are those of a fresh read, and gives them. */
  const settled = () =>
    whenDiagnosed(() => {
      const now = shown(document);
      return JSON.stringify(now) === JSON.stringify(freshly(document)) ? now : undefined;
    });
  const edit = async (change: (builder: vscode.TextEditorEdit) => void) =>
    assert.ok(await editor.edit(change), 'the edit is made');
  const at = (text: string) => document.positionAt(document.getText().indexOf(text));

  it('is diagnosed at each edit as if it were read for the first time', async () => {
    // `^` and `$` of one pattern, a letter at a time; the finding appears with the first and moves with the others.
    const anchor = at(`^arn:aws:sts::${account}:assumed-role/r250/`);
    await edit((builder) => builder.delete(new vscode.Range(anchor, anchor.translate(0, 1))));
    const [first = '', ...others] = await settled();
    assert.deepEqual(others, []);
    assert.match(first, /unanchored/);

    await vscode.commands.executeCommand('cursorTop');
    for (const typed of ['#', ' ', 'x', '\n']) {
      await vscode.commands.executeCommand('type', { text: typed });
      const found = await settled();
      assert.equal(found.length, 1);
    }
    assert.notEqual((await settled())[0], first, 'a line further down');
  });

  it('follows several changes in one edit, from the last to the first and the other way round', async () => {
    const [above, ...none] = await settled();
    assert.ok(above !== undefined && none.length === 0);
    const anchor = (name: string, removed: boolean) => {
      const pattern = `arn:aws:sts::${account}:assumed-role/${name}/`;
      const start = at(removed ? pattern : `^${pattern}`);
      return removed ? start : new vscode.Range(start, start.translate(0, 1));
    };
    const names = ['r400', 'r10', 'r499', 'r200'];
    await edit((builder) => {
      for (const name of names) builder.replace(anchor(name, false), '');
      builder.insert(new vscode.Position(0, 0), '# above\n');
    });
    assert.equal((await settled()).length, 1 + names.length);
    await edit((builder) => {
      for (const name of ['r10', 'r400']) builder.replace(anchor(name, true), '^');
    });
    assert.equal((await settled()).length, 3);
  });

  it('follows undo and redo, other line ends and a block that is left open', async () => {
    const before = await settled();
    await vscode.commands.executeCommand('undo');
    assert.notDeepEqual(await settled(), before);
    await vscode.commands.executeCommand('redo');
    assert.deepEqual(await settled(), before);
    await edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF));
    assert.deepEqual(await settled(), before);
    const brace = document.positionAt(document.getText().lastIndexOf('}'));
    await edit((builder) =>
      builder.delete(new vscode.Range(brace, document.lineAt(document.lineCount - 1).range.end)),
    );
    await settled();
  });

  it('is read anew in another language, and when it is closed and opened again', async () => {
    const before = await settled();
    assert.ok(before.length > 0);
    await vscode.languages.setTextDocumentLanguage(document, 'shellscript');
    await whenDiagnosed(() => (shown(document).length === 0 ? true : undefined));
    document = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    assert.deepEqual(await settled(), before);
  });

  it('has other severities as soon as the settings say so', async () => {
    const configuration = vscode.workspace.getConfiguration('assumable.lint');
    await configuration.update('unanchored', 'off', vscode.ConfigurationTarget.Global);
    await whenDiagnosed(() =>
      shown(document).some((each) => each.includes(' unanchored ')) ? undefined : true,
    );
    await configuration.update('unanchored', undefined, vscode.ConfigurationTarget.Global);
    await settled();
  });
});

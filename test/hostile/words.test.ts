import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { parser } from 'typescript-eslint';
import { foreignWords, redact } from '../../src/core/redact';
import { excerpt, plain, visible, visibleLines } from '../../src/core/text';
import { payloads } from './payloads';
import { unseen, unseenInLines } from './unseen';

describe('words of others', () => {
  it.each([
    ['visible', visible, unseen],
    ['visibleLines', visibleLines, unseenInLines],
    ['plain', plain, unseenInLines],
    ['excerpt', excerpt, unseen],
    ['foreignWords', foreignWords, unseen],
  ] as const)('%s shows every character of every payload', (name, show, hidden) => {
    for (const payload of [...payloads, payloads.join(''), payloads.join('\n')]) {
      const shown = show(payload);
      expect(shown).not.toMatch(hidden);
      // Nothing is made visible twice; the others also cut.
      if (/visible|plain/.test(name)) expect(show(shown)).toBe(shown);
    }
  });

  it('have no links that run in a notification', () => {
    for (const payload of payloads) expect(plain(payload)).not.toMatch(/\]\(/);
    expect(plain('[x](command:y) [z](https://evil.example)')).toBe(
      '[x] (command:y) [z] (https://evil.example)',
    );
  });

  it('have no secret, whatever stands around it, and one is hidden once', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
    for (const payload of payloads.filter((each) => !/[\w/.%+=~\\-]$/.test(each) && each.length < 100))
      for (const text of [payload + token, `${payload}${token}${payload}`, `token=${token}${payload}`]) {
        expect(redact(text)).not.toContain('c2lnbmF0dXJl');
        expect(redact(redact(text))).toBe(redact(text));
      }
  });
});

const project = join(import.meta.dirname, '../..');
/** A line for each way in which words reach the screen, the clipboard or a terminal past the file that is its house. */
const waysAround: readonly string[] = [
  "vscode.window.showInformationMessage('x')",
  "vscode.window.showWarningMessage('x')",
  "vscode.window.showErrorMessage('x')",
  'const { showErrorMessage } = vscode.window',
  "window.showErrorMessage('x')",
  'vscode.window.showInputBox({ validateInput: (text) => text })',
  'vscode.window.createInputBox()',
  'vscode.window.showQuickPick([])',
  'vscode.window.createQuickPick()',
  "vscode.window.setStatusBarMessage('x')",
  'vscode.window.createStatusBarItem()',
  "vscode.env.clipboard.writeText('x')",
  "const { clipboard } = vscode.env; void clipboard.writeText('x')",
  "new vscode.TreeItem('x')",
  "new TreeItem('x')",
  "new vscode.MarkdownString('x')",
  "new vscode.Diagnostic(range, 'x')",
  "new vscode.CodeAction('x')",
  "new vscode.CompletionItem('x')",
  "vscode.window.createTerminal('x')",
  "terminal.sendText('x')",
  "this.#view.message = 'x'",
  "this.view.description = 'x'",
  "treeView.title = 'x'",
];

describe('every way out to the person', () => {
  const files = readdirSync(join(project, 'src/ui'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/ui/${file.replaceAll('\\', '/')}`);
  const rules = new Map<string, Linter.RuleEntry | undefined>();
  beforeAll(async () => {
    const eslint = new ESLint({ cwd: project });
    for (const file of files) {
      const { rules: of } = (await eslint.calculateConfigForFile(file)) as { rules?: Linter.RulesRecord };
      rules.set(file, of?.['no-restricted-syntax']);
    }
  });
  /** Whether the project's own rule refuses this line in a file. */
  const refused = (line: string, file: string) =>
    new Linter()
      .verify(line, {
        languageOptions: { parser },
        rules: { 'no-restricted-syntax': rules.get(file) ?? 'off' },
      })
      .map(({ ruleId, message }) => ruleId ?? message);

  it.each(waysAround)('has one house: %s', (line) => {
    const open = files.filter((file) => {
      const found = refused(line, file);
      expect(found.filter((rule) => rule !== 'no-restricted-syntax')).toEqual([]);
      return found.length === 0;
    });
    expect(open).toHaveLength(1);
  });

  it('is one of those that are known', () => {
    // What shows text in VS Code; a new one needs a house and a line above, or its reason here.
    const known = {
      // Titles and places of their own, and no words of others.
      own: 'showTextDocument|showOpenDialog|showSaveDialog|createOutputChannel|createTreeView|createWebviewPanel|registerWebviewPanelSerializer|registerWebviewViewProvider|withProgress',
      housed:
        'showInformationMessage|showWarningMessage|showErrorMessage|showInputBox|showQuickPick|createQuickPick|setStatusBarMessage|createStatusBarItem|createTerminal',
    };
    const shows = /\bwindow\.((?:show|create|set|with|register)\w+)/g;
    const found = files.flatMap((file) =>
      [...readFileSync(join(project, file), 'utf8').matchAll(shows)].map(([, name = '']) => name),
    );
    for (const name of found) expect(`${known.own}|${known.housed}`.split('|')).toContain(name);
  });
});

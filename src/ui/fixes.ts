import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { applyEdits, differing, type Edit } from '../core/definition';
import { lint } from '../core/lint';
import { formatOf } from '../documents/format';
import { ignoreMark } from '../documents/ignores';
import { readDefinitions } from '../documents/read';
import { changedMeanwhile, languageOf, rangeIn } from './definitions';
import { diagnosticOf } from './diagnostics';
import { severitiesFor, type Shown } from './findings';

/** An edit for one version of a document. */
interface Prepared {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly edit: vscode.WorkspaceEdit;
}

/** What the actions that were offered will do: each gets its edit only when somebody has chosen it. */
const prepared = new WeakMap<vscode.CodeAction, Prepared>();

function prepare(action: vscode.CodeAction, document: vscode.TextDocument, edits: readonly Edit[]): void {
  const edit = new vscode.WorkspaceEdit();
  for (const each of edits) edit.replace(document.uri, rangeIn(document, each), each.newText);
  prepared.set(action, { document, version: document.version, edit });
}

/**
 * Gives an action that was chosen its edit. @throws Failure `invalid` where the document has another version than the
 * one for which the action was offered
 */
export function resolveFix(action: vscode.CodeAction): vscode.CodeAction {
  const known = prepared.get(action);
  if (!known) return action;
  if (known.document.version !== known.version || known.document.isClosed)
    throw changedMeanwhile(known.document);
  action.edit = known.edit;
  return action;
}

/** What can be done about the findings in a range: their fixes, a comment that ignores them, their setting. */
export function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  findings: readonly Shown[],
): vscode.CodeAction[] {
  const here = findings.filter(({ span }) => rangeIn(document, span).intersection(range) !== undefined);
  return here.flatMap((finding) => {
    const diagnostic = diagnosticOf(document, finding);
    const fixes = finding.fixes
      .filter(({ edits }) => edits.length > 0)
      .map(({ title, edits }, index) => {
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.isPreferred = index === 0;
        prepare(action, document, edits);
        return action;
      });
    return [...fixes, ...ignore(document, finding, diagnostic), openSetting(finding, diagnostic)];
  });
}

/** Everything that can be put right without choosing, in one edit; `undefined` where there is nothing. */
export function fixAll(document: vscode.TextDocument): vscode.CodeAction | undefined {
  const before = document.getText();
  const after = fixedText(before, languageOf(document), severitiesFor(document));
  if (after === before) return undefined;
  const span = differing(before, after);
  const newText = after.slice(span.start, after.length - (before.length - span.end));
  const kind = vscode.CodeActionKind.SourceFixAll.append('assumable');
  const action = new vscode.CodeAction(l10n.t('Fix all AWS identities'), kind);
  prepare(action, document, [{ ...span, newText }]);
  return action;
}

/** How often a text is read anew; a fix may make room for the next, and none brings up another finding. */
const rounds = 20;

function fixedText(before: string, language: string, severityOf: ReturnType<typeof severitiesFor>): string {
  let text = before;
  for (let round = 0; round < rounds; round++) {
    const definitions = readDefinitions(text, language);
    const edits = definitions.flatMap((definition) => {
      const certain = lint(definition).find(
        ({ rule, severity, fixes }) =>
          severityOf(rule, severity) !== 'off' && fixes.length === 1 && fixes[0]?.edits.length,
      );
      return certain?.fixes[0]?.edits ?? [];
    });
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  return text;
}

function ignore(
  document: vscode.TextDocument,
  { rule, span }: Shown,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const format = formatOf(languageOf(document));
  if (format === 'json' && document.languageId !== 'jsonc') return [];
  const line = document.lineAt(document.positionAt(span.start));
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const action = new vscode.CodeAction(l10n.t('Ignore {0} here', rule), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  const comment = `${indent}${format === 'json' ? '//' : '#'} ${ignoreMark} ${rule}${end}`;
  const start = document.offsetAt(line.range.start);
  prepare(action, document, [{ start, end: start, newText: comment }]);
  return [action];
}

function openSetting({ rule }: Shown, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = l10n.t('Change the severity of {0}…', rule);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { command: 'workbench.action.openSettings', title, arguments: [`assumable.lint.${rule}`] };
  return action;
}

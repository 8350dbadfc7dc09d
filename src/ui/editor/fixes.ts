import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Definition, differing, type Edit } from '../../core/lint/definition';
import { isWithin } from '../../core/text';
import type { Finding } from '../../core/lint/finding';
import { visible } from '../../core/text';
import { fixedText } from '../../documents/fixAll';
import { formatOf } from '../../documents/format';
import { ignoring } from '../../documents/ignores';
import { provenEdits, provenText } from '../../documents/proven';
import { changedMeanwhile, languageOf, rangeIn, workspaceEdit, wouldChangeMore } from './definitions';
import { diagnosticOf } from './diagnostics';
import { severitiesFor } from './findings';

/** Edits for one version of a document, which are made sure of when they are wanted. */
interface Prepared {
  readonly document: vscode.TextDocument;
  readonly version: number;
  /** `undefined` if they would change more than they are meant to. */
  readonly edits: () => readonly Edit[] | undefined;
}

/** The edits of the offered actions. An action gets its edit only when the person chooses it. */
const prepared = new WeakMap<vscode.CodeAction, Prepared>();

function prepare(action: vscode.CodeAction, document: vscode.TextDocument, edits: Prepared['edits']): void {
  prepared.set(action, { document, version: document.version, edits });
}

/**
 * Gives a chosen action its edit, once the document's own reader has confirmed that it changes nothing else.
 *
 * @throws Failure `invalid` if the document has changed or was closed since the action was offered, or if the edit would
 *   change something else
 */
export function resolveFix(action: vscode.CodeAction): vscode.CodeAction {
  const known = prepared.get(action);
  if (!known) return action;
  const { document, version } = known;
  if (document.version !== version || document.isClosed) throw changedMeanwhile(document);
  const edits = known.edits();
  if (!edits) throw wouldChangeMore(document);
  action.edit = workspaceEdit(document, edits);
  return action;
}

/** The actions for the findings in a range: their fixes, a comment that ignores them, and their setting. */
export function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  definitions: readonly Definition[],
  findings: readonly Finding[],
): vscode.CodeAction[] {
  const here = findings.filter(({ span }) => rangeIn(document, span).intersection(range) !== undefined);
  return here.flatMap((finding) => {
    const diagnostic = diagnosticOf(document, finding);
    const fixes = finding.fixes
      .filter(({ edits }) => edits.length > 0)
      .map((fix, index) => {
        const action = actionOf(fix.title);
        action.diagnostics = [diagnostic];
        action.isPreferred = index === 0;
        const around = definitions.find((each) => isWithin(each.span, finding.span.start));
        prepare(
          action,
          document,
          () => around && provenEdits(document.getText(), languageOf(document), around, fix),
        );
        return action;
      });
    return [
      ...fixes,
      ...ignore(document, definitions, finding, diagnostic),
      openSetting(finding, diagnostic),
    ];
  });
}

/** An action that shows what others wrote in its title. */
function actionOf(title: string, kind = vscode.CodeActionKind.QuickFix): vscode.CodeAction {
  return new vscode.CodeAction(visible(title), kind);
}

/** One action with every fix that needs no choice; `undefined` if there is none. */
export function fixAll(document: vscode.TextDocument): vscode.CodeAction | undefined {
  const before = document.getText();
  const severityOf = severitiesFor(document);
  const isOff = ({ rule, severity }: Finding) => severityOf(rule, severity) === 'off';
  const after = fixedText(before, languageOf(document), isOff);
  if (after === before) return undefined;
  const span = differing(before, after);
  const newText = after.slice(span.start, after.length - (before.length - span.end));
  const kind = vscode.CodeActionKind.SourceFixAll.append('assumable');
  const action = actionOf(l10n.t('Fix all AWS identities'), kind);
  prepare(action, document, () => [{ ...span, newText }]);
  return action;
}

function ignore(
  document: vscode.TextDocument,
  definitions: readonly Definition[],
  { rule, span }: Finding,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  const isJson = formatOf(languageOf(document)) === 'json';
  if (isJson && document.languageId !== 'jsonc') return [];
  const action = actionOf(l10n.t('Ignore {0} here', rule));
  action.diagnostics = [diagnostic];
  const mark = isJson ? '//' : '#';
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const comment = { rule, offset: span.start, mark, lineEnd };
  prepare(action, document, () => {
    const text = document.getText();
    const edits = [ignoring(text, definitions, comment)];
    return provenText(text, languageOf(document), [{ edits, comments: 1 }]) === undefined ? undefined : edits;
  });
  return [action];
}

function openSetting({ rule }: Finding, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = l10n.t('Change the severity of {0}…', rule);
  const action = actionOf(title);
  action.diagnostics = [diagnostic];
  action.command = { command: 'workbench.action.openSettings', title, arguments: [`assumable.lint.${rule}`] };
  return action;
}

import * as vscode from 'vscode';
import type { Finding } from '../../core/lint/finding';
import type { Severity } from '../../core/lint/rules';
import { visibleLines } from '../../core/text';
import { rangeIn } from './definitions';
import type { Findings } from './findings';
import { pageOf } from '../readOnlyDocuments';

/** How long after a keystroke to lint the document again, in milliseconds. */
const pause = 150;

const levels: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Keeps the problems of every open document up to date while the person types. Drops outdated results. */
export class Diagnostics implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #collection = vscode.languages.createDiagnosticCollection('assumable');
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: vscode.Disposable;

  constructor(findings: Findings, failed: (doing: string, error: unknown) => void) {
    this.#findings = findings;
    this.#failed = failed;
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      findings.onDidChange(() => this.#all()),
      vscode.workspace.onDidOpenTextDocument((document) => this.#soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document, pause)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        clearTimeout(this.#waiting.get(uri.toString()));
        this.#waiting.delete(uri.toString());
        this.#collection.delete(uri);
      }),
    );
    this.#all();
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  #all(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  #soon(document: vscode.TextDocument, after: number): void {
    if (!['file', 'untitled', 'vscode-vfs'].includes(document.uri.scheme)) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        void this.#lint(document);
      }, after),
    );
  }

  async #lint(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    try {
      const found = await this.#findings.of(document);
      const unread = await this.#findings.unread(document);
      if (document.isClosed || document.version !== version) return;
      this.#collection.set(document.uri, [
        ...found.map((finding) => diagnosticOf(document, finding)),
        ...(unread ? [notice(document, unread)] : []),
      ]);
    } catch (error) {
      this.#failed('Linting', error);
    }
  }
}

function notice(
  document: vscode.TextDocument,
  { message, ...span }: { start: number; end: number; message: string },
): vscode.Diagnostic {
  const { Information } = vscode.DiagnosticSeverity;
  return made(document, span, message, Information);
}

/** A diagnostic that shows what others wrote in its message. */
function made(
  document: vscode.TextDocument,
  span: { start: number; end: number },
  message: string,
  level: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeIn(document, span), visibleLines(message), level);
  diagnostic.source = 'assumable';
  return diagnostic;
}

/** A finding as a VS Code diagnostic. Its rule id links to the page that explains the rule. */
export function diagnosticOf(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  const { rule, span, message, severity } = finding;
  const diagnostic = made(document, span, message, levels[severity]);
  diagnostic.code = { value: rule, target: pageOf('rule', rule) };
  return diagnostic;
}

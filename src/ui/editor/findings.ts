import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { Caller } from '../../core/caller';
import type { Finding } from '../../core/lint/finding';
import type { RuleId, Severity } from '../../core/lint/rules';
import type { Definitions } from './definitions';

/** A finding with the severity that the settings give it. */
export interface Shown extends Finding {
  readonly severity: Severity;
}

/** What a setting `assumable.lint.<rule>` may say. */
const severities: Readonly<Record<string, Severity | 'off'>> = {
  off: 'off',
  hint: 'hint',
  info: 'information',
  warning: 'warning',
  error: 'error',
};

/** What lint finds in open documents, with the severities of the settings; asked once per version of a document. */
export class Findings implements vscode.Disposable {
  readonly #definitions: Definitions;
  readonly #callers: Callers;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #cache = new Map<
    string,
    { version: number; languageId: string; found: Promise<readonly Shown[]> }
  >();

  /** Fires when the findings of any document may be others although the document is the same. */
  readonly onDidChange = this.#changed.event;

  constructor(definitions: Definitions, callers: Callers) {
    this.#definitions = definitions;
    this.#callers = callers;
    let caller = this.#onlyCaller();
    const again = () => {
      this.#cache.clear();
      this.#changed.fire();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      callers.onDidChange(() => {
        const before = caller;
        caller = this.#onlyCaller();
        if (caller !== before) again();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('assumable.lint')) again();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#cache.delete(uri.toString())),
    );
  }

  /** What is wrong in a document as it is now. */
  of(document: vscode.TextDocument): Promise<readonly Shown[]> {
    const key = document.uri.toString();
    const { version, languageId } = document;
    const known = this.#cache.get(key);
    if (known?.version === version && known.languageId === languageId) return known.found;
    const found = this.#lint(document);
    this.#cache.set(key, { version, languageId, found });
    return found;
  }

  /** What of a document is not looked at; see {@link Definitions.unread}. */
  unread(document: vscode.TextDocument): ReturnType<Definitions['unread']> {
    return this.#definitions.unread(document);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The caller of this window, where only one is known: rules are judged for it. */
  #onlyCaller(): Caller | undefined {
    const [only, ...others] = this.#callers.allKnown();
    return others.length === 0 ? only?.caller : undefined;
  }

  async #lint(document: vscode.TextDocument): Promise<readonly Shown[]> {
    const found = await this.#definitions.lint(document, this.#onlyCaller());
    const severityOf = severitiesFor(document);
    return found.flatMap((finding) => {
      const severity = severityOf(finding.rule, finding.severity);
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
  }
}

/** The severity that the settings give to a rule, where they say anything. */
export function severitiesFor(
  scope: vscode.TextDocument | undefined,
): (rule: RuleId, standard: Severity) => Severity | 'off' {
  const configuration = vscode.workspace.getConfiguration('assumable.lint', scope);
  return (rule, standard) => severities[configuration.get<string>(rule, '')] ?? standard;
}

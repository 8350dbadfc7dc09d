import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { Caller } from '../../core/caller';
import type { Finding } from '../../core/lint/finding';
import type { RuleId, Severity } from '../../core/lint/rules';
import type { Definitions } from './definitions';

/** The values that a setting `assumable.lint.<rule>` may have. */
const severities: ReadonlyMap<unknown, Severity | 'off'> = new Map([
  ['off', 'off'],
  ['hint', 'hint'],
  ['info', 'information'],
  ['warning', 'warning'],
  ['error', 'error'],
]);

/** What lint finds in open documents, with the severities from the settings. */
export class Findings implements vscode.Disposable {
  readonly #definitions: Definitions;
  readonly #callers: Callers;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;

  /** Fires when findings may have changed although the documents have not. */
  readonly onDidChange = this.#changed.event;

  constructor(definitions: Definitions, callers: Callers) {
    this.#definitions = definitions;
    this.#callers = callers;
    let caller = this.#onlyCaller();
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      definitions.onDidChange(() => this.#changed.fire()),
      callers.onDidChange(() => {
        const before = caller;
        caller = this.#onlyCaller();
        if (caller !== before) this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('assumable.lint')) this.#changed.fire();
      }),
    );
  }

  /**
   * The findings in a document as it is now, with the severities from the settings and without those set to
   * off.
   */
  async of(document: vscode.TextDocument): Promise<readonly Finding[]> {
    const found = await this.#definitions.lint(document, this.#onlyCaller());
    const severityOf = severitiesFor(document);
    return found.flatMap((finding) => {
      const severity = severityOf(finding.rule, finding.severity);
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
  }

  /** Where a document stops being checked; see {@link Definitions.unread}. */
  unread(document: vscode.TextDocument): ReturnType<Definitions['unread']> {
    return this.#definitions.unread(document);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The caller of this window if only one is known. Lint judges rules for it. */
  #onlyCaller(): Caller | undefined {
    const [only, ...others] = this.#callers.allKnown();
    return others.length === 0 ? only?.caller : undefined;
  }
}

/** Gives the severity that the settings set for a rule, or else `standard`. */
export function severitiesFor(
  scope: vscode.TextDocument | undefined,
): (rule: RuleId, standard: Severity) => Severity | 'off' {
  const configuration = vscode.workspace.getConfiguration('assumable.lint', scope);
  return (rule, standard) => severities.get(configuration.get(rule)) ?? standard;
}

import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { Caller } from '../../core/caller';
import type { Finding } from '../../core/lint/finding';
import type { RuleId, Severity } from '../../core/lint/rules';
import { formatOf } from '../../documents/format';
import { languageOf, type Definitions } from './definitions';
import type { KnownIdentities } from './lenses';
import type { Workflows } from './workflows';

/** The values that a setting `assumable.lint.<rule>` may have. */
const severities: ReadonlyMap<unknown, Severity | 'off'> = new Map([
  ['off', 'off'],
  ['hint', 'hint'],
  ['info', 'information'],
  ['warning', 'warning'],
  ['error', 'error'],
]);

/** How long to wait for more to be known of identities before workflows are looked at again, in milliseconds. */
const pause = 200;

/** What lint finds in open documents, with the severities from the settings. */
export class Findings implements vscode.Disposable {
  readonly #definitions: Definitions;
  readonly #callers: Callers;
  readonly #known: KnownIdentities;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #workflows: Promise<Workflows> | undefined;
  #waiting: NodeJS.Timeout | undefined;

  /** Fires when findings may have changed although the documents have not. */
  readonly onDidChange = this.#changed.event;

  constructor(definitions: Definitions, callers: Callers, known: KnownIdentities) {
    this.#definitions = definitions;
    this.#callers = callers;
    this.#known = known;
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
    const found = [
      ...(await this.#definitions.lint(document, this.#onlyCaller())),
      ...(await this.#inWorkflow(document)),
    ];
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

  /** Looks again, soon, at workflows that are open, because more is known of identities. */
  learned(): void {
    if (!vscode.workspace.textDocuments.some(isWorkflow)) return;
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      this.#changed.fire();
    }, pause);
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    void this.#workflows?.then((workflows) => workflows.dispose());
    this.#subscriptions.dispose();
  }

  async #inWorkflow(document: vscode.TextDocument): Promise<readonly Finding[]> {
    if (!isWorkflow(document)) return [];
    this.#workflows ??= import('./workflows').then(
      ({ Workflows }) => new Workflows(this.#known, () => this.learned()),
    );
    return (await this.#workflows).of(document.getText());
  }

  /** The caller of this window if only one is known. Lint judges rules for it. */
  #onlyCaller(): Caller | undefined {
    const [only, ...others] = this.#callers.allKnown();
    return others.length === 0 ? only?.caller : undefined;
  }
}

/** Whether a document may be a GitHub workflow that takes an AWS role. */
function isWorkflow(document: vscode.TextDocument): boolean {
  return formatOf(languageOf(document)) === 'yaml' && document.getText().includes('role-to-assume');
}

/** Gives the severity that the settings set for a rule, or else `standard`. */
export function severitiesFor(
  scope: vscode.TextDocument | undefined,
): (rule: RuleId, standard: Severity) => Severity | 'off' {
  const configuration = vscode.workspace.getConfiguration('assumable.lint', scope);
  return (rule, standard) => severities.get(configuration.get(rule)) ?? standard;
}

import * as vscode from 'vscode';
import type { Finding } from '../core/finding';
import type { Identity } from '../core/identity';
import { severitiesFor } from './findings';

/** How long rows wait for others before all of them are linted, in milliseconds; the first paint goes first. */
const pause = 100;

/**
 * What lint finds in live identities. The answer comes later, so that a tree is painted before the linter is loaded:
 * `onDidFind` fires when identities that were asked about turn out to have something wrong.
 */
export class IdentityFindings implements vscode.Disposable {
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #found = new Map<string, { identity: Identity; findings: readonly Finding[] }>();
  readonly #waiting = new Map<string, Identity>();
  readonly #changed = new vscode.EventEmitter<readonly string[]>();
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  /** Fires with the ids of identities whose findings are others now. */
  readonly onDidFind = this.#changed.event;

  constructor(failed: (doing: string, error: unknown) => void) {
    this.#failed = failed;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('assumable.lint')) return;
      for (const { identity } of this.#found.values()) this.#waiting.set(identity.id, identity);
      this.#found.clear();
      this.#soon();
    });
  }

  /** What is known to be wrong with an identity; nothing yet when it was not asked about before. */
  of(identity: Identity): readonly Finding[] {
    const known = this.#found.get(identity.id);
    if (known?.identity === identity) return known.findings;
    if (identity.relationship.kind !== 'aws') return [];
    this.#waiting.set(identity.id, identity);
    this.#soon();
    return known?.findings ?? [];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#lint().catch((error: unknown) => this.#failed('Linting identities', error));
    }, pause);
  }

  async #lint(): Promise<void> {
    const [{ lint }, { definitionOf }] = await Promise.all([
      import('../core/lint'),
      import('../core/definition'),
    ]);
    const severityOf = severitiesFor(undefined);
    const changed: string[] = [];
    for (const [id, identity] of this.#waiting) {
      const { relationship, name } = identity;
      if (relationship.kind !== 'aws') continue;
      const findings = lint(definitionOf({ name, ...relationship.match })).filter(({ rule, severity }) =>
        ['error', 'warning'].includes(severityOf(rule, severity)),
      );
      const before = this.#found.get(id)?.findings ?? [];
      this.#found.set(id, { identity, findings });
      if (findings.length > 0 || before.length > 0) changed.push(id);
    }
    this.#waiting.clear();
    if (changed.length > 0) this.#changed.fire(changed);
  }
}

import * as vscode from 'vscode';
import type { Finding } from '../../core/lint/finding';
import type { Identity } from '../../core/identity';
import { severitiesFor } from '../editor/findings';

/** How long rows wait for others before all of them are linted, in milliseconds; the first paint goes first. */
const pause = 100;

interface Known {
  readonly identity: Identity;
  readonly bindings: number | undefined;
  readonly findings: readonly Finding[];
}

/**
 * What lint finds in live identities. The answer comes later, so that a tree is painted before the linter is loaded:
 * `onDidFind` fires when identities that were asked about turn out to have something wrong. That one has no role is
 * found where its role bindings have been listed.
 */
export class IdentityFindings implements vscode.Disposable {
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #found = new Map<string, Known>();
  readonly #bindings = new Map<string, number>();
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
    if (!this.#isLinted(identity)) {
      this.#waiting.set(identity.id, identity);
      this.#soon();
    }
    return this.#found.get(identity.id)?.findings ?? [];
  }

  /** The ids of those among identities with which something is wrong. */
  async among(identities: readonly Identity[]): Promise<ReadonlySet<string>> {
    await this.#lint(identities.filter((identity) => !this.#isLinted(identity)));
    return new Set(identities.filter((identity) => this.of(identity).length > 0).map(({ id }) => id));
  }

  /** Whether it takes the role bindings to know what is wrong, by the settings. */
  get needRoles(): boolean {
    return isShown(severitiesFor(undefined)('no-binding', 'warning'));
  }

  /** How many role bindings an identity was seen to have, as far as they were listed; `undefined` if they were not. */
  bindings(id: string): number | undefined {
    return this.#bindings.get(id);
  }

  /** The role bindings of an identity were listed, so many of them at the least. */
  bound(identity: Identity, bindings: number): void {
    this.#bindings.set(identity.id, bindings);
    this.of(identity);
  }

  /** The bindings of one identity, or of all, may be others now. */
  forgetBindings(id?: string): void {
    if (id === undefined) this.#bindings.clear();
    else this.#bindings.delete(id);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #isLinted(identity: Identity): boolean {
    const known = this.#found.get(identity.id);
    return (
      known?.identity === identity && isBound(known.bindings) === isBound(this.#bindings.get(identity.id))
    );
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const identities = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#lint(identities)
        .then((changed) => {
          if (changed.length > 0) this.#changed.fire(changed);
        })
        .catch((error: unknown) => this.#failed('Linting identities', error));
    }, pause);
  }

  /** Lints, and gives the ids of those of which other things are found than before. */
  async #lint(identities: readonly Identity[]): Promise<readonly string[]> {
    if (identities.length === 0) return [];
    const [{ lint }, { definitionOf }] = await Promise.all([
      import('../../core/lint/lint'),
      import('../../core/lint/definition'),
    ]);
    const severityOf = severitiesFor(undefined);
    const changed: string[] = [];
    for (const identity of identities) {
      const { relationship, name, id } = identity;
      const bindings = this.#bindings.get(id);
      const match = relationship.kind === 'aws' ? relationship.match : {};
      const findings = lint(definitionOf({ name, ...match }), { bindings }).filter(
        ({ rule, severity }) =>
          (relationship.kind === 'aws' || rule === 'no-binding') && isShown(severityOf(rule, severity)),
      );
      const before = this.#found.get(id)?.findings ?? [];
      this.#found.set(id, { identity, bindings, findings });
      if (textOf(findings) !== textOf(before)) changed.push(id);
    }
    return changed;
  }
}

/** Only what is worth a warning in the tree. */
function isShown(severity: string): boolean {
  return ['error', 'warning'].includes(severity);
}

function isBound(bindings: number | undefined): boolean | undefined {
  return bindings === undefined ? undefined : bindings > 0;
}

function textOf(findings: readonly Finding[]): string {
  return findings.map(({ message }) => message).join('\n');
}

import type { Identity } from '../core/identity';
import type { Finding } from '../core/lint/finding';
import { inPieces } from './inPieces';

/** How many steps may be taken for one identity, so that nothing else waits for it for long. */
const steps = 120_000;

/** How long to collect identities before linting them, in milliseconds, so that the first paint goes first. */
const pause = 100;

interface Known {
  readonly identity: Identity;
  readonly bindings: number | undefined;
  readonly findings: readonly Finding[];
  /** The round of severities, as `LiveFindings.again` counts them. */
  readonly round: number;
}

/** The severity that the current settings give a rule in place of its standard one. */
type Severities = () => (rule: Finding['rule'], standard: Finding['severity']) => Finding['severity'] | 'off';

interface Told {
  /** Gets the ids of identities whose findings have changed since they were last asked for. */
  readonly found: (ids: readonly string[]) => void;
  /** Gets the error of linting them. */
  readonly failed: (error: unknown) => void;
}

/**
 * What lint finds in live identities. Findings come later, so that a tree is painted before the linter is loaded. A
 * missing role is found once the role bindings have been listed.
 */
export class LiveFindings {
  readonly #severities: Severities;
  readonly #told: Told;
  readonly #found = new Map<string, Known>();
  readonly #bindings = new Map<string, number>();
  readonly #waiting = new Map<string, Identity>();
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(severities: Severities, told: Told) {
    this.#severities = severities;
    this.#told = told;
  }

  /** Lints again everything that was asked for, because the severities have changed. */
  again(): void {
    this.#round++;
    for (const { identity } of this.#found.values()) this.#waiting.set(identity.id, identity);
    this.#soon();
  }

  /** The known findings of an identity; none yet on the first call for it. */
  of(identity: Identity): readonly Finding[] {
    if (!this.#isLinted(identity)) {
      this.#waiting.set(identity.id, identity);
      this.#soon();
    }
    return this.#found.get(identity.id)?.findings ?? [];
  }

  /** The ids of the identities that have findings. */
  async among(identities: readonly Identity[]): Promise<ReadonlySet<string>> {
    await this.#lint(identities.filter((identity) => !this.#isLinted(identity)));
    return new Set(identities.filter((identity) => this.of(identity).length > 0).map(({ id }) => id));
  }

  /** Whether the settings ask for a finding that needs role bindings. */
  get needRoles(): boolean {
    return isShown(this.#severities()('no-binding', 'warning'));
  }

  /** How many role bindings of an identity have been listed; `undefined` if none were asked for. */
  bindings(id: string): number | undefined {
    return this.#bindings.get(id);
  }

  /** Notes that the role bindings of an identity were listed: at least this many. */
  bound(identity: Identity, bindings: number): void {
    this.#bindings.set(identity.id, bindings);
    this.of(identity);
  }

  /** Forgets the bindings of one identity, or of all, because they may have changed. */
  forgetBindings(id?: string): void {
    if (id === undefined) this.#bindings.clear();
    else this.#bindings.delete(id);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  #isLinted(identity: Identity): boolean {
    const known = this.#found.get(identity.id);
    if (known?.identity !== identity || known.round !== this.#round) return false;
    return isBound(known.bindings) === isBound(this.#bindings.get(identity.id));
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const identities = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#lint(identities)
        .then((changed) => {
          if (changed.length > 0) this.#told.found(changed);
        })
        .catch(this.#told.failed);
    }, pause);
  }

  /** Lints, and gives the ids of those whose findings have changed. */
  async #lint(identities: readonly Identity[]): Promise<readonly string[]> {
    if (identities.length === 0) return [];
    const [{ lint, lintWork }, { liveDefinition }] = await Promise.all([
      import('../core/lint/lint'),
      import('../core/lint/liveDefinition'),
    ]);
    const severityOf = this.#severities();
    const round = this.#round;
    const changed: string[] = [];
    const work = { left: lintWork };
    await inPieces(identities, this.#closed.signal, (identity) => {
      const { relationship, id } = identity;
      const bindings = this.#bindings.get(id);
      // Of a kind that is not known here, such as a delegate, nobody knows whether it can be bound.
      const bound = relationship.kind === 'unknown' ? undefined : bindings;
      const findings = lint(liveDefinition(identity), {
        bindings: bound,
        at: new Date(),
        steps,
        work,
      }).filter(({ rule, severity }) => isShown(severityOf(rule, severity)));
      const before = this.#found.get(id)?.findings ?? [];
      this.#found.set(id, { identity, bindings, findings, round });
      if (textOf(findings) !== textOf(before)) changed.push(id);
    });
    return changed;
  }
}

/** Whether a severity deserves a warning in the tree. */
function isShown(severity: string): boolean {
  return ['error', 'warning'].includes(severity);
}

function isBound(bindings: number | undefined): boolean | undefined {
  return bindings === undefined ? undefined : bindings > 0;
}

function textOf(findings: readonly Finding[]): string {
  return findings.map(({ message }) => message).join('\n');
}

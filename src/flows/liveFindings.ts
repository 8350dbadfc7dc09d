import type { Identity } from '../core/identity';
import type { Finding } from '../core/lint/finding';

/** How long rows wait for others before all of them are linted, in milliseconds; the first paint goes first. */
const pause = 100;

interface Known {
  readonly identity: Identity;
  readonly bindings: number | undefined;
  readonly findings: readonly Finding[];
  /** By which severities, as `LiveFindings.again` counts them. */
  readonly round: number;
}

/** The severity that the settings give to a rule now, in place of its standard one. */
type Severities = () => (rule: Finding['rule'], standard: Finding['severity']) => Finding['severity'] | 'off';

/**
 * What lint finds in live identities. The answer comes later, so that a tree is painted before the linter is loaded.
 * That one has no role is found where its role bindings have been listed.
 */
export class LiveFindings {
  readonly #severities: Severities;
  readonly #told: {
    readonly found: (ids: readonly string[]) => void;
    readonly failed: (error: unknown) => void;
  };
  readonly #found = new Map<string, Known>();
  readonly #bindings = new Map<string, number>();
  readonly #waiting = new Map<string, Identity>();
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  /**
   * @param told.found gets the ids of identities that were asked about when other things are found in them than before
   * @param told.failed gets what linting them failed of
   */
  constructor(
    severities: Severities,
    told: {
      readonly found: (ids: readonly string[]) => void;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.#severities = severities;
    this.#told = told;
  }

  /** The severities are others now: whatever was asked about is judged again. */
  again(): void {
    this.#round++;
    for (const { identity } of this.#found.values()) this.#waiting.set(identity.id, identity);
    this.#soon();
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
    return isShown(this.#severities()('no-binding', 'warning'));
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

  /** Lints, and gives the ids of those of which other things are found than before. */
  async #lint(identities: readonly Identity[]): Promise<readonly string[]> {
    if (identities.length === 0) return [];
    const [{ lint }, { definitionOf }] = await Promise.all([
      import('../core/lint/lint'),
      import('../core/lint/definition'),
    ]);
    const severityOf = this.#severities();
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
      this.#found.set(id, { identity, bindings, findings, round: this.#round });
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

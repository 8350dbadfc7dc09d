/** How long our own changes take precedence over what a list says, in milliseconds. */
const holds = 120_000;

/**
 * Keeps what was made, changed or deleted a moment ago. Chainguard's lists may lag behind (a new group does
 * not show everywhere at once; the Terraform provider waits for it), so {@link merge} puts these changes into
 * them.
 */
export class Recent<T extends { readonly id: string }> {
  readonly #entries = new Map<
    string,
    { readonly parent: string; readonly item: T | undefined; readonly at: number; readonly found?: true }
  >();

  /** Notes that something was made or changed below `parent`. */
  put(parent: string, item: T, at: Date): void {
    this.#entries.set(item.id, { parent, item, at: at.getTime() });
  }

  /**
   * Notes what was found outside its list, which may hold it on a later page: the list's own entry takes
   * precedence.
   */
  find(parent: string, item: T, at: Date): void {
    if (!this.#entries.has(item.id))
      this.#entries.set(item.id, { parent, item, at: at.getTime(), found: true });
  }

  /** Notes that something was deleted. */
  drop(parent: string, id: string, at: Date): void {
    this.#entries.set(id, { parent, item: undefined, at: at.getTime() });
  }

  /** Forgets everything: another account may see none of it. */
  clear(): void {
    this.#entries.clear();
  }

  /**
   * Corrects a list of what is below `parent`: puts what is new in front, replaces what was changed, and
   * leaves out what is gone.
   */
  merge(parent: string, listed: readonly T[], at: Date): readonly T[] {
    const now = at.getTime();
    for (const [id, entry] of this.#entries) if (now - entry.at > holds) this.#entries.delete(id);
    const here = [...this.#entries].filter(([, entry]) => entry.parent === parent);
    if (here.length === 0) return listed;
    const known = new Set(listed.map(({ id }) => id));
    const fresh = here.flatMap(([id, { item }]) => (item && !known.has(id) ? [item] : []));
    const kept = listed.flatMap((item) => {
      const entry = this.#entries.get(item.id);
      return entry && !entry.found ? (entry.item ?? []) : item;
    });
    return [...fresh, ...kept];
  }
}

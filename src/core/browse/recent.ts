/** How long a change of our own counts for more than what a list says, in milliseconds. */
const holds = 120_000;

/**
 * What was made, changed or deleted a moment ago. Chainguard's lists may be older than that (a group that was just
 * made is not seen everywhere at once; the Terraform provider waits for it), so what is here is put into them.
 */
export class Recent<T extends { readonly id: string }> {
  readonly #entries = new Map<
    string,
    { readonly parent: string; readonly item: T | undefined; readonly at: number; readonly found?: true }
  >();

  /** Something was made or changed below `parent`. */
  put(parent: string, item: T, at: Date): void {
    this.#entries.set(item.id, { parent, item, at: at.getTime() });
  }

  /** Something was found by another way than its list, which may hold it on a later page: the list knows it better. */
  find(parent: string, item: T, at: Date): void {
    if (!this.#entries.has(item.id))
      this.#entries.set(item.id, { parent, item, at: at.getTime(), found: true });
  }

  /** Something was deleted. */
  drop(parent: string, id: string, at: Date): void {
    this.#entries.set(id, { parent, item: undefined, at: at.getTime() });
  }

  /** Forgets everything: another account may see none of it. */
  clear(): void {
    this.#entries.clear();
  }

  /** A list of what is below `parent` as it has to be: what is new in front, what is gone left out. */
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

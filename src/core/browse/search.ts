import type { Identity } from '../identity';
import { platformOfIdentity } from '../platform/platform';
import { tokensOf } from './filter';

/**
 * The text to search an identity by, in lower case: its name, id, description, the values that it trusts, and the
 * platform whose tokens assume it.
 */
function findable(identity: Identity): string {
  const { relationship } = identity;
  const trusted = () => {
    switch (relationship.kind) {
      case 'aws': {
        const { account, arn, userId } = relationship.match;
        return [account, arn?.value, userId?.value];
      }
      case 'claims':
        return [
          relationship.issuer,
          relationship.subject,
          relationship.audience,
          ...relationship.claims.map(({ rule }) => rule),
        ]
          .map((rule) => rule?.value)
          .concat(relationship.claims.map(({ name }) => name));
      case 'static':
        return [relationship.issuer, relationship.subject];
      case 'service-principal':
        return [relationship.principal];
      case 'unknown':
        return relationship.sent ?? [];
    }
  };
  const platform = platformOfIdentity(relationship);
  const tokens = platform === undefined ? [] : [tokensOf(platform)];
  return [identity.name, identity.id, identity.description, ...trusted(), ...tokens].join('\n').toLowerCase();
}

/** Identities to search without asking a server again. Prepares the text of each only once. */
export class IdentityIndex {
  readonly #entries = new Map<string, { readonly identity: Identity; readonly text: string }>();

  /** Called when something was added, replaced or taken out. */
  onChange: (() => void) | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** Adds identities, and replaces those that are there already. */
  add(identities: Iterable<Identity>): void {
    let isNew = false;
    for (const identity of identities) {
      if (this.#entries.get(identity.id)?.identity === identity) continue;
      this.#entries.set(identity.id, { identity, text: findable(identity) });
      isNew = true;
    }
    if (isNew) this.onChange?.();
  }

  get(id: string): Identity | undefined {
    return this.#entries.get(id)?.identity;
  }

  /** Every identity, in the order in which they were added. */
  all(): Identity[] {
    return [...this.#entries.values()].map(({ identity }) => identity);
  }

  /** The ids of the identities with these names, by name. */
  named(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { identity } of this.#entries.values())
      if (names.has(identity.name))
        found.set(identity.name, [...(found.get(identity.name) ?? []), identity.id]);
    return found;
  }

  delete(id: string): void {
    if (this.#entries.delete(id)) this.onChange?.();
  }

  clear(): void {
    if (this.#entries.size === 0) return;
    this.#entries.clear();
    this.onChange?.();
  }

  /**
   * The first `limit` identities that contain every word of `query`, in upper or lower case. Those whose name
   * begins with the query come first.
   */
  find(query: string, limit: number): Identity[] {
    const wanted = query.trim().toLowerCase();
    const words = wanted.split(/\s+/);
    const [first, others]: [Identity[], Identity[]] = [[], []];
    for (const { identity, text } of this.#entries.values()) {
      if (!words.every((word) => text.includes(word))) continue;
      if (text.startsWith(wanted)) first.push(identity);
      else if (others.length < limit) others.push(identity);
      if (first.length >= limit) break;
    }
    return [...first, ...others].slice(0, limit);
  }
}

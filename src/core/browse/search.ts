import type { Identity } from '../identity';

/** Whether an identity is found by a text: part of its name, id, account, ARN, user ID, issuer or subject. */
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
        ].map((rule) => rule?.value);
      case 'static':
        return [relationship.issuer, relationship.subject];
      case 'service-principal':
        return [relationship.principal];
      case 'unknown':
        return [];
    }
  };
  return [identity.name, identity.id, identity.description, ...trusted()].join('\n').toLowerCase();
}

/** Identities that can be searched without asking anybody again. What is searched is prepared once. */
export class IdentityIndex {
  readonly #entries = new Map<string, { readonly identity: Identity; readonly text: string }>();

  get size(): number {
    return this.#entries.size;
  }

  /** Takes identities in; of one that is there already the later state holds. */
  add(identities: Iterable<Identity>): void {
    for (const identity of identities) {
      if (this.#entries.get(identity.id)?.identity !== identity)
        this.#entries.set(identity.id, { identity, text: findable(identity) });
    }
  }

  get(id: string): Identity | undefined {
    return this.#entries.get(id)?.identity;
  }

  /** Every identity, in the order in which they came. */
  all(): Identity[] {
    return [...this.#entries.values()].map(({ identity }) => identity);
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  /**
   * The first `limit` identities in which every word of `query` is found, in upper or lower case, those whose name
   * begins with the query before the others.
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

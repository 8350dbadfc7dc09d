import type { Connection } from '../chainguard/http';
import { listGroups, listIdentities } from '../chainguard/iam';
import type { Page } from '../chainguard/list';
import { PagedList } from '../chainguard/pagedList';
import { IdentityIndex } from '../core/browse/search';
import type { Group, Identity } from '../core/identity';
import type { Organizations } from './organizations';

/** Some of the identities that a session sees. */
interface Stretch {
  readonly identities: readonly Identity[];
  /** How many there are in all, as far as the server says. */
  readonly total: number | undefined;
}

/**
 * Every identity of every organization that the session sees, bit by bit, each once, as `PagedList.stretches`.
 *
 * @throws Failure as `PagedList.more`; `cancelled` when `signal` aborts
 */
export async function* searchEverywhere(
  connection: Connection,
  signal: AbortSignal,
): AsyncGenerator<Stretch> {
  const organizations = await new PagedList<Group>((page) =>
    listGroups(connection, { inRoot: true }, { ...page, signal }),
  ).all();
  let before: number | undefined = 0;
  for (const { id } of organizations) {
    let own: number | undefined;
    for await (const { identities, total } of identitiesBelow(connection, id, signal)) {
      own = total;
      yield { identities, total: add(before, total) };
    }
    before = add(before, own);
  }
}

/**
 * Every identity below a group, bit by bit, each once, as `PagedList.stretches`.
 *
 * @throws Failure as `PagedList.more`; `cancelled` when `signal` aborts
 */
export async function* identitiesBelow(
  connection: Connection,
  group: string,
  signal: AbortSignal,
): AsyncGenerator<Stretch> {
  let page: Page<Identity> | undefined;
  const list = new PagedList<Identity>(async (request) => {
    page = await listIdentities(connection, { descendantsOf: group }, { ...request, signal });
    return page;
  });
  for await (const identities of list.stretches()) yield { identities, total: page?.total };
}

function add(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

/** A search among the listed identities or, on request, among all that a session sees. */
export class IdentitySearch {
  readonly #organizations: Organizations;
  #index: IdentityIndex;
  #searched: 'listed' | 'running' | 'all';
  #total: number | undefined;

  constructor(organizations: Organizations) {
    this.#organizations = organizations;
    this.#index = organizations.everything ?? organizations.listed;
    this.#searched = organizations.everything ? 'all' : 'listed';
  }

  /** What is searched, how many identities that has so far, and how many in all, where the server says. */
  get extent(): { searched: 'listed' | 'running' | 'all'; size: number; total: number | undefined } {
    return { searched: this.#searched, size: this.#index.size, total: this.#total };
  }

  /** What is found so far, as `IdentityIndex.find`. */
  find(query: string, limit: number): readonly Identity[] {
    return this.#index.find(query, limit);
  }

  /**
   * Reads every identity, unless that has begun, and yields for each page whether `query` finds anything in
   * it. Keeps a complete reading for the next search.
   *
   * @throws Failure as `searchEverywhere`; `cancelled`, too, when the organizations are asked for anew
   *   meanwhile
   */
  async *everywhere(at: Connection, query: () => string, signal: AbortSignal): AsyncGenerator<boolean> {
    if (this.#searched !== 'listed') return;
    const { overtaken } = this.#organizations;
    this.#searched = 'running';
    this.#index = new IdentityIndex();
    yield true;
    for await (const { identities, total } of searchEverywhere(at, AbortSignal.any([signal, overtaken]))) {
      this.#total = total;
      this.#index.add(identities);
      const page = new IdentityIndex();
      page.add(identities);
      yield page.find(query(), 1).length > 0;
    }
    this.#searched = 'all';
    this.#organizations.everything = this.#index;
    yield false;
  }
}

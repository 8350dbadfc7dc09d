import type { Connection } from '../chainguard/http';
import { listGroups, listIdentities } from '../chainguard/iam';
import type { Page } from '../chainguard/list';
import { PagedList } from '../chainguard/pagedList';
import type { Group, Identity } from '../core/identity';

/** Some more of the identities that a session sees. */
interface Stretch {
  readonly identities: readonly Identity[];
  /** How many there are in all, as far as the server says. */
  readonly total: number | undefined;
}

/**
 * Every identity of every organization that the session sees, a page at a time, each page asked for once.
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
    let page: Page<Identity> | undefined;
    const list = new PagedList<Identity>(async (request) => {
      page = await listIdentities(connection, { descendantsOf: id }, { ...request, signal });
      return page;
    });
    do {
      await list.more();
      yield { identities: page?.items ?? [], total: add(before, page?.total) };
    } while (list.rest !== 0);
    before = add(before, page?.total);
  }
}

function add(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

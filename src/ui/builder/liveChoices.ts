import type { Connection } from '../../chainguard/http';
import { listAllGroups } from '../../chainguard/iam';
import { PagedList } from '../../chainguard/pagedList';
import type { Role } from '../../core/identity';
import { visible } from '../../core/text';
import { ancestorsOf, rootOf, shorten } from '../../core/uidp';
import { readRoles } from '../../flows/changeRoles';
import type { Found } from '../../wire/builder';
import type { Picked } from '../../wire/builderForm';

/** How many matches are shown at once. */
const shown = 50;

/** How long a list is kept, in milliseconds, so that typing does not ask again. */
const fresh = 60_000;

type Item = Found['items'][number];

/**
 * The groups and roles of the live organization, to search while the person types. The API can only look up a
 * whole name, so every page is read once and searched here.
 */
export class LiveChoices {
  readonly #connection: () => Promise<Connection>;
  readonly #kept = new Map<
    string,
    { readonly at: number; readonly token: string; readonly items: Promise<readonly Item[]> }
  >();

  constructor(connection: () => Promise<Connection>) {
    this.#connection = connection;
  }

  /**
   * The groups whose path contains every word of `text`.
   *
   * @throws Failure as `PagedList.more`, `signed-out`
   */
  async groups(text: string): Promise<Found> {
    return search(await this.#list('groups', readGroups), text);
  }

  /**
   * The roles that can be bound to `group` whose name or description contains every word of `text`; without a
   * group, those of every organization.
   *
   * @throws Failure as `PagedList.more`, `signed-out`
   */
  async roles(text: string, group: string | null): Promise<Found> {
    const organization = group === null ? undefined : rootOf(group);
    const read = async (at: Connection) => (await readRoles(at, organization)).map(itemOf);
    return search(await this.#list(`roles ${organization ?? ''}`, read), text);
  }

  /** The group with this id, if the session sees it. @throws Failure as `PagedList.more`, `signed-out` */
  async group(id: string): Promise<Picked | undefined> {
    const found = (await this.#list('groups', readGroups)).find((group) => group.id === id);
    return found && { id: found.id, name: found.name };
  }

  /** Lists anew once the kept list is old or the sign-in has changed: another sign-in sees another list. */
  async #list(what: string, read: (at: Connection) => Promise<readonly Item[]>): Promise<readonly Item[]> {
    const at = await this.#connection();
    const kept = this.#kept.get(what);
    if (kept?.token === at.token && performance.now() - kept.at < fresh) return kept.items;
    const items = read(at);
    this.#kept.set(what, { at: performance.now(), token: at.token, items });
    try {
      return await items;
    } catch (error) {
      this.#kept.delete(what);
      throw error;
    }
  }
}

async function readGroups(at: Connection): Promise<readonly Item[]> {
  const groups = await new PagedList((page) => listAllGroups(at, page)).all();
  const names = new Map(groups.map(({ id, name }) => [id, visible(name)]));
  return groups.map(({ id, name }) => ({
    id,
    name: visible(name),
    detail: ancestorsOf(id)
      .map((ancestor) => names.get(ancestor) ?? shorten(ancestor))
      .join(' / '),
  }));
}

function itemOf({ id, name, description }: Role): Item {
  return { id, name: visible(name), detail: visible(description) };
}

function search(items: readonly Item[], text: string): Found {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = items.filter(({ name, detail, id }) => {
    const whole = `${detail} ${name} ${id}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
  return { items: fits.slice(0, shown), total: fits.length };
}

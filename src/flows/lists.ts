import * as l10n from '@vscode/l10n';
import type { Page, PageRequest } from '../chainguard/list';
import { PagedList } from '../chainguard/pagedList';
import { Failure } from '../core/failure';

/** How many things are added to a list at once, at the most. */
const mostAtOnce = 1000;

/** As much of a list as has been loaded. */
export interface Listed<T> {
  /** Names the list, to load more of it. */
  readonly id: string;
  readonly items: readonly T[];
  /** How many are not loaded yet; `undefined` when there are more and the server does not say how many. */
  readonly rest: number | undefined;
}

/** What `of` was that gave a list with this id: the row that it stands below. */
export function placeOf(listId: string): string {
  return listId.slice(0, listId.lastIndexOf('/#'));
}

/** Lists of one kind, each loaded a page at a time and asked for once, by the place in which each stands. */
export class Lists<T extends { readonly id: string }> {
  readonly #kind: string;
  readonly #load: (of: string, page: PageRequest) => Promise<Page<T>>;
  readonly #lists = new Map<string, PagedList<T>>();

  /** @param load a page of the list of what is below `of` */
  constructor(kind: string, load: (of: string, page: PageRequest) => Promise<Page<T>>) {
    this.#kind = kind;
    this.#load = load;
  }

  /**
   * The list in this place, its first page loaded.
   *
   * @param of what to list, where its id is not the place
   * @throws Failure as `PagedList.more`; `cancelled` when the list was forgotten meanwhile: its answer says nothing
   */
  async of(place: string, of = place): Promise<Listed<T>> {
    const id = `${place}/#${this.#kind}`;
    const list = this.#lists.get(id) ?? new PagedList<T>((page) => this.#load(of, page));
    this.#lists.set(id, list);
    await list.first();
    if (this.#lists.get(id) !== list) throw new Failure('cancelled', l10n.t('Cancelled.'));
    return { id, items: list.items, rest: list.rest };
  }

  /** Loads more of a list, if it is of this kind. Throws as `PagedList.double`. */
  async more(listId: string): Promise<void> {
    await this.#lists.get(listId)?.double(mostAtOnce);
  }

  /** Forgets every list; gives the places of those that there were. */
  clear(): readonly string[] {
    const places = [...this.#lists.keys()].map(placeOf);
    this.#lists.clear();
    return places;
  }
}

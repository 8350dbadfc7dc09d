import type { Page, PageRequest } from '../chainguard/list';
import { PagedList } from '../chainguard/pagedList';
import { cancelled } from '../core/failure';

/** The most items to add to a list at once. */
const mostAtOnce = 1000;

/** The part of a list that has been loaded. */
export interface Listed<T> {
  /** The list's id, to load more of it. */
  readonly id: string;
  readonly items: readonly T[];
  /** How many are not loaded yet; `undefined` when there are more and the server does not say how many. */
  readonly rest: number | undefined;
}

/** The place of the list with this id. */
export function placeOf(listId: string): string {
  return listId.slice(0, listId.lastIndexOf('/#'));
}

/** Lists of one kind by their place, each loaded once and a page at a time. */
export class Lists<T extends { readonly id: string }> {
  readonly #kind: string;
  readonly #load: (of: string, page: PageRequest) => Promise<Page<T>>;
  readonly #lists = new Map<string, PagedList<T>>();
  /** Changes when what is being loaded is no longer wanted. */
  #era = Symbol();

  /** @param load gives a page of the list of things in `of` */
  constructor(kind: string, load: (of: string, page: PageRequest) => Promise<Page<T>>) {
    this.#kind = kind;
    this.#load = load;
  }

  /**
   * The list in this place, with its first page loaded; loads it again where the list was forgotten meanwhile.
   *
   * @param of the id of what to list, if it is not the place
   * @throws Failure as `PagedList.more`; `cancelled` when {@link end} overtook it
   */
  async of(place: string, of = place): Promise<Listed<T>> {
    const id = `${place}/#${this.#kind}`;
    const era = this.#era;
    for (;;) {
      const list = this.#lists.get(id) ?? new PagedList<T>((page) => this.#load(of, page));
      this.#lists.set(id, list);
      const failure = await list.first().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (era !== this.#era) throw cancelled();
      if (this.#lists.get(id) !== list) continue;
      if (failure) throw failure.error;
      return { id, items: list.items, rest: list.rest };
    }
  }

  /** All of the list in this place; `undefined` where not all of it has been loaded. */
  whole(place: string): readonly T[] | undefined {
    const list = this.#lists.get(`${place}/#${this.#kind}`);
    return list?.isWhole === true ? list.items : undefined;
  }

  /** Loads more of a list, if it is of this kind. Throws as `PagedList.double`. */
  async more(listId: string): Promise<void> {
    await this.#lists.get(listId)?.double(mostAtOnce);
  }

  /** Forgets every list, and gives their places. */
  clear(): readonly string[] {
    const places = [...this.#lists.keys()].map(placeOf);
    this.#lists.clear();
    return places;
  }

  /** Forgets every list, and gives up whatever waits for one. */
  end(): void {
    this.#lists.clear();
    this.#era = Symbol();
  }
}

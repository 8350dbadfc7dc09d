import * as vscode from 'vscode';
import type { Connection } from '../../chainguard/http';
import type { Page, PageRequest } from '../../chainguard/list';
import { PagedList } from '../../chainguard/pagedList';
import { moreLabel } from '../../core/browse/moreLabel';
import { command } from '../commands';
import { factRow, type Row } from '../rows';

/** How many things a "more" row adds at the most. */
const mostAtOnce = 1000;

/** A list that stands in the tree, a page at a time. */
interface Listing<T extends { readonly id: string }> {
  /** Stable: a list of this id that has been loaded is not asked for again. */
  readonly id: string;
  readonly parent: Row;
  /** What people call the things in it, in the plural. */
  readonly what: string;
  readonly load: (at: Connection, page: PageRequest) => Promise<Page<T>>;
  readonly draw: (item: T) => Row;
  /** What to show where there is nothing; without it, nothing. */
  readonly none?: string;
}

/** The lists of the tree that have been loaded, and how far. */
export class Inventory {
  readonly #connection: () => Promise<Connection>;
  readonly #lists = new Map<
    string,
    { readonly list: PagedList<{ readonly id: string }>; parent: Row | undefined }
  >();
  #loading = new AbortController();

  /** @param connection the session's, asked for anew by each request, since tokens are renewed */
  constructor(connection: () => Promise<Connection>) {
    this.#connection = connection;
  }

  /** Forgets everything that has been loaded; what is being loaded is cancelled. */
  clear(): void {
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#lists.clear();
  }

  /** The list with this id, its first page loaded. Throws as `PagedList.more`. */
  async list<T extends { readonly id: string }>(
    id: string,
    parent: Row | undefined,
    load: Listing<T>['load'],
  ): Promise<PagedList<T>> {
    const known = this.#lists.get(id);
    const { signal } = this.#loading;
    const list =
      (known?.list as PagedList<T> | undefined) ??
      new PagedList<T>(async (page) => load(await this.#connection(), { ...page, signal }));
    this.#lists.set(id, { list, parent });
    await list.first();
    return list;
  }

  /** The rows of a list, with one for the rest of it. Throws as `PagedList.more`. */
  async rows<T extends { readonly id: string }>(listing: Listing<T>): Promise<readonly Row[]> {
    const list = await this.list(listing.id, listing.parent, listing.load);
    const rows = list.items.map(listing.draw);
    if (rows.length === 0 && listing.none !== undefined)
      return [
        factRow(listing.parent, 'none', listing.none, '', { icon: 'circle-slash', tooltip: listing.none }),
      ];
    return [...rows, ...moreRow(listing.id, listing.parent, list.rest, listing.what)];
  }

  /** A list that has been loaded: the row that it is below, and how to load more of it, as `PagedList.double`. */
  find(id: string): { readonly parent: Row | undefined; readonly more: () => Promise<void> } | undefined {
    const entry = this.#lists.get(id);
    return entry && { parent: entry.parent, more: () => entry.list.double(mostAtOnce) };
  }

  /** Forgets the lists whose ids fit, so that they are asked for again; gives the rows to draw again. */
  forget(fits: (id: string) => boolean): readonly Row[] {
    const parents: Row[] = [];
    for (const [id, { parent }] of this.#lists) {
      if (!fits(id)) continue;
      this.#lists.delete(id);
      if (parent) parents.push(parent);
    }
    return parents;
  }
}

/** The row that stands for what has not been loaded, where there is any. */
export function moreRow(id: string, parent: Row | undefined, rest: number | undefined, what: string): Row[] {
  if (rest === 0) return [];
  return [
    {
      id: `${id}/more`,
      parent,
      target: id,
      item: () => {
        const label = moreLabel(rest, what);
        const item = new vscode.TreeItem(label);
        item.iconPath = new vscode.ThemeIcon('ellipsis');
        item.contextValue = 'more';
        item.command = command('assumable.loadMore', label, id);
        return item;
      },
    },
  ];
}

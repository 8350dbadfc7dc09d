import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import type { Page, PageRequest } from './list';
import type { Patience } from './patience';

/** No list has more pages than this: 200,000 things at 200 a page. */
const mostPages = 1000;

/** A partly loaded list. It requests each next page once, however many callers ask for it. */
export class PagedList<T extends { readonly id: string }> {
  readonly #load: (page: PageRequest) => Promise<Page<T>>;
  readonly #items = new Map<string, T>();
  readonly #tokens = new Set<string>();
  #page: Page<T> | undefined;
  #loading: Promise<void> | undefined;
  #patience: Patience | undefined;
  /** How many pages brought something new, and how many since then did not. */
  #pages = { fresh: 0, known: 0 };

  constructor(load: (page: PageRequest) => Promise<Page<T>>) {
    this.#load = load;
  }

  /** What has been loaded, each thing once: a list that starts anew (its page token expired) adds nothing twice. */
  get items(): readonly T[] {
    return [...this.#items.values()];
  }

  /** How many are not loaded yet; `undefined` when there are more and the server does not say how many. */
  get rest(): number | undefined {
    if (this.#page?.next === undefined) return 0;
    return this.#page.total === undefined ? undefined : Math.max(1, this.#page.total - this.#items.size);
  }

  /** Whether everything has been loaded. */
  get isWhole(): boolean {
    return this.#page !== undefined && this.#page.next === undefined;
  }

  /** Loads the first page unless it is there. Throws as {@link more}. */
  async first(): Promise<void> {
    if (!this.#page) await this.more();
  }

  /**
   * Loads the next page, if there is one.
   *
   * @throws Failure what loading throws; `unexpected` for a list without an end, when the server repeats a
   *   page token, gives one with an empty page, gives more known pages than a list that starts anew has, or
   *   more pages than any list has
   */
  more(): Promise<void> {
    this.#loading ??= this.#next().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /**
   * Loads as many things again as are loaded already, at most `most` of them but at least one page, so that a
   * few steps reach the end of a long list. Throws as {@link more}, and keeps what it loaded before that.
   */
  async double(most: number): Promise<void> {
    const before = this.#items.size;
    const enough = before + Math.min(before, most);
    await this.all(() => this.#items.size >= enough);
  }

  /**
   * Loads everything, as {@link stretches} does, or page after page until `enough` says so after a page.
   *
   * @returns what has been loaded. Throws as {@link more}.
   */
  async all(enough?: () => boolean): Promise<readonly T[]> {
    if (enough) {
      do await this.more();
      while (this.rest !== 0 && !enough());
      return this.items;
    }
    const stretches = this.stretches();
    while ((await stretches.next()).done !== true);
    return this.items;
  }

  /**
   * Loads everything and gives it bit by bit, each thing once: several pages side by side where the server says how
   * many things there are, and otherwise, or where the list changes meanwhile, page after page. Waits where the server
   * is asked too often. Throws as {@link more}.
   */
  async *stretches(): AsyncGenerator<readonly T[]> {
    this.#patience ??= new (await import('./patience')).Patience();
    await this.first();
    const told = new Set<string>();
    const untold = (items: Iterable<T>) => [...items].filter(({ id }) => told.size < told.add(id).size);
    yield untold(this.#items.values());
    if (this.#page && this.#tokens.size === 1) {
      const { restOf } = await import('./sideBySide');
      const patience = this.#patience;
      const rest = restOf(this.#page, (page) => this.#load({ ...page, patience }));
      const read: T[] = [];
      try {
        let step = await rest.next();
        for (; step.done !== true; step = await rest.next()) {
          read.push(...step.value);
          yield untold(step.value);
        }
        if (step.value) {
          for (const item of read) this.#items.set(item.id, item);
          this.#page = { ...this.#page, next: undefined };
        }
      } finally {
        await rest.return(false);
      }
    }
    while (this.rest !== 0) {
      await this.more();
      yield untold(this.#page?.items ?? []);
    }
  }

  async #next(): Promise<void> {
    if (this.#page && this.#page.next === undefined) return;
    const page = await this.#load({ after: this.#page?.next, patience: this.#patience });
    const before = this.#items.size;
    for (const item of page.items) this.#items.set(item.id, item);
    const { fresh, known } = this.#pages;
    this.#pages = this.#items.size > before ? { fresh: fresh + 1, known: 0 } : { fresh, known: known + 1 };
    const { next } = page;
    const circles = page.items.length === 0 || this.#pages.known > fresh || this.#tokens.size >= mostPages;
    if (next !== undefined && (circles || this.#tokens.has(next))) {
      this.#page = { ...page, next: undefined };
      throw new Failure('unexpected', l10n.t("Chainguard's API gave a list that has no end."), {
        remedy: l10n.t('Refresh. What was loaded so far is shown.'),
      });
    }
    if (next !== undefined) this.#tokens.add(next);
    this.#page = page;
  }
}

import { parentOf } from '../core/uidp';

/** The rows of a place as they were listed, or a row that says why they could not be. */
export interface Listing<R> {
  readonly rows: readonly R[];
  /** Whether they are what is there. Only such rows stand for the place while it is listed again. */
  readonly good: boolean;
}

/** What a tree is made of. */
interface Tree<R> {
  /** Lists what is below a row, or at the top. Never rejects. */
  readonly list: (row: R | undefined) => Promise<Listing<R>>;
  /** Tells VS Code to draw these rows again with all below them, or everything. */
  readonly tell: (rows: readonly R[] | undefined) => void;
  /** Is called with a listing that takes a while, when rows stand in for it. */
  readonly wait: (until: Promise<unknown>) => void;
  /** How a row looks now. */
  readonly look: (row: R) => string;
  /** Whether a person may see the tree. */
  readonly visible: () => boolean;
}

/**
 * Keeps the rows of a tree alive while they are listed again, and knows which row to name to have one drawn.
 *
 * What VS Code does (ExtHostTreeView of vs/workbench/api/common/extHostTreeViews.ts, AsyncDataTree): it knows a row only as
 * the very object that it was given. It forgets everything below a row as soon as it asks for that again, all rows when
 * everything is to be drawn again, and a menu that is used before the answer names no row. It silently ignores a redraw
 * of a row that it does not know, keeps an answer that comes after a redraw of the same row, and loses the answer to its
 * call for the top when everything is to be drawn meanwhile.
 *
 * So one object stands for an id as long as the tree lives. What a person sees is listed again before VS Code hears of it:
 * where a place still has the same rows, only those that look different are drawn again, and no other row is forgotten.
 * Rows that were listed before are the answer until the new ones are there. A redraw is about the nearest row at or above
 * it that VS Code has, and one that meets an unanswered call is done after the answer. A call that was forgotten is
 * answered with nothing, since VS Code asks again. A row's id begins with the id of the row above it and a slash.
 */
export class ShownRows<R extends { readonly id: string }> {
  readonly #tree: Tree<R>;
  readonly #rows = new Map<string, R>();
  /** The ids of the rows that VS Code has below a row, by that row's id; `undefined` stands for the top. */
  readonly #below = new Map<string | undefined, readonly string[]>([[undefined, []]]);
  /** The places of which VS Code has the rows. */
  readonly #given = new Set<string | undefined>();
  /** How VS Code drew a row last, by its id. */
  readonly #drawn = new Map<string, string>();
  /** The ids of the rows that a person has closed. */
  readonly #closed = new Set<string>();
  /** The ids of the rows that were listed last, by place. VS Code may have forgotten them. */
  readonly #listed = new Map<string | undefined, readonly string[]>();
  /** The last unanswered call of VS Code, by place. */
  readonly #calls = new Map<string | undefined, symbol>();
  /** The last listing that was begun, by place. */
  readonly #begun = new Map<string | undefined, symbol>();
  /** Listings that came after earlier rows were given, until VS Code asks for them. */
  readonly #arrived = new Map<string | undefined, Listing<R>>();
  /** Redraws that wait until the call for a place is answered. */
  readonly #late = new Map<string | undefined, Set<string | undefined>>();
  readonly #wanted = new Set<string | undefined>();
  /** Those of the wanted ones that VS Code asks for in any case. */
  readonly #anew = new Set<string | undefined>();
  /** Changes when all rows are to be forgotten, those of open calls too. */
  #era = Symbol();
  #timer: NodeJS.Immediate | undefined;

  constructor(tree: Tree<R>) {
    this.#tree = tree;
  }

  /** The answer to VS Code's call for the rows below this one, or at the top. */
  async children(row: R | undefined): Promise<R[]> {
    const id = row?.id;
    if (id !== undefined) this.#closed.delete(id);
    this.#forgetBelow(id);
    const call = Symbol();
    this.#calls.set(id, call);
    this.#late.delete(id);
    const era = this.#era;
    const listing = await this.#quickest(row);
    if (this.#calls.get(id) !== call) return [];
    this.#calls.delete(id);
    const given = this.#take(id, listing);
    if (listing.good && era === this.#era) this.#listed.set(id, this.#below.get(id) ?? []);
    else this.#listed.delete(id);
    const late = this.#late.get(id) ?? [];
    this.#late.delete(id);
    for (const each of late)
      if (each !== undefined && each === id) void this.#listAgain(row);
      else this.redraw(each);
    return given;
  }

  /**
   * Has whatever looks different drawn again of the row with this id and everything below it, or of everything; a moment
   * later.
   *
   * @param anew whether VS Code is to ask for it all, whatever it looks like
   */
  redraw(id: string | undefined, anew = false): void {
    this.#wanted.add(id);
    if (anew) this.#anew.add(id);
    this.#timer ??= setImmediate(() => this.flush());
  }

  /** Does now what {@link redraw} was asked for. */
  flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    const wanted = [...this.#wanted];
    const anew = new Set(this.#anew);
    this.#wanted.clear();
    this.#anew.clear();
    const rows = new Set<R>();
    const again = new Set<R>();
    let all = false;
    for (const id of wanted) {
      const place = this.#nearest(id);
      const late = this.#calls.has(place);
      if (late) this.#late.set(place, (this.#late.get(place) ?? new Set()).add(id));
      if (late && place !== id) continue;
      this.#outdate(place);
      const row = place === undefined ? undefined : this.#rows.get(place);
      if (!row) all ||= !late;
      else if (anew.has(id) || this.#isDrawnAnew(row)) rows.add(row);
      else if (!late && this.#given.has(row.id)) again.add(row);
    }
    if (rows.size > 0) this.#fire([...rows]);
    if (!all) {
      for (const row of again) if (this.#given.has(row.id)) void this.#listAgain(row);
    } else if (this.#listed.has(undefined)) void this.#listAgain(undefined);
    else this.#fire(undefined);
  }

  /** Forgets all rows, so that none stands in while what is there now is listed; has that drawn. */
  forget(): void {
    this.#era = Symbol();
    this.#listed.clear();
    this.#outdate(undefined);
    this.redraw(undefined);
  }

  /** The object that stands for this row's id. */
  stands(row: R): R {
    const known = this.#rows.get(row.id) ?? row;
    this.#rows.set(row.id, known);
    return known;
  }

  /** Whether VS Code has a row with this id. */
  has(id: string): boolean {
    return this.#below.has(id);
  }

  /** The row with this id, as last given. */
  get(id: string): R | undefined {
    return this.#rows.get(id);
  }

  /** Takes how VS Code draws a row. */
  draws(row: R, look: string): void {
    this.#drawn.set(row.id, look);
  }

  /** Takes that a person closed a row, or opened it. */
  turned(id: string, open: boolean): void {
    if (open) this.#closed.delete(id);
    else this.#closed.add(id);
  }

  dispose(): void {
    clearImmediate(this.#timer);
  }

  /** What is there at once: a listing that arrived, one that takes no time, or the earlier rows until it comes. */
  async #quickest(row: R | undefined): Promise<Listing<R>> {
    const id = row?.id;
    const arrived = this.#arrived.get(id);
    this.#arrived.delete(id);
    if (arrived) return arrived;
    const { listing, arrives } = this.#begin(row);
    const earlier = this.#listed.get(id);
    if (!earlier) return listing;
    const quick = await Promise.race([listing, nextTurn()]);
    if (quick) return quick;
    arrives();
    return { rows: earlier.flatMap((each) => this.#rows.get(each) ?? []), good: true };
  }

  /** Lists a place again. VS Code keeps the rows that it has until then. */
  async #listAgain(row: R | undefined): Promise<void> {
    const { listing, arrives } = this.#begin(row);
    await Promise.race([listing, nextTurn()]);
    arrives();
  }

  /** Begins to list a place. `arrives` has what comes drawn, unless a later listing was begun. */
  #begin(row: R | undefined): { readonly listing: Promise<Listing<R>>; readonly arrives: () => void } {
    const id = row?.id;
    const mark = Symbol();
    this.#begun.set(id, mark);
    let there = false;
    const listing = this.#tree.list(row).then((listed) => {
      there = true;
      return listed;
    });
    const arrives = () => {
      const drawn = listing.then((listed) => {
        if (this.#begun.get(id) === mark) this.#arrive(id, listed);
      });
      if (!there) this.#tree.wait(drawn);
    };
    return { listing, arrives };
  }

  #arrive(id: string | undefined, listing: Listing<R>): void {
    const shown = this.#below.get(id);
    // A row that is gone is listed when it is back, and a call that is open begins its own listing.
    if (!shown || this.#calls.has(id)) return;
    const same =
      shown.length === listing.rows.length && listing.rows.every((row, at) => row.id === shown[at]);
    if (same && listing.good) {
      const rows = listing.rows.map((row) => Object.assign(this.stands(row), row));
      const anew = rows.filter((row) => this.#isDrawnAnew(row));
      if (anew.length > 0) this.#fire(anew);
      for (const row of rows) if (this.#given.has(row.id)) void this.#listAgain(row);
      return;
    }
    this.#arrived.set(id, listing);
    const row = id === undefined ? undefined : this.#rows.get(id);
    this.#fire(row && [row]);
  }

  /**
   * Whether VS Code has to draw a row again: it looks different, or VS Code has rows below it that nobody sees, which it asks
   * for again only once they are to be seen.
   */
  #isDrawnAnew(row: R): boolean {
    if (this.#tree.look(row) !== this.#drawn.get(row.id)) return true;
    return this.#given.has(row.id) && !this.#isOpen(row.id);
  }

  /** Whether a person sees what is below a row, as far as is known. */
  #isOpen(id: string): boolean {
    if (!this.#tree.visible()) return false;
    for (let at: string | undefined = id; at !== undefined; at = parentOf(at))
      if (this.#closed.has(at)) return false;
    return true;
  }

  #fire(rows: readonly R[] | undefined): void {
    for (const id of rows ? rows.map((row) => row.id) : [undefined]) this.#forgetBelow(id);
    this.#tree.tell(rows);
  }

  #take(id: string | undefined, { rows }: Listing<R>): R[] {
    const given = rows.map((row) => Object.assign(this.stands(row), row));
    this.#below.set(
      id,
      given.map((row) => row.id),
    );
    for (const row of given) this.#below.set(row.id, []);
    this.#given.add(id);
    return given;
  }

  /** Drops what was listed of this place and of all below it before now, and VS Code has not asked for yet. */
  #outdate(place: string | undefined): void {
    for (const ids of [this.#arrived, this.#begun])
      for (const id of ids.keys())
        if (place === undefined || id === place || id?.startsWith(`${place}/`)) ids.delete(id);
  }

  #nearest(id: string | undefined): string | undefined {
    for (let at = id; at !== undefined; at = parentOf(at)) if (this.has(at)) return at;
    return undefined;
  }

  #forgetBelow(id: string | undefined): void {
    for (const child of this.#below.get(id) ?? []) {
      this.#forgetBelow(child);
      for (const known of [this.#below, this.#calls, this.#late]) known.delete(child);
    }
    this.#given.delete(id);
    if (id === undefined || this.has(id)) this.#below.set(id, []);
  }
}

/** Resolves when all that takes no time has been done. */
function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

import { parentOf } from '../core/uidp';

/**
 * Tracks which rows of a tree VS Code has, and so which row to name to have one drawn again.
 *
 * VS Code knows a row only as the very object that it was given. It forgets what is below a row as soon as it
 * asks for that again, and drops every answer but the one to its last call. It silently ignores a redraw of a
 * row that it does not know.
 *
 * So one object stands for an id as long as the tree lives, and a redraw names the nearest row at or above it
 * that VS Code has: whatever is drawn next is listed after the change. A row's id begins with the id of the
 * row above it and a slash.
 */
export class ShownRows<R extends { readonly id: string }> {
  readonly #rows = new Map<string, R>();
  /** The ids of the rows that VS Code has below a row, by that row's id; `undefined` stands for the top. */
  readonly #below = new Map<string | undefined, readonly string[]>([[undefined, []]]);
  /** The last unanswered call for the rows below a row, by that row's id. */
  readonly #calls = new Map<string | undefined, symbol>();

  /**
   * Notes that VS Code asks for the rows below this id, or at the top. Returns the call, to be answered once.
   */
  ask(id: string | undefined): symbol {
    this.#forgetBelow(id);
    const call = Symbol();
    this.#calls.set(id, call);
    return call;
  }

  /**
   * The objects that stand for these rows. They take on the new content unless a later call was made since.
   */
  answer(id: string | undefined, call: symbol, rows: readonly R[]): R[] {
    if (this.#calls.get(id) !== call) return rows.map((row) => this.#rows.get(row.id) ?? row);
    this.#calls.delete(id);
    const given = rows.map((row) => Object.assign(this.stands(row), row));
    if (id === undefined || this.has(id)) {
      this.#below.set(
        id,
        given.map((row) => row.id),
      );
      for (const row of given) this.#below.set(row.id, []);
    }
    return given;
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

  /**
   * The row to name so that the row with this id and those below it are drawn again; `undefined` for the
   * whole tree.
   */
  redraw(id: string | undefined): R | undefined {
    for (let at = id; at !== undefined; at = parentOf(at)) {
      if (!this.has(at)) continue;
      this.#forgetBelow(at);
      return this.#rows.get(at);
    }
    this.#forgetBelow(undefined);
    return undefined;
  }

  #forgetBelow(id: string | undefined): void {
    this.#calls.delete(id);
    for (const child of this.#below.get(id) ?? []) {
      this.#forgetBelow(child);
      this.#below.delete(child);
    }
    if (id === undefined || this.has(id)) this.#below.set(id, []);
  }
}

import type { Caller } from '../caller';
import type { Relationship } from '../identity';
import { type AccessRow, type CellAnswer, cellAnswers, CellJudge, stateOf } from './cell';
import { ranksOf, type Standing, standingOf } from './ranks';

/** A caller as a column of the table. */
export interface AccessCaller {
  /** Tells it from every other column. */
  readonly id: string;
  readonly name: string;
  readonly caller: Caller;
}

interface Column extends AccessCaller {
  /** For each row the place of its answer in `cellAnswers`. */
  cells: Uint8Array<ArrayBuffer>;
  /** How many rows it can assume. */
  able: number;
}

/** Rows in orders that stay the same as long as no row is added. */
interface Orders {
  readonly name: Standing;
  readonly ranks: Readonly<Record<'name' | 'folder' | 'seen', Uint32Array>>;
}

const [open, can] = (['open', 'can'] as const).map((answer) => cellAnswers.indexOf(answer)) as [0, 1];

/** The table of who can assume what: a byte for each identity and caller, which is worked out bit by bit. */
export class AccessTable {
  readonly #rows: AccessRow[] = [];
  readonly #places = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #judge = new CellJudge();
  #columns: readonly Column[] = [];
  /** How many columns can assume each row. */
  #able = new Uint16Array(64);
  #done = 0;
  /** Rows before this one have no open cell. */
  #next = 0;
  #orders: Orders | undefined;

  get rows(): readonly AccessRow[] {
    return this.#rows;
  }

  get columns(): readonly AccessCaller[] {
    return this.#columns;
  }

  /** How many cells are worked out, and how many there are. */
  get progress(): { readonly done: number; readonly all: number } {
    return { done: this.#done, all: this.#rows.length * this.#columns.length };
  }

  /** The place of the row with this id. */
  placeOf(id: string): number | undefined {
    return this.#places.get(id);
  }

  /** The orders of the rows by what does not change. */
  get orders(): Orders {
    this.#orders ??= ordersOf(this.#rows);
    return this.#orders;
  }

  /** Adds rows, unless they are there already. */
  add(rows: Iterable<AccessRow>): void {
    this.#orders = undefined;
    for (const row of rows) {
      if (this.#places.has(row.id)) continue;
      this.#places.set(row.id, this.#rows.length);
      this.#rows.push(row);
      this.#texts.push(searched(row));
    }
    const wanted = this.#rows.length;
    if (wanted <= this.#able.length) return;
    const size = Math.max(wanted, 2 * this.#able.length);
    const able = new Uint16Array(size);
    able.set(this.#able);
    this.#able = able;
    for (const column of this.#columns) {
      const cells = new Uint8Array(size);
      cells.set(column.cells);
      column.cells = cells;
    }
  }

  /** Takes these callers as columns, in this order. What is worked out for those that are there already stays. */
  setCallers(callers: readonly AccessCaller[]): void {
    const before = new Map(this.#columns.map((column) => [column.id, column]));
    this.#columns = callers.map(({ id, name, caller }): Column => {
      const known = before.get(id);
      const isSame =
        known?.caller.account === caller.account &&
        known.caller.arn === caller.arn &&
        known.caller.userId === caller.userId;
      const cells = isSame ? known.cells : new Uint8Array(this.#able.length);
      return { id, name, caller, cells, able: 0 };
    });
    this.#able.fill(0);
    this.#done = 0;
    this.#next = 0;
    for (const column of this.#columns) {
      for (let row = 0; row < this.#rows.length; row++) {
        if (column.cells[row] !== open) this.#done++;
        if (column.cells[row] === can) this.#count(row, column);
      }
    }
  }

  /** Works out the open cells, row after row; each step is one cell. Rows and callers may change between two steps. */
  *work(): Generator<undefined, void> {
    while (this.#next < this.#rows.length) {
      const place = this.#next;
      const row = this.#rows[place];
      const columns = this.#columns;
      for (const column of columns) {
        if (!row || column.cells[place] !== open) continue;
        const code = cellAnswers.indexOf(this.#judge.answer(row, column.caller));
        column.cells[place] = code;
        this.#done++;
        if (code === can) this.#count(place, column);
        yield undefined;
        if (this.#columns !== columns) break;
      }
      if (this.#columns === columns) this.#next = place + 1;
    }
  }

  /** What is known about one cell. */
  answer(row: number, column: number): CellAnswer {
    return cellAnswers[this.#columns[column]?.cells[row] ?? open] ?? 'open';
  }

  /** The cells of a row as digits to the base of 36, each the place of its answer in `cellAnswers`. */
  cellsOf(row: number): string {
    return this.#columns.map(({ cells }) => (cells[row] ?? open).toString(36)).join('');
  }

  /** How many of the callers can assume a row, as far as that is worked out. */
  ableTo(row: number): number {
    return this.#able[row] ?? 0;
  }

  /** Whether it is certain that none of the callers can assume a row. */
  isClosed(row: number): boolean {
    return this.#columns.every((_, column) => stateOf(this.answer(row, column)) === 'cannot');
  }

  /** The rows that share a caller with another row. */
  shared(): ReadonlySet<number> {
    const shared = new Set<number>();
    for (const { cells, able } of this.#columns) {
      if (able < 2) continue;
      for (let row = cells.indexOf(can); row >= 0; row = cells.indexOf(can, row + 1)) shared.add(row);
    }
    return shared;
  }

  /** Whether a row contains every one of these words, which are in lower case. */
  contains(row: number, words: readonly string[]): boolean {
    const text = this.#texts[row] ?? '';
    return words.every((word) => text.includes(word));
  }

  #count(row: number, column: Column): void {
    column.able++;
    this.#able[row] = this.ableTo(row) + 1;
  }
}

function ordersOf(rows: readonly AccessRow[]): Orders {
  const names = rows.map(({ name }) => name.toLowerCase());
  const folders = rows.map(({ folder }) => folder.toLowerCase());
  // Never seen comes before whatever was seen.
  const seen = rows.map(({ lastSeen }) => lastSeen?.getTime() ?? -Infinity);
  return {
    name: standingOf(names),
    ranks: { name: ranksOf(names), folder: ranksOf(folders), seen: ranksOf(seen) },
  };
}

function searched({ id, name, folder, relationship }: AccessRow): string {
  return [name, folder, id, ...trusted(relationship)].join('\n').toLowerCase();
}

function trusted(relationship: Relationship): readonly (string | undefined)[] {
  switch (relationship.kind) {
    case 'aws': {
      const { account, arn, userId } = relationship.match;
      return [account, arn?.value, userId?.value];
    }
    case 'claims':
      return [relationship.issuer?.value, relationship.subject?.value];
    case 'static':
      return [relationship.issuer, relationship.subject];
    case 'service-principal':
      return [relationship.principal];
    case 'unknown':
      return [];
  }
}

import type { TableView } from '../../core/access/tableView';
import type { ShownRow, ShownRows } from '../../wire/access';

const size = 100;

/** Rows as they are painted, asked for in blocks. What was there stays until something newer comes. */
export class Blocks {
  readonly #ask: (view: TableView, from: number, count: number) => Promise<ShownRows>;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #blocks = new Map<number, { readonly key: string; readonly rows: readonly ShownRow[] }>();
  readonly #asked = new Set<number>();
  #count = 0;
  #wanted: readonly [from: number, to: number] = [0, 1];
  #view: TableView;
  #version = 0;

  constructor(
    view: TableView,
    told: {
      readonly ask: (view: TableView, from: number, count: number) => Promise<ShownRows>;
      readonly changed: () => void;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.#view = view;
    this.#ask = told.ask;
    this.#changed = told.changed;
    this.#failed = told.failed;
  }

  /** How many rows the view shows, as far as is known. */
  get count(): number {
    return this.#count;
  }

  row(index: number): ShownRow | undefined {
    return this.#blocks.get(Math.floor(index / size))?.rows[index % size];
  }

  /** Another view is shown, or the rows have another version. */
  renew(view: TableView, version: number): void {
    this.#view = view;
    this.#version = version;
    this.want(...this.#wanted);
  }

  /** Asks for these rows, unless they are there as they are now. */
  want(from: number, to: number): void {
    this.#wanted = [from, to];
    if (this.#version === 0) return;
    for (let block = Math.floor(from / size); block * size < Math.max(to, from + 1); block++)
      if (!this.#asked.has(block) && this.#blocks.get(block)?.key !== this.#key()) void this.#load(block);
  }

  #key(): string {
    return JSON.stringify([this.#version, this.#view]);
  }

  async #load(block: number): Promise<void> {
    const key = this.#key();
    this.#asked.add(block);
    try {
      const { count, rows } = await this.#ask(this.#view, block * size, size);
      this.#blocks.set(block, { key, rows });
      if (key === this.#key()) {
        this.#count = count;
        // What is out of sight and old is asked for again when it comes into sight.
        const [from, to] = this.#wanted;
        for (const [place, known] of this.#blocks)
          if (known.key !== key && (place * size > to + size || (place + 1) * size < from - size))
            this.#blocks.delete(place);
      }
      this.#changed();
    } catch (error) {
      this.#failed(error);
      return;
    } finally {
      this.#asked.delete(block);
    }
    this.want(...this.#wanted);
  }
}

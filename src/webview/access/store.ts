import * as l10n from '@vscode/l10n';
import { cellAnswers, stateOf } from '../../core/access/cell';
import { cellSentence } from '../../core/access/cellText';
import type { ExportFormat } from '../../core/access/tableExport';
import { type RowOrder, type TableView, wholeTable } from '../../core/access/tableView';
import type { AccessHost, AccessOf, AccessState, KeptAccess, ShownRow, Writing } from '../../wire/access';
import type { Client } from '../../wire/rpc';
import { type Said, type Trouble, troubleOf } from '../shared/trouble';
import { Blocks } from './blocks';
import { factTitle } from './factTitle';
import { fill } from './filling';
import { type FactColumn, factColumns, rowsSeen, type Seen } from './geometry';

/** A cell; `row` is -1 for the head. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Everything that the page shows, beside the rows. */
export interface Model {
  /** `null` until the host has answered. */
  readonly state: AccessState | null;
  readonly of: AccessOf | null;
  readonly view: TableView;
  readonly seen: Seen;
  /** The cell that keys act upon. */
  readonly active: Place;
  readonly format: ExportFormat;
  readonly paste: string;
  readonly trouble: Trouble | null;
  readonly pasteTrouble: Trouble | null;
  readonly said: Said;
}

/** What the page needs from outside. */
export interface Surroundings {
  readonly host: Client<AccessHost>;
  readonly keep: (kept: KeptAccess) => void;
  /** Draws in the next frame, however often it is called until then. */
  readonly draw: () => void;
  /** Draws what is still to be drawn. */
  readonly drawNow: () => void;
}

/** Everything that the page knows, and what a person can do on it. */
export class Store {
  readonly #around: Surroundings;
  readonly #blocks: Blocks;
  #model: Model;
  #sentences = 0;
  #filled: ReadonlySet<number> = new Set();
  #revision = 0;

  constructor(kept: KeptAccess | null, around: Surroundings) {
    this.#around = around;
    this.#model = {
      state: null,
      of: kept?.of ?? null,
      view: kept?.view ?? wholeTable,
      seen: { top: 0, left: 0, width: 1000, height: 600 },
      active: { row: -1, column: 0 },
      format: 'csv',
      paste: '',
      trouble: null,
      pasteTrouble: null,
      said: { text: '', number: 0 },
    };
    this.#blocks = new Blocks(this.#model.view, {
      ask: (view, from, count) => around.host.call('rows', { view, from, count }),
      changed: () => {
        this.#revision++;
        around.draw();
      },
      failed: (error) => this.set({ trouble: troubleOf(error) }),
    });
  }

  get model(): Model {
    return this.#model;
  }

  /** Another number whenever anything has changed but for what is seen of the table. */
  get revision(): number {
    return this.#revision;
  }

  /** How many rows the view shows. */
  get count(): number {
    return this.#blocks.count;
  }

  get facts(): readonly FactColumn[] {
    return factColumns((this.#model.state?.roles ?? 'hidden') !== 'hidden');
  }

  get columnCount(): number {
    return this.facts.length + (this.#model.state?.callers.length ?? 0);
  }

  row(index: number): ShownRow | undefined {
    return this.#blocks.row(index);
  }

  /** Follows the host from state to state, until it does not answer any more. */
  async follow(): Promise<void> {
    try {
      for (let known = 0; ;) {
        const state = await this.#around.host.call('changed', { known });
        known = state.version;
        this.set({ state });
        this.#blocks.renew(this.#model.view, known);
      }
    } catch (error) {
      this.set({ trouble: troubleOf(error) });
    }
  }

  /** Sees another part of the table. */
  see(seen: Seen): void {
    this.#model = { ...this.#model, seen };
    this.#blocks.want(...rowsSeen(seen, Math.max(this.count, 1)));
    this.#around.draw();
  }

  /** Which of these rows are drawn in full now. What a frame has no room for is drawn in a later one. */
  fill(rows: readonly number[]): ReadonlySet<number> {
    const { row: active } = this.#model.active;
    const known = rows.filter((row) => row === active || this.row(row) !== undefined);
    const { filled, isLeft } = fill(known, this.#filled, active);
    this.#filled = filled;
    if (isLeft) this.#around.draw();
    return filled;
  }

  /** Draws at once what is still to be drawn. */
  drawNow(): void {
    this.#around.drawNow();
  }

  /** Shows other rows, or in another order. */
  look(change: Partial<TableView>): void {
    const view = { ...this.#model.view, ...change };
    this.set({ view });
    this.#keep();
    this.#blocks.renew(view, this.#model.state?.version ?? 0);
  }

  /** Orders the rows by a column, or the other way round where they are already. */
  orderBy(order: RowOrder): void {
    const { view } = this.#model;
    const descending = view.order === order ? !view.descending : order === 'callers' || order === 'seen';
    this.look({ order, descending });
    const by = factTitle(order);
    this.say(descending ? l10n.t('Sorted by {0}, descending.', by) : l10n.t('Sorted by {0}, ascending.', by));
  }

  /** Goes to a cell, as far as the table reaches. */
  go({ row, column }: Place): void {
    const within = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));
    this.set({
      active: {
        row: within(row, -1, this.count - 1),
        column: within(column, 0, this.columnCount - 1),
      },
    });
  }

  /** Acts on a cell: orders by its column, shows the identity, or shows why the caller can or cannot assume it. */
  async activate({ row, column }: Place = this.#model.active): Promise<void> {
    const fact = this.facts[column];
    if (row < 0) {
      if (fact !== undefined && fact !== 'roles') this.orderBy(fact);
      return;
    }
    const shown = this.row(row);
    const caller = this.#model.state?.callers[column - this.facts.length];
    if (!shown) return;
    await this.#try(async () => {
      if (caller) await this.#around.host.call('explain', { row: shown.id, caller: caller.id });
      else await this.#around.host.call('open', { row: shown.id });
    });
  }

  /** What a cell says as a sentence; `undefined` for what is no cell of a caller. */
  sentence({ row, column }: Place): string | undefined {
    const shown = this.row(row);
    const index = column - this.facts.length;
    const caller = this.#model.state?.callers[index];
    return shown && caller && cellSentence(answerIn(shown, index), caller.name, shown.name);
  }

  choose(): Promise<void> {
    return this.#try(async () => {
      const of = await this.#around.host.call('choose', {});
      this.set({ of });
      this.#keep();
    });
  }

  reload(): Promise<void> {
    return this.#try(() => this.#around.host.call('reload', {}));
  }

  cancel(): Promise<void> {
    return this.#try(() => this.#around.host.call('cancel', {}));
  }

  signIn(): Promise<void> {
    return this.#try(() => this.#around.host.call('signIn', {}));
  }

  roles(shown: boolean): Promise<void> {
    return this.#try(() => this.#around.host.call('roles', { shown }));
  }

  overlaps(): Promise<void> {
    return this.#try(() => this.#around.host.call('overlaps', {}));
  }

  remove(caller: string): Promise<void> {
    return this.#try(() => this.#around.host.call('remove', { caller }));
  }

  write(how: Writing): Promise<void> {
    const { view, format } = this.#model;
    return this.#try(async () => {
      const said = await this.#around.host.call('write', { view, format, how });
      if (said !== null) this.say(said);
    });
  }

  /** Adds the callers in what was pasted. The text is not kept: it may hold secrets. */
  async addPasted(): Promise<void> {
    const text = this.#model.paste;
    this.set({ pasteTrouble: null });
    try {
      const added = await this.#around.host.call('paste', { text });
      this.set({ paste: '' });
      this.say(
        added === 0 ? l10n.t('These callers are there already.') : l10n.t('Callers added: {0}', added),
      );
    } catch (error) {
      this.set({ pasteTrouble: troubleOf(error) });
    }
  }

  /** Says something beside the table and to screen readers. */
  say(text: string): void {
    this.set({ said: { text, number: ++this.#sentences } });
  }

  set(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    this.#revision++;
    this.#around.draw();
  }

  #keep(): void {
    const { of, view } = this.#model;
    this.#around.keep({ of, view });
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.set({ trouble: null });
    try {
      await work();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind !== 'cancelled') this.set({ trouble });
    }
  }
}

/** What is known about a row's identity and the caller at `index`. */
export function answerIn(row: ShownRow, index: number) {
  return cellAnswers[parseInt(row.cells.charAt(index), 36)] ?? 'open';
}

/** A row's cell in its state, for its look. */
export function stateIn(row: ShownRow, index: number) {
  return stateOf(answerIn(row, index));
}

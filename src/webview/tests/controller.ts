import * as l10n from '@vscode/l10n';
import type { OfferId } from '../../core/result/offers';
import type { TestsHost } from '../../wire/tests';
import type { Client } from '../../wire/rpc';
import { Latest } from '../shared/latest';
import { troubleOf } from '../shared/trouble';
import type { Kept, Model } from './model';

/** What the page needs from outside. */
export interface Surroundings {
  readonly host: Client<TestsHost>;
  readonly keep: (kept: Kept) => void;
  readonly draw: (model: Model) => void;
  /** Moves the keyboard to a row of the list, or to the result. */
  readonly focus: (place: { readonly row: string } | 'result') => void;
}

/** Everything that the page knows, and what a person can do on it. */
export class Controller {
  readonly #around: Surroundings;
  readonly #refreshing: Latest;
  #model: Model;
  #newest: string | null;
  /** The two results that the page was last asked to show side by side. */
  #beside = '';

  constructor(kept: Kept | null, around: Surroundings) {
    this.#around = around;
    const selected = kept?.selected ?? null;
    this.#newest = kept?.newest ?? null;
    this.#model = {
      results: null,
      trusted: true,
      selected,
      focused: selected,
      shown: null,
      choosing: false,
      compared: null,
      busy: null,
      trouble: null,
      said: { text: '', number: 0 },
    };
    this.#refreshing = new Latest(
      (error) => this.#set({ trouble: troubleOf(error) }),
      () => this.#refresh(),
    );
  }

  /** Draws the page whenever something changes, until the host ends. */
  async follow(): Promise<void> {
    try {
      for (let known = 0; ;) {
        known = await this.#around.host.call('changed', { known });
        this.#refreshing.again();
      }
    } catch (error) {
      this.#set({ trouble: troubleOf(error) });
    }
  }

  /** Draws the page again, because time went by. */
  redraw(): void {
    this.#around.draw(this.#model);
  }

  /** Goes to a row: shows its result, or while another result is being chosen only moves there. */
  go(id: string): void {
    if (this.#model.choosing) this.#set({ focused: id });
    else this.#select(id);
  }

  /** Goes to the row that is so many rows further; as far as there are rows. */
  move(by: number): void {
    const { results, focused } = this.#model;
    if (!results || results.length === 0) return;
    const at = results.findIndex(({ id }) => id === focused);
    const to = results[Math.min(results.length - 1, Math.max(0, at + by))];
    if (!to) return;
    this.go(to.id);
    this.#around.focus({ row: to.id });
  }

  /** Takes the row that has the keyboard: compares with it while that is being chosen, or goes into its result. */
  take(id: string): void {
    if (this.#model.choosing) void this.compareWith(id);
    else this.#around.focus('result');
  }

  /** Lets the person choose a result to compare the shown one with. */
  choose(): void {
    this.#set({ choosing: true, compared: null });
    this.#say(l10n.t('Choose the other result in the list.'));
    if (this.#model.focused !== null) this.#around.focus({ row: this.#model.focused });
  }

  /** Goes back from comparing to the result. */
  leave(): void {
    if (!this.#model.choosing && !this.#model.compared) return;
    this.#set({ choosing: false, compared: null, focused: this.#model.selected });
  }

  /** Shows in what a result differs from the one that is shown. */
  async compareWith(id: string): Promise<void> {
    const { selected } = this.#model;
    if (selected === null || selected === id) return;
    try {
      const compared = await this.#around.host.call('compare', { one: selected, other: id });
      this.#set({ choosing: false, compared, focused: id });
      if (compared) this.#say(l10n.t('They differ in {0} points.', compared.lines.length));
    } catch (error) {
      this.#set({ trouble: troubleOf(error) });
    }
  }

  /** Does what the shown result offers. */
  async act(offer: OfferId): Promise<void> {
    const id = this.#model.shown?.id;
    if (id === undefined) return;
    await this.#work(offer, () => this.#around.host.call('act', { id, offer }));
  }

  /** Lets the person choose what to test, or whether the window is trusted. */
  async begin(what: 'test' | 'trust'): Promise<void> {
    await this.#work(what, () => this.#around.host.call(what, {}));
  }

  async #work(busy: NonNullable<Model['busy']>, work: () => Promise<null>): Promise<void> {
    this.#set({ busy, trouble: null });
    try {
      await work();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.kind !== 'cancelled') this.#set({ trouble });
    } finally {
      if (this.#model.busy === busy) this.#set({ busy: null });
    }
  }

  #select(id: string): void {
    const { shown } = this.#model;
    this.#set({
      selected: id,
      focused: id,
      choosing: false,
      compared: null,
      trouble: null,
      shown: shown?.id === id ? shown : null,
    });
    this.#keep();
    this.#refreshing.again();
  }

  async #refresh(): Promise<() => void> {
    const { host } = this.#around;
    const { results, newest, trusted, beside } = await host.call('state', {});
    const { selected } = this.#model;
    const pair = beside === null ? '' : `${beside.one} ${beside.other}`;
    const two = pair === this.#beside ? null : beside;
    const started = newest !== null && newest !== this.#newest;
    const stays = !started && results.some(({ id }) => id === selected);
    const wanted = two ? two.one : stays ? selected : started ? newest : (results[0]?.id ?? null);
    const shown = wanted === null ? null : await host.call('show', { id: wanted });
    const compared = two && (await host.call('compare', two));
    return () => {
      const before = this.#model.shown;
      this.#newest = newest;
      this.#beside = pair;
      this.#set({
        results,
        trusted,
        shown,
        selected: wanted,
        ...(wanted !== selected && { focused: wanted, choosing: false, compared: null, trouble: null }),
        ...(compared && { compared, choosing: false }),
      });
      if (wanted !== selected || started) this.#keep();
      const ended = shown?.outcome !== null && before?.id === shown?.id && before?.outcome === null;
      if (shown && (ended || started)) this.#say(shown.sentence);
    };
  }

  #keep(): void {
    this.#around.keep({ selected: this.#model.selected, newest: this.#newest });
  }

  #say(text: string): void {
    this.#set({ said: { text, number: this.#model.said.number + 1 } });
  }

  #set(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    this.#around.draw(this.#model);
  }
}

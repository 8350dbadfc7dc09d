import { matchFields, valuesOf } from '../../core/field';
import type { Fix } from '../../core/lint/finding';
import type { Choice, Start, Taking } from '../../wire/builder';
import type { OptionName } from '../../wire/builderForm';
import { Calling } from './calling';
import type { Kept } from './model';
import { troubleOf } from '../shared/trouble';
import { Picking } from './picking';
import { Sending } from './sending';
import { Store, type Surroundings } from './store';
import { Trusting } from './trusting';

/** What a person can do on the page. */
export class Controller {
  readonly calling: Calling;
  readonly picking: Picking;
  readonly sending: Sending;
  readonly trusting: Trusting;
  readonly #store: Store;

  constructor(start: Start, kept: Kept | null, around: Surroundings) {
    this.#store = new Store(start, kept, around);
    this.calling = new Calling(this.#store);
    this.picking = new Picking(this.#store);
    this.trusting = new Trusting(this.#store);
    this.sending = new Sending(this.#store, this.picking);
  }

  /** Draws the page, then asks for everything that the first drawing does not need. */
  begin(): void {
    this.#store.begin();
    void this.calling.begin();
    void this.picking.nameGroup();
    this.sending.begin();
    void this.#follow();
  }

  /** Checks the sign-in and the trust in the window, now and whenever they may have changed. */
  async #follow(): Promise<void> {
    try {
      for (let known = 0; ;) {
        known = await this.#store.host.call('changed', { known });
        void this.sending.lookAgain();
        void this.calling.lookAgain();
      }
    } catch (error) {
      this.#store.set({ createTrouble: troubleOf(error) });
    }
  }

  /** Changes form fields. Once a rule changes, the rules no longer count as a suggestion's. */
  patch({ token, ...values }: Fix['sets']): void {
    if (token) this.trusting.rule(token);
    if (Object.keys(values).length === 0) return;
    const byHand = matchFields.some((field) => field in values);
    this.#store.fill({ ...values, ...(byHand && { strictness: 'by-hand' as const }) });
  }

  option(name: OptionName, value: string): void {
    this.#store.fill({ options: { ...this.#store.model.form.options, [name]: value } }, false);
  }

  /** Takes the rules of a suggestion. */
  choose({ strictness, match }: Choice): void {
    this.#store.fill({ strictness, ...valuesOf(match) });
  }

  /** Keeps the rules as they are, to be changed by hand. */
  byHand(): void {
    this.#store.fill({ strictness: 'by-hand' });
  }

  /** Takes up the draft that was left, or forgets it. */
  async left(how: 'take' | 'forget'): Promise<void> {
    const { left } = this.#store.model;
    this.#store.set({ left: null });
    if (left && how === 'take') {
      this.#store.fill(left);
      await this.picking.nameGroup();
    }
    await this.#store.host.call('forgetLeft', {});
  }

  tab(tab: string): void {
    this.#store.set({ tab, rendered: null, takeTrouble: null, taken: null, copied: null });
    this.#store.render();
  }

  async take(how: Taking): Promise<void> {
    const { form, tab } = this.#store.model;
    this.#store.set({ taken: null });
    await this.#store.busy('take', 'takeTrouble', async () => {
      const said = await this.#store.host.call('take', { form, id: tab, how });
      if (said !== null) this.#store.showTaken(said);
    });
  }

  async copyStep(step: number): Promise<void> {
    const { form, tab } = this.#store.model;
    this.#store.set({ copied: null });
    await this.#store.busy('take', 'takeTrouble', async () => {
      const said = await this.#store.host.call('copyStep', { form, id: tab, step });
      this.#store.set({ copied: step });
      this.#store.say(said);
    });
  }
}

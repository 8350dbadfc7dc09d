import * as l10n from '@vscode/l10n';
import { valuesOf } from '../../core/field';
import type { CallerFacts } from '../../wire/builder';
import type { From, Model } from './model';
import { troubleOf } from '../shared/trouble';
import type { Store } from './store';

/** How long to wait after a keystroke before saying that the text is not a caller, in milliseconds. */
const pause = 600;

/** Finds out who is calling, and fills in the rules that fit. */
export class Calling {
  readonly #store: Store;
  #asking = new AbortController();
  #reading = 0;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Lists the sources of credentials, and asks the one that the page was opened for. */
  async begin(): Promise<void> {
    const { start } = this.#store.model;
    try {
      const { sources, preferred } = await this.#store.host.call('sources', {});
      const { source } = this.#store.model;
      this.#store.set({ sources, source: sources.some(({ id }) => id === source) ? source : preferred });
    } catch (error) {
      this.#store.set({ sources: [], callerTrouble: troubleOf(error) });
    }
    if (start.source !== null && start.trusted) await this.ask();
  }

  /** Checks whether the window is trusted by now. */
  async lookAgain(): Promise<void> {
    if (this.#store.model.trusted) return;
    if (await this.#store.host.call('trusted', {})) this.#store.set({ trusted: true });
  }

  from(from: From): void {
    this.#store.set({ from, callerTrouble: null });
    void this.#read();
  }

  source(source: string): void {
    this.#store.set({ source });
  }

  /** Takes what was pasted or typed. */
  given(text: Partial<Pick<Model, 'paste' | 'arn' | 'uniqueId'>>): void {
    this.#store.set(text);
    void this.#read();
  }

  /** Asks AWS who is calling. A second call while it waits stops it. */
  async ask(): Promise<void> {
    if (this.#store.model.busy === 'caller') {
      this.#asking.abort();
      return;
    }
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { source } = this.#store.model;
    await this.#store.busy('caller', 'callerTrouble', async () => {
      this.#called(await this.#store.host.call('askCaller', { source }, signal));
    });
  }

  /** Reads what was pasted or typed. Only the last reading counts. */
  async #read(): Promise<void> {
    const { from, paste, arn, uniqueId } = this.#store.model;
    const text = from === 'paste' ? paste : arn;
    const reading = ++this.#reading;
    clearTimeout(this.#saying);
    if (from === 'profile') return;
    if (text.trim() === '') {
      this.#store.set({ callerTrouble: null });
      return;
    }
    try {
      const facts = await this.#store.host.call('readCaller', {
        from,
        text,
        uniqueId: from === 'arn' ? uniqueId : '',
      });
      if (reading === this.#reading) this.#called(facts);
    } catch (error) {
      const say = () => this.#store.set({ callerTrouble: troubleOf(error) });
      if (reading === this.#reading) this.#saying = setTimeout(say, pause);
    }
  }

  /** Fills in the rules for a caller, unless the person wrote or opened other rules. */
  #called(facts: CallerFacts): void {
    const { form } = this.#store.model;
    const untouched = form.account === '' && form.arn.value === '' && form.userId.value === '';
    const keep = !untouched && form.strictness === 'by-hand';
    const choice =
      facts.choices.find(({ strictness }) => strictness === form.strictness) ??
      facts.choices.find(({ recommended }) => recommended);
    this.#store.set({ facts, callerTrouble: null });
    this.#store.say(l10n.t('Caller: {0}', facts.caller.arn));
    this.#store.fill({
      caller: facts.caller,
      ...(choice && !keep && { strictness: choice.strictness, ...valuesOf(choice.match) }),
    });
  }
}

import * as l10n from '@vscode/l10n';
import type { CallerFacts, TokenFacts } from '../../wire/builder';
import { calledBy, calledByNobody, toldBy } from '../../wire/calledBy';
import type { From, Model } from './model';
import { troubleOf } from '../shared/trouble';
import type { Store } from './store';

/** How long to wait after a keystroke before saying that the text is not a caller, in milliseconds. */
const pause = 600;

/** Who calls, the source that was asked, and what its token said. */
interface Known {
  readonly facts: CallerFacts;
  readonly asked: string | null;
  readonly token?: TokenFacts;
}

/** Finds out who is calling, and fills in the rules that fit. */
export class Calling {
  readonly #store: Store;
  /** Who calls, by where the person took it from: what was pasted is not who a profile is. */
  readonly #facts = new Map<From, Known>();
  #asking = new AbortController();
  #reading = 0;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Lists the sources of credentials, and asks the one that the page was opened for. */
  async begin(): Promise<void> {
    const { start } = this.#store.model;
    const { from, facts } = this.#store.model;
    if (facts) this.#facts.set(from, { facts, asked: null });
    try {
      const { sources, preferred } = await this.#store.host.call('sources', {});
      const { source } = this.#store.model;
      this.#store.set({ sources, source: sources.some(({ id }) => id === source) ? source : preferred });
      if (start.source === null && start.trusted && !facts && !start.form.editing) this.#takeKnown();
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
    const known = this.#facts.get(from);
    this.#store.set({ from, callerTrouble: null, tokenTrouble: null });
    this.#nobody();
    if (known) {
      this.#called(known.facts, known.asked);
      if (known.token) this.#told(known.token);
    }
    void this.#read();
  }

  source(source: string): void {
    this.#store.set({ source, tokenTrouble: null, callerTrouble: null });
    this.#nobody();
    this.#takeKnown();
  }

  /** Takes what was pasted or typed. */
  given(text: Partial<Pick<Model, 'paste' | 'arn' | 'uniqueId'>>): void {
    this.#store.set(text);
    void this.#read();
  }

  /** Takes the caller of the chosen source, where it is known without asking. */
  #takeKnown(): void {
    const { sources, source, from } = this.#store.model;
    const known = sources?.find(({ id }) => id === source)?.known;
    if (from !== 'profile') return;
    if (known) this.#called(known, source);
  }

  /**
   * Asks AWS who is calling, and for the way of AWS's tokens what such a token says. A second call while it waits stops
   * it.
   */
  async ask(): Promise<void> {
    if (this.#store.model.busy === 'caller') {
      this.#asking.abort();
      return;
    }
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { source } = this.#store.model;
    await this.#store.busy('caller', 'callerTrouble', async () => {
      this.#called(await this.#store.host.call('askCaller', { source }, signal), source);
    });
    if (this.#store.model.asked === source && !signal.aborted) await this.#askToken(source, signal);
  }

  async #askToken(source: string, signal: AbortSignal): Promise<void> {
    const { form } = this.#store.model;
    if (form.way !== 'web-identity') return;
    const { kind, value } = form.rules[form.way].audience;
    const audience = kind === 'exact' ? value : '';
    await this.#store.busy('caller', 'tokenTrouble', async () => {
      const token = await this.#store.host.call('askToken', { source, audience }, signal);
      const { facts, asked } = this.#store.model;
      if (facts) this.#facts.set('profile', { facts, asked, token });
      this.#told(token);
      this.#store.say(l10n.t('The token says: {0}', token.subject));
    });
  }

  /** Shows no caller: not the one before, where what was pasted or typed is none. */
  #nobody(): void {
    if (this.#store.model.facts === null && this.#store.model.form.caller === null) return;
    this.#store.set({ facts: null, asked: null });
    this.#store.fill(calledByNobody(this.#store.model.form));
  }

  #told(token: TokenFacts): void {
    this.#store.fill(toldBy(this.#store.model.form, token));
    this.#store.set({ region: token.region });
  }

  /** Reads what was pasted or typed. Only the last reading counts. */
  async #read(): Promise<void> {
    const { from, paste, arn, uniqueId } = this.#store.model;
    const text = from === 'paste' ? paste : arn;
    const reading = ++this.#reading;
    clearTimeout(this.#saying);
    if (from === 'profile') return;
    if (text.trim() === '') {
      this.#facts.delete(from);
      this.#nobody();
      this.#store.set({ callerTrouble: null });
      return;
    }
    try {
      const facts = await this.#store.host.call('readCaller', {
        from,
        text,
        uniqueId: from === 'arn' ? uniqueId : '',
      });
      if (reading === this.#reading) this.#called(facts, null);
    } catch (error) {
      if (reading !== this.#reading) return;
      this.#facts.delete(from);
      this.#nobody();
      const say = () => this.#store.set({ callerTrouble: troubleOf(error) });
      this.#saying = setTimeout(say, pause);
    }
  }

  /** Fills in the rules for a caller, unless the person wrote or opened other rules. */
  #called(facts: CallerFacts, asked: string | null): void {
    const { form, from } = this.#store.model;
    this.#facts.set(from, { facts, asked });
    this.#store.set({ facts, asked, callerTrouble: null });
    this.#store.say(l10n.t('Caller: {0}', facts.caller.arn));
    this.#store.fill(calledBy(form, facts));
  }
}

import { isFailure } from '../core/failure';
import type { CallerEntry } from './callerList';
import type { Callers } from './callers';

/** How many callers to ask automatically, and how many at a time. */
const asked = { most: 25, atOnce: 3 };

/**
 * The callers still to be asked automatically: the first twenty-five that need neither a program nor a person, and
 * instance metadata, except those that are being asked, have answered or have failed.
 */
export function toAsk(entries: readonly CallerEntry[], callers: Callers): readonly CallerEntry[] {
  return entries
    .filter(({ quiet, problem, profile }) => quiet && problem === undefined && profile?.method !== 'none')
    .filter(({ source }, index) => index < asked.most || source.kind === 'instance')
    .filter(({ id }) => callers.source(id) && !callers.asking(id))
    .filter(({ id }) => (callers.known(id) ?? callers.failure(id)) === undefined);
}

/**
 * Asks the callers of {@link toAsk}, a few at a time, while it may. After each change it decides anew who
 * comes next and whether it may ask, so it carries on from wherever it stopped.
 */
export class CallerQueue {
  readonly #callers: Callers;
  readonly #may: () => boolean;
  readonly #failed: (error: unknown) => void;
  readonly #abort = new AbortController();
  readonly #listening: { dispose(): void };
  #entries: readonly CallerEntry[] = [];
  #asking = 0;

  /**
   * @param may whether callers may be asked now; call {@link go} when that changes
   * @param failed gets the error when a caller could not be asked, except for instance metadata that is not
   *   there
   */
  constructor(callers: Callers, may: () => boolean, failed: (error: unknown) => void) {
    this.#callers = callers;
    this.#may = may;
    this.#failed = failed;
    this.#listening = callers.onDidChange(() => this.go());
  }

  /** Replaces the listed callers, and goes on. */
  list(entries: readonly CallerEntry[]): void {
    this.#entries = entries;
    this.go();
  }

  /** Asks the next callers. Does not stop those that are being asked already. */
  go(): void {
    while (this.#asking < asked.atOnce && this.#may() && !this.#abort.signal.aborted) {
      const [next] = toAsk(this.#entries, this.#callers);
      if (!next) return;
      void this.#ask(next);
    }
  }

  /** Stops for good, and cancels what it asks. */
  dispose(): void {
    this.#listening.dispose();
    this.#abort.abort();
  }

  async #ask({ source }: CallerEntry): Promise<void> {
    this.#asking += 1;
    try {
      await this.#callers.identify(source, this.#abort.signal, { quietly: true });
    } catch (error) {
      const expected = source.kind === 'instance' && isFailure(error);
      if (!expected && !this.#abort.signal.aborted) this.#failed(error);
    } finally {
      this.#asking -= 1;
      this.go();
    }
  }
}

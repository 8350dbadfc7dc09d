import { asFailure } from '../core/failure';
import { pause } from '../net/send';

/** In milliseconds: the longest wait that is obeyed, and the wait where the server names none. */
const longestWait = 120_000;
const usualWait = 1000;
/** How often one request is sent at most. */
const mostTries = 6;

/** Lets many requests of one reading wait together where the server says that it is asked too often (429). */
export class Patience {
  #until = 0;

  /**
   * What `call` gives, asked for again after a 429 once `Retry-After` is over; meanwhile whoever else asks here waits,
   * too.
   *
   * @throws Failure what `call` throws, a 429 that asks for a longer wait than two minutes or does not end among it;
   *   `cancelled` when `signal` fires during a wait
   */
  async ask<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    for (let tries = 1; ; tries++) {
      for (let wait; (wait = this.#until - performance.now()) > 0;) await pause(wait, signal);
      try {
        return await call();
      } catch (error) {
        const { status, after } = asFailure(error);
        const wait = after === undefined ? usualWait * 2 ** (tries - 1) : after * 1000;
        if (status !== 429 || tries === mostTries || wait > longestWait) throw error;
        this.#until = Math.max(this.#until, performance.now() + wait);
      }
    }
  }
}

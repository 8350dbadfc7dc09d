import { cancelled } from '../core/failure';

/**
 * Waits for `work` until `signal` fires. The work itself is not stopped.
 *
 * @throws what `why` returns (unless set, Failure `cancelled`) as soon as `signal` fires, and what `work`
 *   throws
 */
export async function orCancelled<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  why: () => Error = cancelled,
): Promise<T> {
  if (!signal) return work;
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(why());
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([left, work]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Work that several wait for, each with its own signal. It goes on while one of them still waits. */
export class Shared<T> {
  readonly #stop = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #over = false;

  /**
   * @param work starts at once; its signal fires when everybody who waited has cancelled
   * @param done is called when the work has ended, before those who wait go on
   */
  constructor(
    work: (signal: AbortSignal) => Promise<T>,
    done: (ended: { readonly value: T } | { readonly error: unknown }) => void,
  ) {
    this.#result = work(this.#stop.signal);
    this.#result.then(
      (value) => {
        this.#over = true;
        done({ value });
      },
      (error: unknown) => {
        this.#over = true;
        done({ error });
      },
    );
  }

  /** Whether everybody cancelled before the work was over, so that it has no result. */
  get abandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Waits for the work. @throws Failure `cancelled` as soon as `signal` fires, and what the work throws */
  async wait(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting += 1;
    try {
      return await orCancelled(this.#result, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.#over) this.#stop.abort();
    }
  }
}

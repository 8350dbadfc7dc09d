/** Runs its work, never twice at a time, and once more if it was asked for during a run. */
export class Latest {
  readonly #failed: (error: unknown) => void;
  readonly #work: () => Promise<() => void>;
  #running = false;
  #asked = 0;

  constructor(failed: (error: unknown) => void, work: () => Promise<() => void>) {
    this.#failed = failed;
    this.#work = work;
  }

  /** Asks for a run with the current state. Drops a result if another run was asked for before it arrived. */
  again(): void {
    this.#asked++;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    let taken: number;
    do {
      taken = this.#asked;
      try {
        const done = await this.#work();
        if (taken === this.#asked) done();
      } catch (error) {
        this.#failed(error);
      }
    } while (taken !== this.#asked);
    this.#running = false;
  }
}

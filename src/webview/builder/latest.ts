/** Runs work one at a time, and once more if it was asked for in the meantime. */
export class Latest {
  readonly #failed: (error: unknown) => void;
  readonly #work: () => Promise<() => void>;
  #running = false;
  #asked = 0;

  constructor(failed: (error: unknown) => void, work: () => Promise<() => void>) {
    this.#failed = failed;
    this.#work = work;
  }

  /** Does the work with what is current now. Drops a result if the work was asked for again before it came. */
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

/** Work that is asked for faster than it is done: one at a time, and once more when it was asked for meanwhile. */
export class Latest {
  readonly #failed: (error: unknown) => void;
  readonly #work: () => Promise<() => void>;
  #running = false;
  #wanted = false;

  constructor(failed: (error: unknown) => void, work: () => Promise<() => void>) {
    this.#failed = failed;
    this.#work = work;
  }

  /** Does the work with what is current now; an answer that is overtaken is dropped. */
  again(): void {
    this.#wanted = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#take()) {
      try {
        const done = await this.#work();
        if (!this.#isWanted()) done();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#running = false;
  }

  #isWanted(): boolean {
    return this.#wanted;
  }

  #take(): boolean {
    const wanted = this.#wanted;
    this.#wanted = false;
    return wanted;
  }
}

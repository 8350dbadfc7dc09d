import { asFailure } from '../core/failure';
import { type AccessCaller, AccessTable } from '../core/access/table';
import type { RowStretch } from './accessRows';
import { inPieces } from './inPieces';

/** Where the rows of a table come from. */
export type RowSource = (signal: AbortSignal) => AsyncIterable<RowStretch>;

/**
 * - `empty`: no identities have been asked for.
 * - `reading`: more of them come. `working`: all are there, and some cells are not worked out.
 * - `done`: all is worked out. `cancelled`, `failed`: what was read until then is there.
 */
type Phase = 'empty' | 'reading' | 'working' | 'done' | 'cancelled' | 'failed';

/** A table that is filled: the identities are read, and each cell is worked out, while everything else has its turn. */
export class AccessBoard {
  readonly #changed: () => void;
  #table = new AccessTable();
  #callers: readonly AccessCaller[] = [];
  #phase: Phase = 'empty';
  #total: number | undefined;
  #problem: unknown;
  #filling = new AbortController();
  #working: Promise<void> | undefined;

  /** @param changed is called whenever anything is another than before */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get table(): AccessTable {
    return this.#table;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** How many identities there are in all, as far as that is known; some of them may not be read. */
  get total(): number | undefined {
    return this.#total;
  }

  /** What failed. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Takes these callers as columns. */
  setCallers(callers: readonly AccessCaller[]): void {
    this.#callers = callers;
    this.#table.setCallers(callers);
    if (this.#phase === 'done') this.#phase = 'working';
    if (this.#filling.signal.aborted) {
      this.#filling = new AbortController();
      this.#working = undefined;
    }
    void this.#workOut(this.#filling.signal);
    this.#changed();
  }

  /** Forgets all rows, and gives up what is being read. */
  clear(): void {
    this.#begin('empty');
    this.#changed();
  }

  /** Reads all rows anew, and works them out as they come; resolves when that has ended. Throws nothing. */
  async fill(source: RowSource): Promise<void> {
    const { signal } = this.#begin('reading');
    this.#changed();
    try {
      for await (const { rows, total } of source(signal)) {
        if (signal.aborted) break;
        this.#total = total;
        this.#table.add(rows);
        this.#changed();
        await this.#workOut(signal);
      }
      if (!signal.aborted) this.#phase = 'working';
      await this.#workOut(signal);
    } catch (problem) {
      if (signal.aborted) return;
      this.#problem = problem;
      this.#phase = asFailure(problem).kind === 'cancelled' ? 'cancelled' : 'failed';
      this.#changed();
    }
  }

  /** Stops reading and working. What is there stays. */
  cancel(): void {
    if (this.#phase !== 'reading' && this.#phase !== 'working') return;
    this.#filling.abort();
    this.#phase = 'cancelled';
    this.#changed();
  }

  dispose(): void {
    this.#filling.abort();
  }

  #begin(phase: Phase): AbortController {
    this.#filling.abort();
    this.#filling = new AbortController();
    this.#table = new AccessTable();
    this.#table.setCallers(this.#callers);
    this.#phase = phase;
    this.#total = undefined;
    this.#problem = undefined;
    this.#working = undefined;
    return this.#filling;
  }

  /** Works out all open cells; only one goes through the table at a time. Resolves as well where it is cancelled. */
  #workOut(signal: AbortSignal): Promise<void> {
    this.#working ??= this.#work(signal).finally(() => {
      if (this.#filling.signal === signal) this.#working = undefined;
    });
    return this.#working;
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { progress } = this.#table;
    if (signal.aborted || progress.done === progress.all) {
      this.#finish(signal);
      return;
    }
    let since = performance.now();
    const tell = () => {
      if (performance.now() - since < 100) return;
      since = performance.now();
      this.#changed();
    };
    await inPieces(this.#table.work(), signal, tell).catch((error: unknown) => {
      if (asFailure(error).kind !== 'cancelled') throw error;
    });
    this.#finish(signal);
  }

  #finish(signal: AbortSignal): void {
    if (signal.aborted) return;
    if (this.#phase === 'working') this.#phase = 'done';
    this.#changed();
  }
}

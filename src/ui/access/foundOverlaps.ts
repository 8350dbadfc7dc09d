import type { AccessRow } from '../../core/access/cell';
import { type Overlaps, overlapsOf } from '../../core/access/overlaps';
import { exampleOf } from '../../core/access/overlapText';
import { visible } from '../../core/text';
import { inPieces } from '../../flows/inPieces';
import type { AccessState, ShownOverlap } from '../../wire/access';

/** The most overlaps that a page lists. */
const mostShown = 200;

type Shown = NonNullable<AccessState['overlaps']>;

/** The pairs of a table's identities that one caller can assume, as far as they have been looked for. */
export class FoundOverlaps {
  readonly #changed: () => void;
  #shown: Shown | null = null;
  #ids: ReadonlySet<string> = new Set();
  #found: Overlaps | undefined;

  /** @param changed is called whenever anything is another than before */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What a page shows; `null` until it was asked for. */
  get shown(): Shown | null {
    return this.#shown;
  }

  /** The ids of the identities that overlap with another. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** All that was found, once it is all looked for. */
  get found(): Overlaps | undefined {
    return this.#found;
  }

  forget(): void {
    this.#found = undefined;
    this.#shown = null;
    this.#ids = new Set();
  }

  /** Looks for them, unless that has begun. @throws Failure `cancelled` when `signal` aborts */
  async find(rows: readonly AccessRow[], signal: AbortSignal): Promise<void> {
    if (this.#shown?.running) return;
    let result: Overlaps | undefined;
    const work = (function* () {
      result = yield* overlapsOf(rows);
    })();
    const show = (shown: Partial<Shown>) => {
      if (signal.aborted) return;
      const none = { running: true, compared: 0, of: rows.length, shown: [], more: 0, undecided: 0 };
      this.#shown = { ...none, ...this.#shown, ...shown };
      this.#changed();
    };
    this.forget();
    show({});
    try {
      await inPieces(work, signal, show);
    } finally {
      show({ running: false, ...(result && foundIn(result, rows)) });
    }
    this.#found = result;
    this.#ids = new Set(result?.overlaps.flatMap(({ a, b }) => [a, b]));
    this.#changed();
  }
}

function foundIn(
  { overlaps, undecided, compared, of }: Overlaps,
  rows: readonly AccessRow[],
): Partial<Shown> {
  const names = new Map(rows.map(({ id, name }) => [id, visible(name)]));
  const shown = overlaps.slice(0, mostShown).map(({ a, b, by }): ShownOverlap => ({
    names: [names.get(a) ?? a, names.get(b) ?? b],
    example: visible(exampleOf(by)),
  }));
  return { compared, of, shown, more: overlaps.length - shown.length, undecided: undecided.length };
}

/** One figure of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Such as `KB`, `ms` or `×`. */
  readonly unit: string;
  /** What it should stay at or below (`most`) or reach (`least`). */
  readonly most?: number;
  readonly least?: number;
  /** How it was measured, in a few words. */
  readonly how: string;
}

/** A group of figures: one file under test/bench, one function. */
export type Measure = () => Promise<Figure[]>;

/** The value below which the given share of all samples lies; `share` between 0 and 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Runs `work` some times and gives each duration in milliseconds, after warming up with a tenth of the runs. */
export async function durations(runs: number, work: () => unknown): Promise<number[]> {
  const samples: number[] = [];
  for (let run = -Math.ceil(runs / 10); run < runs; run++) {
    const since = performance.now();
    await work();
    if (run >= 0) samples.push(performance.now() - since);
  }
  return samples;
}

/** One figure of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Such as `KB`, `ms` or `MB`; that of the baseline too. */
  readonly unit: string;
  /** What something bare came to in the same run, by turns with what is measured. */
  readonly baseline?: number;
  /** What the value, divided by the baseline where there is one, stays at or below. */
  readonly most?: number;
  /** How it was measured and what the baseline is, in a few words. */
  readonly how: string;
}

/** A group of figures: one file under test/bench, one function. */
export type Measure = () => Promise<Figure[]>;

/** The value below which the given share of all samples lies; `share` between 0 and 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** How much of the processor's time some work takes, in milliseconds: other programs take none of that. */
export async function taking(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Does some work and something bare by turns, so that whatever else the machine does meets both, and gives the medians
 * of {@link taking} for one of each, after warming up with a tenth of the turns. Both are told which turn it is, from 0.
 *
 * @param batch how often each is done in one turn: what takes less than a tenth of a millisecond is too short alone
 */
export async function compare(
  turns: number,
  work: (turn: number) => unknown,
  bare: (turn: number) => unknown,
  batch = 1,
): Promise<{ value: number; baseline: number; unit: string }> {
  const values: number[] = [];
  const baselines: number[] = [];
  for (let turn = -Math.ceil(turns / 10); turn < turns; turn++) {
    const nth = Math.max(0, turn);
    const repeat = (once: (turn: number) => unknown) => async () => {
      for (let time = 0; time < batch; time++) await once(nth);
    };
    const baseline = await taking(repeat(bare));
    const value = await taking(repeat(work));
    if (turn < 0) continue;
    values.push(value / batch);
    baselines.push(baseline / batch);
  }
  return { value: median(values), baseline: median(baselines), unit: 'ms' };
}

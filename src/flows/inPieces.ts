import { setImmediate as turn } from 'node:timers/promises';
import { cancelled } from '../core/failure';

/** How long to work before everything else gets its turn, in milliseconds. */
const stretch = 8;

/**
 * Does work step by step and lets the event loop turn in between, so that nothing waits for it for long. One step
 * should take well below the fiftieth part of a second.
 *
 * @param each gets what each step gives
 * @throws Failure `cancelled` when `signal` aborts
 */
export async function inPieces<T>(
  steps: Iterable<T>,
  signal: AbortSignal,
  each: (given: T) => void = () => undefined,
): Promise<void> {
  let since = performance.now();
  for (const given of steps) {
    each(given);
    if (performance.now() - since < stretch) continue;
    await turn();
    if (signal.aborted) throw cancelled();
    since = performance.now();
  }
}

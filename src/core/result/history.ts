import type { TestResult } from './result';

/** How many results are kept. */
export const mostResults = 50;

/** The form in which results are kept. A change of {@link TestResult} that breaks old ones gets a new number. */
const version = 1;

/** Results, newest first. */
export type Results = readonly TestResult[];

/** The results with one more, or with a newer state of one. Keeps the newest fifty. */
export function withResult(results: Results, result: TestResult): Results {
  const others = results.filter(({ id }) => id !== result.id);
  return [result, ...others].sort((one, other) => other.started - one.started).slice(0, mostResults);
}

/** The newest result of an identity. */
export function lastOf(results: Results, identityId: string): TestResult | undefined {
  return results.find((result) => result.identityId === identityId);
}

/** Whether a token was issued, whatever came after it. */
export function hasWorked({ outcome }: TestResult): boolean {
  return outcome === 'assumed' || outcome === 'assumed-but';
}

/** When an identity was last assumed as this source, and nothing has changed since. */
export function lastWorked(results: Results, identityId: string, sourceId: string): Date | undefined {
  const last = results.find(
    (result) => result.identityId === identityId && result.sourceId === sourceId && result.outcome !== null,
  );
  return last && hasWorked(last) && last.stale === null ? new Date(last.started) : undefined;
}

/** What to store. */
export function stored(results: Results): unknown {
  return { version, results };
}

/** Reads what was stored; nothing where an other version of the extension stored it. */
export function readStored(value: unknown): Results {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('results' in value))
    return [];
  const { results } = value;
  return value.version === version && Array.isArray(results) ? (results as Results) : [];
}

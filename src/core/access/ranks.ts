/** For each key its place among all different keys, from 0; equal keys have the same. */
export function ranksOf(keys: readonly (string | number)[]): Uint32Array {
  const different = [...new Set(keys)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(different.map((key, place) => [key, place]));
  return Uint32Array.from(keys, (key) => places.get(key) ?? 0);
}

/** Places in an order of their own: `of` has for each place where it stands, `at` which place stands there. */
export interface Standing {
  readonly of: Uint32Array;
  readonly at: Uint32Array;
}

/** Places by their keys; equal ones as they are. */
export function standingOf(keys: readonly (string | number)[]): Standing {
  const ranks = ranksOf(keys);
  const count = ranks.length;
  const at = Uint32Array.from(
    Float64Array.from(ranks, (rank, place) => rank * count + place).sort(),
    (key) => key % count,
  );
  const of = new Uint32Array(count);
  at.forEach((place, standing) => {
    of[place] = standing;
  });
  return { of, at };
}

/**
 * Some places by whole numbers, and where those are equal as they stand. Each key that is sorted holds both, so that no
 * function has to be asked for every pair.
 */
export function sortedBy(
  places: readonly number[],
  number: (place: number) => number,
  { of, at }: Standing,
): Uint32Array {
  const count = at.length;
  const keys = Float64Array.from(places, (place) => number(place) * count + (of[place] ?? 0)).sort();
  return Uint32Array.from(keys, (key) => at[key % count] ?? 0);
}

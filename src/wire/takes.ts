import * as v from 'valibot';

/** Checks that an argument has exactly these entries, and gives it its type; throws for anything else. */
export const takes =
  <Entries extends v.ObjectEntries>(entries: Entries) =>
  (argument: unknown) =>
    v.parse(v.strictObject(entries), argument);

import type { Page, PageRequest } from './list';

/** How many pages are asked for at a time. */
const atOnce = 8;
/** A longer list is not read this way. */
const longest = 200_000;

/**
 * Reads what follows the first page of a list, up to eight pages at a time by `skip`, and gives the pages in their
 * order. Each page begins with the last thing of the page before it, which shows whether the list stood still.
 *
 * @returns whether all was read; `false` where the server does not say how many there are, does not honour `skip`, or
 *   the list changed meanwhile as far as that can be told: then something may be missing from what was given
 * @throws Failure what loading a page throws
 */
export async function* restOf<T extends { readonly id: string }>(
  first: Page<T>,
  load: (page: PageRequest) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], boolean> {
  const { total } = first;
  const size = first.items.length;
  if (total === undefined || total > longest || size < 2 || size >= total) return false;
  const step = size - 1;
  const places = Array.from({ length: Math.ceil((total - size) / step) }, (_, index) => (index + 1) * step);
  const pages = inOrder(places, (skip) => load({ skip }));
  const ids = new Set(first.items.map(({ id }) => id));
  let before = first.items.at(-1)?.id;
  let at = 0;
  for await (const page of pages) {
    const skip = places[at++] ?? 0;
    const { items } = page;
    const joins = items[0]?.id === before && items.length === Math.min(size, total - skip);
    const isLast = at === places.length;
    if (!joins || page.total !== total || (page.skipped ?? skip) !== skip) return false;
    if (isLast && page.next !== undefined) return false;
    for (const { id } of items) ids.add(id);
    before = items.at(-1)?.id;
    yield items;
  }
  return ids.size === total;
}

/** The results of `work`, in the order of `inputs`, while up to eight are under way. Begins none after a failure. */
async function* inOrder<I, O>(inputs: readonly I[], work: (input: I) => Promise<O>): AsyncGenerator<O> {
  const results: Promise<O>[] = [];
  const begin: (() => void)[] = [];
  for (const input of inputs) {
    const begun = new Promise<void>((resolve) => begin.push(resolve));
    const result = begun.then(() => work(input));
    result.then(
      () => begin.shift()?.(),
      () => undefined,
    );
    results.push(result);
  }
  for (const start of begin.splice(0, atOnce)) start();
  try {
    for (const result of results) yield await result;
  } finally {
    begin.length = 0;
  }
}

import type { Page, PageRequest } from './list';

/** How many pages are asked for at a time. */
const atOnce = 8;
/** A longer list is not read this way. */
const longest = 200_000;

/**
 * Reads what follows the first page of a list, up to eight pages at a time by `skip`, and gives the pages in their
 * order.
 *
 * @returns whether all was read; `false` where the server does not say how many there are, does not honour `skip`, or
 *   the list changed meanwhile as far as its count, its pages and what is in them tell: then something may be missing
 *   from what was given
 * @throws Failure what loading a page throws
 */
export async function* restOf<T extends { readonly id: string }>(
  first: Page<T>,
  load: (page: PageRequest) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], boolean> {
  const { total } = first;
  const size = first.items.length;
  if (total === undefined || total > longest || size === 0 || size >= total) return false;
  const places = Array.from({ length: Math.ceil(total / size) - 1 }, (_, index) => (index + 1) * size);
  const pages = inOrder(places, async (skip) => ({ skip, page: await load({ skip }) }));
  const ids = new Set(first.items.map(({ id }) => id));
  for await (const { skip, page } of pages) {
    const { items } = page;
    const isLast = skip + size >= total;
    const stoodStill = page.total === total && items.length === (isLast ? total - skip : size);
    if (!stoodStill || (page.skipped ?? skip) !== skip || (isLast && page.next !== undefined)) return false;
    for (const { id } of items) ids.add(id);
    if (ids.size !== skip + items.length) return false;
    yield items;
  }
  return true;
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

import * as v from 'valibot';
import { callApi, check, type Connection } from './http';
import type { Patience } from './patience';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the page after; `undefined` on the last one. */
  readonly next: string | undefined;
  /** How many there are in all, where the server says. */
  readonly total: number | undefined;
  /** How many things before the page the server left out because it was asked to, where it says. */
  readonly skipped?: number | undefined;
}

/** Which page of a list to ask for. */
export interface PageRequest {
  /** At most 200; the server's default is 50 (Chainguard API v2). */
  readonly size?: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** How many things to leave out before the page. */
  readonly skip?: number | undefined;
  /** Who waits where the server is asked too often; without it, that is a failure. */
  readonly patience?: Patience | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where in the tree of groups to look (UIDPFilter of chainguard-dev/sdk). */
export type Within =
  | { readonly inRoot: true }
  | { readonly childrenOf: string }
  | { readonly descendantsOf: string }
  | { readonly id: string };

/** The query parameter that puts a list in the order of its names. */
export const byName = { orderBy: 'name asc' };

/** The query parameters of a place in the tree. */
export function filter(within: Within): Record<string, string> {
  if ('inRoot' in within) return { 'uidp.inRoot': 'true' };
  if ('childrenOf' in within) return { 'uidp.childrenOf': within.childrenOf };
  if ('descendantsOf' in within) return { 'uidp.descendantsOf': within.descendantsOf };
  return { 'uidp.ids': within.id };
}

const count = v.nullish(v.union([v.string(), v.number()]));

/** An int64, which proto's JSON writes as text; `undefined` for anything else. */
function countOf(value: string | number | null | undefined): number | undefined {
  const number = Number(value ?? NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/**
 * Asks for one page of a v2 list.
 *
 * @param path its last part names the member of the answer that holds the items, such as `groups`
 * @param item the shape of one item; absent and null lists are empty ones
 * @throws Failure as `callApi`
 */
export async function list<Item extends v.GenericSchema>(
  at: Connection,
  path: string,
  item: Item,
  query: Readonly<Record<string, string>>,
  page: PageRequest,
): Promise<Page<v.InferOutput<Item>>> {
  const { size = 200, after, skip, patience, signal } = page;
  const ask = () =>
    callApi(at, {
      path,
      query: { ...query, pageSize: String(size), pageToken: after, skip: skip?.toString() },
      schema: v.looseObject({ nextPageToken: v.nullish(v.string(), ''), totalCount: count, skipped: count }),
      signal,
    });
  const { nextPageToken, totalCount, skipped, ...rest } = await (patience
    ? patience.ask(ask, signal)
    : ask());
  // An empty list may leave out its member; an object that has only other members is something else.
  const empty = Object.keys(rest).length === 0;
  return {
    items: check(
      empty ? v.nullish(v.array(item), []) : v.nullable(v.array(item), []),
      rest[path.slice(path.lastIndexOf('/') + 1)],
    ),
    next: nextPageToken || undefined,
    total: countOf(totalCount),
    skipped: countOf(skipped),
  };
}

import { createHmac, randomBytes } from 'node:crypto';
import type { Unending } from './faults';
import { covers, parentOf } from './resources';
import type { Asked } from './serve';
import { badField } from './status';
import { snake } from './gateway';

const key = randomBytes(32);
const tokenLife = 3 * 24 * 3600 * 1000;

/** A query parameter by its proto or its JSON name, which grpc-gateway both binds; undefined when absent or empty. */
export function param(query: URLSearchParams, name: string): string | undefined {
  return query.get(snake(name)) ?? query.get(name) ?? undefined;
}

/** A boolean as Go writes it, and false for an absent parameter. */
export function flag(query: URLSearchParams, name: string): boolean {
  return /^(?:1|t|T|true|TRUE|True)$/.test(param(query, name) ?? '');
}

function count(query: URLSearchParams, name: string, most: number, otherwise: number): number {
  const number = Number(param(query, name) ?? 0);
  if (number < 0) throw badField(name, 'must be a non-negative number');
  if (number > most) throw badField(name, `must not be more than ${most}`);
  return number === 0 ? otherwise : number;
}

/** The uidp.* filters, which all must hold. */
export function uidpFilter(query: URLSearchParams): (uid: string) => boolean {
  const ancestorsOf = param(query, 'uidp.ancestorsOf');
  const descendantsOf = param(query, 'uidp.descendantsOf');
  const childrenOf = param(query, 'uidp.childrenOf');
  const inRoot = flag(query, 'uidp.inRoot');
  const ids = query.getAll('uidp.ids').filter((id) => id !== '');
  return (uid) =>
    (!ancestorsOf || (uid !== ancestorsOf && covers(uid, ancestorsOf))) &&
    (!descendantsOf || (uid !== descendantsOf && (covers(descendantsOf, uid) || descendantsOf === '/'))) &&
    (!childrenOf || parentOf(uid) === (childrenOf === '/' ? '' : childrenOf)) &&
    (!inRoot || !uid.includes('/')) &&
    (ids.length === 0 || ids.includes(uid));
}

interface Page {
  nextPageToken: string;
  totalCount: string;
  skipped: number;
}

/**
 * One page of a v2 list: pageSize 50 unless asked, 200 at most; orderBy "field [asc|desc]", "uid asc" unless asked, by
 * the fields that Chainguard's documentation sorts by; skip. A page token is opaque, lasts three days, and starts the list anew once expired; it is refused when it was
 * not made here or for another order. `items` are already filtered.
 */
export function paginate<Item extends { uid: string }>(
  asked: Asked,
  items: Item[],
): { page: readonly Item[]; rest: Page } {
  const { query, now } = asked;
  const size = count(query, 'pageSize', 200, 50);
  const skip = count(query, 'skip', 999_999_999, 0);
  const asks = param(query, 'orderBy') ?? '';
  const order = asks === '' ? 'uid asc' : asks;
  const start = startOf(param(query, 'pageToken') ?? '', order, now);
  const sorted = sort(items, order, asked.path);
  const from = Math.min(start + skip, sorted.length);
  const unending = asked.fault?.kind === 'unending' ? asked.fault.with : undefined;
  const over = unending !== undefined && start >= sorted.length;
  const page = over ? goOn(sorted.slice(0, size), unending) : sorted.slice(from, from + size);
  const end = from + page.length;
  const expires = now.getTime() + tokenLife;
  return {
    page,
    rest: {
      nextPageToken: end < sorted.length || unending ? seal({ start: end, order, expires }) : '',
      totalCount: String(items.length),
      skipped: from - start,
    },
  };
}

/** What a list without an end holds behind its end. */
function goOn<Item extends { uid: string }>(page: readonly Item[], unending: Unending): readonly Item[] {
  if (unending === 'the same') return page;
  if (unending === 'nothing') return [];
  return page.map((item) => ({
    ...item,
    uid: item.uid.replace(/[0-9a-f]{16}$/, randomBytes(8).toString('hex')),
  }));
}

/** By which member each documented order goes; there is no other. */
const orders: Record<string, readonly string[]> = {
  uid: ['uid'],
  name: ['name', 'uid'],
  created_at: ['createTime', 'updateTime'],
  createdAt: ['createTime', 'updateTime'],
};

interface Sorted {
  readonly items: readonly object[];
  readonly keys: readonly (string | undefined)[];
  readonly sorted: readonly object[];
}
/** What was sorted last, by path and order: the next page needs it again. */
const lately = new Map<string, Sorted>();
const mostLately = 20;

function sort<Item extends { uid: string }>(items: Item[], order: string, path: string): readonly Item[] {
  const [, field = '', direction] = /^(\w+)(?: (asc|desc))?$/.exec(order.trim()) ?? [];
  const members = Object.hasOwn(orders, field) ? orders[field] : undefined;
  if (members === undefined) throw badField('order_by', `cannot order by: ${order}`);
  const member = members.find((name) => items[0] !== undefined && name in items[0]) ?? 'uid';
  const keyOf = (item: Item) => (item as unknown as Record<string, string>)[member];
  const key = `${path} ${order}`;
  const before = lately.get(key);
  const same =
    before?.items.length === items.length &&
    items.every((item, index) => item === before.items[index] && keyOf(item) === before.keys[index]);
  if (same) return before.sorted as readonly Item[];
  const sign = direction === 'desc' ? -1 : 1;
  const compare = (a = '', b = '') => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = items.toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)) || compare(a.uid, b.uid));
  const keys = items.map(keyOf);
  lately.delete(key);
  lately.set(key, { items, keys, sorted });
  if (lately.size > mostLately) lately.delete(lately.keys().next().value ?? '');
  return sorted;
}

interface Sealed {
  start: number;
  order: string;
  expires: number;
}

/** Never the same twice. */
function seal(inner: Sealed): string {
  const salt = randomBytes(4).toString('hex');
  const text = Buffer.from(JSON.stringify({ ...inner, salt })).toString('base64url');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

function startOf(token: string, order: string, now: Date): number {
  if (token === '') return 0;
  const [text = '', mac] = token.split('.');
  if (mac !== createHmac('sha256', key).update(text).digest('base64url'))
    throw badField('page_token', 'invalid page token');
  const inner = JSON.parse(Buffer.from(text, 'base64url').toString()) as Sealed;
  if (inner.order !== order) throw badField('page_token', 'page token was made for another order_by');
  return inner.expires <= now.getTime() ? 0 : inner.start;
}

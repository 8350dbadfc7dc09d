import { createHmac, randomBytes } from 'node:crypto';
import type { Unending } from './faults';
import { covers, parentOf } from './resources';
import type { Asked } from './serve';
import { badField } from './status';

const key = randomBytes(32);
const tokenLife = 3 * 24 * 3600 * 1000;

/** A query parameter by its proto or its JSON name, which grpc-gateway both binds; undefined when absent or empty. */
export function param(query: URLSearchParams, name: string): string | undefined {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return query.get(snake) ?? query.get(name) ?? undefined;
}

/** Go's ParseBool, and false for an absent parameter. */
export function flag(query: URLSearchParams, name: string): boolean {
  const text = param(query, name);
  if (text === undefined || /^(?:0|f|F|false|FALSE|False)$/.test(text)) return false;
  if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return true;
  throw badField(name, `invalid boolean: ${text}`);
}

function count(query: URLSearchParams, name: string, most: number, otherwise: number): number {
  const text = param(query, name);
  if (text === undefined || text === '' || text === '0') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badField(name, 'must be a non-negative number');
  if (Number(text) > most) throw badField(name, `must not be more than ${most}`);
  return Number(text);
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
 * One page of a v2 list: pageSize 50 unless asked, 200 at most; orderBy "field [asc|desc]", "uid asc" unless asked;
 * skip. A page token is opaque, lasts three days, and starts the list anew once expired; it is refused when it was
 * not made here or for another order. `items` are already filtered.
 */
export function paginate<Item extends { uid: string }>(
  asked: Asked,
  items: Item[],
  orderable: readonly (keyof Item & string)[],
): { page: Item[]; rest: Page } {
  const { query, now } = asked;
  const size = count(query, 'pageSize', 200, 50);
  const skip = count(query, 'skip', 999_999_999, 0);
  const asks = param(query, 'orderBy') ?? '';
  const order = asks === '' ? 'uid asc' : asks;
  const start = startOf(param(query, 'pageToken') ?? '', order, now);
  const sorted = sort(items, order, orderable);
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
function goOn<Item extends { uid: string }>(page: Item[], unending: Unending): Item[] {
  if (unending === 'the same') return page;
  if (unending === 'nothing') return [];
  return page.map((item) => ({
    ...item,
    uid: item.uid.replace(/[0-9a-f]{16}$/, randomBytes(8).toString('hex')),
  }));
}

function sort<Item extends { uid: string }>(
  items: Item[],
  order: string,
  orderable: readonly (keyof Item & string)[],
): Item[] {
  const [, field = '', direction] = /^(\w+)(?: (asc|desc))?$/.exec(order.trim()) ?? [];
  const camel = field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const by = ['uid' as const, ...orderable].find((name) => name === camel);
  if (by === undefined) throw badField('order_by', `cannot order by: ${order}`);
  const sign = direction === 'desc' ? -1 : 1;
  const text = (item: Item) => String(item[by]);
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return items.toSorted((a, b) => sign * compare(text(a), text(b)) || compare(a.uid, b.uid));
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

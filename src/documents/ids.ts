import type { Span } from '../core/text';
import { isIdentityId } from '../core/uidp';

/** An id in a text that can be an identity's. */
export interface WrittenId extends Span {
  /** With plain slashes. */
  readonly id: string;
  /** The address before it, if it is a part of one. */
  readonly address: string | undefined;
}

/**
 * A UIDP of 2 to 36 parts that is not part of a longer word. Its slashes may be escaped, as JSON allows, or
 * percent-encoded. Every repetition is bounded.
 */
const candidate =
  /(?:(?<!\w)|(?<=%[2-7][0-9a-f]))[0-9a-f]{40}(?:(?:\\?\/|%2f)[0-9a-f]{16}(?![0-9a-f])){1,35}(?!\w)/gi;

/** How an address begins: with a scheme, or with a host; its own signs may be escaped or percent-encoded. */
const addressStart =
  /[a-z][a-z0-9+.-]{1,20}(?::|%3a)(?:\\?\/|%2f){2}|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}(?::\d{1,5})?(?:\\?\/|%2f)/i;

/** The ids in a text, in order. Takes linear time. */
export function idsIn(text: string): WrittenId[] {
  return [...text.matchAll(candidate)].flatMap(({ 0: written, index: start }) => {
    const end = start + written.length;
    const id = written.replace(/\\\/|%2f/gi, '/');
    if (!isIdentityId(id)) return [];
    const address = addressBefore(text, start);
    const isPiece = /\/$|%2f$/i.test(text.slice(Math.max(0, start - 3), start)) || text.charAt(end) === '/';
    return address === undefined && isPiece ? [] : [{ start, end, id, address }];
  });
}

/** The part of an address that stands directly before an offset. */
function addressBefore(text: string, end: number): string | undefined {
  let start = end;
  while (start > 0 && end - start < 300 && !/[\s"'`<>|(){}]/.test(text.charAt(start - 1))) start--;
  const run = text.slice(start, end);
  if (!/(?:\/|%2f|=|%3d)$/i.test(run)) return undefined;
  const found = addressStart.exec(run);
  return found ? run.slice(found.index) : undefined;
}

import type { Span } from '../core/text';
import { type Element, merged, nowhere } from './element';
import { Hcl, type HclItem } from './hcl';

/** How deeply blocks may nest to be looked into: an identity's are two deep, and a provider's schema hardly ten. */
const deepest = 20;

/**
 * The outline of a text in HCL. The grammar wants a line for each item of a body, and the braces of a body with more than one
 * attribute on other lines than its items; where that is not so, a mark says it.
 */
export function hclOutline(text: string): Element[] {
  const hcl = new Hcl(text);
  const comments = hcl.comments();
  const elements: Element[] = [];
  const add = (role: Element['role'], { start, end }: Span) =>
    elements.push({ role, start, end, says: text.slice(start, end) });
  const gap = (start: number, end: number, isOneLine: boolean) => {
    const between = outside(comments, { start, end });
    for (const piece of between)
      for (const { 0: word, index } of text.slice(piece.start, piece.end).matchAll(/[^\s,]+/g))
        add('mark', { start: piece.start + index, end: piece.start + index + word.length });
    if (!isOneLine && !between.some((piece) => text.slice(piece.start, piece.end).includes('\n')))
      elements.push({ role: 'mark', ...nowhere, says: 'on one line' });
  };
  const body = (inside: Span, depth: number): void => {
    if (depth > deepest) return void add('value', inside);
    const isFile = depth === 0;
    const items = [...hcl.items(inside)];
    const isOneLine = !isFile && items.length < 2 && !text.slice(inside.start, inside.end).includes('\n');
    let at = inside.start;
    items.forEach((each, index) => {
      gap(at, each.start, isOneLine || (isFile && index === 0));
      item(each, depth + 1);
      at = each.end;
    });
    gap(at, inside.end, isOneLine || isFile);
  };
  /** A map of claims is looked into, as its entries can be edited; any other expression is one value. */
  const value = (key: Span, whole: Span) => {
    const isMap = /^claim(?:s|_patterns)$/.test(text.slice(key.start, key.end));
    if (!isMap || hcl.closing(whole.start, '{', whole.end) !== whole.end || text.charAt(whole.start) !== '{')
      return void add('value', whole);
    const close = whole.end - 1;
    add('mark', { start: whole.start, end: whole.start + 1 });
    let at = whole.start + 1;
    for (const pair of hcl.pairs(whole)) {
      const quote = text.charAt(pair.key.start - 1) === '"' ? 1 : 0;
      const name = { start: pair.key.start - quote, end: pair.key.end + quote };
      gap(at, name.start, at === whole.start + 1 || text.slice(at, name.start).includes(','));
      add('key', name);
      const sign = text.slice(name.end, pair.value.start).search(/[=:]/);
      gap(name.end, name.end + sign, true);
      gap(name.end + sign + 1, pair.value.start, true);
      add('value', pair.value);
      at = pair.end;
    }
    gap(at, close, true);
    add('mark', { start: close, end: whole.end });
  };
  const item = (each: HclItem, depth: number): void => {
    add('key', each.key);
    if (each.is === 'attribute') {
      value(each.key, each.value);
      return;
    }
    for (const label of each.labels) add('value', label);
    add('mark', { start: each.body.start - 1, end: each.body.start });
    body(each.body, depth);
    add('mark', { start: each.body.end, end: each.end });
  };
  body({ start: 0, end: text.length }, 0);
  return merged(
    elements,
    comments.map(({ start, end }) => ({
      role: 'comment' as const,
      start,
      end,
      says: text.slice(start, end),
    })),
  );
}

/** What is left of a stretch without the comments in it. */
function outside(comments: readonly Span[], { start, end }: Span): Span[] {
  const pieces: Span[] = [];
  let at = start;
  for (let index = firstFrom(comments, start); index < comments.length; index++) {
    const comment = comments[index];
    if (!comment || comment.start >= end) break;
    pieces.push({ start: at, end: Math.max(at, comment.start) });
    at = Math.max(at, comment.end);
  }
  return [...pieces, { start: at, end: Math.max(at, end) }];
}

/** The index of the first of some stretches in order that does not end before an offset. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

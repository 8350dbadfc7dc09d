import type { Span } from '../core/text';

/** Something that a reader finds in a document. */
export interface Element extends Span {
  /** What it is for: a name, a value, a comment, or a mark of the structure between them. */
  readonly role: 'key' | 'value' | 'comment' | 'mark';
  /** What it says, so that two elements of one role say the same if and only if this is equal. */
  readonly says: string;
}

/** The place of a mark that the reader knows of but that nothing in the text stands for. */
export const nowhere: Span = { start: NaN, end: NaN };

/** Puts comments between the other elements: each right behind the last one in front of it that has a place. */
export function merged(elements: readonly Element[], comments: readonly Element[]): Element[] {
  const all: Element[] = [];
  let waiting: Element[] = [];
  let next = 0;
  for (const element of elements) {
    waiting.push(element);
    if (Number.isNaN(element.start)) continue;
    const from = next;
    while ((comments[next]?.start ?? Infinity) < element.start) next++;
    all.push(...comments.slice(from, next), ...waiting);
    waiting = [];
  }
  return [...all, ...comments.slice(next), ...waiting];
}

import { type Bit, known, mostStretches, type Stretch } from '../core/lint/partly';
import type { Span } from '../core/text';

/** A place in a document that something else fills in. */
export interface Hole extends Span {
  /** What it stands for. */
  readonly bits: readonly Bit[];
}

/** The first of the characters that stand for holes, and how many there are: Unicode's private use area. */
const first = 0xe000;
const most = 6400;

/** Whether a text can be masked: it has none of the characters that stand for holes. */
export function canMask(text: string): boolean {
  return !/[\ue000-\uf8ff]/.test(text);
}

/** `text` with each hole replaced by as many characters that stand for it, so that every place stays where it is. */
export function masked(text: string, holes: readonly Span[], from = 0): string {
  if (holes.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [index, hole] of holes.slice(0, most).entries()) {
    pieces.push(text.slice(at, hole.start - from), maskOf(index, hole));
    at = hole.end - from;
  }
  return [...pieces, text.slice(at)].join('');
}

/** Whether a text has characters that stand for holes. */
export function hasHoles(text: string): boolean {
  return /[\ue000-\uf8ff]/.test(text);
}

/** Whether a text is nothing but characters that stand for holes. */
export function isAllHoles(text: string): boolean {
  return /^[\ue000-\uf8ff]+$/.test(text);
}

/**
 * A masked text that was read, as stretches with their places in the document; `undefined` where it has too many.
 *
 * @param offset where the character at an index is written; the index may be the text's length
 * @param sourceOf how the document writes a hole
 */
export function stretchesOf(
  text: string,
  offset: (index: number) => number,
  holes: readonly Hole[],
  sourceOf: (hole: Hole) => string,
): readonly Stretch[] | undefined {
  const stretches: Stretch[] = [];
  for (const { 0: run, index } of text.matchAll(/[^\ue000-\uf8ff]+|([\ue000-\uf8ff])\1*/g)) {
    const hole = holes[run.charCodeAt(0) - first];
    if (stretches.length === mostStretches) return undefined;
    if (hole && hasHoles(run.charAt(0)))
      stretches.push({
        at: { start: hole.start, end: hole.end },
        offsets: undefined,
        source: sourceOf(hole),
        bits: hole.bits,
      });
    else {
      const offsets = Array.from({ length: run.length + 1 }, (_, at) => offset(index + at));
      const at = { start: offset(index), end: offset(index + run.length) };
      stretches.push({ at, offsets, source: undefined, bits: [known(run)] });
    }
  }
  return stretches;
}

/** The characters that stand for a hole in a masked text. */
export function maskOf(index: number, { start, end }: Span): string {
  return String.fromCharCode(first + index).repeat(end - start);
}

/** `text` with the sources of its holes in place of what stands for them. */
export function unmasked(text: string, holes: readonly Hole[], sourceOf: (hole: Hole) => string): string {
  return text.replace(/([\ue000-\uf8ff])\1*/g, (run) => {
    const hole = holes[run.charCodeAt(0) - first];
    return hole ? sourceOf(hole) : run;
  });
}

/** Whatever text a document may have there. */
export function anything(key: string, source: string | undefined): Bit {
  return { is: 'open', key, form: 'text', source };
}

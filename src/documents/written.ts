import { differing, type Edit, type Written } from '../core/lint/definition';

/** How a document writes a text: between quotes, with escapes, in a block. */
export interface Notation {
  /** What `raw`, the whole token with its quotes, stands for; `undefined` when it is not a token of this kind. */
  decode(raw: string): Decoded | undefined;
  /** `text`, a piece that stands between others in such a token. */
  escape(text: string): string;
  /** A whole token that stands for `text`; perhaps of another kind. */
  encode(text: string): string;
}

export interface Decoded {
  readonly text: string;
  /** Where each character of `text` begins in the token, and behind the last one where it ends; `undefined` when all follow one another from `from` on. */
  readonly offsets: readonly number[] | undefined;
  readonly from: number;
}

/**
 * The text that a token at `start` stands for; `undefined` when it is not a token of that kind. A change replaces
 * what differs, or the whole token where its notation cannot hold the new text.
 */
export function writtenAs(notation: Notation, raw: string, start: number): Written | undefined {
  const decoded = notation.decode(raw);
  if (!decoded) return undefined;
  const { text, offsets, from } = decoded;
  const inToken = (index: number) => offsets?.[Math.min(index, offsets.length - 1)] ?? from + index;
  return {
    text,
    offset: (index) => start + inToken(index),
    rewrite: (newText): Edit => {
      const stretch = differing(text, newText);
      const piece = notation.escape(
        newText.slice(stretch.start, newText.length - (text.length - stretch.end)),
      );
      const [from, to] = [inToken(stretch.start), inToken(stretch.end)];
      const fits = notation.decode(raw.slice(0, from) + piece + raw.slice(to))?.text === newText;
      return fits
        ? { start: start + from, end: start + to, newText: piece }
        : { start, end: start + raw.length, newText: notation.encode(newText) };
    },
  };
}

/** A number where a text belongs: its digits, and the edit that quotes it. */
export function writtenNumber(digits: string, start: number, encode: (text: string) => string): Written {
  return {
    text: digits,
    offset: (index) => start + index,
    rewrite: (newText) => ({ start, end: start + digits.length, newText: encode(newText) }),
  };
}

/** Escapes that JSON and the quoted strings of YAML and HCL have in common. */
export const sharedEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};

/**
 * What a token between double quotes stands for. `escapeAt` is asked at each character with the rest of the token:
 * `undefined` for one that stands for itself, a `text` that is `undefined` for an escape that does not exist.
 */
export function decodeQuoted(
  raw: string,
  escapeAt: (rest: string) => { readonly text: string | undefined; readonly length: number } | undefined,
): Decoded | undefined {
  if (raw.length < 2 || !raw.startsWith('"') || !raw.endsWith('"')) return undefined;
  if (!/["\\$%\n]/.test(raw.slice(1, -1))) return { text: raw.slice(1, -1), offsets: undefined, from: 1 };
  const offsets: number[] = [];
  let text = '';
  let at = 1;
  while (at < raw.length - 1) {
    const special = /["\\$%\n]/.test(raw.charAt(at));
    const escape = special ? escapeAt(raw.slice(at, at + 12)) : undefined;
    const piece = escape ? escape.text : raw.charAt(at);
    if (piece === undefined || (!escape && /["\n]/.test(piece))) return undefined;
    offsets.push(...new Array<number>(piece.length).fill(at));
    text += piece;
    at += escape?.length ?? 1;
  }
  if (at !== raw.length - 1) return undefined;
  return { text, offsets: [...offsets, at], from: 1 };
}

/** The removal of a whole line, when nothing else stands on it. */
export function ownLine(text: string, start: number, end: number): Edit | undefined {
  const indent = indentBefore(text, start);
  const lineEnd = lineEndAt(text, end);
  if (indent === undefined || lineEnd === undefined) return undefined;
  return { start: start - indent.length, end: end + lineEnd.length, newText: '' };
}

/** The white space between a line's start and `at`; undefined when more stands there. As quick on a line of megabytes. */
export function indentBefore(text: string, at: number): string | undefined {
  let from = at;
  while (from > 0 && /[^\S\n]/.test(text.charAt(from - 1))) from--;
  return from === 0 || text.charAt(from - 1) === '\n' ? text.slice(from, at) : undefined;
}

/** The end of a line with the spaces before it, empty at the end of the text; undefined when more stands there. */
export function lineEndAt(text: string, at: number): string | undefined {
  const lineEnd = /[ \t]*(?:\r?\n|\r|$)/y;
  lineEnd.lastIndex = at;
  return lineEnd.exec(text)?.[0];
}

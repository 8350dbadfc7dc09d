import { differing, type Edit, type Written } from '../core/lint/definition';

/** How a document writes a text, such as between quotes with escapes. */
export interface Notation {
  /** What `raw`, a whole token with its quotes, stands for; `undefined` if it is not a token of this kind. */
  decode(raw: string): Decoded | undefined;
  /** Whether such a token can be edited in place to stand for `text`; left out if that is seen by decoding it again. */
  holds?(text: string): boolean;
  /** Writes `text` as a piece within such a token. */
  escape(text: string): string;
  /** Writes `text` as a whole token between quotes, which holds any text. */
  encode(text: string): string;
}

export interface Decoded {
  readonly text: string;
  /** Where each character begins in the token, and where the last ends; `undefined` if they simply follow `from`. */
  readonly offsets: readonly number[] | undefined;
  readonly from: number;
}

/**
 * The text that a token at `start` stands for; `undefined` if it is not a token of that kind. An edit replaces only what
 * differs, or the whole token if its notation cannot hold the new text.
 */
export function writtenAs(notation: Notation, raw: string, start: number): Written | undefined {
  const decoded = notation.decode(raw);
  if (!decoded) return undefined;
  const { text, offsets, from } = decoded;
  const inToken = (index: number) => offsets?.[Math.min(index, offsets.length - 1)] ?? from + index;
  const quote = (newText: string): Edit => ({
    start,
    end: start + raw.length,
    newText: notation.encode(newText),
  });
  return {
    text,
    offset: (index) => start + inToken(index),
    quote,
    rewrite: (newText): Edit => {
      const stretch = differing(text, newText);
      const piece = notation.escape(
        newText.slice(stretch.start, newText.length - (text.length - stretch.end)),
      );
      const [from, to] = [inToken(stretch.start), inToken(stretch.end)];
      const fits =
        notation.holds?.(newText) !== false &&
        notation.decode(raw.slice(0, from) + piece + raw.slice(to))?.text === newText;
      return fits ? { start: start + from, end: start + to, newText: piece } : quote(newText);
    },
  };
}

/** A number where a text belongs: its digits. An edit writes a quoted text instead. */
export function writtenNumber(digits: string, start: number, encode: (text: string) => string): Written {
  const quote = (newText: string): Edit => ({
    start,
    end: start + digits.length,
    newText: encode(newText),
  });
  return { text: digits, offset: (index) => start + index, quote, rewrite: quote };
}

/** Escapes that JSON and HCL share. */
export const sharedEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};

/**
 * What a token between double quotes stands for. `escapeAt` gets the rest of the token at each special character, and
 * gives `undefined` if that stands for itself; a `text` that is `undefined` means that there is no such escape.
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

/** Removes all lines that a stretch touches; `undefined` if anything else is on them. */
export function ownLine(text: string, start: number, end: number): Edit | undefined {
  const indent = indentBefore(text, start);
  const lineEnd = lineEndAt(text, end);
  if (indent === undefined || lineEnd === undefined) return undefined;
  return { start: start - indent.length, end: end + lineEnd.length, newText: '' };
}

/**
 * The white space before `at` on its line; `undefined` if anything else is there. Quick even on a line of
 * megabytes.
 */
export function indentBefore(text: string, at: number): string | undefined {
  let from = at;
  while (from > 0 && /[^\S\n]/.test(text.charAt(from - 1))) from--;
  return from === 0 || text.charAt(from - 1) === '\n' ? text.slice(from, at) : undefined;
}

/**
 * The spaces and the line break behind `at`; `undefined` if anything else is there. Empty at the end of the
 * text.
 */
export function lineEndAt(text: string, at: number): string | undefined {
  const lineEnd = /[ \t]*(?:\r?\n|\r|$)/y;
  lineEnd.lastIndex = at;
  return lineEnd.exec(text)?.[0];
}

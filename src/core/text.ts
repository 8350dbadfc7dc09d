/** A stretch of a text: UTF-16 offsets, `end` exclusive, as in `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stretch that covers all of `text`. */
export function whole(text: string): Span {
  return { start: 0, end: text.length };
}

/** `text` with `by` in place of a stretch. */
export function replace(text: string, at: Span, by: string): string {
  return text.slice(0, at.start) + by + text.slice(at.end);
}

/**
 * C0 and C1 controls, DEL, lone surrogates, line and paragraph separators, interlinear marks, the empty
 * Braille cell, and whatever Unicode defines as drawn as nothing: invisible and bidirectional formatting,
 * fillers, tags. Leaves out variation selectors, which emoji use.
 */
const unseen =
  /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/**
 * `text` with every character escaped, as in `\u202e`, that a person would not see or that would move its
 * neighbours: controls, zero-width and bidirectional characters. Everything else stays. For names that
 * somebody else chose, before a label shows them.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** {@link visible}, but for line breaks and tabs, which stay. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible);
}

/** `text` for a message: {@link visible}, and cut if it has more than 80 characters. */
export function excerpt(text: string): string {
  return visible(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/**
 * `text` for a notification, a prompt or a dialog: {@link visibleLines}, and without links. There VS Code turns
 * `[words](command:…)` and `[words](https:…)` into a link that runs or opens its target; a space in between keeps it
 * plain text.
 */
export function plain(text: string): string {
  return visibleLines(text).replaceAll('](', '] (');
}

/**
 * Joins sentences, one from each line of each part, with spaces. Adds a full stop to each that has no mark at
 * its end; leaves out empty and absent ones.
 */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part?.split('\n') ?? [])
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?…:]$/u.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}

/**
 * `text` with zero-width spaces behind `/`, `:`, `-`, `.` and `_` in its long words, where a narrow view may
 * break them. For showing only.
 */
export function breakable(text: string): string {
  return text.replace(/\S{24,}/gu, (word) => word.replace(/[/:._-]/gu, '$&\u200b'));
}

/** A stretch of a text: UTF-16 offsets, `end` exclusive, as in `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stretch that is all of `text`. */
export function whole(text: string): Span {
  return { start: 0, end: text.length };
}

/** `text` with `by` in place of a stretch. */
export function replace(text: string, at: Span, by: string): string {
  return text.slice(0, at.start) + by + text.slice(at.end);
}

/**
 * C0 and C1 controls, DEL, lone surrogates, line and paragraph separators, interlinear marks, the empty Braille cell,
 * and whatever Unicode says is drawn as nothing: invisible and bidirectional formatting, fillers, tags. Not the
 * selectors of variants, which emoji have.
 */
const unseen =
  /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/**
 * `text` with every character escaped that a person would not see or that would move its neighbours about:
 * controls, zero-width and bidirectional characters, as `\u202e`. For names that somebody else chose, before they
 * stand in a label. Everything else stays.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** `text` for a message: {@link visible}, and cut if it has more than 80 characters. */
export function excerpt(text: string): string {
  return visible(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/**
 * `text` for a notification or a prompt, in which VS Code makes `[words](command:…)` and `[words](https:…)` a link that
 * runs and opens what it says: with a space between, so that it is read as it stands.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Sentences, one a line of a part, one after another, each with its full stop; empty and absent ones are left out. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part?.split('\n') ?? [])
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?…:]$/u.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}

/**
 * `text` with places where a narrow view may break its long words: zero-width spaces behind `/`, `:`, `-`, `.` and
 * `_`. For showing only.
 */
export function breakable(text: string): string {
  return text.replace(/\S{24,}/gu, (word) => word.replace(/[/:._-]/gu, '$&\u200b'));
}

/** C0 and C1 controls, DEL, invisible and bidirectional formatting, line and paragraph separators, lone surrogates. */
const unseen =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

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

/** Sentences one after another, each with its full stop; empty and absent ones are left out. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.!?…:]$/u.test(part ?? '') ? part : `${part ?? ''}.`))
    .join(' ');
}

/**
 * `text` with places where a narrow view may break its long words: zero-width spaces behind `/`, `:`, `-`, `.` and
 * `_`. For showing only.
 */
export function breakable(text: string): string {
  return text.replace(/\S{24,}/gu, (word) => word.replace(/[/:._-]/gu, '$&\u200b'));
}

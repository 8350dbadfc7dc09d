import { type Decoded, decodeQuoted, type Notation, sharedEscapes } from './written';

/** A quoted string (hclsyntax/spec.md, "Template Expressions"). One with `${…}` or `%{…}` cannot be decoded. */
export const hclString: Notation = {
  decode: (raw) =>
    decodeQuoted(raw, (rest) => {
      const doubled = /^(?:\$\$|%%)\{/.exec(rest)?.[0];
      if (doubled !== undefined) return { text: doubled.slice(1), length: doubled.length };
      if (/^[$%]\{/.test(rest)) return { text: undefined, length: 2 };
      if (!rest.startsWith('\\')) return undefined;
      const code = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
      if (!code) return { text: sharedEscapes[rest.charAt(1)], length: 2 };
      const point = parseInt(code[1] ?? code[2] ?? '', 16);
      return { text: point > 0x10ffff ? undefined : String.fromCodePoint(point), length: code[0].length };
    }),
  escape: (text) =>
    text
      .replace(/[\\"]/g, '\\$&')
      .replace(/\n/g, '\\n')
      .replace(/\r/g, '\\r')
      .replace(/\t/g, '\\t')
      .replace(/([$%])(\1*)\{/g, escapedTemplate)
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapedCode),
  encode: (text) => `"${hclString.escape(text)}"`,
};

/** A `${` is written as `$${`. Behind another `$` that would be read as one more of them, so there it is written by its code. */
function escapedTemplate(_: string, sign: string, more: string): string {
  if (more === '') return `${sign}${sign}{`;
  return `${more}\\u00${sign.charCodeAt(0).toString(16)}{`;
}

function escapedCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * A heredoc, whose text ends with the line break before the word that ends it. After `<<-`, the indentation that all lines
 * share is not a part of it. The first line with that word alone ends it (hashicorp/hcl, hclsyntax/spec.md, "Template
 * Expressions"). It is edited in place only for another text of one line.
 */
export const hclHeredoc: Notation = {
  decode: (raw): Decoded | undefined => {
    const opening = /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(raw);
    const last = raw.lastIndexOf('\n') + 1;
    if (opening?.[2] !== raw.slice(last).trim()) return undefined;
    const [head, flush, word] = opening;
    const body = raw.slice(head.length, Math.max(head.length, last));
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(body)) return undefined;
    const lines = body.split(/(?<=\n)/);
    if (lines.some((line) => line.trim() === word)) return undefined;
    const indents = lines.flatMap((line) =>
      line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0],
    );
    const indent = flush === '' ? 0 : Math.min(...indents, Infinity);
    let text = '';
    const offsets: number[] = [];
    let at = head.length;
    for (const line of lines) {
      const from = line.trim() === '' ? 0 : Math.min(indent, line.length);
      for (let index = from; index < line.length; index++) {
        const isDoubled = /^(?:\$\$|%%)\{/.test(line.slice(index, index + 3));
        if (line.charAt(index) === '\r' && line.charAt(index + 1) === '\n') continue;
        text += line.charAt(index);
        offsets.push(at + index);
        if (isDoubled) index++;
      }
      at += line.length;
    }
    return { text, offsets: [...offsets, offsets.at(-1) ?? head.length], from: head.length };
  },
  holds: (text) => /^\S[^\r\n]*\n$/.test(text) && !/[$%]{2}\{/.test(text),
  escape: (text) => text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{'),
  encode: (text) => hclString.encode(text),
};

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
      .replace(/\$\{/g, '$$$${')
      .replace(/%\{/g, '%%{'),
  encode: (text) => `"${hclString.escape(text)}"`,
};

/**
 * A heredoc. Drops the white space around its text, as the provider does when it checks a pattern
 * (internal/validators/string.go), and after `<<-` the indentation that all lines share.
 */
export const hclHeredoc: Notation = {
  decode: (raw): Decoded | undefined => {
    const opening = /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/u.exec(raw);
    const last = raw.lastIndexOf('\n') + 1;
    if (opening?.[2] !== raw.slice(last).trim()) return undefined;
    const [head, flush] = opening;
    const body = raw.slice(head.length, Math.max(head.length, last));
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(body)) return undefined;
    const indents = body
      .split('\n')
      .flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]));
    const indent = flush === '' ? 0 : Math.min(...indents, Infinity);
    let text = '';
    const offsets: number[] = [];
    let at = head.length;
    for (const line of body.split(/(?<=\n)/)) {
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
    const lead = text.length - text.trimStart().length;
    const trimmed = text.trim();
    const behind = (offsets[lead + trimmed.length - 1] ?? at - 1) + 1;
    return {
      text: trimmed,
      offsets: [...offsets.slice(lead, lead + trimmed.length), behind],
      from: head.length,
    };
  },
  escape: (text) => text.replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{'),
  encode: (text) => hclString.encode(text),
};

import { parse, Scalar } from 'yaml';
import type { Decoded, Notation } from './written';

/**
 * A plain or quoted scalar with the value that the library read. The library reads each edited token again, so that no
 * edit changes its meaning.
 */
export function flowScalar({ type, value }: Scalar, original: string, inFlow: boolean): Notation {
  const isDouble = type === Scalar.QUOTE_DOUBLE;
  const isSingle = type === Scalar.QUOTE_SINGLE;
  const read = (raw: string) =>
    raw === original ? String(value) : textOf(inFlow ? `{ key: ${raw} }` : `key: ${raw}`);
  return {
    decode: (raw) => decoded(read(raw), raw),
    holds: (text) => isDouble || (isSingle ? isPrintable(text) : isPlain(text, inFlow)),
    escape: (text) => (isDouble ? doubleEscaped(text) : isSingle ? text.replaceAll("'", "''") : text),
    encode: quoted,
  };
}

/**
 * A literal or folded block scalar, from its `|` or `>` to the end of its last line. It is edited in place only for
 * another text of one line. A comment behind the `|` stays.
 *
 * @param indent the column in which its key stands
 */
export function blockScalar(value: string, original: string, indent: number): Notation {
  const [header = '', comment = ''] = /^[|>][^\s#]*([ \t]+#[^\r\n]*)?/.exec(original) ?? [];
  // The line breaks behind it are a part of the text then.
  const keeps = /^..?\+/.test(header);
  const read = (raw: string) =>
    raw === original ? value : textOf(`${' '.repeat(Math.min(indent, deepestIndent))}key: ${raw}\n`);
  return {
    decode: (raw) => decoded(read(raw), raw),
    holds: (text) =>
      !keeps &&
      /^\S(?:.*\S)?\n?$/.test(text) &&
      isPrintable(text.replace(/\n$/, '')) &&
      text.endsWith('\n') === value.endsWith('\n'),
    escape: (text) => text,
    encode: (text) => quoted(text) + comment,
  };
}

/** Enough for a document that is read; see `nestsTooDeep`. */
const deepestIndent = 1000;

function decoded(text: string | undefined, raw: string): Decoded | undefined {
  return text === undefined ? undefined : { text, offsets: offsetsOf(text, raw), from: 0 };
}

function textOf(document: string): string | undefined {
  try {
    const value: unknown = (parse(document, { logLevel: 'silent' }) as { key?: unknown } | null)?.key;
    return typeof value === 'string' ? value : undefined;
  } catch {
    // What the library refuses is not a scalar of this kind.
    return undefined;
  }
}

/** `text` in single quotes, where backslashes need no escapes, or in double quotes if single quotes cannot hold it. */
export function quoted(text: string): string {
  return isPrintable(text) ? `'${text.replaceAll("'", "''")}'` : `"${doubleEscaped(text)}"`;
}

/** Whether a text is one line of characters that need no escapes. */
function isPrintable(text: string): boolean {
  return /^[^\p{C}\u2028\u2029]*$/u.test(text);
}

/** Escaped for double quotes, with every character that some reader of YAML takes for a line break or refuses. */
function doubleEscaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/**
 * Whether every reader takes `text` without quotes for this very text: those of YAML 1.1 know more numbers and words than
 * those of 1.2, and some refuse what the library takes, such as a `%` in front.
 */
function isPlain(text: string, inFlow: boolean): boolean {
  return (
    isPrintable(text) &&
    /^[\p{L}\p{N}^$(./_\\+]/u.test(text) &&
    !/: |:$| #| $|\t/.test(text) &&
    !/^(?:y|n|yes|no|true|false|on|off|null)$/i.test(text) &&
    !/^[-+.\d][-+.\d_:,a-fxozte ]*$/i.test(text) &&
    !/^\.(?:inf|nan)$/i.test(text) &&
    !(inFlow && /[,[\]{}]/.test(text))
  );
}

/**
 * Where each character of a scalar is written. Walks through text and token together, and skips what only the
 * token has.
 */
function offsetsOf(text: string, raw: string): number[] {
  const block = /^[|>][^\n]*\n[ \t]*/.exec(raw)?.[0].length;
  const isDouble = raw.startsWith('"');
  let at = block ?? (isDouble || raw.startsWith("'") ? 1 : 0);
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const isBreak = character === ' ' || character === '\n';
    while (at < raw.length && raw.charAt(at) !== character && !(isDouble && raw.charAt(at) === '\\')) {
      if (isBreak && /\s/.test(raw.charAt(at))) break;
      at++;
    }
    offsets.push(Math.min(at, raw.length));
    const escape = isDouble
      ? /^\\(?:x..|u....|U.{8}|[^\n])/.exec(raw.slice(at, at + 10))?.[0].length
      : undefined;
    at += escape ?? (raw.startsWith("''", at) && raw.startsWith("'") ? 2 : 1);
  }
  return [...offsets, Math.min(at, raw.length)];
}

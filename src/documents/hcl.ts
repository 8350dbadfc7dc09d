import type { Span } from '../core/text';

/** Something in the body of a block or of the file. */
export type HclItem =
  | {
      readonly is: 'attribute';
      readonly key: Span;
      readonly value: Span;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly is: 'block';
      readonly key: Span;
      readonly labels: readonly Span[];
      /** Between the braces. */
      readonly body: Span;
      readonly start: number;
      readonly end: number;
    };

/** What the reader is inside of: a bracket, a quoted string, or the `${…}` of one. */
type Mode = '{' | '(' | '[' | 'string' | 'template';

const inCode = /["{}()[\]#\n]|\/[/*]|<<-?[\p{L}_]/gu;
const inString = /\\.|\$\$\{|%%\{|[$%]\{|["\n]/gs;
/** The start of a block of the file. Whatever is still open there was never finished. */
const fresh =
  /(?:resource|data|module|variable|output|provider|ephemeral|check)[ \t]+"|(?:locals|terraform|moved|import|removed)[ \t]*\{/y;
const heredoc = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy;
const closings: Readonly<Record<string, Mode>> = { '}': '{', ')': '(', ']': '[' };

/**
 * Reads which attributes and blocks a text in HCL's native syntax has, and where (hashicorp/hcl, hclsyntax/spec.md). Does
 * not parse expressions. Reads on over unfinished text: a quote ends with its line, a block where the file's next block
 * begins. Takes linear time.
 */
export class Hcl {
  readonly text: string;
  /** Where a heredoc may end, by the word that ends it. */
  #ends: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The items between `start` and `end`, in order. */
  *items({ start, end }: Span): Generator<HclItem> {
    const name = /[\p{L}_][\p{L}\p{N}_-]*/uy;
    for (let at = this.#skipSpace(start, end); at < end; at = this.#skipSpace(at, end)) {
      name.lastIndex = at;
      const found = name.exec(this.text);
      const item = found && this.#item({ start: at, end: at + found[0].length }, end);
      if (item) yield item;
      at = item ? Math.max(item.end, at + 1) : Math.max(this.#through(at, [], end).at, at + 1);
    }
  }

  /** The keys, without their quotes, and the values of an object expression; none of any other expression. */
  *pairs({
    start,
    end,
  }: Span): Generator<{ readonly key: Span; readonly value: Span; readonly end: number }> {
    const { text } = this;
    if (text.charAt(start) !== '{') return;
    const close = this.#through(start + 1, ['{'], end);
    const stop = close.isClosed ? close.at - 1 : close.at;
    const word = /[\p{L}_][\p{L}\p{N}_-]*/uy;
    for (let at = this.#skipSpace(start + 1, stop); at < stop; at = this.#skipSpace(at, stop)) {
      word.lastIndex = at;
      const isQuoted = text.charAt(at) === '"';
      const keyEnd = isQuoted ? this.stringEnd(at, stop) : at + (word.exec(text)?.[0].length ?? 0);
      const sign = this.#skipBlanks(keyEnd);
      const from = this.#skipBlanks(sign + 1);
      const valueEnd = this.#memberEnd(from, stop);
      if (keyEnd > at && /[=:]/.test(text.charAt(sign)) && from < stop) {
        const key = isQuoted ? { start: at + 1, end: keyEnd - 1 } : { start: at, end: keyEnd };
        yield { key, value: { start: from, end: valueEnd }, end: valueEnd };
      }
      at = Math.max(valueEnd, at + 1);
    }
  }

  /** Where a value of an object ends: at a comma, or at the end of its line. */
  #memberEnd(from: number, stop: number): number {
    const { text } = this;
    const isString = text.charAt(from) === '"';
    const end = isString ? this.stringEnd(from, stop) : from;
    const rest = text.slice(end, Math.min(stop, this.#through(end, [], stop).at));
    const plain = /^[^,"'(){}[\]]*?(?=\s*(?:,|$))/.exec(rest)?.[0];
    return end + (plain ?? rest.trimEnd()).length;
  }

  /** The comments of the whole text. */
  comments(): Span[] {
    const comments: Span[] = [];
    for (let at = 0; at < this.text.length; at++) at = this.#through(at, [], this.text.length, comments).at;
    return comments;
  }

  /** The end of the quoted string that begins at `start`: behind its quote, or at the end of its line. */
  stringEnd(start: number, end: number): number {
    return this.#through(start + 1, ['string'], end).at;
  }

  /** Whether a stretch is one quoted string. */
  isString({ start, end }: Span): boolean {
    return this.text.charAt(start) === '"' && this.stringEnd(start, end) === end;
  }

  /**
   * The place behind what closes the bracket, or the `${` or `%{` of a template, at `start`; `undefined` if nothing
   * closes it before `end`.
   */
  closing(start: number, opening: '(' | '[' | '{' | 'template', end: number): number | undefined {
    const { at, isClosed } = this.#through(start + (opening === 'template' ? 2 : 1), [opening], end);
    return isClosed ? at : undefined;
  }

  #item(key: Span, end: number): HclItem | undefined {
    const { text } = this;
    let at = this.#skipBlanks(key.end);
    if (text.charAt(at) === '=' && text.charAt(at + 1) !== '=') {
      const start = this.#skipBlanks(at + 1);
      const stop = Math.min(this.#through(start, [], end).at, end);
      const value = { start, end: start + text.slice(start, stop).trimEnd().length };
      return { is: 'attribute', key, value, start: key.start, end: value.end };
    }
    const labels: Span[] = [];
    const label = /[\p{L}_][\p{L}\p{N}_-]*/uy;
    for (;;) {
      label.lastIndex = at;
      const isQuoted = text.charAt(at) === '"';
      const stop = isQuoted ? this.stringEnd(at, end) : at + (label.exec(text)?.[0].length ?? 0);
      if (stop === at) break;
      labels.push(isQuoted ? { start: at + 1, end: Math.max(at + 1, stop - 1) } : { start: at, end: stop });
      at = this.#skipBlanks(stop);
    }
    if (text.charAt(at) !== '{') return undefined;
    const close = this.#through(at + 1, ['{'], end);
    const body = { start: at + 1, end: close.isClosed ? close.at - 1 : close.at };
    return { is: 'block', key, labels, body, start: key.start, end: close.at };
  }

  /**
   * Reads on from `at`. If something is open, stops behind what closes it. Otherwise stops where the
   * expression ends: at the end of the line, at a comment, or at a bracket that closes something before it.
   */
  #through(
    at: number,
    open: readonly Mode[],
    end: number,
    comments?: Span[],
  ): { readonly at: number; readonly isClosed: boolean } {
    const { text } = this;
    const modes = [...open];
    const unfinished = (stop: number) => ({ at: Math.min(stop, end), isClosed: false });
    for (let from = at; from < end;) {
      const mode = modes.at(-1);
      const tokens = mode === 'string' ? inString : inCode;
      tokens.lastIndex = from;
      const found = tokens.exec(text);
      if (!found || found.index >= end) return unfinished(end);
      const [token] = found;
      from = found.index + token.length;
      if (mode === 'string') {
        if (token === '"' || token === '\n') {
          modes.pop();
          if (token === '\n') from = found.index;
          if (modes.length === 0 && open.length > 0) return { at: from, isClosed: token === '"' };
        } else if (token === '${' || token === '%{') modes.push('template');
      } else if (token === '\n') {
        fresh.lastIndex = from;
        if (modes.length === 0 || fresh.test(text)) return unfinished(found.index);
      } else if (token === '"') modes.push('string');
      else if (token === '{' || token === '(' || token === '[') modes.push(token);
      else if (token === '}' && mode === 'template') {
        modes.pop();
        if (modes.length === 0 && open.length > 0) return { at: from, isClosed: true };
      } else if (token in closings) {
        if (mode === undefined) return unfinished(found.index);
        if (mode === closings[token]) modes.pop();
        if (modes.length === 0 && open.length > 0) return { at: from, isClosed: true };
      } else if (token.startsWith('<<')) from = this.heredocEnd(found.index) ?? from;
      else {
        const stop = this.#commentEnd(found.index, token);
        comments?.push({ start: found.index, end: stop });
        if (modes.length === 0 && !comments) return unfinished(found.index);
        from = stop;
      }
    }
    return unfinished(end);
  }

  #skipSpace(start: number, end: number): number {
    const space = /[\s,]*/y;
    for (let at = start; ;) {
      space.lastIndex = at;
      at += space.exec(this.text)?.[0].length ?? 0;
      const token = /^(?:#|\/[/*])/.exec(this.text.slice(at, at + 2))?.[0];
      if (token === undefined || at >= end) return at;
      at = this.#commentEnd(at, token);
    }
  }

  #skipBlanks(start: number): number {
    const blanks = /[ \t]*/y;
    blanks.lastIndex = start;
    return start + (blanks.exec(this.text)?.[0].length ?? 0);
  }

  #commentEnd(start: number, token: string): number {
    const close = token === '/*' ? this.text.indexOf('*/', start + 2) : this.text.indexOf('\n', start);
    if (close < 0) return this.text.length;
    return token === '/*' ? close + 2 : close;
  }

  /** The place behind the word that ends a heredoc; `undefined` if nothing ends it. */
  heredocEnd(start: number): number | undefined {
    heredoc.lastIndex = start;
    const opening = heredoc.exec(this.text);
    if (!opening) return undefined;
    this.#ends ??= endsOf(this.text);
    const after = start + opening[0].length;
    const ends = this.#ends.get(opening[1] ?? '') ?? [];
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return ends[low];
  }
}

function endsOf(text: string): Map<string, number[]> {
  const ends = new Map<string, number[]>();
  for (const match of text.matchAll(/^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?$/gmu)) {
    const [line, word = ''] = match;
    const end = match.index + line.indexOf(word) + word.length;
    const known = ends.get(word);
    if (known) known.push(end);
    else ends.set(word, [end]);
  }
  return ends;
}

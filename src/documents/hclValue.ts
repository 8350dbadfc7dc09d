import {
  type Bit,
  known,
  type LookedUp,
  longestPartly,
  mostStretches,
  type Partly,
} from '../core/lint/partly';
import type { Span } from '../core/text';
import type { Hcl } from './hcl';
import { hclCall } from './hclFunctions';
import { anything, canMask, type Hole, masked, stretchesOf } from './holes';
import { hclHeredoc, hclString } from './hclNotation';
import type { Notation } from './written';

/** What an expression stands for, and what was looked up for it. */
export interface HclValue {
  readonly bits: readonly Bit[];
  readonly lookedUp: readonly LookedUp[];
}

/** Gives what a reference such as `['local', 'account']` stands for; `undefined` if that is not known. */
export type LookUp = (reference: readonly string[], depth: number) => HclValue | undefined;

/** How many references may lead from one to the next, and how deep an expression may nest. */
const deepest = 100;

/**
 * What an expression in HCL's native syntax stands for, as far as it is made of texts, references, `format`, `join` and
 * other plain functions (hashicorp/hcl, hclsyntax/spec.md). All else is open.
 */
export function hclValue(hcl: Hcl, span: Span, lookUp: LookUp, depth = 0): HclValue {
  const isShort = span.end - span.start <= longestPartly;
  const value = isShort ? new Expression(hcl, lookUp, depth).all(span) : undefined;
  return value ?? openTo(hcl.text.slice(span.start, Math.min(span.end, span.start + longestPartly)), depth);
}

/** A value that has references or templates in it; `undefined` for one that is too long or cannot be read. */
export function partlyKnown(hcl: Hcl, place: Span, lookUp: LookUp): Partly | undefined {
  if (place.end - place.start > longestPartly) return undefined;
  const raw = hcl.text.slice(place.start, place.end);
  const notation = raw.startsWith('<<') ? hclHeredoc : hcl.isString(place) ? hclString : undefined;
  if (notation) return fromTemplate(hcl, place, notation, lookUp);
  const { bits, lookedUp } = hclValue(hcl, place, lookUp);
  const stretches = [{ at: place, offsets: undefined, source: `\${${raw}}`, bits }];
  return bits.length > mostStretches ? undefined : { place, stretches, lookedUp, write: writing(place) };
}

function fromTemplate(hcl: Hcl, place: Span, notation: Notation, lookUp: LookUp): Partly | undefined {
  const raw = hcl.text.slice(place.start, place.end);
  const found = holesIn(hcl, place, lookUp, 0);
  if (!found || !canMask(raw)) return undefined;
  const { holes, lookedUp } = found;
  const decoded = notation.decode(masked(raw, holes, place.start));
  if (!decoded) return undefined;
  const { text, offsets, from } = decoded;
  const offset = (index: number) =>
    place.start + (offsets?.[Math.min(index, offsets.length - 1)] ?? from + index);
  const stretches = stretchesOf(text, offset, holes, ({ start, end }) => hcl.text.slice(start, end));
  return stretches && { place, stretches, lookedUp, write: writing(place) };
}

/** Writes a value as a text between quotes, or as the expression alone. */
function writing(place: Span): Partly['write'] {
  return (pieces) => {
    const written = pieces.filter(({ text }) => text !== '');
    const [only, ...others] = written;
    const isSplit = written.some(
      ({ is, text }, index) => is === 'text' && /[$%]$/.test(text) && written[index + 1]?.is === 'source',
    );
    if (isSplit || written.some(({ is, text }) => is === 'source' && /[\r\n]/.test(text))) return undefined;
    if (only?.is === 'source' && others.length === 0)
      return { ...place, newText: only.text.slice(2, -1).trim() };
    const inside = written.map(({ is, text }) => (is === 'source' ? text : hclString.escape(text)));
    return { ...place, newText: `"${inside.join('')}"` };
  };
}

/** The `${…}` of a template, and from its first to its last `%{…}` one hole; `undefined` if one is not closed. */
function holesIn(
  hcl: Hcl,
  { start, end }: Span,
  lookUp: LookUp,
  depth: number,
): { readonly holes: readonly Hole[]; readonly lookedUp: readonly LookedUp[] } | undefined {
  const opening = /\\.|(\$\$|%%)\{|([$%])\{/gsy;
  const spans: (Span & { isDirective: boolean })[] = [];
  for (let at = start; at < end;) {
    opening.lastIndex = at;
    const sign = opening.exec(hcl.text);
    const stop = sign?.[2] === undefined ? undefined : hcl.closing(at, 'template', end);
    if (sign?.[2] !== undefined && stop === undefined) return undefined;
    if (stop !== undefined) spans.push({ start: at, end: stop, isDirective: sign?.[2] === '%' });
    if (spans.length > mostStretches) return undefined;
    at = stop ?? at + (sign?.[0].length ?? 1);
  }
  const directives = spans.filter(({ isDirective }) => isDirective);
  const [first, last] = [directives[0]?.start ?? Infinity, directives.at(-1)?.end ?? -Infinity];
  const lookedUp: LookedUp[] = [];
  const holes = spans.flatMap((span): Hole[] => {
    if (span.start === first)
      return [{ start: first, end: last, bits: [anything(hcl.text.slice(first, last), undefined)] }];
    if (span.start > first && span.end <= last) return [];
    const inside = { start: span.start + 2, end: span.end - 1 };
    const value = hclValue(hcl, inside, lookUp, depth);
    lookedUp.push(...value.lookedUp);
    return [{ start: span.start, end: span.end, bits: value.bits }];
  });
  return { holes, lookedUp };
}

function openTo(text: string, depth: number): HclValue {
  const key = text.trim().replace(/\s+/g, ' ');
  const isOfBlock = depth > 0 && /\b(?:each|count|self)\./.test(key);
  return { bits: [anything(key, isOfBlock || key.includes('"') ? undefined : `\${${key}}`)], lookedUp: [] };
}

interface Read {
  readonly value: HclValue;
  readonly end: number;
}

class Expression {
  readonly #hcl: Hcl;
  readonly #lookUp: LookUp;
  readonly #depth: number;

  constructor(hcl: Hcl, lookUp: LookUp, depth: number) {
    this.#hcl = hcl;
    this.#lookUp = lookUp;
    this.#depth = depth;
  }

  /** What a whole stretch stands for; `undefined` if it is more than is understood. */
  all({ start, end }: Span): HclValue | undefined {
    if (this.#depth > deepest) return undefined;
    const read = this.#one(start, end);
    return read && this.#skip(read.end) >= end ? read.value : undefined;
  }

  #one(start: number, end: number): Read | undefined {
    const at = this.#skip(start);
    const { text } = this.#hcl;
    const character = text.charAt(at);
    if (at >= end) return undefined;
    if (character === '"') return this.#template(at, this.#hcl.stringEnd(at, end), hclString);
    if (text.startsWith('<<', at)) {
      const stop = this.#hcl.heredocEnd(at);
      return stop === undefined || stop > end ? undefined : this.#template(at, stop, hclHeredoc);
    }
    if (character === '(') {
      const close = this.#hcl.closing(at, '(', end);
      const inside = close === undefined ? undefined : this.#nested({ start: at + 1, end: close - 1 });
      return close !== undefined && inside ? { value: inside, end: close } : undefined;
    }
    const digits = this.#match(/\d+(?![\w.])/y, at);
    if (digits !== undefined)
      return { value: { bits: [known(String(BigInt(digits)))], lookedUp: [] }, end: at + digits.length };
    const name = this.#match(/[\p{L}_][\p{L}\p{N}_-]*/uy, at);
    if (name === undefined) return undefined;
    return text.charAt(at + name.length) === '(' ? this.#call(name, at, end) : this.#reference(at, end);
  }

  #nested(span: Span): HclValue | undefined {
    return new Expression(this.#hcl, this.#lookUp, this.#depth + 1).all(span);
  }

  /** A quoted string or a heredoc. */
  #template(start: number, stop: number, notation: Notation): Read | undefined {
    const { text } = this.#hcl;
    const raw = text.slice(start, stop);
    if (this.#depth > deepest || !canMask(raw)) return undefined;
    const found = holesIn(this.#hcl, { start, end: stop }, this.#lookUp, this.#depth + 1);
    const decoded = found && notation.decode(masked(raw, found.holes, start));
    const stretches =
      found &&
      decoded &&
      stretchesOf(
        decoded.text,
        () => start,
        found.holes,
        (hole) => text.slice(hole.start, hole.end),
      );
    return found && stretches
      ? { value: { bits: stretches.flatMap(({ bits }) => bits), lookedUp: found.lookedUp }, end: stop }
      : undefined;
  }

  #call(name: string, start: number, end: number): Read | undefined {
    const open = start + name.length;
    const close = this.#hcl.closing(open, '(', end);
    const given = close === undefined ? undefined : this.#list(open + 1, close - 1);
    if (close === undefined || !given) return undefined;
    const bits = hclCall(
      name,
      given.map((each) => (Array.isArray(each) ? each.map((item) => item.bits) : each.bits)),
    );
    const value = bits
      ? { bits, lookedUp: given.flat().flatMap((each) => each.lookedUp) }
      : openTo(this.#hcl.text.slice(start, close), this.#depth);
    return { value, end: close };
  }

  /** The expressions between commas, each a value or a list of values. */
  #list(start: number, end: number): (HclValue | HclValue[])[] | undefined {
    const values: (HclValue | HclValue[])[] = [];
    for (let at = this.#skip(start); at < end && values.length <= mostStretches;) {
      let read: { value: HclValue | HclValue[]; end: number } | undefined;
      if (this.#hcl.text.charAt(at) === '[') {
        const close = this.#hcl.closing(at, '[', end);
        const inside = close === undefined ? undefined : this.#list(at + 1, close - 1);
        const items = inside?.filter((each): each is HclValue => !Array.isArray(each));
        if (close !== undefined && items && items.length === inside?.length)
          read = { value: items, end: close };
      } else read = new Expression(this.#hcl, this.#lookUp, this.#depth + 1).#one(at, end);
      if (!read) return undefined;
      values.push(read.value);
      at = this.#skip(read.end);
      if (at < end && this.#hcl.text.charAt(at) !== ',') return undefined;
      at = this.#skip(at + 1);
    }
    return values.length > mostStretches ? undefined : values;
  }

  #reference(start: number, end: number): Read | undefined {
    const names: string[] = [];
    let at = start;
    for (;;) {
      const name = this.#match(/\.?[\p{L}_][\p{L}\p{N}_-]*|\.\d+|\.\*/uy, at);
      if (name !== undefined) {
        if (/[\p{L}_]/u.test(name)) names.push(name.replace('.', ''));
        at += name.length;
      } else if (this.#hcl.text.charAt(at) === '[') {
        const close = this.#hcl.closing(at, '[', end);
        if (close === undefined) return undefined;
        at = close;
      } else break;
    }
    const text = this.#hcl.text.slice(start, at);
    if (/^(?:true|false|null)$/.test(text)) return undefined;
    const found = this.#lookUp(names, this.#depth + 1);
    return { value: found ? named(found, text) : openTo(text, this.#depth), end: at };
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.#hcl.text)?.[0];
  }

  #skip(at: number): number {
    return at + (this.#match(/\s*/y, at)?.length ?? 0);
  }
}

/** The same value, whose open piece, if it is all of it, can be written by the reference. */
function named(value: HclValue, reference: string): HclValue {
  const [only, ...others] = value.bits;
  if (only?.is !== 'open' || others.length > 0) return value;
  return { ...value, bits: [{ ...only, source: `\${${reference}}` }] };
}

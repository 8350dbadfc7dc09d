import { replace, type Span } from '../text';

/** One piece of a pattern, with its place in the pattern. */
export type Piece = Span &
  (
    | { readonly kind: 'literal'; readonly character: string }
    /** One of several characters, or one that is written with letters or digits: `.` `[a-z]` `\d` `\x41` `(?i)a`. */
    | { readonly kind: 'class'; readonly flags: string }
    | { readonly kind: 'assertion'; readonly asserts: Assertion }
    | { readonly kind: 'group'; readonly choices: Choices }
    /** `max` is `Infinity` when there is no upper bound. */
    | { readonly kind: 'repeat'; readonly of: Piece; readonly min: number; readonly max: number }
  );

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'boundary' | 'no-boundary';

/** Alternatives, each a sequence of pieces; a pattern without `|` has one. */
export type Choices = readonly (readonly Piece[])[];

/** A parsed pattern. `open` and `extra` are empty for a pattern that compiles. */
interface Syntax {
  readonly choices: Choices;
  /** Offsets of `(` that are never closed, outermost first. */
  readonly open: readonly number[];
  /** Offsets of `)` that close nothing. */
  readonly extra: readonly number[];
  /** The starts of all tokens: characters, escapes, classes, operators, openings of groups. */
  readonly tokens: readonly number[];
}

interface Frame {
  readonly start: number;
  readonly flags: string;
  readonly choices: Piece[][];
}

/**
 * Parses a pattern in RE2's syntax and keeps the place of every piece. Exact for patterns that `compilePattern`
 * accepts; in others, reads what it does not understand as plain characters. Its users recurse as deep as the pattern
 * nests, so its length must be bounded.
 */
export function parsePattern(text: string): Syntax {
  const known = parsed.get(text);
  if (known) return known;
  const syntax = parseAnew(text);
  if (text.length > longestRemembered) return syntax;
  if (parsed.size >= mostRemembered) parsed.clear();
  parsed.set(text, syntax);
  return syntax;
}

/** Recently parsed patterns: linting a definition asks for the same one many times. */
const parsed = new Map<string, Syntax>();
const mostRemembered = 300;
const longestRemembered = 500;

function parseAnew(text: string): Syntax {
  const tokens: number[] = [];
  const extra: number[] = [];
  const frames: Frame[] = [];
  let flags = '';
  let frame: Frame = { start: 0, flags, choices: [[]] };
  const sequence = () => frame.choices.at(-1) ?? [];
  const leaf = (start: number, end: number, character: string) => {
    const folds = flags.includes('i') && /\p{L}/u.test(character);
    if (folds || character === '') sequence().push({ kind: 'class', start, end, flags });
    else sequence().push({ kind: 'literal', start, end, character });
  };
  for (let at = 0; at < text.length;) {
    const start = at;
    tokens.push(start);
    if (flags === '' && plain.test(text.charAt(at))) {
      at += 1;
      sequence().push({ kind: 'literal', start, end: at, character: text.charAt(start) });
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    at += character.length;
    const repeat = matchAt(repeated, text, start);
    if (repeat) {
      at = start + repeat[0].length;
      const of = sequence().pop();
      if (of) sequence().push({ kind: 'repeat', start: of.start, end: at, of, ...bounds(repeat) });
    } else if (character === '(') {
      const opening = matchAt(opened, text, start);
      at = start + (opening?.[0].length ?? 1);
      if (opening?.[3] !== ')') {
        frames.push(frame);
        frame = { start, flags, choices: [[]] };
      }
      if (opening?.[3]) flags = withFlags(flags, opening[1] ?? '', opening[2] ?? '');
    } else if (character === ')') {
      const outer = frames.pop();
      if (outer) {
        const group: Piece = { kind: 'group', start: frame.start, end: at, choices: frame.choices };
        flags = frame.flags;
        frame = outer;
        sequence().push(group);
      } else extra.push(start);
    } else if (character === '|') frame.choices.push([]);
    else if (character === '^' || character === '$') {
      const line = flags.includes('m');
      const asserts =
        character === '^' ? (line ? 'line-start' : 'text-start') : line ? 'line-end' : 'text-end';
      sequence().push({ kind: 'assertion', start, end: at, asserts });
    } else if (character === '.') leaf(start, at, '');
    else if (character === '[') {
      at = classEnd(text, start);
      leaf(start, at, '');
    } else if (text.startsWith('\\Q', start)) {
      const close = text.indexOf('\\E', start + 2);
      const end = close < 0 ? text.length : close;
      for (at = start + 2; at < end;) {
        const quoted = String.fromCodePoint(text.codePointAt(at) ?? 0);
        leaf(at, at + quoted.length, quoted);
        at += quoted.length;
      }
      at = close < 0 ? end : end + 2;
    } else if (character === '\\') {
      const [escape] = matchAt(escaped, text, start) ?? [character];
      at = start + escape.length;
      const asserts = assertions[escape];
      if (asserts) sequence().push({ kind: 'assertion', start, end: at, asserts });
      else leaf(start, at, /^\\[^a-zA-Z0-9]$/u.test(escape) ? escape.slice(1) : '');
    } else leaf(start, at, character);
  }
  const open: number[] = [];
  for (let outer = frames.pop(); outer; outer = frames.pop()) {
    open.unshift(frame.start);
    frame = outer;
  }
  return { choices: frame.choices, open, extra, tokens };
}

/** Characters that stand for themselves if no flag is set: a fast path for nearly all characters. */
const plain = /[\w,/:=@-]/;
const repeated = /(?:([*+?])|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\})\??/y;
const opened = /\(\?(?:P?<[^>]*>|([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)]))/y;
const escaped = /\\(?:[pPx]\{[^}]*\}|x..|[pP].|0[0-7]{0,2}|[1-7][0-7]{1,2}|.)/suy;
const setInBraces = /\\[pPx]\{[^}]*\}/y;

/** `pattern` without some of its pieces, which do not overlap. */
export function withoutPieces(pattern: string, pieces: readonly Span[]): string {
  return pieces
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, piece) => replace(rest, piece, ''), pattern);
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

const assertions: Readonly<Record<string, Assertion>> = {
  '\\A': 'text-start',
  '\\z': 'text-end',
  '\\b': 'boundary',
  '\\B': 'no-boundary',
};

function bounds(repeat: RegExpExecArray): { min: number; max: number } {
  if (repeat[1]) return { min: repeat[1] === '+' ? 1 : 0, max: repeat[1] === '?' ? 1 : Infinity };
  const min = Number(repeat[2]);
  return { min, max: repeat[3] ? Number(repeat[4] ?? Infinity) : min };
}

function withFlags(flags: string, on: string, off: string): string {
  return [...new Set(flags + on)].filter((flag) => !off.includes(flag)).join('');
}

/** The offset after the class that opens at `start`. As in RE2, a `]` right after the opening is a member. */
function classEnd(text: string, start: number): number {
  let at = start + (text.charAt(start + 1) === '^' ? 2 : 1);
  for (let first = true; at < text.length; first = false) {
    if (text.charAt(at) === ']' && !first) return at + 1;
    const named = text.startsWith('[:', at) ? text.indexOf(':]', at + 2) : -1;
    if (named >= 0) {
      at = named + 2;
      continue;
    }
    const isSet = /^\\[pPdDsSwW]/.test(text.slice(at, at + 2));
    at = memberEnd(text, at);
    if (!isSet && text.charAt(at) === '-' && text.charAt(at + 1) !== ']') at = memberEnd(text, at + 1);
  }
  return text.length;
}

function memberEnd(text: string, at: number): number {
  if (text.charAt(at) !== '\\') return Math.min(text.length, at + 1);
  return Math.min(text.length, at + (matchAt(setInBraces, text, at)?.[0].length ?? 2));
}

/**
 * Roughly how much work the pattern is, in instructions that it compiles to: its pieces, with counted repeats written
 * out. A class of Unicode's, which has hundreds of ranges, counts as many, and more where upper and lower case are the
 * same. A repeat over 1000 counts as one, because the pattern is refused for it anyway.
 */
export function costOf(text: string): number {
  const ofPiece = (piece: Piece): number => {
    if (piece.kind === 'group') return 2 + ofChoices(piece.choices);
    if (piece.kind === 'class')
      return costOfClass(text.slice(piece.start, piece.end), piece.flags.includes('i'));
    if (piece.kind !== 'repeat') return 1;
    const times = Number.isFinite(piece.max) ? piece.max : piece.min + 1;
    return (times > 1001 ? 1 : times) * (ofPiece(piece.of) + 1);
  };
  const ofChoices = (choices: Choices): number => {
    let cost = choices.length;
    for (const choice of choices) for (const piece of choice) cost += ofPiece(piece);
    return cost;
  };
  return ofChoices(parsePattern(text).choices);
}

function costOfClass(written: string, folds: boolean): number {
  if (/\\[pP]/.test(written)) return folds ? 80 : 30;
  return folds ? 4 : 1;
}

import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { Span } from '../text';
import { type Assertion, type Choices, parsePattern, sizeOf } from './syntax';
import { locateProblem, type PatternReason, problemOf, reasonOf } from './problem';

/** What {@link compilePattern} answers. */
type Pattern =
  | {
      readonly ok: true;
      /**
       * The leftmost match, and among those the one that a backtracking search would find first (Go's
       * `FindStringIndex`); it need not begin at the start of `input`. Offsets are UTF-16: on ASCII input, which
       * every ARN and user ID is, they are Go's byte offsets. Half a surrogate pair counts as U+FFFD.
       */
      find(input: string): Span | undefined;
    }
  | {
      readonly ok: false;
      /** What is wrong, in plain words, as a sentence that ends with the offending piece. */
      readonly problem: string;
      readonly reason: PatternReason;
      /** Where the offending piece stands in the pattern. */
      readonly at: Span;
    };

/** The longest pattern that is compiled, in UTF-16 units. Chainguard documents no limit; an ARN has 2048 at most. */
export const longestPattern = 4096;

/** The largest pattern that is compiled, in instructions: what `x{1000}` becomes has a thousand of them. */
const largestPattern = 10_000;

/**
 * Compiles an RE2 pattern as Go's `regexp.Compile` reads it; never throws. Time is linear in the input for every
 * pattern. Deliberate choices where readers differ:
 *
 * - `(?<name>…)` is accepted, as Go does from 1.22 on, and so is a group name that is used twice (tried with Go
 *   1.26; re2js and RE2 itself refuse it).
 * - `\p{Letter}`, `\p{greek}` and other names of Unicode classes that Go knows from 1.25 on are refused, since
 *   the server may be older.
 * - Lookarounds and backreferences are refused: RE2 has none.
 * - A pattern over {@link longestPattern} or {@link largestPattern} is refused although Go may take it, so that
 *   a hostile document cannot stop the editor.
 */
export function compilePattern(text: string): Pattern {
  const known = compiled.get(text);
  if (known) return known;
  const whole: Span = { start: 0, end: text.length };
  if (text.length > longestPattern) return refusal('too-large', text, whole);
  if (plainlyValid.test(text)) {
    let anew: Pattern | undefined;
    return {
      ok: true,
      find: (input) => ((anew ??= compileAnew(text, text.length)).ok ? anew.find(input) : undefined),
    };
  }
  const size = sizeOf(text);
  const pattern = compileAnew(text, size);
  if (size > largestRemembered) return pattern;
  if (compiled.size >= mostRemembered) compiled.clear();
  compiled.set(text, pattern);
  return pattern;
}

/**
 * Patterns of plain characters, escaped punctuation, `.`, `.*`, `.+` and groups of those between `^` and `$`: nearly all
 * there are. They compile for certain, so they are compiled when something is looked for, which is often never.
 */
const plainlyValid = /^\^?(?:[\w:/=,@-]|\\[.+*?()|[\]{}^$\\/-]|\(\.[+*]\)|\.[+*]?){0,500}\$?$/;

/** Patterns that were compiled lately: one is asked for many times while a definition is looked at. */
const compiled = new Map<string, Pattern>();
const mostRemembered = 2000;
const largestRemembered = 500;

function compileAnew(text: string, size: number): Pattern {
  const whole: Span = { start: 0, end: text.length };
  const half = /\p{Surrogate}/u.exec(text);
  if (half) return refusal('half-character', text, { start: half.index, end: half.index + 1 });
  if (size > largestPattern) return refusal('too-large', text, whole);
  try {
    const program = RE2JS.compile(withUniqueNames(text));
    if (program.programSize() > 4 * largestPattern) return refusal('too-large', text, whole);
    return { ok: true, find: (input) => find(program, input) };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return refusal('other', text, whole);
    const piece = error.getPattern() ?? '';
    const reason = reasonOf(error.getDescription(), piece);
    return refusal(reason, text, locateProblem(reason, text, piece));
  }
}

/**
 * The pattern that fits `literal` and nothing else, as Go's `regexp.QuoteMeta` writes it. It has no anchors:
 * `^${quotePattern(literal)}$` fits the whole text.
 */
export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/**
 * Whether every match has to begin at the start of the text, and whether every match has to end at its end, in
 * every alternative: `^a|b$` is neither. `(?m)^` is a line's start and does not count. Neither, for a pattern that
 * does not compile.
 */
export function isAnchored(text: string): { readonly start: boolean; readonly end: boolean } {
  const demands = (choices: Choices, asserts: Assertion): boolean =>
    choices.every((choice) =>
      choice.some((piece): boolean => {
        if (piece.kind === 'assertion') return piece.asserts === asserts;
        if (piece.kind === 'group') return demands(piece.choices, asserts);
        return piece.kind === 'repeat' && piece.min > 0 && demands([[piece.of]], asserts);
      }),
    );
  if (!plainlyValid.test(text) && !compilePattern(text).ok) return { start: false, end: false };
  const { choices } = parsePattern(text);
  return { start: demands(choices, 'text-start'), end: demands(choices, 'text-end') };
}

/** `pattern`, made to fit the whole text only; alternatives are put in a group first. As it is, when it does already. */
export function anchorPattern(pattern: string): string {
  const { start, end } = isAnchored(pattern);
  if (start && end) return pattern;
  if (parsePattern(pattern).choices.length > 1) return `^(?:${pattern})$`;
  return `${start ? '' : '^'}${pattern}${end ? '' : '$'}`;
}

/** The pattern with another name for every named group: names do not matter here, and may be used twice. */
function withUniqueNames(text: string): string {
  if (!/\(\?P?</.test(text)) return text;
  return parsePattern(text).tokens.reduceRight(
    (so, token) => so.slice(0, token) + so.slice(token).replace(/^\(\?P?<\w+>/, `(?P<group${token}>`),
    text,
  );
}

function find(program: RE2JS, input: string): Span | undefined {
  const text = input.replace(/\p{Surrogate}/gu, '\uFFFD');
  if (!program.test(text)) return undefined;
  const matcher = program.matcher(text);
  return matcher.find() ? { start: matcher.start(), end: matcher.end() } : undefined;
}

function refusal(reason: PatternReason, text: string, at: Span): Pattern {
  const piece = text.slice(at.start, at.end);
  const shown = piece.length > 40 ? `${piece.slice(0, 40)}…` : piece;
  return { ok: false, problem: problemOf(reason, shown), reason, at };
}

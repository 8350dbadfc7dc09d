import { RE2JS, RE2JSSyntaxException } from 're2js';
import { type Span, whole } from '../text';
import { type Assertion, type Choices, costOf, parsePattern } from './syntax';
import { locateProblem, type PatternReason, problemOf, reasonOf } from './problem';

export { quotePattern } from './quote';

/** What {@link compilePattern} answers. */
type Pattern =
  | {
      readonly ok: true;
      /**
       * The leftmost match anywhere in `input`, and of those the one that a backtracking search finds first (Go's
       * `FindStringIndex`). Offsets are UTF-16; on ASCII input, which every ARN and user ID is, they are Go's byte
       * offsets. Half a surrogate pair counts as U+FFFD.
       */
      find(input: string): Span | undefined;
      /** Whether `find` finds anything, with less work. */
      fits(input: string): boolean;
      /** The program that `find` runs; `undefined` where there is none after all. */
      program(): Program | undefined;
    }
  | {
      readonly ok: false;
      /** What is wrong, as a plain sentence that ends with the offending piece. */
      readonly problem: string;
      readonly reason: PatternReason;
      /** The offending piece's place in the pattern. */
      readonly at: Span;
    };

/** What re2js makes of a pattern: instructions, of which those that are only steps lead to those that read. */
export interface Program {
  readonly start: number;
  readonly inst: readonly Instruction[];
  /** One line for each instruction. */
  toString(): string;
}

/** One instruction, as re2js declares it (`Inst`, which it does not export). */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  /** Another way out, a flag or a condition, as `op` says. */
  readonly arg: number;
  /** One code point, or pairs of first and last ones. */
  readonly runes: ArrayLike<number>;
  /** Whether it reads this code point; upper and lower case count as the pattern says. */
  matchRune(codePoint: number): boolean;
}

/** The longest pattern that is compiled, in UTF-16 units. Chainguard documents no limit; an ARN has 2048 at most. */
export const longestPattern = 4096;

/** The largest pattern that is compiled, in instructions as `costOf` counts them; `x{1000}` has two thousand. */
const largestPattern = 10_000;

/**
 * Compiles an RE2 pattern as Go's `regexp.Compile` reads it; never throws. Finding takes time linear in the input.
 * Deliberate choices where implementations differ:
 *
 * - Accepts `(?<name>…)`, as Go does from 1.22 on, and a group name that is used twice (tried with Go 1.26; re2js and
 *   RE2 itself refuse it).
 * - Refuses `\p{Letter}`, `\p{greek}` and other Unicode classes that Go knows from 1.25 on: the server may be older.
 * - Refuses lookarounds and backreferences, which RE2 does not have.
 * - Refuses patterns over {@link longestPattern} or {@link largestPattern}, although Go may accept them, so that a
 *   hostile document cannot stall the editor.
 */
export function compilePattern(text: string): Pattern {
  const known = compiled.get(text);
  if (known) return known;
  if (text.length > longestPattern) return refusal('too-large', text);
  if (!plainlyValid.test(text)) return compileOnce(text);
  const pattern = () => compileOnce(text);
  return {
    ok: true,
    find: (input) => {
      const made = pattern();
      return made.ok ? made.find(input) : undefined;
    },
    fits: (input) => {
      const made = pattern();
      return made.ok && made.fits(input);
    },
    program: () => {
      const made = pattern();
      return made.ok ? made.program() : undefined;
    },
  };
}

function compileOnce(text: string): Pattern {
  const known = compiled.get(text);
  if (known) return known;
  const cost = costOf(text);
  const pattern = compileAnew(text, cost);
  if (compiled.size >= mostRemembered || rememberedCost + cost > largestRemembered) {
    compiled.clear();
    rememberedCost = 0;
  }
  compiled.set(text, pattern);
  rememberedCost += Math.min(cost, largestPattern);
  return pattern;
}

/**
 * How much work it is to judge a pattern, in instructions; nothing for those that nearly everybody writes, and little for
 * one that is refused by its size.
 */
export function effortOf(text: string): number {
  if (text.length > longestPattern || (plainlyValid.test(text) && !manyOpen.test(text))) return 0;
  const cost = costOf(text);
  return cost > largestPattern ? 1 : cost;
}

/**
 * Patterns of plain characters, escaped punctuation, `.`, `.*`, `.+` and groups of those between `^` and `$`: nearly all.
 * They certainly compile, so compiling waits for the first `find`, which often never comes.
 */
const plainlyValid = /^\^?(?:[\w:/=,@-]|\\[.+*?()|[\]{}^$\\/-]|\(\.[+*]\)|\.[+*]?){0,500}\$?$/;

/** More parts that fit any text than anybody needs: each of them is followed at every character. */
const manyOpen = /(?:\.[*+].*?){9}/;

/** Recently compiled patterns, and their instructions: linting a definition asks for the same one many times. */
const compiled = new Map<string, Pattern>();
let rememberedCost = 0;
const mostRemembered = 2000;
const largestRemembered = 200_000;

function compileAnew(text: string, cost: number): Pattern {
  const half = /\p{Surrogate}/u.exec(text);
  if (half) return refusal('half-character', text, { start: half.index, end: half.index + 1 });
  if (cost > largestPattern) return refusal('too-large', text);
  try {
    const program = RE2JS.compile(withUniqueNames(text));
    if (program.programSize() > 4 * largestPattern) return refusal('too-large', text);
    const { prog } = program.re2() as { readonly prog: Program };
    return {
      ok: true,
      find: (input) => find(program, input),
      fits: (input) => program.test(wellFormed(input)),
      program: () => prog,
    };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return refusal('other', text);
    const piece = error.getPattern() ?? '';
    const reason = reasonOf(error.getDescription(), piece);
    return refusal(reason, text, locateProblem(reason, text, piece));
  }
}

/**
 * Whether every match must begin at the start of the text, and whether every match must end at its end: in `^a|b$`
 * neither. The line anchors of `(?m)` do not count. Neither for a pattern that does not compile.
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

/** `pattern` with the anchors that it lacks to fit only the whole text, its alternatives in a group. */
export function anchorPattern(pattern: string): string {
  const { start, end } = isAnchored(pattern);
  if (start && end) return pattern;
  if (parsePattern(pattern).choices.length > 1) return `^(?:${pattern})$`;
  return `${start ? '' : '^'}${pattern}${end ? '' : '$'}`;
}

/** The pattern with a unique name for every named group: re2js refuses a name that is used twice. */
function withUniqueNames(text: string): string {
  if (!/\(\?P?</.test(text)) return text;
  return parsePattern(text).tokens.reduceRight(
    (so, token) => so.slice(0, token) + so.slice(token).replace(/^\(\?P?<\w+>/, `(?P<group${token}>`),
    text,
  );
}

function wellFormed(input: string): string {
  return input.replace(/\p{Surrogate}/gu, '\uFFFD');
}

function find(program: RE2JS, input: string): Span | undefined {
  const text = wellFormed(input);
  if (!program.test(text)) return undefined;
  const matcher = program.matcher(text);
  return matcher.find() ? { start: matcher.start(), end: matcher.end() } : undefined;
}

function refusal(reason: PatternReason, text: string, at: Span = whole(text)): Pattern {
  const piece = text.slice(at.start, at.end);
  const shown = piece.length > 40 ? `${piece.slice(0, 40)}…` : piece;
  return { ok: false, problem: problemOf(reason, shown), reason, at };
}

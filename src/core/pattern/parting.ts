import { compilePattern } from './pattern';
import { type Span, whole } from '../text';
import { type Assertion, type Choices, parsePattern, type Piece } from './syntax';

/** The place where a pattern and a text part. */
interface Parting {
  /** Whether the pattern is found in the text; `undefined` if it was too large to follow to the end. */
  readonly matches: boolean | undefined;
  /** The piece of the pattern that should have come next; empty at its end. */
  readonly expected: Span;
  /** The text in its place, up to the next `:` or `/`; empty at the end of the text. */
  readonly actual: Span;
}

interface Program {
  readonly code: readonly Instruction[];
  readonly entry: number;
}

/** How many states are followed in all, so that no pattern and text take long. */
const budget = 1_000_000;

type Leaf = Extract<Piece, { kind: 'literal' | 'class' }>;
type Instruction =
  | { readonly op: 'leaf'; readonly piece: Leaf; readonly test: (character: string) => boolean; next: number }
  | { readonly op: 'assert'; readonly piece: Span & { asserts: Assertion }; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'match' };

/**
 * The first place where a pattern and a text part. Follows every way to fit the pattern to the text, from any start,
 * and takes the one that gets furthest into the pattern; of several the one that begins first, then the one that gets
 * furthest into the text. For a literal pattern it is the first character that differs. Offsets are UTF-16. A pattern
 * that `compilePattern` refuses parts at once.
 */
export function findParting(pattern: string, text: string): Parting {
  const program = compilePattern(pattern).ok ? compile(pattern) : undefined;
  if (!program) return { matches: undefined, expected: whole(pattern), actual: whole(text) };
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  const trace = follow(program, wellFormed);
  if (trace.matches) return { matches: true, expected: at(pattern.length), actual: at(text.length) };
  const { leaves, failed } = closure(program, trace.next, wellFormed, trace.inText);
  const needed = [...leaves.flatMap((state) => leafAt(program, state)), ...failed];
  const ahead = needed.filter((piece) => piece.start >= trace.inPattern);
  const [expected] = (ahead.length > 0 ? ahead : needed).sort((a, b) => a.start - b.start);
  return {
    matches: trace.matches,
    expected: expected ? literalRun(program, expected) : at(pattern.length),
    actual: segment(text, trace.inText),
  };
}

function leafAt(program: Program, state: number): readonly Span[] {
  const instruction = program.code[state];
  return instruction?.op === 'leaf' ? [instruction.piece] : [];
}

/** The stretch of `text` from `start` up to the next `:` or `/`, that one alone, or nothing at the end. */
export function segment(text: string, start: number): Span {
  const rest = /[:/]|[^:/]+/.exec(text.slice(start));
  return { start, end: start + (rest?.[0].length ?? 0) };
}

function at(offset: number): Span {
  return { start: offset, end: offset };
}

/** `expected` and the literals that follow it without a gap, up to the next `:` or `/`. */
function literalRun(program: Program, expected: Span): Span {
  const literals = new Map<number, { end: number; character: string }>();
  for (const one of program.code)
    if (one.op === 'leaf' && one.piece.kind === 'literal') literals.set(one.piece.start, one.piece);
  let { end } = expected;
  const first = literals.get(expected.start);
  if (!first || /[:/]/.test(first.character)) return { start: expected.start, end };
  for (let next = literals.get(end); next && !/[:/]/.test(next.character); next = literals.get(end))
    end = next.end;
  return { start: expected.start, end };
}

/** Compiles the pattern to at most as many states as `costOf` says, so never more than `largestPattern`. */
function compile(pattern: string): Program {
  const { choices } = parsePattern(pattern);
  const program: Instruction[] = [];
  const tests = new Map<Leaf, (character: string) => boolean>();
  /** Adds an instruction and returns its index. */
  const add = (instruction: Instruction) => program.push(instruction) - 1;
  /** Both build backwards: `next` is what follows. */
  const ofChoices = (alternatives: Choices, next: number): number => {
    const entries = alternatives.map((choice) =>
      choice.reduceRight((after, piece) => ofPiece(piece, after), next),
    );
    return entries.reduceRight((other, entry) => add({ op: 'split', next: entry, other }));
  };
  const ofPiece = (piece: Piece, next: number): number => {
    switch (piece.kind) {
      case 'assertion':
        return add({ op: 'assert', piece, next });
      case 'group':
        return ofChoices(piece.choices, next);
      case 'repeat': {
        let entry = next;
        if (piece.max === Infinity) {
          const loop = { op: 'split' as const, next, other: next };
          entry = add(loop);
          loop.next = ofPiece(piece.of, entry);
        } else
          for (let times = piece.min; times < piece.max; times++)
            entry = add({ op: 'split', next: ofPiece(piece.of, entry), other: next });
        for (let times = 0; times < piece.min; times++) entry = ofPiece(piece.of, entry);
        return entry;
      }
      case 'literal':
      case 'class': {
        const test = tests.get(piece) ?? testOf(piece, pattern);
        tests.set(piece, test);
        return add({ op: 'leaf', piece, test, next });
      }
    }
  };
  const end = add({ op: 'match' });
  const entry = ofChoices(choices, end);
  return { code: program, entry };
}

/** A test whether one character fits a piece; it remembers its answers, because texts repeat characters. */
function testOf(piece: Leaf, pattern: string): (character: string) => boolean {
  if (piece.kind === 'literal') return (character) => character === piece.character;
  const source = pattern.slice(piece.start, piece.end);
  const compiled = compilePattern(`(?${piece.flags}:${source})`);
  const known = new Map<string, boolean>();
  return (character) => {
    const answer = known.get(character) ?? (compiled.ok && compiled.find(character) !== undefined);
    known.set(character, answer);
    return answer;
  };
}

/** The states that can be reached at `offset` without reading a character, and the assertions that fail there. */
function closure(program: Program, from: number, text: string, offset: number, seen = new Set<number>()) {
  const leaves: number[] = [];
  const failed: Span[] = [];
  let matches = false;
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const instruction = program.code[state];
    if (!instruction || seen.has(state)) continue;
    seen.add(state);
    if (instruction.op === 'match') matches = true;
    else if (instruction.op === 'leaf') leaves.push(state);
    else if (instruction.op === 'split') open.push(instruction.other, instruction.next);
    else if (holds(instruction.piece.asserts, text, offset)) open.push(instruction.next);
    else failed.push(instruction.piece);
  }
  return { leaves, failed, matches };
}

function holds(assertion: Assertion, text: string, offset: number): boolean {
  const isWord = (character: string) => /\w/.test(character);
  switch (assertion) {
    case 'text-start':
      return offset === 0;
    case 'text-end':
      return offset === text.length;
    case 'line-start':
      return offset === 0 || text.charAt(offset - 1) === '\n';
    case 'line-end':
      return offset === text.length || text.charAt(offset) === '\n';
    case 'boundary':
      return isWord(text.charAt(offset - 1)) !== isWord(text.charAt(offset));
    case 'no-boundary':
      return isWord(text.charAt(offset - 1)) === isWord(text.charAt(offset));
  }
}

/** The way that got furthest: how far into the pattern, its start, how far into the text, and its state there. */
interface Trace {
  readonly matches: boolean | undefined;
  readonly inPattern: number;
  readonly start: number;
  readonly inText: number;
  readonly next: number;
}

/** Follows all ways to fit the program to the text at once, from every start. */
function follow(program: Program, text: string): Trace {
  let best: Trace = { matches: false, inPattern: 0, start: 0, inText: 0, next: program.entry };
  /** The states that wait for the next character, each with the earliest start that leads to it, in order of start. */
  let waiting = new Map<number, number>();
  let followed = 0;
  for (let offset = 0; ;) {
    const ready = new Map<number, number>();
    const seen = new Set<number>();
    for (const [state, start] of [...waiting, [program.entry, offset] as const]) {
      const reached = closure(program, state, text, offset, seen);
      if (reached.matches) return { ...best, matches: true };
      for (const leaf of reached.leaves) ready.set(leaf, start);
    }
    followed += seen.size;
    if (offset >= text.length) return best;
    if (followed > budget) return { ...best, matches: undefined };
    const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
    offset += character.length;
    waiting = new Map();
    for (const [state, start] of ready) {
      const instruction = program.code[state];
      if (instruction?.op !== 'leaf' || !instruction.test(character)) continue;
      const { next, piece } = instruction;
      if (!waiting.has(next)) waiting.set(next, start);
      const further = piece.end - best.inPattern || best.start - start || offset - best.inText;
      if (further > 0) best = { matches: false, inPattern: piece.end, start, inText: offset, next };
    }
  }
}

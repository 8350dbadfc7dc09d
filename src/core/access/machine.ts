import type { Rule } from '../identity';
import { compilePattern, type Instruction, type Program } from '../pattern/pattern';

/**
 * How much work may still be done, in steps of machines. Shared by all parts of a question, which is undecided once
 * nothing is left.
 */
export interface Work {
  left: number;
}

/** The state from which no text is accepted any more. */
export const dead = 0;

/** The state from which every text is accepted. */
export const found = 1;

/**
 * A rule as a deterministic machine over ASCII: what an AWS caller can present has no other characters. Its states are
 * numbers, made when they are first reached.
 */
export interface Machine {
  readonly start: number;
  /** For each character's code: characters of one class lead everywhere to the same states. */
  readonly classes: Uint8Array;
  /** The state after one more character. */
  step(state: number, code: number, work: Work): number;
  /** Whether the text that led here, as a whole, is one that the rule accepts. */
  accepts(state: number, work: Work): boolean;
  /** How much memory it holds, in states' members. */
  size(): number;
}

/** The codes of ASCII. */
export const codes = 128;

/** The machine that accepts what the rule holds for. One that is not set or cannot be read accepts nothing. */
export function machineOf(rule: Rule | undefined): Machine {
  if (rule === undefined) return nothing;
  if (rule.kind === 'exact') return exactMachine(rule.value);
  const known = remembered.get(rule.value);
  if (known) return known;
  const pattern = compilePattern(rule.value);
  const program = pattern.ok ? pattern.program() : undefined;
  const machine = program ? patternMachine(program) : nothing;
  if (remembered.size >= mostRemembered || sizeRemembered() > largestRemembered) remembered.clear();
  remembered.set(rule.value, machine);
  return machine;
}

/** Machines of recent patterns: the same ones are asked about again and again while a definition is checked. */
const remembered = new Map<string, Machine>();
const mostRemembered = 100;
const largestRemembered = 2_000_000;

function sizeRemembered(): number {
  let size = 0;
  for (const machine of remembered.values()) size += machine.size();
  return size;
}

const nothing: Machine = {
  start: dead,
  classes: new Uint8Array(codes),
  step: () => dead,
  accepts: () => false,
  size: () => 0,
};

function exactMachine(value: string): Machine {
  const first = 2;
  const classes = new Uint8Array(codes);
  let last = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < codes && classes[code] === 0) classes[code] = ++last;
  }
  return {
    start: first,
    classes,
    step: (state, code, work) => {
      work.left--;
      return state >= first && value.charCodeAt(state - first) === code ? state + 1 : dead;
    },
    accepts: (state) => state === first + value.length,
    size: () => 0,
  };
}

/** re2js's numbers of instructions and of the conditions of an empty move; it does not export them. */
export const op = {
  alt: 1,
  altMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nop: 7,
  rune: 8,
  rune1: 9,
  runeAny: 10,
  runeAnyNotNewline: 11,
} as const;

export const condition = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

const newline = 10;
const atBegin = condition.beginLine | condition.beginText;
const atEnd = condition.endLine | condition.endText;

function reads({ op: kind }: Instruction): boolean {
  return kind >= op.rune && kind <= op.runeAnyNotNewline;
}

/** Whether an instruction that reads takes this character. */
function takes(instruction: Instruction, code: number): boolean {
  switch (instruction.op) {
    case op.rune1:
      return instruction.runes[0] === code;
    case op.rune:
      return instruction.matchRune(code);
    case op.runeAnyNotNewline:
      return code !== newline;
    default:
      return true;
  }
}

/** Whether `\b` takes it for a part of a word. */
function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
  );
}

/** A set of places in the program, closed over the steps that need no condition. */
interface State {
  readonly places: readonly number[];
  /** Whether nothing was read yet. */
  readonly isFirst: boolean;
  /** Whether the character before is a part of a word; false where the program does not ask. */
  readonly afterWord: boolean;
  /** The next state for each class; -1 where it is not known yet. */
  readonly next: Int32Array;
  accepts: boolean | undefined;
}

/**
 * Found anywhere: the program begins anew before every character, and once it has matched, whatever follows is
 * accepted. Lines do not matter, since no character of the alphabet breaks one, but for the ends of the text.
 */
function patternMachine({ start, inst }: Program): Machine {
  const asksWords = inst.some(
    ({ op: kind, arg }) =>
      kind === op.emptyWidth && (arg & (condition.wordBoundary | condition.noWordBoundary)) !== 0,
  );
  const { classes, count, taken } = readingOf(inst, asksWords);
  const states: (State | undefined)[] = [undefined, undefined];
  const numbers = new Map<string, number>();
  let held = inst.length;

  const seen = new Int32Array(inst.length);
  let round = 0;

  /**
   * Adds to `into` what can be reached from `places` without reading, where `holds` are the conditions that hold here.
   * Keeps conditions that may hold later. Says whether the match is among it.
   */
  const close = (places: readonly number[], holds: number, into: number[], work: Work): boolean => {
    const stack = places.toReversed();
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      if (seen[place] === round) continue;
      seen[place] = round;
      work.left--;
      const instruction = inst[place];
      if (!instruction) continue;
      const { op: kind, out, arg } = instruction;
      if (kind === op.match) return true;
      if (kind === op.alt || kind === op.altMatch) stack.push(arg, out);
      else if (kind === op.capture || kind === op.nop) stack.push(out);
      else if (kind === op.emptyWidth) {
        if ((arg & ~holds) === 0) stack.push(out);
        else into.push(place);
      } else if (reads(instruction)) into.push(place);
    }
    return false;
  };

  const numbered = (places: number[], isFirst: boolean, afterWord: boolean): number => {
    places.sort((a, b) => a - b);
    const key = String.fromCharCode(Number(isFirst) + 2 * Number(afterWord), ...places);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    held += places.length + count;
    const next = new Int32Array(count).fill(-1);
    numbers.set(key, states.length);
    return states.push({ places, isFirst, afterWord, next, accepts: undefined }) - 1;
  };

  /** A state's places, closed over the conditions that hold here; `undefined` if the match is among them. */
  const here = (state: State, holds: number, work: Work): readonly number[] | undefined => {
    if (!state.places.some((place) => inst[place]?.op === op.emptyWidth)) return state.places;
    round++;
    const places: number[] = [];
    const first = state.isFirst ? atBegin : 0;
    return close(state.places, holds | first, places, work) ? undefined : places;
  };

  const boundary = (before: boolean, after: boolean) =>
    before === after ? condition.noWordBoundary : condition.wordBoundary;

  const stepAnew = (state: State, code: number, work: Work): number => {
    const places = here(state, boundary(state.afterWord, asksWords && isWord(code)), work);
    if (!places) return found;
    const outs: number[] = [];
    const kind = classes[code] ?? 0;
    for (const place of places) if (taken[place]?.[kind]) outs.push(inst[place]?.out ?? 0);
    work.left -= places.length;
    outs.push(start);
    round++;
    const next: number[] = [];
    if (close(outs, 0, next, work)) return found;
    const kept = next.filter((place) => !isPast(inst[place]));
    return kept.length === 0 ? dead : numbered(kept, false, asksWords && isWord(code));
  };

  const acceptsAnew = (state: State, work: Work): boolean => {
    return here(state, atEnd | boundary(state.afterWord, false), work) === undefined;
  };

  const places: number[] = [];
  round++;
  const isFound = close([start], 0, places, { left: 0 });
  return {
    start: isFound ? found : numbered(places, true, false),
    classes,
    step: (number, code, work) => {
      work.left--;
      const state = states[number];
      if (!state) return number;
      const kind = classes[code] ?? 0;
      const known = state.next[kind] ?? -1;
      if (known >= 0) return known;
      const next = stepAnew(state, code, work);
      state.next[kind] = next;
      return next;
    },
    accepts: (number, work) => {
      const state = states[number];
      return state ? (state.accepts ??= acceptsAnew(state, work)) : number === found;
    },
    size: () => held,
  };
}

/** Whether a condition asks for the begin of the text or of a line, which is behind once something was read. */
function isPast(instruction: Instruction | undefined): boolean {
  return instruction?.op === op.emptyWidth && (instruction.arg & atBegin) !== 0;
}

interface Reading {
  /** Characters that no instruction tells apart are of one class. */
  readonly classes: Uint8Array;
  readonly count: number;
  /** For each instruction that reads, which classes it takes. */
  readonly taken: readonly (readonly boolean[] | undefined)[];
}

function readingOf(inst: readonly Instruction[], asksWords: boolean): Reading {
  const classes = new Uint8Array(codes);
  let count = 1;
  const split = (isIn: (code: number) => boolean) => {
    const parts = new Map<number, number>();
    for (let code = 0; code < codes; code++) {
      const key = 2 * (classes[code] ?? 0) + (isIn(code) ? 1 : 0);
      const part = parts.get(key) ?? parts.size;
      parts.set(key, part);
      classes[code] = part;
    }
    count = parts.size;
  };
  if (asksWords) split(isWord);
  const sets = new Map<unknown, { readonly isTaken: readonly boolean[]; readonly byClass: boolean[] }>();
  const setOf = inst.map((instruction) => {
    if (!reads(instruction)) return undefined;
    const { op: kind, arg, runes } = instruction;
    // What is repeated shares its runes; single characters are met again and again.
    const key = runes.length > 1 ? runes : `${kind} ${kind === op.rune ? arg : ''} ${runes[0]}`;
    const known = sets.get(key);
    if (known) return known;
    const isTaken = Array.from({ length: codes }, (_, code) => takes(instruction, code));
    split((code) => isTaken[code] === true);
    const set = { isTaken, byClass: [] };
    sets.set(key, set);
    return set;
  });
  for (const { isTaken, byClass } of sets.values())
    for (let code = 0; code < codes; code++) byClass[classes[code] ?? 0] = isTaken[code] === true;
  return { classes, count, taken: setOf.map((set) => set?.byClass) };
}

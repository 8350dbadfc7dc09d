import type { Instruction } from '../pattern/pattern';
import { codes } from './machine';

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

/** What holds at either end of a text. */
export const atBegin = condition.beginLine | condition.beginText;
export const atEnd = condition.endLine | condition.endText;

export function reads({ op: kind }: Instruction): boolean {
  return kind >= op.rune && kind <= op.runeAnyNotNewline;
}

/** Whether an instruction that reads takes this character. */
export function takes(instruction: Instruction, code: number): boolean {
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
export function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
  );
}

/** Whether a condition asks for the begin of the text or of a line, which is behind once something was read. */
export function isPast(instruction: Instruction | undefined): boolean {
  return instruction?.op === op.emptyWidth && (instruction.arg & atBegin) !== 0;
}

interface Reading {
  /** Characters that no instruction tells apart are of one class. */
  readonly classes: Uint8Array;
  readonly count: number;
  /** For each instruction that reads, which classes it takes. */
  readonly taken: readonly (readonly boolean[] | undefined)[];
}

export function readingOf(inst: readonly Instruction[], asksWords: boolean): Reading {
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

/** A code point beyond ASCII that hardly a pattern names. */
export const anyWide = 0xe0;

/** Code points beyond ASCII, one at least for each set of those that the instructions tell apart. */
export function wideOf(inst: readonly Instruction[]): readonly number[] {
  const ends = new Set<number>([anyWide, codes, ...folded]);
  for (const instruction of inst) {
    if (!reads(instruction) || instruction.op > op.rune1) continue;
    const { runes } = instruction;
    if (runes.length === 1) for (const code of casesOf(runes[0] ?? 0)) ends.add(code).add(code + 1);
    else
      for (let index = 0; index + 1 < runes.length; index += 2)
        ends.add(runes[index] ?? 0).add((runes[index + 1] ?? 0) + 1);
  }
  return [...ends].filter(isText).sort((a, b) => a - b);
}

/** What folds to letters of ASCII: the long s and the sign for kelvin. */
const folded = [0x17f, 0x212a] as const;

function casesOf(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const others = [character, character.toLowerCase(), character.toUpperCase()];
  return others.flatMap((each) => (Array.from(each).length === 1 ? [each.codePointAt(0) ?? 0] : []));
}

/** Whether a code point can stand in a text on its own, and is no control character. */
function isText(code: number): boolean {
  return code >= 0xa0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

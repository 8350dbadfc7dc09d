import type { Instruction, Program } from '../pattern/pattern';
import {
  atBegin,
  atEnd,
  condition,
  isPast,
  isWord,
  op,
  readingOf,
  reads,
  takes,
  wideOf,
} from './instructions';
import { dead, found, type Machine, type Work } from './machine';

/** A set of places in the program, closed over the steps that need no condition. */
interface State {
  readonly places: readonly number[];
  /** Whether nothing was read yet. */
  readonly isFirst: boolean;
  /** Whether the character before is a part of a word; false where the program does not ask. */
  readonly afterWord: boolean;
  /** The next state for each class; -1 where it is not known yet. */
  readonly next: Int32Array;
  /** The next state for code points beyond ASCII. */
  readonly wide: Map<number, number>;
  accepts: boolean | undefined;
}

/**
 * Found anywhere: the program begins anew before every character, and once it has matched, whatever follows is
 * accepted. Lines do not matter, since no character of the alphabet breaks one, but for the ends of the text.
 */
export function programMachine({ start, inst }: Program): Machine {
  const asksWords = inst.some(
    ({ op: kind, arg }) =>
      kind === op.emptyWidth && (arg & (condition.wordBoundary | condition.noWordBoundary)) !== 0,
  );
  const { classes, count, taken } = readingOf(inst, asksWords);
  const states: (State | undefined)[] = [undefined, undefined];
  const numbers = new Map<string, number>();
  let held = inst.length;
  let wide: readonly number[] | undefined;

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
    return states.push({ places, isFirst, afterWord, next, wide: new Map(), accepts: undefined }) - 1;
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
    const kind = classes[code];
    for (const place of places) {
      const instruction = inst[place];
      const isTaken = kind === undefined ? takesWide(instruction, code) : taken[place]?.[kind];
      if (isTaken) outs.push(instruction?.out ?? 0);
    }
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
    wide: () => (wide ??= wideOf(inst)),
    step: (number, code, work) => {
      work.left--;
      const state = states[number];
      if (!state) return number;
      const kind = classes[code];
      const known = kind === undefined ? state.wide.get(code) : state.next[kind];
      if (known !== undefined && known >= 0) return known;
      const next = stepAnew(state, code, work);
      if (kind === undefined) state.wide.set(code, next);
      else state.next[kind] = next;
      return next;
    },
    accepts: (number, work) => {
      const state = states[number];
      return state ? (state.accepts ??= acceptsAnew(state, work)) : number === found;
    },
    size: () => held,
  };
}

function takesWide(instruction: Instruction | undefined, code: number): boolean {
  return instruction !== undefined && reads(instruction) && takes(instruction, code);
}

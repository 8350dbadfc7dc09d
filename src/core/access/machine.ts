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
 * A rule as a deterministic machine over code points, of which AWS callers present those of ASCII only. No text has a line
 * break or another control character in it. States are numbers, made when they are first reached.
 */
export interface Machine {
  readonly start: number;
  /** For each code of ASCII: characters of one class lead everywhere to the same states. */
  readonly classes: Uint8Array;
  /** Code points beyond ASCII, of which each other one leads everywhere to the same states as one of these. */
  wide(): readonly number[];
  /** The state after one more character. */
  step(state: number, code: number, work: Work): number;
  /** Whether the text that led here, as a whole, is one that the rule accepts. */
  accepts(state: number, work: Work): boolean;
  /** How much memory it holds, in states' members. */
  size(): number;
}

/** The codes of ASCII. */
export const codes = 128;

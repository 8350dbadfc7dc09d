import type { Caller } from '../caller';
import type { NewValues } from '../field';
import type { AwsMatch } from '../identity';
import type { Outcome, RulesVerdict } from '../match/verdict';

/** A fact that a step found, in words. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A text in three pieces: the middle one is where it parts from another, and may be empty; `null` where it does not. */
export interface Parted {
  readonly before: string;
  readonly at: string | null;
  readonly after: string;
}

/** What an identity asks of one value, and the value that came. */
export interface Comparison {
  /** The value's name as a label. */
  readonly field: string;
  readonly verdict: RulesVerdict;
  /** Says how the expected text is meant, such as as a pattern, and what the other text is of. */
  readonly expectedLabel: string;
  readonly actualLabel: string;
  readonly expected: Parted;
  readonly actual: Parted;
  readonly sentence: string;
  /** The change that would make it fit, and whom else that would let in; `null` where it fits or none is known. */
  readonly change: string | null;
  readonly alsoLetsIn: string | null;
}

/** How far a step is, or how it ended. `doubtful`: done, but something is not as it should be. */
export type StepState = 'waiting' | 'running' | 'done' | 'doubtful' | 'failed' | 'stopped' | 'skipped';

/** One step of a test, in words. */
export interface ResultStep {
  readonly id: string;
  readonly label: string;
  readonly state: StepState;
  /** How long it took, in milliseconds; `null` until it has ended. */
  readonly ms: number | null;
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly comparisons: readonly Comparison[];
}

/** The rules of an identity before and after a change that was made here. */
export interface Fixed {
  readonly before: AwsMatch;
  readonly after: AwsMatch;
}

/** What a test needs from the person before it can say more. */
export type ResultNeed = 'aws-sign-in' | 'sign-in' | 'role';

/** What changed after a test, so that its result may no longer hold. */
export type Stale = 'identity' | 'caller';

/**
 * A test as it is shown and kept: plain data, in words, without anything secret. It can be written as JSON and read
 * again.
 */
export interface TestResult {
  readonly id: string;
  readonly identityId: string;
  readonly identityName: string;
  /** The id and the name of where the caller's credentials come from. */
  readonly sourceId: string;
  readonly sourceName: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** `null` while the test runs. */
  readonly outcome: Outcome | null;
  /** The verdict in a sentence or a few. */
  readonly sentence: string;
  readonly steps: readonly ResultStep[];
  /** The test as text for a ticket. */
  readonly report: string;
  /** What was compared; `null` where nothing was. */
  readonly caller: Caller | null;
  readonly rules: AwsMatch | null;
  /** New values of the rules that would let the caller in; `null` where they fit or are not known. */
  readonly change: NewValues | null;
  /** Whether the rules were compared here and do not fit, so that Chainguard was not asked. */
  readonly refusedHere: boolean;
  readonly need: ResultNeed | null;
  /** The last change of the identity that was made from a result; `null` where there is nothing to undo. */
  readonly fixed: Fixed | null;
  readonly stale: Stale | null;
}

import * as v from 'valibot';
import type { Outcome } from '../core/match/verdict';
import { offerIds, type Offer, type OfferId } from '../core/result/offers';
import type { ResultStep, Stale } from '../core/result/result';
import { takes } from './takes';

/** A result in the list. */
export interface Listed {
  readonly id: string;
  readonly identityName: string;
  readonly sourceName: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** `null` while it runs. */
  readonly outcome: Outcome | null;
  readonly stale: Stale | null;
}

/** The rules that a change replaced, in words. */
export interface FixedLine {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A result that is looked at. */
export interface Shown extends Listed {
  readonly identityId: string;
  readonly sentence: string;
  readonly steps: readonly ResultStep[];
  readonly offers: readonly Offer[];
  /** What was changed in Chainguard from this result; empty where nothing was. */
  readonly fixed: readonly FixedLine[];
}

/** In what two results differ. */
export interface Compared {
  readonly one: Listed;
  readonly other: Listed;
  readonly lines: readonly { readonly label: string; readonly one: string; readonly other: string }[];
}

/** The list, and what else the page depends on. */
export interface TestsState {
  readonly results: readonly Listed[];
  /** The test that was started last in this window, which the page goes to; `null` where there was none yet. */
  readonly newest: string | null;
  /** Two results that the page is to show side by side. */
  readonly beside: { readonly one: string; readonly other: string } | null;
  readonly trusted: boolean;
}

type Nothing = Record<string, never>;

/** What the page of tests asks of its host. */
export interface TestsHost {
  /** Translations, as `@vscode/l10n` takes them; `null` for the texts as they are. */
  bundle(argument: Nothing, signal: AbortSignal): Promise<Readonly<Record<string, string>> | null>;
  /**
   * Waits until results or what can be done about them may have changed, and gives the number of that change; `known`
   * is the last such number that the page has, 0 at first. Only the latest call waits.
   */
  changed(argument: { known: number }, signal: AbortSignal): Promise<number>;
  state(argument: Nothing, signal: AbortSignal): Promise<TestsState>;
  /** One result; `null` where it is not kept any more. */
  show(argument: { id: string }, signal: AbortSignal): Promise<Shown | null>;
  /** Two results side by side; `null` where one is not kept any more. */
  compare(argument: { one: string; other: string }, signal: AbortSignal): Promise<Compared | null>;
  /** Does what a result offers; resolves when that has ended. What fails is shown by VS Code. */
  act(argument: { id: string; offer: OfferId }, signal: AbortSignal): Promise<null>;
  /** Lets the person choose what to test. */
  test(argument: Nothing, signal: AbortSignal): Promise<null>;
  /** Lets the person decide whether the window is trusted. */
  trust(argument: Nothing, signal: AbortSignal): Promise<null>;
}

const id = v.pipe(v.string(), v.maxLength(100));

/** Checks each method's argument at the border and gives it its type. Throws for what no honest page sends. */
export const testsArguments = {
  bundle: takes({}),
  changed: takes({ known: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  state: takes({}),
  show: takes({ id }),
  compare: takes({ one: id, other: id }),
  act: takes({ id, offer: v.picklist(offerIds) }),
  test: takes({}),
  trust: takes({}),
};

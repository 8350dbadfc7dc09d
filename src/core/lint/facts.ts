import type { CallerParts } from '../caller';
import type { MatchField } from '../field';
import type { Fix } from './finding';
import type { Rule } from '../identity';
import type { RuleId } from './rules';
import type { Span } from '../text';
import { ruleHolds } from '../match/rule';

/** What is known of the three fields that have to fit; `undefined` is not known, and not spoken of. */
export interface Facts {
  readonly account: string | undefined;
  /** Whether the account is written as a number. */
  readonly accountIsNumber: boolean;
  readonly arn: Rule | undefined;
  readonly userId: Rule | undefined;
  readonly caller: CallerParts | undefined;
  readonly partition: string | undefined;
}

/** A finding before it has a place in a document: offsets are in the value of the part. */
export interface Problem {
  readonly rule: RuleId;
  readonly part: MatchField;
  readonly at: Span;
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

/** New values that put a problem right: a fix before it has a place in a document. */
export type Remedy = Omit<Fix, 'edits'>;

/** Two names that nobody gives, to find out whether a rule takes any name. */
export const improbable = ['zq7-no-such-name', 'Xk.No_Such@Name2'] as const;

/** `text` with `by` in the place of a stretch. */
export function replace(text: string, at: Span, by: string): string {
  return text.slice(0, at.start) + by + text.slice(at.end);
}

/** The stretch that is all of `text`. */
export function whole(text: string): Span {
  return { start: 0, end: text.length };
}

/** The known caller, where the identity accepts it, so that it can be tightened to it. */
export function acceptedCaller({ account, arn, userId, caller }: Facts): CallerParts | undefined {
  const isAccepted =
    account === caller?.account && caller && ruleHolds(arn, caller.arn) && ruleHolds(userId, caller.userId);
  return isAccepted ? caller : undefined;
}

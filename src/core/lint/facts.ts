import * as l10n from '@vscode/l10n';
import type { Work } from '../access/machine';
import type { CallerParts } from '../caller';
import type { MatchField, RuleField } from '../field';
import type { Fix } from './finding';
import type { Rule } from '../identity';
import type { RuleId } from './rules';
import type { Span } from '../text';
import { ruleHolds } from '../match/rule';

/** What is known of the three fields that have to fit. Nothing is said about a field that is `undefined`. */
export interface Facts {
  readonly account: string | undefined;
  /** Whether the account is written as a number. */
  readonly accountIsNumber: boolean;
  readonly arn: Rule | undefined;
  readonly userId: Rule | undefined;
  readonly caller: CallerParts | undefined;
  readonly partition: string | undefined;
  /** Whether some of it stands for what is not known, so that nothing is proven of it. */
  readonly isPartly?: true;
  /** The work that may still be done to decide who can assume the identity. */
  readonly work?: Work;
}

/** A finding before it has a place in a document: offsets are in the value of the part. */
export interface Problem {
  readonly rule: RuleId;
  readonly part: MatchField;
  readonly at: Span;
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

/** New values that solve a problem: a fix before it has a place in a document. */
export type Remedy = Omit<Fix, 'edits'>;

/** A remedy that sets a pattern. */
export function setPattern(part: RuleField, title: string, value: string): Remedy {
  return { title, sets: { [part]: { kind: 'pattern', value } } };
}

/** The remedy for a rule that no session of a role satisfies, or only the present one. */
export function askForAnySession(part: RuleField, value: string): Remedy {
  return setPattern(part, l10n.t('Ask for any session of the role: {0}', value), value);
}

/** The known caller if the identity accepts it, so that a rule can be tightened to that caller. */
export function acceptedCaller({ account, arn, userId, caller }: Facts): CallerParts | undefined {
  const isAccepted =
    account === caller?.account && caller && ruleHolds(arn, caller.arn) && ruleHolds(userId, caller.userId);
  return isAccepted ? caller : undefined;
}

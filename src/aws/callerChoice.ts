import * as l10n from '@vscode/l10n';
import { ago } from '../core/age';
import type { Caller } from '../core/caller';
import { fieldName, type MatchField } from '../core/field';
import type { AwsMatch } from '../core/identity';
import { matcherOf, ruleHolds } from '../core/match/rule';
import type { CallerEntry } from './callerList';
import type { Callers } from './callers';
import { describeCaller, type CallerDescription } from './callerText';

/**
 * How well a caller is fit for a choice:
 *
 * - `fits`: its identity's rules accept it.
 * - `can`: it can call, and nothing is known of rules, or it has not been asked who it is.
 * - `differs`: the rules do not accept it.
 * - `needs`: it can call after the person has signed in or has given a code.
 * - `cannot`: something has to be corrected first.
 */
export type Fitness = 'fits' | 'can' | 'differs' | 'needs' | 'cannot';

/** A caller to choose, and what decides for or against it. */
export interface CallerChoice {
  readonly entry: CallerEntry;
  readonly fitness: Fitness;
  /** What mends it, where it cannot call. */
  readonly mend: CallerDescription['mend'];
  readonly label: string;
  /** The reason in a few words, then who it is. */
  readonly text: string;
}

/** What the choice is for: rules to compare with, and when an identity was last assumed as a caller. */
export interface ChoiceFor {
  readonly match?: AwsMatch | undefined;
  readonly worked?: ((sourceId: string) => Date | undefined) | undefined;
}

const order: readonly Fitness[] = ['fits', 'can', 'differs', 'needs', 'cannot'];

/**
 * The callers by fitness: those that fit first, of these the one that worked last; the rest as they were. A caller that
 * worked before and has not been asked since comes among those that fit.
 */
export function callerChoices(
  entries: readonly CallerEntry[],
  callers: Callers,
  { match, worked }: ChoiceFor,
  at: Date,
): readonly CallerChoice[] {
  const fits = match && matcherOf(match);
  const when = (id: string) => worked?.(id);
  const choices = entries.map((entry): CallerChoice => {
    const { label, text, mend } = describeCaller(entry, callers, at);
    const caller = callers.known(entry.id)?.caller;
    const last = when(entry.id);
    const workedText = last && l10n.t('worked {0}', ago(last, at));
    const choice = (fitness: Fitness, ...reasons: (string | undefined)[]) => ({
      ...{ entry, fitness, mend, label },
      text: [...reasons, text].filter(Boolean).join(' · '),
    });
    if (mend === 'files') return choice('cannot');
    if (mend === 'sign-in' || mend === 'mfa-code') return choice('needs', workedText);
    if (!caller || !fits) return choice(last ? 'fits' : 'can', workedText ? `✓ ${workedText}` : undefined);
    if (fits(caller)) return choice('fits', `✓ ${workedText ?? l10n.t('fits')}`);
    const fields = differingFields(match, caller).map((field) => fieldName(field));
    return choice('differs', l10n.t('differs in {0}', fields.join(', ')));
  });
  const time = ({ entry }: CallerChoice) => when(entry.id)?.getTime() ?? 0;
  return choices.toSorted(
    (one, other) =>
      order.indexOf(one.fitness) - order.indexOf(other.fitness) ||
      (one.fitness === 'fits' ? time(other) - time(one) : 0),
  );
}

/** The fields whose rules do not accept a caller. */
function differingFields(match: AwsMatch, { account, arn, userId }: Caller): MatchField[] {
  return [
    ...(match.account === account ? [] : (['account'] as const)),
    ...(ruleHolds(match.arn, arn) ? [] : (['arn'] as const)),
    ...(ruleHolds(match.userId, userId) ? [] : (['userId'] as const)),
  ];
}

/** What stands above the callers of one fitness. */
export function fitnessTitle(fitness: Fitness): string {
  return {
    fits: l10n.t('fit'),
    can: l10n.t('can call'),
    differs: l10n.t('do not fit'),
    needs: l10n.t('need you first'),
    cannot: l10n.t('cannot be used'),
  }[fitness];
}

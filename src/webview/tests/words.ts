import * as l10n from '@vscode/l10n';
import type { StepState } from '../../core/result/result';
import type { Outcome } from '../../core/match/verdict';
import type { IconName } from '../shared/icon';

/** A step's state for screen readers. */
export function spoken(state: StepState): string {
  return {
    waiting: l10n.t('not reached yet'),
    running: l10n.t('running'),
    done: l10n.t('done'),
    doubtful: l10n.t('not as it should be'),
    failed: l10n.t('failed'),
    stopped: l10n.t('cancelled'),
    skipped: l10n.t('not reached'),
  }[state];
}

/** A step's state as an icon. */
export const stateIcons = {
  waiting: 'circle',
  running: 'loading',
  done: 'pass',
  doubtful: 'warning',
  failed: 'error',
  stopped: 'none',
  skipped: 'none',
} as const satisfies Record<StepState, IconName>;

/** How a test ended, in a word or two. */
export function outcomeWord(outcome: Outcome | null): string {
  switch (outcome) {
    case null:
      return l10n.t('testing…');
    case 'assumed':
      return l10n.t('can assume');
    case 'assumed-but':
      return l10n.t('can assume, but …');
    case 'not-assumed':
      return l10n.t('cannot assume');
    case 'not-tested':
      return l10n.t('not tested');
    case 'not-known':
      return l10n.t('not known');
  }
}

/** A step's duration. */
export function duration(ms: number): string {
  return ms < 10_000 ? l10n.t('{0} ms', ms) : l10n.t('{0} s', (ms / 1000).toFixed(1));
}

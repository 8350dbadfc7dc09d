import * as l10n from '@vscode/l10n';
import { type CellAnswer, type CellState, stateOf } from './cell';

/** The sign that stands for a state in the table, beside its words. */
export function signOf(state: CellState): string {
  return { open: '…', can: '✓', cannot: '✗', undecided: '?', unknown: '?' }[state];
}

/** A cell in a few words. */
export function cellWords(answer: CellAnswer): string {
  switch (answer) {
    case 'open':
      return l10n.t('not yet');
    case 'can':
      return l10n.t('can');
    case 'account':
      return l10n.t('account');
    case 'arn':
      return l10n.t('ARN');
    case 'userId':
      return l10n.t('user ID');
    case 'subject':
      return l10n.t('subject');
    case 'service':
      return l10n.t('service');
    case 'later':
      return l10n.t('not decided');
    case 'token':
    case 'keys':
    case 'rules':
      return l10n.t('not known');
  }
}

/** A cell in words for a file, which say the state as well: `cannot: ARN`. */
export function cellValue(answer: CellAnswer): string {
  const words = cellWords(answer);
  return stateOf(answer) === 'cannot' ? l10n.t('cannot: {0}', words) : words;
}

/** A cell as a sentence: who can or cannot assume what, and what decides. The names are shown as they are given. */
export function cellSentence(answer: CellAnswer, caller: string, identity: string): string {
  switch (answer) {
    case 'open':
      return l10n.t('Whether {0} can assume {1} is still being worked out.', caller, identity);
    case 'can':
      return l10n.t('{0} can assume {1}.', caller, identity);
    case 'account':
      return l10n.t('{0} cannot assume {1}: its account is another.', caller, identity);
    case 'arn':
      return l10n.t('{0} cannot assume {1}: its ARN does not fit.', caller, identity);
    case 'userId':
      return l10n.t('{0} cannot assume {1}: its user ID does not fit.', caller, identity);
    case 'subject':
      return l10n.t(
        '{0} cannot assume {1}: the AWS token of this caller has another subject.',
        caller,
        identity,
      );
    case 'service':
      return l10n.t('{0} cannot assume {1}: only a service of Chainguard can.', caller, identity);
    case 'later':
      return l10n.t(
        'Whether {0} can assume {1} is not decided: a value is filled in elsewhere, and the others fit.',
        caller,
        identity,
      );
    case 'token':
      return l10n.t(
        'Whether {0} can assume {1} is not known: it trusts the claims of a token, and this caller’s token is not known.',
        caller,
        identity,
      );
    case 'keys':
      return l10n.t(
        'Whether {0} can assume {1} is not known: whoever has a token that was signed with its keys can.',
        caller,
        identity,
      );
    case 'rules':
      return l10n.t(
        'Whether {0} can assume {1} is not known: its rules cannot be read here.',
        caller,
        identity,
      );
  }
}

import * as l10n from '@vscode/l10n';
import { visible } from '../../core/text';
import { apiOf, type Account } from '../../flows/account';
import { warn } from '../prompts';
import type { Sessions } from './session';

/** Asks whether an account's sign-in may go to another API than it was made for. Whoever says nothing says no. */
export async function askToMove(sessions: Sessions, account: Account, apiUrl: string): Promise<void> {
  const use = l10n.t('Use It There');
  const answer = await warn(
    l10n.t(
      'The sign-in as {0} was made for {1}. The settings now name {2} as the API. Send the sign-in there?',
      visible(account.label),
      visible(apiOf(account)),
      visible(apiUrl),
    ),
    use,
  );
  if (answer === use) await sessions.accounts.moveTo(apiUrl, account);
}

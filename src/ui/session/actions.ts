import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import { visible } from '../../core/text';
import { isOver, type Account } from '../../flows/account';
import { done } from '../progress';
import { askToken, type Choice, pickOne, tell } from '../prompts';
import type { Sessions } from './session';
import { signIn } from './signIn';

/** The commands that start and end a session. */
export function sessionActions(sessions: Sessions, callers: Callers) {
  return {
    signIn: async () => {
      const account = await signIn(sessions, callers);
      done(l10n.t('Signed in to Chainguard: {0}', visible(account.label)));
    },
    switchAccount: async () => {
      const { accounts, active } = await sessions.accounts.all();
      const items: Choice<Account | undefined>[] = accounts.map((account) => ({
        label: `$(account) ${visible(account.label)}`,
        description: [
          account.id === active?.id ? l10n.t('in use') : '',
          isOver(account, new Date()) ? l10n.t('sign-in expired') : '',
          wayOf(account),
        ]
          .filter(Boolean)
          .join(' · '),
        value: account,
      }));
      const another = {
        label: `$(add) ${l10n.t('Sign in as somebody else…')}`,
        value: undefined,
        alwaysShow: true,
      };
      const value = await pickOne([...items, another], {
        title: l10n.t('Chainguard account'),
        placeHolder: l10n.t('Whose identities to show?'),
      });
      if (value && !isOver(value, new Date())) return sessions.accounts.use(value.id);
      await signIn(sessions, callers, value);
    },
    pasteSession: async () => {
      const token = await askToken(
        l10n.t('Chainguard token'),
        l10n.t(
          'A token for the API, such as the output of: chainctl auth token. It is kept in the secret storage of VS Code.',
        ),
      );
      await sessions.usePasted(token);
    },
    signOut: async () => {
      await sessions.signOut();
      void tell(l10n.t('You are signed out here. chainctl itself was left as it is.'));
    },
  };
}

function wayOf({ by }: Account): string {
  switch (by.kind) {
    case 'browser':
      return l10n.t('browser');
    case 'code':
      return l10n.t('code');
    case 'token':
      return l10n.t('pasted token');
    case 'identity':
      return l10n.t('identity assumed by {0}', by.source);
  }
}

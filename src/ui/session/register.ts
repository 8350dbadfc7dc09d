import type { Callers } from '../../aws/callers';
import type { Shell } from '../shell';
import { ChainguardAuthentication } from './provider';
import { Sessions } from './session';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof sessionCommands> {}
}

/**
 * The Chainguard session of this machine, its entry in the Accounts menu, and the commands to start and end
 * it.
 */
export function registerSession(shell: Shell, callers: Callers): Sessions {
  const sessions: Sessions = shell.own(
    new Sessions(
      shell.context.secrets,
      shell.context.globalStorageUri.fsPath,
      (caller) => {
        const source = callers.source(caller);
        return source && callers.credentials(source, undefined, { quietly: true });
      },
      {
        failed: (error) => shell.log('Renewing the sign-in', error),
        needed: (error) => shell.show('Renewing the sign-in', error),
        moved: async (account, apiUrl) => (await import('./otherApi')).askToMove(sessions, account, apiUrl),
      },
    ),
  );
  shell.own(
    new ChainguardAuthentication(
      sessions,
      async (wanted) => (await import('./signIn')).signIn(sessions, callers, wanted),
      (error) => shell.log('Telling of accounts', error),
    ),
  );
  shell.commands(sessionCommands(sessions, callers));
  return sessions;
}

function sessionCommands(sessions: Sessions, callers: Callers) {
  const actions = async () => (await import('./actions')).sessionActions(sessions, callers);
  return {
    'assumable.signIn': async () => (await actions()).signIn(),
    'assumable.switchAccount': async () => (await actions()).switchAccount(),
    'assumable.pasteSession': async () => (await actions()).pasteSession(),
    'assumable.useChainctlLogin': () => sessions.useChainctl(),
    'assumable.signOut': async () => (await actions()).signOut(),
  };
}

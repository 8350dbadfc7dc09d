import { noFilter } from '../../core/browse/filter';
import { several } from '../commands';
import { ContextKey } from '../contextKey';
import type { Sessions } from '../session/session';
import type { Shell } from '../shell';
import { IdentitiesView, type IdentitiesState } from './identitiesView';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof identityCommands> {}
}

/** The Identities view, and what can be looked up in it. */
export function registerIdentities(shell: Shell, sessions: Sessions): IdentitiesView {
  const identities = shell.own(
    new IdentitiesView(
      sessions,
      {
        state: new ContextKey<IdentitiesState>('assumable.identitiesState'),
        filtered: new ContextKey<boolean>('assumable.filtered'),
      },
      shell.log,
    ),
  );
  shell.commands(identityCommands(shell, { sessions, identities, documents: shell.documents }));
  return identities;
}

function identityCommands(
  shell: Shell,
  services: Parameters<(typeof import('./actions'))['identityActions']>[0],
) {
  const { identities } = services;
  const actions = async () => (await import('./actions')).identityActions(services);
  return {
    'assumable.refreshIdentities': () => identities.refresh(),
    'assumable.whatWentWrong': () => {
      if (identities.problem !== undefined) shell.show('Listing organizations', identities.problem);
    },
    'assumable.loadMore': async (listId?: string) => {
      if (listId !== undefined) await identities.more(listId);
    },
    'assumable.searchIdentities': async () => (await actions()).searchIdentities(),
    'assumable.filterIdentities': async () => (await actions()).filterIdentities(),
    'assumable.clearFilter': () => identities.filterBy(noFilter),
    'assumable.showTrustPath': async (identityId?: string) => (await actions()).showTrustPath(identityId),
    'assumable.copyName': several(async (ids) => (await actions()).copyNames(ids)),
    'assumable.openConsole': async (target?: string) => (await actions()).openConsole(target),
  };
}

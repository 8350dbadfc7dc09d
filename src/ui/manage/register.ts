import type { Shell } from '../shell';
import type { Managing } from './questions';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof manageCommands> {}
}

/** The commands that change groups, identities and roles in Chainguard. */
export function registerManage(shell: Shell, managing: Managing): void {
  shell.commands(manageCommands(managing));
}

function manageCommands(managing: Managing) {
  const changing = () => import('./changing');
  const roles = () => import('./roles');
  return {
    'assumable.createGroup': async (parentId?: string) => (await changing()).newGroup(managing, parentId),
    'assumable.deleteGroup': async (id?: string) => (await changing()).removeGroup(managing, id),
    'assumable.rename': async (id?: string) => (await changing()).rename(managing, id),
    'assumable.describe': async (id?: string) => (await changing()).describe(managing, id),
    'assumable.bindRoles': async (identityId?: string) => (await roles()).addRoles(managing, identityId),
    'assumable.unbindRoles': async (identityId?: string) => (await roles()).removeRoles(managing, identityId),
    'assumable.deleteIdentity': async (identityId?: string) =>
      (await changing()).remove(managing, identityId),
  };
}

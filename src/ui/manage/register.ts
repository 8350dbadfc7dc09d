import { several } from '../commands';
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
  const deleting = () => import('./deleting');
  const roles = () => import('./roles');
  return {
    'assumable.createGroup': async (parentId?: string) => (await changing()).newGroup(managing, parentId),
    'assumable.deleteGroup': async (id?: string) => (await deleting()).removeGroup(managing, id),
    'assumable.rename': async (id?: string) => (await changing()).rename(managing, id),
    'assumable.describe': async (id?: string) => (await changing()).describe(managing, id),
    'assumable.bindRoles': several(async (ids) => (await roles()).addRoles(managing, ids)),
    'assumable.unbindRoles': several(async (ids) => (await roles()).removeRoles(managing, ids)),
    /** Also deletes a folder, since a key is for both. */
    'assumable.deleteIdentity': several(async (ids) => (await deleting()).remove(managing, ids)),
  };
}

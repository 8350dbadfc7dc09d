import type { Shell } from '../shell';
import type { BuilderServices } from './host';
import { BuilderPanels } from './panel';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof builderCommands> {}
}

/** The builder pages, and the commands that open one. */
export function registerBuilder(shell: Shell, features: Omit<BuilderServices, 'editors' | 'kept'>): void {
  const { extensionUri, globalState } = shell.context;
  const panels = shell.own(new BuilderPanels(extensionUri, features, globalState, shell.log));
  shell.commands(builderCommands({ ...features, panels }));
}

function builderCommands(services: Parameters<(typeof import('./actions'))['builderActions']>[0]) {
  const { panels } = services;
  const actions = async () => (await import('./actions')).builderActions(services);
  return {
    'assumable.createIdentity': (groupId?: string) => panels.open({ group: groupId }),
    'assumable.createIdentityFor': (output?: string) => panels.open({ output }),
    'assumable.createIdentityAs': async (sourceId?: string) => (await actions()).createIdentityAs(sourceId),
    'assumable.editIdentity': async (identityId?: string) => (await actions()).editIdentity(identityId),
  };
}

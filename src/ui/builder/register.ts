import type { Callers } from '../../aws/callers';
import type { Sessions } from '../session/session';
import type { Shell } from '../shell';
import { BuilderPanels } from './panel';

/** What the builder page needs of the other features. */
interface BuilderFeatures {
  readonly sessions: Sessions;
  readonly callers: Callers;
}

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof builderCommands> {}
}

/** The builder pages, and the commands that open one. */
export function registerBuilder(shell: Shell, features: BuilderFeatures): void {
  const panels = shell.own(new BuilderPanels(shell.context.extensionUri, features, shell.log));
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

import type { BuilderPanels } from './builderPanel';
import type { HandlersOf, builderCommands } from './lazyCommands';
import { pickIdentity } from './pick';
import type { Sessions } from './session';

/** The commands that open the builder page. */
export function builderActions(services: {
  readonly sessions: Sessions;
  readonly panels: BuilderPanels;
}): HandlersOf<typeof builderCommands> {
  const { sessions, panels } = services;
  return {
    'assumable.createIdentity': (groupId) => panels.open({ group: groupId }),
    'assumable.createIdentityFor': (output) => panels.open({ output }),
    'assumable.createIdentityAs': (source) => panels.open({ source }),
    'assumable.editIdentity': async (identityId) => {
      const edit = identityId ?? (await pickIdentity(await sessions.require())).id;
      panels.open({ edit });
    },
  };
}

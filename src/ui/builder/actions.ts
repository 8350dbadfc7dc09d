import type { Callers } from '../../aws/callers';
import { sourceId } from '../../aws/sources';
import type { BuilderPanels } from './panel';
import type { HandlersOf, builderCommands } from '../lazyCommands';
import { pickSource } from '../callers/pickSource';
import { pickIdentity } from '../pickIdentity';
import type { Sessions } from '../session/session';

/** The commands that open the builder page. */
export function builderActions(services: {
  readonly sessions: Sessions;
  readonly panels: BuilderPanels;
  readonly callers: Callers;
}): HandlersOf<typeof builderCommands> {
  const { sessions, panels, callers } = services;
  return {
    'assumable.createIdentity': (groupId) => panels.open({ group: groupId }),
    'assumable.createIdentityFor': (output) => panels.open({ output }),
    'assumable.createIdentityAs': async (id) => {
      const source = id ?? sourceId(await pickSource(callers, undefined));
      panels.open({ source });
    },
    'assumable.editIdentity': async (identityId) => {
      const edit = identityId ?? (await pickIdentity(await sessions.require())).id;
      panels.open({ edit });
    },
  };
}

import type { Callers } from '../../aws/callers';
import { sourceId } from '../../aws/sources';
import type { BuilderPanels } from './panel';
import { pickSource } from '../callers/pickSource';
import { pickIdentity } from '../pickIdentity';
import type { Sessions } from '../session/session';

const everyWay = ['web-identity', 'token', 'signed-request'] as const;

/** The commands that open the builder page. */
export function builderActions(services: {
  readonly sessions: Sessions;
  readonly panels: BuilderPanels;
  readonly callers: Callers;
}) {
  const { sessions, panels, callers } = services;
  return {
    createIdentityAs: async (id?: string) => {
      const source = id ?? sourceId(await pickSource(callers));
      panels.open({ source });
    },
    editIdentity: async (identityId?: string) => {
      const edit = identityId ?? (await pickIdentity((await sessions.require()).connection, everyWay)).id;
      panels.open({ edit });
    },
  };
}

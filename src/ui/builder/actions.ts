import * as l10n from '@vscode/l10n';
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
      const source = id ?? sourceId(await pickSource(callers, l10n.t('Create Identity')));
      panels.open({ source });
    },
    editIdentity: async (identityId?: string) => {
      const edit =
        identityId ??
        (await pickIdentity((await sessions.require()).connection, l10n.t('Edit Identity'), everyWay)).id;
      panels.open({ edit });
    },
  };
}

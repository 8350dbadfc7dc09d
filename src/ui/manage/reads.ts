import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { getIdentity, listGroups } from '../../chainguard/iam';
import type { Group, Identity, RoleBinding } from '../../core/identity';
import { ancestorsOf } from '../../core/uidp';
import { allBindings } from '../../flows/changeRoles';
import { cancellable } from '../progress';

/** An identity and all of its role bindings as they are now. @throws Failure `cancelled`, and as the API */
export function readBound(
  connection: Connection,
  id: string,
): Promise<{ readonly identity: Identity; readonly bindings: readonly RoleBinding[] }> {
  return cancellable(l10n.t('Reading the identity and its roles'), async (signal) => {
    const [identity, bindings] = await Promise.all([
      getIdentity(connection, id, signal),
      allBindings(connection, id, signal),
    ]);
    return { identity, bindings };
  });
}

/** The group with this id, if the session sees it. @throws Failure `cancelled`, and as `listGroups` */
export function findGroup(connection: Connection, id: string): Promise<Group | undefined> {
  return cancellable(
    l10n.t('Looking for the folder'),
    async (signal) => (await listGroups(connection, { id }, { signal })).items[0],
  );
}

/**
 * The groups above an identity that the session sees, its organization first.
 *
 * @throws as {@link findGroup}
 */
export function readGroupsAbove(connection: Connection, identity: Identity): Promise<readonly Group[]> {
  return cancellable(l10n.t('Reading what is above the identity'), async (signal) => {
    const pages = await Promise.all(
      ancestorsOf(identity.id).map((id) => listGroups(connection, { id }, { signal })),
    );
    return pages.flatMap(({ items }) => items.slice(0, 1));
  });
}

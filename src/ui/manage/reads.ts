import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { getIdentity, listGroups } from '../../chainguard/iam';
import { Failure } from '../../core/failure';
import type { Group, Identity, RoleBinding } from '../../core/identity';
import { visible } from '../../core/text';
import { ancestorsOf } from '../../core/uidp';
import { allBindings } from '../../flows/changeRoles';
import type { IdentitiesView } from '../identities/identitiesView';
import { pickOne } from '../prompts';
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
 * The groups of these that the session sees.
 *
 * @throws as {@link findGroup}
 */
export function readGroups(connection: Connection, ids: readonly string[]): Promise<readonly Group[]> {
  return cancellable(l10n.t('Reading what is above the identity'), async (signal) => {
    const pages = await Promise.all(ids.map((id) => listGroups(connection, { id }, { signal })));
    return pages.flatMap(({ items }) => items.slice(0, 1));
  });
}

/**
 * The group with this id, or one that the person picks among those that have been listed.
 *
 * @throws Failure `cancelled`, `invalid` where there is none, and as {@link findGroup}
 */
export async function theGroup(
  identities: IdentitiesView,
  connection: Connection,
  id: string | undefined,
  options: { readonly title: string; readonly placeHolder: string },
): Promise<Group> {
  if (id !== undefined) {
    const known = identities.organizations.group(id) ?? (await findGroup(connection, id));
    if (known) return known;
    throw new Failure('invalid', l10n.t('Chainguard does not know this folder: {0}', id));
  }
  const items = identities.organizations.groups().map((group) => ({
    label: visible(group.name),
    description: placeOf(group, identities),
    value: group,
  }));
  if (items.length === 0) {
    throw new Failure('invalid', l10n.t('Nothing has been listed yet.'), {
      remedy: l10n.t('Open the Identities view first.'),
    });
  }
  return pickOne(items, { ...options, ignoreFocusOut: true });
}

/** The folders above a folder. */
function placeOf(group: Group, { organizations }: IdentitiesView): string {
  const above = ancestorsOf(group.id).flatMap((id) => organizations.group(id)?.name ?? []);
  return above.length > 0 ? above.map(visible).join(' / ') : l10n.t('organization');
}

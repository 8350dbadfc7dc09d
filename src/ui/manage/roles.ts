import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import type { Group, Identity, RoleBinding } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf, rootOf } from '../../core/uidp';
import { bindRoles, readRoles, unbindRoles } from '../../flows/changeRoles';
import { connectionOf, type Managing } from './questions';
import { readBound, readGroupsAbove } from './reads';
import { confirm, pickMany, pickOne } from '../prompts';
import { cancellable, done } from '../progress';
import { pickToChange } from '../identities/searching';

/**
 * Asks for roles and the group to bind them on, and binds them.
 *
 * @throws Failure `cancelled`, and as `bindRoles`
 */
export async function addRoles(managing: Managing, id: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { sessions, identities } = managing;
  const identityId = id ?? (await pickToChange(sessions, identities.organizations));
  const { identity, bindings } = await readBound(connection, identityId);
  const name = visible(identity.name);
  const roles = await cancellable(l10n.t('Listing roles'), (signal) =>
    readRoles(connection, rootOf(identity.id), signal),
  );
  const chosen = await pickMany(
    roles.map((role) => ({ label: visible(role.name), detail: visible(role.description), value: role })),
    {
      title: l10n.t('Bind roles to {0}', name),
      placeHolder: l10n.t('Which roles?'),
      ignoreFocusOut: true,
      matchOnDetail: true,
    },
  );
  if (chosen.length === 0) return;
  const group = await groupAbove(connection, identity);
  const known = new Set(bindings.filter((one) => one.group.id === group.id).map(({ role }) => role.id));
  const wanted = chosen.filter((role) => !known.has(role.id));
  if (wanted.length === 0) {
    throw new Failure('invalid', l10n.t('These roles are bound already on: {0}', visible(group.name)), {
      remedy: l10n.t('Choose others, or another folder.'),
    });
  }
  await confirm(
    l10n.t('Bind {0} roles to {1} on {2}?', wanted.length, name, visible(group.name)),
    wanted.map((role) => visible(role.name)).join('\n'),
    l10n.t('Bind'),
  );
  await cancellable(l10n.t('Binding roles to {0}', name), (signal) =>
    bindRoles(connection, identity.id, group, wanted, signal),
  );
  identities.rolesChanged(identity.id);
  done(l10n.t('Roles bound to {0}: {1}', name, wanted.length));
}

/**
 * Asks which roles to take from an identity, and unbinds them.
 *
 * @throws Failure `cancelled`, and as `unbindRoles`
 */
export async function removeRoles(managing: Managing, id: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { sessions, identities } = managing;
  const identityId = id ?? (await pickToChange(sessions, identities.organizations));
  const { identity, bindings } = await readBound(connection, identityId);
  const name = visible(identity.name);
  const label = ({ role, group }: RoleBinding) =>
    l10n.t('{0} on {1}', visible(role.name), visible(group.name));
  if (bindings.length === 0) throw new Failure('invalid', l10n.t('This identity has no role: {0}', name));
  const wanted = await pickMany(
    bindings.map((binding) => ({ label: label(binding), value: binding })),
    {
      title: l10n.t('Unbind roles from {0}', name),
      placeHolder: l10n.t('Which roles?'),
      ignoreFocusOut: true,
    },
  );
  if (wanted.length === 0) return;
  const all = wanted.length === bindings.length ? `\n\n${l10n.t('It can do nothing after that.')}` : '';
  await confirm(
    l10n.t('Unbind {0} roles from {1}?', wanted.length, name),
    wanted.map(label).join('\n') + all,
    l10n.t('Unbind'),
  );
  await cancellable(l10n.t('Unbinding roles from {0}', name), (signal) =>
    unbindRoles(connection, identity.id, wanted, signal),
  );
  identities.rolesChanged(identity.id);
  done(l10n.t('Roles unbound from {0}: {1}', name, wanted.length));
}

/**
 * Asks for one of the groups above an identity, its organization first. A role holds on its group and
 * everything below.
 */
async function groupAbove(connection: Connection, identity: Identity): Promise<Group> {
  const groups = await readGroupsAbove(connection, identity);
  const items = groups.map((group) => ({
    label: visible(group.name),
    description: parentOf(group.id) === undefined ? l10n.t('the organization and everything below it') : '',
    value: group,
  }));
  const placeHolder = l10n.t('On which folder? A role holds there and on everything below it.');
  return pickOne(items, { placeHolder, ignoreFocusOut: true });
}

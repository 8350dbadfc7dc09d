import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import type { Group } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf, rootOf } from '../../core/uidp';
import { bindRoles, readRoles, unbindRoles } from '../../flows/changeRoles';
import { groupsAboveAll, rolesLacking, sharedBindings, taken, type Bound } from '../../flows/severalRoles';
import { connectionOf, type Managing } from './questions';
import { readBound, readGroups } from './reads';
import { confirm, pickMany, pickOne } from '../prompts';
import { cancellable, done } from '../progress';
import { pickToChange } from '../identities/searching';

/**
 * Asks for roles and the group to bind them on, and binds them to one identity or to several.
 *
 * @throws Failure `cancelled`, `invalid` where several have no organization in common, and as `bindRoles`
 */
export async function addRoles(managing: Managing, ids: readonly string[]): Promise<void> {
  const connection = await connectionOf(managing);
  const bound = await boundOf(managing, connection, ids, l10n.t('Bind Roles'));
  const name = nameOf(bound);
  const above = groupsAboveAll(bound);
  const organization = above[0];
  if (organization === undefined)
    throw new Failure('invalid', l10n.t('These identities are in different organizations.'), {
      remedy: l10n.t('Choose identities of one.'),
    });
  const roles = await cancellable(l10n.t('Listing roles'), (signal) =>
    readRoles(connection, rootOf(organization), signal),
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
  const group = await groupAbove(connection, above, l10n.t('Bind roles to {0}', name));
  const wanted = rolesLacking(bound, group, chosen);
  if (wanted.length === 0) {
    throw new Failure('invalid', l10n.t('These roles are bound already on: {0}', visible(group.name)), {
      remedy: l10n.t('Choose others, or another folder.'),
    });
  }
  const names = new Set(wanted.flatMap((one) => one.roles.map((role) => visible(role.name))));
  await confirm(
    l10n.t('Bind {0} roles to {1} on {2}?', names.size, name, visible(group.name)),
    [[...names].join('\n'), listOf(bound)].filter(Boolean).join('\n\n'),
    l10n.t('Bind'),
  );
  await cancellable(l10n.t('Binding roles to {0}', name), async (signal) => {
    for (const one of wanted) {
      await bindRoles(connection, one.identity.id, group, one.roles, signal);
      managing.identities.rolesChanged(one.identity.id);
    }
  });
  done(l10n.t('Roles bound to {0}: {1}', name, names.size));
}

/**
 * Asks which roles to take from an identity or from several, and unbinds them.
 *
 * @throws Failure `cancelled`, and as `unbindRoles`
 */
export async function removeRoles(managing: Managing, ids: readonly string[]): Promise<void> {
  const connection = await connectionOf(managing);
  const bound = await boundOf(managing, connection, ids, l10n.t('Unbind Roles'));
  const name = nameOf(bound);
  const shared = sharedBindings(bound);
  const label = ({ role, group }: (typeof shared)[number]) =>
    l10n.t('{0} on {1}', visible(role.name), visible(group.name));
  if (shared.length === 0)
    throw new Failure(
      'invalid',
      bound.length === 1
        ? l10n.t('This identity has no role: {0}', name)
        : l10n.t('None of these identities has a role.'),
    );
  const chosen = await pickMany(
    shared.map((one) => ({
      label: label(one),
      ...(bound.length > 1 && { description: one.of.map(({ identity }) => identity.name).join(', ') }),
      value: one,
    })),
    {
      title: l10n.t('Unbind roles from {0}', name),
      placeHolder: l10n.t('Which roles?'),
      ignoreFocusOut: true,
    },
  );
  if (chosen.length === 0) return;
  const wanted = taken(bound, chosen);
  const bare = wanted.filter(({ all }) => all).map(({ identity }) => visible(identity.name));
  const warning =
    bare.length === 0
      ? ''
      : bound.length === 1
        ? l10n.t('It can do nothing after that.')
        : l10n.t('Without a role after that: {0}', bare.join(', '));
  await confirm(
    l10n.t('Unbind {0} roles from {1}?', chosen.length, name),
    [chosen.map(label).join('\n'), listOf(bound), warning].filter(Boolean).join('\n\n'),
    l10n.t('Unbind'),
  );
  await cancellable(l10n.t('Unbinding roles from {0}', name), async (signal) => {
    for (const { identity, bindings } of wanted) {
      await unbindRoles(connection, identity.id, bindings, signal);
      managing.identities.rolesChanged(identity.id);
    }
  });
  done(l10n.t('Roles unbound from {0}: {1}', name, chosen.length));
}

/** The identities with these ids and their roles; one that the person picks, where there is none. */
async function boundOf(
  { sessions, identities }: Managing,
  connection: Connection,
  ids: readonly string[],
  title: string,
): Promise<readonly Bound[]> {
  const wanted = ids.length > 0 ? ids : [await pickToChange(sessions, identities.organizations, { title })];
  const bound: Bound[] = [];
  for (const id of wanted) bound.push(await readBound(connection, id));
  return bound;
}

function nameOf(bound: readonly Bound[]): string {
  const [first] = bound;
  return first && bound.length === 1
    ? visible(first.identity.name)
    : l10n.t('{0} identities', bound.length.toLocaleString());
}

/** The names of several identities, which a question about them does not say. */
function listOf(bound: readonly Bound[]): string {
  return bound.length === 1 ? '' : bound.map(({ identity }) => visible(identity.name)).join('\n');
}

/** Asks for one of these groups, the highest first. A role holds on its group and everything below. */
async function groupAbove(connection: Connection, ids: readonly string[], title: string): Promise<Group> {
  const groups = await readGroups(connection, ids);
  const items = groups.map((group) => ({
    label: visible(group.name),
    description: parentOf(group.id) === undefined ? l10n.t('the organization and everything below it') : '',
    value: group,
  }));
  const placeHolder = l10n.t('On which folder? A role holds there and on everything below it.');
  return pickOne(items, { title, placeHolder, ignoreFocusOut: true });
}

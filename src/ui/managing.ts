import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  createGroup,
  deleteIdentity,
  getIdentity,
  listGroups,
  listRoles,
  updateGroup,
  updateIdentity,
} from '../chainguard/iam';
import type { Connection } from '../chainguard/http';
import { PagedList } from '../chainguard/pagedList';
import { Failure } from '../core/failure';
import type { Group, Identity, Role, RoleBinding } from '../core/identity';
import { visible } from '../core/text';
import { ancestorsOf, parentOf } from '../core/uidp';
import { allBindings, bindRoles, unbindRoles } from '../flows/changeRoles';
import type { IdentitiesView } from './identitiesView';
import { given, pickIdentity } from './pick';
import { cancellable } from './progress';
import type { Sessions } from './session';

/** What managing needs to know. */
export interface Managing {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
}

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks for a name and creates a group. @throws Failure `cancelled`, and as `createGroup` */
export async function newGroup(
  { sessions, identities }: Managing,
  parentId: string | undefined,
): Promise<void> {
  const { connection } = await sessions.require();
  const parent = await theGroup(identities, connection, parentId, l10n.t('Create the group in which group?'));
  const name = await askName(l10n.t('New group in {0}', visible(parent.name)), '');
  const description = await askDescription(l10n.t('New group in {0}', visible(parent.name)), '');
  const group = await cancellable(l10n.t('Creating the group {0}', name), (signal) =>
    createGroup(connection, parent.id, { name, description }, signal),
  );
  identities.groupChanged(group);
  done(l10n.t('Created: {0}', visible(group.name)));
}

/** Asks for another name of a group or an identity. @throws Failure `cancelled`, and as the API */
export async function rename(managing: Managing, id: string | undefined): Promise<void> {
  await change(managing, id, async (current) => ({
    name: await askName(l10n.t('Rename {0}', visible(current.name)), current.name),
  }));
}

/** Asks for another description of a group or an identity. @throws Failure `cancelled`, and as the API */
export async function describe(managing: Managing, id: string | undefined): Promise<void> {
  await change(managing, id, async (current) => ({
    description: await askDescription(l10n.t('Describe {0}', visible(current.name)), current.description),
  }));
}

async function change(
  { sessions, identities }: Managing,
  id: string | undefined,
  ask: (current: Group | Identity) => Promise<{ name?: string; description?: string }>,
): Promise<void> {
  const session = await sessions.require();
  const { connection } = session;
  const group = id === undefined ? undefined : identities.group(id);
  if (group) {
    const wanted = await ask(group);
    await confirm(
      l10n.t('Change the group {0}?', visible(group.name)),
      differences(group, wanted),
      l10n.t('Change'),
    );
    identities.groupChanged(await updateGroup(connection, group.id, wanted));
  } else {
    const current = await getIdentity(connection, id ?? (await pickIdentity(session)).id);
    const wanted = await ask(current);
    await confirm(
      l10n.t('Change the identity {0}?', visible(current.name)),
      differences(current, wanted),
      l10n.t('Change'),
    );
    const now = await getIdentity(connection, current.id);
    if (now.updated?.getTime() !== current.updated?.getTime()) {
      throw new Failure(
        'invalid',
        l10n.t('Somebody changed this identity meanwhile: {0}', visible(now.name)),
        {
          remedy: l10n.t('Nothing was sent. Look at it, then try again.'),
        },
      );
    }
    identities.changed(await updateIdentity(connection, current.id, wanted));
  }
  done(l10n.t('Changed.'));
}

function differences(
  current: { readonly name: string; readonly description: string },
  wanted: { name?: string; description?: string },
): string {
  return Object.entries(wanted)
    .map(
      ([field, value]) =>
        `${visible(field === 'name' ? current.name : current.description)} → ${visible(value)}`,
    )
    .join('\n');
}

/** Asks for roles and the group to bind them on, and binds them. @throws Failure `cancelled`, and as `bindRoles` */
export async function addRoles({ sessions, identities }: Managing, id: string | undefined): Promise<void> {
  const session = await sessions.require();
  const { connection } = session;
  const identity = await getIdentity(connection, id ?? (await pickIdentity(session)).id);
  const name = visible(identity.name);
  const bindings = await allBindings(connection, identity.id);
  const roles = new PagedList<Role>((page) => listRoles(connection, page));
  await cancellable(l10n.t('Listing roles'), async () => {
    do await roles.more();
    while (roles.rest !== 0);
  });
  const chosen = given(
    await vscode.window.showQuickPick(
      roles.items.map((role) => ({
        label: visible(role.name),
        detail: visible(role.description),
        value: role,
      })),
      {
        title: l10n.t('Bind roles to {0}', name),
        placeHolder: l10n.t('Which roles?'),
        canPickMany: true,
        ignoreFocusOut: true,
        matchOnDetail: true,
      },
    ),
  ).map(({ value }) => value);
  if (chosen.length === 0) return;
  const group = await groupAbove(connection, identity);
  const known = new Set(bindings.filter((one) => one.group.id === group.id).map(({ role }) => role.id));
  const wanted = chosen.filter((role) => !known.has(role.id));
  if (wanted.length === 0) {
    throw new Failure('invalid', l10n.t('These roles are bound already on: {0}', visible(group.name)), {
      remedy: l10n.t('Choose others, or another group.'),
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

/** Takes back the roles of an identity that the person picks. @throws Failure `cancelled`, and as `unbindRoles` */
export async function removeRoles({ sessions, identities }: Managing, id: string | undefined): Promise<void> {
  const session = await sessions.require();
  const { connection } = session;
  const identity = await getIdentity(connection, id ?? (await pickIdentity(session)).id);
  const name = visible(identity.name);
  const bindings = await allBindings(connection, identity.id);
  const label = ({ role, group }: RoleBinding) =>
    l10n.t('{0} on {1}', visible(role.name), visible(group.name));
  if (bindings.length === 0) throw new Failure('invalid', l10n.t('This identity has no role: {0}', name));
  const wanted = given(
    await vscode.window.showQuickPick(
      bindings.map((binding) => ({ label: label(binding), value: binding })),
      {
        title: l10n.t('Unbind roles from {0}', name),
        placeHolder: l10n.t('Which roles?'),
        canPickMany: true,
        ignoreFocusOut: true,
      },
    ),
  ).map(({ value }) => value);
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

/** Deletes an identity once its name has been typed, its bindings in view. @throws Failure `cancelled`, and as the API */
export async function remove({ sessions, identities }: Managing, id: string | undefined): Promise<void> {
  const session = await sessions.require();
  const { connection } = session;
  const identity = await getIdentity(connection, id ?? (await pickIdentity(session)).id);
  const bindings = await allBindings(connection, identity.id);
  const name = visible(identity.name);
  const roles =
    bindings.length === 0
      ? l10n.t('It has no role.')
      : bindings
          .map(({ role, group }) => l10n.t('{0} on {1}', visible(role.name), visible(group.name)))
          .join('\n');
  await confirm(
    l10n.t('Delete the identity {0}?', name),
    `${roles}\n\n${l10n.t('Whoever assumes it can do so no longer. This cannot be undone.')}`,
    l10n.t('Delete…'),
  );
  given(
    await vscode.window.showInputBox({
      title: l10n.t('Delete {0}', name),
      prompt: l10n.t('Type its name to delete it.'),
      placeHolder: name,
      ignoreFocusOut: true,
      validateInput: (text) => (text === identity.name ? undefined : l10n.t('This is not its name.')),
    }),
  );
  await deleteIdentity(connection, identity.id);
  identities.deleted(identity.id);
  done(l10n.t('Deleted: {0}', name));
}

async function theGroup(
  identities: IdentitiesView,
  connection: Connection,
  id: string | undefined,
  placeHolder: string,
): Promise<Group> {
  if (id !== undefined) {
    const known = identities.group(id) ?? (await listGroups(connection, { id })).items[0];
    if (known) return known;
    throw new Failure('invalid', l10n.t('Chainguard does not know this group: {0}', id));
  }
  const items = identities.groups().map((group): Choice<Group> => ({
    label: visible(group.name),
    description: group.id,
    value: group,
  }));
  if (items.length === 0) {
    throw new Failure('invalid', l10n.t('No group has been listed yet.'), {
      remedy: l10n.t('Open the Identities view first.'),
    });
  }
  return given(await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true })).value;
}

/** One of the groups above an identity, its organization first: roles hold on a group and what is below it. */
async function groupAbove(connection: Connection, identity: Identity): Promise<Group> {
  const groups = await Promise.all(
    ancestorsOf(identity.id).map(async (id) => (await listGroups(connection, { id })).items[0]),
  );
  const items = groups.flatMap((group): Choice<Group>[] =>
    group
      ? [
          {
            label: visible(group.name),
            description:
              parentOf(group.id) === undefined ? l10n.t('the organization and everything below it') : '',
            value: group,
          },
        ]
      : [],
  );
  const placeHolder = l10n.t('On which group? A role holds there and on everything below it.');
  return given(await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true })).value;
}

/** Chainguard's rule for names (chainguard-dev/sdk validation/name.go; three to 63 characters by the API's comment). */
async function askName(title: string, value: string): Promise<string> {
  const validateInput = (text: string) =>
    /^[a-z0-9 ._-]{3,63}$/.test(text)
      ? undefined
      : l10n.t('Three to 63 of: small letters, digits, space, dot, underscore, hyphen.');
  return given(
    await vscode.window.showInputBox({
      title,
      prompt: l10n.t('Name'),
      value,
      ignoreFocusOut: true,
      validateInput,
    }),
  );
}

/** Chainguard's rule for descriptions (chainguard-dev/sdk validation). */
async function askDescription(title: string, value: string): Promise<string> {
  const validateInput = (text: string) =>
    /^[\S ]{0,512}$/.test(text) ? undefined : l10n.t('One line of at most 512 characters.');
  return given(
    await vscode.window.showInputBox({
      title,
      prompt: l10n.t('Description; may be empty'),
      value,
      ignoreFocusOut: true,
      validateInput,
    }),
  );
}

/** @throws Failure `cancelled` unless the person agrees */
async function confirm(question: string, detail: string, yes: string): Promise<void> {
  given(await vscode.window.showWarningMessage(question, { modal: true, detail }, yes));
}

function done(text: string): void {
  vscode.window.setStatusBarMessage(text, 5000);
}

import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import {
  changeTexts,
  groupTexts,
  identityTexts,
  createGroupOnce,
  deletedBy,
  deleteIdentityOnce,
  type Texts,
} from '../../flows/changeOnce';
import type { IdentitiesView } from '../identities/identitiesView';
import { askDescription, askName, connectionOf, type Managing } from './questions';
import { findGroup, readBound } from './reads';
import { askLine, confirm, pickOne } from '../prompts';
import { cancellable, done } from '../progress';
import { pickToChange } from '../identities/searching';

/** Asks for a name and creates a group. @throws Failure `cancelled`, and as `createGroupOnce` */
export async function newGroup(managing: Managing, parentId: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { identities } = managing;
  const parent = await theGroup(identities, connection, parentId, l10n.t('Create the group in which group?'));
  const name = await askName(l10n.t('New group in {0}', visible(parent.name)), '');
  const description = await askDescription(l10n.t('New group in {0}', visible(parent.name)), '');
  await confirm(
    l10n.t('Create the group {0} in {1}?', visible(name), visible(parent.name)),
    visible(description),
    l10n.t('Create'),
  );
  const group = await cancellable(l10n.t('Creating the group {0}', name), (signal) =>
    createGroupOnce(connection, parent.id, { name, description }, signal),
  );
  identities.groupChanged(group);
  done(l10n.t('Created: {0}', visible(group.name)));
}

/**
 * Asks for a new name for a group or an identity, and changes it.
 *
 * @throws Failure `cancelled`, and as the API
 */
export async function rename(managing: Managing, id: string | undefined): Promise<void> {
  await change(managing, id, async (current) => ({
    name: await askName(l10n.t('Rename {0}', visible(current.name)), current.name),
  }));
}

/**
 * Asks for a new description of a group or an identity, and changes it.
 *
 * @throws Failure `cancelled`, and as the API
 */
export async function describe(managing: Managing, id: string | undefined): Promise<void> {
  await change(managing, id, async (current) => ({
    description: await askDescription(l10n.t('Describe {0}', visible(current.name)), current.description),
  }));
}

async function change(
  managing: Managing,
  id: string | undefined,
  ask: (current: Group | Identity) => Promise<Texts>,
): Promise<void> {
  const connection = await connectionOf(managing);
  const { sessions, identities } = managing;
  /**
   * Reads the current texts, asks for new ones, and sends what the person agrees to. A list may be older than
   * what is read here.
   */
  const changed = async <T extends Group | Identity>(
    texts: Parameters<typeof changeTexts<T>>[1],
    reading: string,
    question: (name: string) => string,
  ): Promise<T> => {
    const current = await cancellable(reading, (signal) => texts.get(connection, wantedId, signal));
    const wanted = await ask(current);
    const change = differences(current, wanted);
    if (change === '') {
      done(l10n.t('Nothing was changed.'));
      throw new Failure('cancelled', l10n.t('Nothing was changed.'));
    }
    await confirm(question(visible(current.name)), change, l10n.t('Change'));
    return cancellable(l10n.t('Changing it in Chainguard'), (signal) =>
      changeTexts(connection, texts, current, wanted, signal),
    );
  };
  const wantedId = id ?? (await pickToChange(sessions, identities.organizations, { groups: true }));
  const isGroup =
    identities.organizations.group(wantedId) ??
    (identities.organizations.listed.get(wantedId) ? undefined : await findGroup(connection, wantedId));
  if (isGroup) {
    const question = (name: string) => l10n.t('Change the group {0}?', name);
    identities.groupChanged(await changed(groupTexts, l10n.t('Reading the group'), question));
  } else {
    const question = (name: string) => l10n.t('Change the identity {0}?', name);
    identities.changed(await changed(identityTexts, l10n.t('Reading the identity'), question));
  }
  done(l10n.t('Changed.'));
}

function differences(current: Group | Identity, wanted: Texts): string {
  return (['name', 'description'] as const)
    .flatMap((field) => {
      const value = wanted[field];
      return value === undefined || value === current[field]
        ? []
        : `${visible(current[field])} → ${visible(value)}`;
    })
    .join('\n');
}

/**
 * Shows the role bindings of an identity, and deletes it once the person has typed its name, or its id where it has
 * no name.
 *
 * @throws Failure `cancelled`, and as `deleteIdentityOnce`
 */
export async function remove(managing: Managing, id: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { sessions, identities } = managing;
  const identityId = id ?? (await pickToChange(sessions, identities.organizations));
  const { identity, bindings } = await readBound(connection, identityId);
  const word = deletedBy(identity);
  const name = visible(word);
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
  await askLine({
    title: l10n.t('Delete {0}', name),
    prompt:
      word === identity.id
        ? l10n.t('It has no name. Type its id to delete it.')
        : l10n.t('Type its name to delete it.'),
    placeHolder: name,
    validateInput: (text) =>
      [word, name].includes(text)
        ? undefined
        : word === identity.id
          ? l10n.t('This is not its id.')
          : l10n.t('This is not its name.'),
  });
  await cancellable(l10n.t('Deleting the identity {0}', name), (signal) =>
    deleteIdentityOnce(connection, identity.id, signal),
  );
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
    const known = identities.organizations.group(id) ?? (await findGroup(connection, id));
    if (known) return known;
    throw new Failure('invalid', l10n.t('Chainguard does not know this group: {0}', id));
  }
  const items = identities.organizations.groups().map((group) => ({
    label: visible(group.name),
    description: group.id,
    value: group,
  }));
  if (items.length === 0) {
    throw new Failure('invalid', l10n.t('No group has been listed yet.'), {
      remedy: l10n.t('Open the Identities view first.'),
    });
  }
  return pickOne(items, { placeHolder, ignoreFocusOut: true });
}

import * as l10n from '@vscode/l10n';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf } from '../../core/uidp';
import {
  changeTexts,
  contentsOf,
  groupTexts,
  identityTexts,
  createGroupOnce,
  deletedBy,
  deleteGroupOnce,
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
  const parent = await theGroup(identities, connection, parentId, l10n.t('Create a folder where?'));
  const name = await askName(l10n.t('New folder in {0}', visible(parent.name)), '');
  const description = await askDescription(l10n.t('Create the folder {0} in {1}', name, parent.name), '');
  const group = await cancellable(l10n.t('Creating the folder {0}', name), (signal) =>
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
    question: ((name: string) => string) | undefined,
  ): Promise<T> => {
    const current = await cancellable(reading, (signal) => texts.get(connection, wantedId, signal));
    const wanted = await ask(current);
    const change = differences(current, wanted);
    if (change === '') {
      done(l10n.t('Nothing was changed.'));
      throw new Failure('cancelled', l10n.t('Nothing was changed.'));
    }
    if (question) await confirm(question(visible(current.name)), change, l10n.t('Change'));
    return cancellable(l10n.t('Changing it in Chainguard'), (signal) =>
      changeTexts(connection, texts, current, wanted, signal),
    );
  };
  const wantedId = id ?? (await pickToChange(sessions, identities.organizations, { groups: true }));
  const isGroup =
    identities.organizations.group(wantedId) ??
    (identities.organizations.listed.get(wantedId) ? undefined : await findGroup(connection, wantedId));
  if (isGroup) {
    // Nothing is let in or shut out by a folder's name.
    identities.groupChanged(await changed(groupTexts, l10n.t('Reading the folder'), undefined));
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
  await askWord(identity);
  await cancellable(l10n.t('Deleting the identity {0}', name), (signal) =>
    deleteIdentityOnce(connection, identity.id, signal),
  );
  identities.deleted(identity.id);
  done(l10n.t('Deleted: {0}', name));
}

/**
 * Deletes a folder in which nothing is, once the person has typed its name, or its id where it has no name.
 *
 * @throws Failure `cancelled`, `invalid` for a folder that is not empty or is an organization, and as `deleteGroupOnce`
 */
export async function removeGroup(managing: Managing, id: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { identities } = managing;
  const group = await theGroup(identities, connection, id, l10n.t('Delete which folder?'));
  const name = visible(group.name);
  if (parentOf(group.id) === undefined)
    throw new Failure('invalid', l10n.t('This is an organization, which is not deleted here: {0}', name), {
      remedy: l10n.t('Choose a folder.'),
    });
  const contents = await cancellable(l10n.t('Looking into the folder {0}', name), (signal) =>
    contentsOf(connection, group.id, signal),
  );
  if (contents.length > 0)
    throw new Failure('invalid', l10n.t('{0} is not empty: {1}', name, contents.join(', ')), {
      remedy: l10n.t('Only an empty folder can be deleted. Delete what is in it first.'),
    });
  await askWord(group);
  await cancellable(l10n.t('Deleting the folder {0}', name), (signal) =>
    deleteGroupOnce(connection, group.id, signal),
  );
  identities.groupDeleted(group.id);
  done(l10n.t('Deleted: {0}', name));
}

/** Has the person type what something is deleted by. @throws Failure `cancelled` */
async function askWord(thing: Group | Identity): Promise<void> {
  const word = deletedBy(thing);
  const name = visible(word);
  const byId = word === thing.id;
  await askLine({
    title: l10n.t('Delete {0}', name),
    prompt: byId
      ? l10n.t('It has no name. Type its id to delete it.')
      : l10n.t('Type its name to delete it. This cannot be undone.'),
    placeHolder: name,
    validateInput: (text) =>
      [word, name].includes(text)
        ? undefined
        : byId
          ? l10n.t('This is not its id.')
          : l10n.t('This is not its name.'),
  });
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
    throw new Failure('invalid', l10n.t('Chainguard does not know this folder: {0}', id));
  }
  const items = identities.organizations.groups().map((group) => ({
    label: visible(group.name),
    description: group.id,
    value: group,
  }));
  if (items.length === 0) {
    throw new Failure('invalid', l10n.t('Nothing has been listed yet.'), {
      remedy: l10n.t('Open the Identities view first.'),
    });
  }
  return pickOne(items, { placeHolder, ignoreFocusOut: true });
}

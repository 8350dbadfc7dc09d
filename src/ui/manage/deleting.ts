import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf } from '../../core/uidp';
import {
  contentsOf,
  deletedBy,
  deleteGroupOnce,
  deleteIdentityOnce,
  identityTexts,
} from '../../flows/changeOnce';
import { connectionOf, type Managing } from './questions';
import { readBound, theGroup } from './reads';
import { askLine, confirm } from '../prompts';
import { cancellable, done } from '../progress';
import { pickToChange } from '../identities/searching';

/**
 * Shows the role bindings of an identity, and deletes it once the person has typed its name, or its id where it has
 * no name. Of several, shows the names, and deletes them once their number was typed. A folder is deleted by itself.
 *
 * @throws Failure `cancelled`, and as `deleteIdentityOnce`
 */
export async function remove(managing: Managing, ids: readonly string[]): Promise<void> {
  const { sessions, identities } = managing;
  if (ids.length > 1) return removeSeveral(managing, ids);
  const [id] = ids;
  if (id !== undefined && identities.organizations.group(id)) return removeGroup(managing, id);
  const connection = await connectionOf(managing);
  const identityId =
    id ?? (await pickToChange(sessions, identities.organizations, { title: l10n.t('Delete Identity') }));
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

async function removeSeveral(managing: Managing, ids: readonly string[]): Promise<void> {
  const connection = await connectionOf(managing);
  const { identities } = managing;
  if (ids.some((id) => identities.organizations.group(id)))
    throw new Failure('invalid', l10n.t('Folders are deleted one at a time.'), {
      remedy: l10n.t('Select identities only.'),
    });
  const all = await cancellable(l10n.t('Reading the identities'), (signal) =>
    Promise.all(ids.map((id) => identityTexts.get(connection, id, signal))),
  );
  const many = all.length.toLocaleString();
  await confirm(
    l10n.t('Delete {0} identities?', many),
    `${all.map(({ name, id }) => visible(name || id)).join('\n')}\n\n${l10n.t('Whoever assumes them can do so no longer. This cannot be undone.')}`,
    l10n.t('Delete…'),
  );
  const count = String(all.length);
  await askLine({
    title: l10n.t('Delete {0} identities', many),
    prompt: l10n.t('Type their number to delete them. This cannot be undone.'),
    placeHolder: count,
    validateInput: (text) => (text.trim() === count ? undefined : l10n.t('This is not their number.')),
  });
  await cancellable(l10n.t('Deleting {0} identities', many), async (signal) => {
    for (const { id } of all) {
      await deleteIdentityOnce(connection, id, signal);
      identities.deleted(id);
    }
  });
  done(l10n.t('Deleted: {0}', l10n.t('{0} identities', many)));
}

/**
 * Deletes a folder in which nothing is, once the person has typed its name, or its id where it has no name.
 *
 * @throws Failure `cancelled`, `invalid` for a folder that is not empty or is an organization, and as `deleteGroupOnce`
 */
export async function removeGroup(managing: Managing, id: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { identities } = managing;
  const group = await theGroup(identities, connection, id, {
    title: l10n.t('Delete Folder'),
    placeHolder: l10n.t('Delete which folder?'),
  });
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

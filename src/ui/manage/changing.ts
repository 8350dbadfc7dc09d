import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { changeTexts, groupTexts, identityTexts, createGroupOnce, type Texts } from '../../flows/changeOnce';
import { askDescription, askName, connectionOf, type Managing } from './questions';
import { findGroup, theGroup } from './reads';
import { confirm } from '../prompts';
import { cancellable, done } from '../progress';
import { pickToChange } from '../identities/searching';

/** Asks for a name and creates a group. @throws Failure `cancelled`, and as `createGroupOnce` */
export async function newGroup(managing: Managing, parentId: string | undefined): Promise<void> {
  const connection = await connectionOf(managing);
  const { identities } = managing;
  const parent = await theGroup(identities, connection, parentId, {
    title: l10n.t('Create Folder'),
    placeHolder: l10n.t('Create a folder where?'),
  });
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
  await change(managing, id, l10n.t('Rename Identity or Folder'), async (current) => ({
    name: await askName(l10n.t('Rename {0}', visible(current.name)), current.name),
  }));
}

/**
 * Asks for a new description of a group or an identity, and changes it.
 *
 * @throws Failure `cancelled`, and as the API
 */
export async function describe(managing: Managing, id: string | undefined): Promise<void> {
  await change(managing, id, l10n.t('Describe Identity or Folder'), async (current) => ({
    description: await askDescription(l10n.t('Describe {0}', visible(current.name)), current.description),
  }));
}

async function change(
  managing: Managing,
  id: string | undefined,
  command: string,
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
  const wantedId =
    id ?? (await pickToChange(sessions, identities.organizations, { groups: true, title: command }));
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

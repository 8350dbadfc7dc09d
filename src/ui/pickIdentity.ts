import * as l10n from '@vscode/l10n';
import { identitiesNamed, listAllIdentities, listAwsIdentities } from '../chainguard/iam';
import type { Connection } from '../chainguard/http';
import { PagedList } from '../chainguard/pagedList';
import { moreLabel } from '../core/browse/moreLabel';
import { pickText } from '../core/browse/pickText';
import { Failure } from '../core/failure';
import type { Identity } from '../core/identity';
import { wayOf, type Way } from '../core/match/way';
import { visible } from '../core/text';
import { problemWithIdentityId } from '../core/uidp';
import { folderNames } from '../flows/folderNames';
import { askText, pickOne, type Choice } from './prompts';

/**
 * Asks for an identity: one that the connection lists, or a typed id. Without a connection, the person has to
 * type the id.
 *
 * @param title the command that asks
 * @param ways the ways of which one has to assume it; only signed requests unless set
 * @returns the UIDP, and what is known of it where it was listed
 * @throws Failure `cancelled`
 */
export async function pickIdentity(
  at: Connection | undefined,
  title: string,
  ways: readonly Way[] = ['signed-request'],
): Promise<{ id: string; name?: string; identity?: Identity }> {
  const typed: Choice<'type'> = {
    label: `$(edit) ${l10n.t('Enter an identity ID…')}`,
    value: 'type',
    alwaysShow: true,
  };
  const onlyAws = ways.join() === 'signed-request';
  const list = at && new PagedList((page) => (onlyAws ? listAwsIdentities : listAllIdentities)(at, page));
  const folders = at ? folderNames(at) : Promise.resolve(new Map<string, string>());
  for (let choice: Identity | 'type' | 'more' = at ? 'more' : 'type'; ;) {
    if (choice === 'type') return { id: await typeIdentityId(title) };
    if (choice !== 'more') return { id: choice.id, name: choice.name, identity: choice };
    if (!list) continue;
    const choices = Promise.all([folders, list.more()]).then(
      ([names]): Choice<Identity | 'type' | 'more'>[] => {
        const fitting = list.items.filter(({ relationship }) => {
          const way = wayOf(relationship);
          return way !== undefined && ways.includes(way);
        });
        const listed = fitting.map((identity) => ({
          label: visible(identity.name),
          description: pickText(identity, names, new Date()),
          value: identity,
        }));
        const more: Choice<'more'> = {
          label: `$(ellipsis) ${moreLabel(list.rest, l10n.t('identities'))}`,
          value: 'more',
          alwaysShow: true,
        };
        return [...listed, ...(list.rest === 0 ? [] : [more]), typed];
      },
    );
    const options = {
      title,
      placeHolder: l10n.t('Which identity?'),
      matchOnDescription: true,
      ignoreFocusOut: true,
    };
    choice = await pickOne(choices, options);
  }
}

/** Asks for the id of an identity. @throws Failure `cancelled` */
export async function typeIdentityId(title: string): Promise<string> {
  return askText(
    {
      title,
      prompt: l10n.t('The ID of the identity, such as the output of: chainctl iam identities list'),
      placeHolder: '0123456789abcdef0123456789abcdef01234567/89abcdef01234567',
    },
    problemWithIdentityId,
  );
}

/**
 * The identity with this name. Asks which one if there are several.
 *
 * @throws Failure `cancelled`, `invalid` if there is none
 */
export async function identityNamed(at: Connection, name: string): Promise<Identity> {
  const items = await identitiesNamed(at, name);
  if (items.length > 1) {
    const names = await folderNames(at);
    return pickOne(
      items.map((identity) => ({
        label: visible(identity.name),
        description: pickText(identity, names, new Date()),
        value: identity,
      })),
      {
        title: l10n.t('Test Identity'),
        placeHolder: l10n.t('Several identities have this name. Which one?'),
      },
    );
  }
  const only = items[0];
  if (only) return only;
  throw new Failure(
    'invalid',
    l10n.t('Chainguard has no identity of this name that you can see: {0}', visible(name)),
    { remedy: l10n.t('Create it first, or sign in where it is.') },
  );
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { consoleAddress } from '../../core/browse/consoleAddress';
import { noFilter } from '../../core/browse/filter';
import { visible } from '../../core/text';
import { rootOf } from '../../core/uidp';
import type { HandlersOf, manageCommands } from '../lazyCommands';
import type { IdentitiesView } from '../identities/identitiesView';
import { cancellable } from '../progress';
import { requireTrust } from '../prompts';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';
import { settings } from '../settings';

/** What can be done with an organization. Most of it is loaded at its first use. */
export function manageActions(services: {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
  readonly documents: ReadOnlyDocuments;
}): HandlersOf<typeof manageCommands> {
  const { sessions, identities, documents } = services;
  /** What changes Chainguard. @throws Failure `denied` in Restricted Mode */
  const managing = async () => {
    requireTrust();
    return import('./changing');
  };
  const roles = async () => {
    requireTrust();
    return import('./roles');
  };
  return {
    'assumable.searchIdentities': async () => {
      const { searchIdentities } = await import('../identities/searching');
      const found = await searchIdentities(sessions, identities);
      if (found) await identities.reveal(found);
    },
    'assumable.filterIdentities': async () => {
      const { askFilter } = await import('../identities/filtering');
      await identities.filterBy(await askFilter(identities.filter));
    },
    'assumable.clearFilter': () => identities.filterBy(noFilter),
    'assumable.createGroup': async (parentId) => (await managing()).newGroup(services, parentId),
    'assumable.rename': async (id) => (await managing()).rename(services, id),
    'assumable.describe': async (id) => (await managing()).describe(services, id),
    'assumable.bindRoles': async (id) => (await roles()).addRoles(services, id),
    'assumable.unbindRoles': async (id) => (await roles()).removeRoles(services, id),
    'assumable.deleteIdentity': async (id) => (await managing()).remove(services, id),
    'assumable.showTrustPath': async (id) => {
      const session = await sessions.require();
      const { pickToChange } = await import('../identities/searching');
      const identityId = id ?? (await pickToChange(sessions, identities));
      const [{ readTrustPath }, { trustPath }] = await Promise.all([
        import('../../flows/readTrustPath'),
        import('../../core/browse/trustPath'),
      ]);
      const { identity, reaches } = await cancellable(l10n.t('Reading the trust path'), (signal) =>
        readTrustPath(session.connection, identityId, signal),
      );
      const name = `${l10n.t('Trust path of {0}', visible(identity.name))}.txt`;
      await documents.show({ name, id: identity.id, text: trustPath(identity, reaches) });
    },
    'assumable.copyName': async (id) => {
      if (id === undefined) return;
      const name = identities.known(id)?.name ?? identities.group(id)?.name;
      if (name !== undefined) await vscode.env.clipboard.writeText(name);
    },
    'assumable.openConsole': async (target) => {
      const console = settings.consoleUrl();
      const image = /^cgr\.dev\/([^/]+)\/(.+)$/.exec(target ?? '');
      const organization = image?.[1] ?? identities.group(rootOf(target ?? ''))?.name;
      const identity = target !== undefined && identities.known(target) !== undefined;
      const address =
        organization === undefined
          ? console
          : consoleAddress(
              console,
              organization,
              image
                ? { kind: 'image', name: image[2] ?? '' }
                : { kind: identity ? 'identities' : 'organization' },
            );
      await vscode.env.openExternal(vscode.Uri.parse(address, true));
    },
  };
}

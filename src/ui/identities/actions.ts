import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { consoleAddress } from '../../core/browse/consoleAddress';
import { visible } from '../../core/text';
import { rootOf } from '../../core/uidp';
import { cancellable, toClipboard } from '../progress';
import type { ReadOnlyDocuments } from '../readOnlyDocuments';
import type { Sessions } from '../session/session';
import { settings } from '../settings';
import type { IdentitiesView } from './identitiesView';

/** The commands that look up identities and groups. They change nothing in Chainguard. */
export function identityActions({
  sessions,
  identities,
  documents,
}: {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
  readonly documents: ReadOnlyDocuments;
}) {
  return {
    async searchIdentities(): Promise<void> {
      const { searchIdentities } = await import('./searching');
      const found = await searchIdentities(sessions, identities.organizations);
      if (found) await identities.reveal(found);
    },
    async filterIdentities(): Promise<void> {
      const { askFilter } = await import('./filtering');
      await identities.filterBy(await askFilter(identities.organizations.filter));
    },
    async showTrustPath(id?: string): Promise<void> {
      const session = await sessions.require();
      const { pickToChange } = await import('./searching');
      const identityId =
        id ?? (await pickToChange(sessions, identities.organizations, { title: l10n.t('Show Trust Path') }));
      const [{ readTrustPath }, { trustPath }] = await Promise.all([
        import('../../flows/readTrustPath'),
        import('../../core/browse/trustPath'),
      ]);
      const { identity, reaches } = await cancellable(l10n.t('Reading the trust path'), (signal) =>
        readTrustPath(session.connection, identityId, signal),
      );
      const name = `${l10n.t('Trust path of {0}', visible(identity.name))}.txt`;
      const { whoAssumes } = await import('../../core/match/whoAssumes');
      const text = trustPath(identity, reaches, whoAssumes(identity.relationship));
      await documents.show({ name, id: identity.id, text });
    },
    async copyNames(ids: readonly string[]): Promise<void> {
      const { organizations } = identities;
      const nameOf = (id: string) => organizations.listed.get(id)?.name ?? organizations.group(id)?.name;
      const names = ids.map(nameOf).filter((name) => name !== undefined);
      if (names.length > 0) await toClipboard(names.map(visible).join('\n'));
    },
    async openConsole(target = ''): Promise<void> {
      const console = settings.consoleUrl();
      const image = /^cgr\.dev\/([^/]+)\/(.+)$/.exec(target);
      const organization = image?.[1] ?? identities.organizations.group(rootOf(target))?.name;
      const identity = identities.organizations.listed.get(target) !== undefined;
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

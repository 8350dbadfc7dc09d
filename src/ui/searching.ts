import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listGroups, listIdentities } from '../chainguard/iam';
import { PagedList } from '../chainguard/pagedList';
import { asFailure } from '../core/failure';
import { noFilter, type IdentityFilter } from '../core/filter';
import type { Group, Identity } from '../core/identity';
import { IdentityIndex } from '../core/search';
import { visible } from '../core/text';
import type { IdentitiesView } from './identitiesView';
import { given } from './pick';
import type { Sessions } from './session';

/** More than these are not shown at once; who looks for one types more of it. */
const shownAtMost = 200;

interface Item extends vscode.QuickPickItem {
  readonly identity?: Identity;
}

/**
 * Searches identities by name, id, account, ARN, issuer or subject: at once in those that have been listed, and on
 * request in all that the session may see, a page at a time.
 *
 * @returns the identity that was chosen; `undefined` when the person closes the search
 * @throws Failure what listing throws
 */
export async function searchIdentities(
  sessions: Sessions,
  identities: IdentitiesView,
): Promise<Identity | undefined> {
  const { connection } = await sessions.require();
  const pick = vscode.window.createQuickPick<Item>();
  const everywhere = new IdentityIndex();
  const abort = new AbortController();
  let searched: 'listed' | 'running' | 'all' = 'listed';
  const everything: Item = {
    label: `$(search) ${l10n.t('Search the whole organization')}`,
    alwaysShow: true,
  };
  const draw = () => {
    const index = searched === 'listed' ? identities.index : everywhere;
    const found = index.find(pick.value, shownAtMost).map((identity): Item => ({
      label: `$(${identity.relationship.kind === 'aws' ? 'key' : 'account'}) ${visible(identity.name)}`,
      description: trusted(identity),
      detail: identity.id,
      alwaysShow: true,
      identity,
    }));
    pick.items = searched === 'listed' ? [...found, everything] : found;
    pick.title =
      searched === 'listed'
        ? l10n.t('Search identities: {0} listed so far', index.size)
        : l10n.t('Search identities: {0} of the organization', index.size);
  };
  const searchAll = async () => {
    searched = 'running';
    pick.busy = true;
    const organizations = new PagedList<Group>((page) => listGroups(connection, { inRoot: true }, page));
    await organizations.first();
    for (const { id } of organizations.items) {
      const list = new PagedList<Identity>(async (page) => {
        const loaded = await listIdentities(
          connection,
          { descendantsOf: id },
          { ...page, signal: abort.signal },
        );
        everywhere.add(loaded.items);
        return loaded;
      });
      do {
        await list.more();
        draw();
      } while (list.rest !== 0);
    }
    searched = 'all';
    pick.busy = false;
    draw();
  };
  try {
    return await new Promise<Identity | undefined>((resolve, reject) => {
      pick.placeholder = l10n.t('Name, ID, AWS account, ARN, issuer or subject');
      pick.ignoreFocusOut = true;
      pick.onDidChangeValue(draw);
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen?.identity) resolve(chosen.identity);
        else if (chosen === everything && searched === 'listed')
          searchAll().catch((error: unknown) => reject(asFailure(error)));
      });
      pick.onDidHide(() => resolve(undefined));
      draw();
      pick.show();
    });
  } finally {
    abort.abort();
    pick.dispose();
  }
}

function trusted({ relationship }: Identity): string {
  switch (relationship.kind) {
    case 'aws':
      return visible([relationship.match.account, relationship.match.arn?.value].filter(Boolean).join(' · '));
    case 'claims':
    case 'static':
      return visible(relationship.issuer);
    case 'service-principal':
      return l10n.t('service principal');
    case 'unknown':
      return '';
  }
}

interface FilterItem extends vscode.QuickPickItem {
  readonly change: Partial<IdentityFilter>;
}

/** Asks what to show. @throws Failure `cancelled` */
export async function askFilter(now: IdentityFilter): Promise<IdentityFilter> {
  const kind = (label: string, value: IdentityFilter['kinds'][number]): FilterItem => ({
    label,
    picked: now.kinds.includes(value),
    change: { kinds: [value] },
  });
  const unused = typeof now.unused === 'object' ? now.unused.days : now.unused;
  const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, change: {} });
  const items: FilterItem[] = [
    heading(l10n.t('who may assume')),
    kind(l10n.t('AWS callers'), 'aws'),
    kind(l10n.t('Claims of an issuer'), 'claims'),
    kind(l10n.t('Static keys'), 'static'),
    kind(l10n.t('Service principals'), 'service-principal'),
    heading(l10n.t('use')),
    { label: l10n.t('Never used'), picked: unused === 'never', change: { unused: 'never' } },
    { label: l10n.t('Not used for 30 days'), picked: unused === 30, change: { unused: { days: 30 } } },
    { label: l10n.t('Not used for 90 days'), picked: unused === 90, change: { unused: { days: 90 } } },
    heading(l10n.t('roles')),
    { label: l10n.t('No role bound'), picked: now.unbound === true, change: { unbound: true } },
  ];
  const picked = given(
    await vscode.window.showQuickPick(items, {
      title: l10n.t('Show identities'),
      placeHolder: l10n.t('Which? Nothing picked shows all.'),
      canPickMany: true,
    }),
  );
  return picked.reduce<IdentityFilter>(
    (filter, { change }) => ({ ...filter, ...change, kinds: [...filter.kinds, ...(change.kinds ?? [])] }),
    noFilter,
  );
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { pickText } from '../../core/browse/pickText';
import { asFailure } from '../../core/failure';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import { parentOf } from '../../core/uidp';
import type { Organizations } from '../../flows/organizations';
import { IdentitySearch } from '../../flows/searchEverywhere';
import { typeIdentityId } from '../pickIdentity';
import { given } from '../prompts';
import type { Sessions } from '../session/session';

/** How many identities are shown at most; typing more narrows them down. */
const shownAtMost = 200;

/** Stands for an ID that the person types. */
const typed = 'typed';

interface Item extends vscode.QuickPickItem {
  /** What choosing the item gives. Without it, choosing starts the search of the whole organization. */
  readonly chosen?: Identity | Group | typeof typed;
}

/**
 * Searches identities by name, id, account, ARN, issuer or subject: at once among those that have been listed
 * and, on request, among all that the session may see, a page at a time. Closing the search ends it.
 *
 * @returns the chosen identity; `undefined` when the person closes the search
 * @throws Failure what listing throws
 */
export async function searchIdentities(
  sessions: Sessions,
  organizations: Organizations,
): Promise<Identity | undefined> {
  const chosen = await search(sessions, organizations, [], l10n.t('Search identities'));
  return chosen === undefined || chosen === typed || !('relationship' in chosen) ? undefined : chosen;
}

/**
 * Asks for an identity of any kind by the same search, or for its id. With `groups`, also offers the groups
 * that have been listed.
 *
 * @returns the UIDP of what was chosen
 * @throws Failure `cancelled`, and what listing throws
 */
export async function pickToChange(
  sessions: Sessions,
  organizations: Organizations,
  { groups = false, title }: { readonly groups?: boolean; readonly title: string },
): Promise<string> {
  const enter: Item = {
    label: `$(edit) ${l10n.t('Enter an identity ID…')}`,
    alwaysShow: true,
    chosen: typed,
  };
  const others = groups ? organizations.groups().map(groupItem) : [];
  const chosen = given(await search(sessions, organizations, [...others, enter], title));
  return chosen === typed ? typeIdentityId(title) : chosen.id;
}

/**
 * @param title the command that asks; what was searched is said behind it
 * @param others entries besides the identities; the search matches the labels of those that are not always
 *   shown
 */
async function search(
  sessions: Sessions,
  organizations: Organizations,
  others: readonly Item[],
  title: string,
): Promise<Item['chosen']> {
  const { connection } = await sessions.require();
  const identities = new IdentitySearch(organizations);
  const folders = new Map(organizations.groups().map(({ id, name }) => [id, name]));
  const pick = vscode.window.createQuickPick<Item>();
  const everything: Item = {
    label: `$(search) ${l10n.t('Search the whole organization')}`,
    alwaysShow: true,
  };
  const abort = new AbortController();
  const tell = () => {
    const { searched, size, total } = identities.extent;
    pick.busy = searched === 'running';
    pick.title = titleOf(title, searched, size.toLocaleString(), total?.toLocaleString());
  };
  /** Shows what has been found so far. */
  const draw = () => {
    const found = identities.find(pick.value, shownAtMost).map((identity): Item => ({
      label: `$(${identity.relationship.kind === 'aws' ? 'key' : 'account'}) ${visible(identity.name)}`,
      description: trusted(identity),
      detail: pickText(identity, folders, new Date()),
      alwaysShow: true,
      chosen: identity,
    }));
    pick.items = [...found, ...(identities.extent.searched === 'listed' ? [everything] : []), ...others];
    tell();
  };
  /** Reads every identity, and shows matches as they come. Throws as `IdentitySearch.everywhere`. */
  const searchEverywhere = async () => {
    for await (const found of identities.everywhere(connection, () => pick.value, abort.signal)) {
      if (found) draw();
      else tell();
    }
  };
  try {
    return await new Promise<Item['chosen']>((resolve, reject) => {
      pick.placeholder = l10n.t('Name, ID, AWS account, ARN, issuer or subject');
      pick.ignoreFocusOut = true;
      pick.onDidChangeValue(draw);
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item?.chosen !== undefined) resolve(item.chosen);
        else if (item) searchEverywhere().catch((error: unknown) => reject(asFailure(error)));
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

function groupItem(group: Group): Item {
  const isRoot = parentOf(group.id) === undefined;
  return {
    label: `$(${isRoot ? 'organization' : 'folder'}) ${visible(group.name)}`,
    description: isRoot ? l10n.t('organization') : l10n.t('folder'),
    chosen: group,
  };
}

function titleOf(
  title: string,
  searched: 'listed' | 'running' | 'all',
  size: string,
  total: string | undefined,
): string {
  switch (searched) {
    case 'listed':
      return l10n.t('{0}: only the {1} that have been listed so far', title, size);
    case 'running':
      return total === undefined
        ? l10n.t('{0}: {1} read, more to come', title, size)
        : l10n.t('{0}: {1} of {2} read', title, size, total);
    case 'all':
      return l10n.t('{0}: all {1} that this sign-in sees', title, size);
  }
}

function trusted({ relationship }: Identity): string {
  switch (relationship.kind) {
    case 'aws':
      return visible([relationship.match.account, relationship.match.arn?.value].filter(Boolean).join(' · '));
    case 'claims':
      return visible([relationship.issuer?.value, relationship.subject?.value].filter(Boolean).join(' · '));
    case 'static':
      return visible(relationship.issuer);
    case 'service-principal':
      return l10n.t('service principal');
    case 'unknown':
      return '';
  }
}

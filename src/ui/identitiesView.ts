import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listAwsIdentities, listGroups, listIdentities, listRoleBindings } from '../chainguard/iam';
import { asFailure, isFailure } from '../core/failure';
import { isOpen, noFilter, passes, type IdentityFilter } from '../core/filter';
import type { Group, Identity } from '../core/identity';
import { Recent } from '../core/recent';
import { IdentityIndex } from '../core/search';
import { visible } from '../core/text';
import { parentOf } from '../core/uidp';
import type { ContextKey } from './contextKey';
import type { IdentityFindings } from './identityFindings';
import { identityChildren, identityItem } from './identityRows';
import { Inventory, moreRow } from './inventory';
import { repositoriesRow, rolesRow } from './inventoryRows';
import { factRow, RowTree, type Row } from './rows';
import type { Sessions } from './session';

/** Why the view is as it is; the welcome texts in package.json hang on it. */
export type IdentitiesState =
  'loading' | 'ready' | 'signed-out' | 'expired' | 'offline' | 'denied' | 'no-organization';

/**
 * The Identities view: organizations, the groups and identities in each, what an identity trusts and may do, and an
 * organization's repositories and roles. A group asks for its own children only, a page at a time.
 */
export class IdentitiesView implements vscode.Disposable {
  /** The identities that have been listed. */
  readonly index = new IdentityIndex();
  readonly #sessions: Sessions;
  readonly #state: ContextKey<IdentitiesState>;
  readonly #filtered: ContextKey<boolean>;
  readonly #findings: IdentityFindings;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #inventory: Inventory;
  readonly #tree: RowTree;
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  #firstPage: Promise<void> | undefined;
  #problem: unknown;
  /** The listing that counts: an earlier one that answers late says nothing any more. */
  #listing = 0;
  readonly #recentGroups = new Recent<Group>();
  readonly #recentIdentities = new Recent<Identity>();
  readonly #groups = new Map<string, Group>();
  readonly #rows = new Map<string, Row>();
  #filter = noFilter;

  constructor(
    sessions: Sessions,
    keys: { readonly state: ContextKey<IdentitiesState>; readonly filtered: ContextKey<boolean> },
    findings: IdentityFindings,
    failed: (doing: string, error: unknown) => void,
  ) {
    this.#sessions = sessions;
    this.#findings = findings;
    this.#state = keys.state;
    this.#filtered = keys.filtered;
    this.#failed = failed;
    this.#inventory = new Inventory(async () => (await sessions.require()).connection);
    this.#tree = new RowTree(
      () => this.#organizations(),
      (error) => failed('Listing a group', error),
    );
    this.#view = vscode.window.createTreeView('assumable.identities', {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#view,
      sessions.onDidChange(() => this.refresh()),
      findings.onDidFind((ids) => {
        for (const id of ids) this.#tree.refresh(id);
      }),
    );
  }

  /** Asks for everything again. */
  refresh(): void {
    this.#listing++;
    this.index.clear();
    this.#firstPage = undefined;
    this.#inventory.clear();
    this.#groups.clear();
    this.#rows.clear();
    this.#tree.refreshAll();
  }

  /** An identity that has been listed. */
  known(id: string): Identity | undefined {
    return this.index.get(id);
  }

  /** The AWS identities that are listed, and where somebody is signed in the first page of all of them. */
  async awsIdentities(): Promise<readonly Identity[]> {
    this.#firstPage ??= this.#loadFirstPage();
    try {
      await this.#firstPage;
    } catch (error) {
      this.#firstPage = undefined;
      throw error;
    }
    return this.index.all().filter(({ relationship }) => relationship.kind === 'aws');
  }

  async #loadFirstPage(): Promise<void> {
    const session = await this.#sessions.current();
    if (!session) return;
    this.index.add((await listAwsIdentities(session.connection, {})).items);
  }

  /** A group that has been listed. */
  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** The groups that have been listed. */
  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  get filter(): IdentityFilter {
    return this.#filter;
  }

  /** Shows only what passes. */
  async filterBy(filter: IdentityFilter): Promise<void> {
    this.#filter = filter;
    await this.#filtered.set(!isOpen(filter));
    this.#tree.refreshAll();
  }

  /** An identity was made or changed: it is shown as it is now, whatever lists still say. */
  changed(identity: Identity): void {
    this.#recentIdentities.put(parentOf(identity.id) ?? '', identity, new Date());
    this.index.add([identity]);
    this.#redraw(parentOf(identity.id));
  }

  /** An identity was deleted. */
  deleted(id: string): void {
    this.#recentIdentities.drop(parentOf(id) ?? '', id, new Date());
    this.index.delete(id);
    this.#redraw(parentOf(id));
  }

  /** A group was made or changed. */
  groupChanged(group: Group): void {
    this.#recentGroups.put(parentOf(group.id) ?? '', group, new Date());
    this.#redraw(parentOf(group.id));
  }

  /** The roles of an identity have changed. */
  rolesChanged(identityId: string): void {
    this.#redraw(identityId);
  }

  /** Loads the next page of the list with this id, which a "more" row names. */
  async more(listId: string): Promise<void> {
    const list = await this.#inventory.more(listId);
    if (list) this.#redraw(list.parent?.id);
  }

  /** Shows an identity in the tree, if the groups above it can be shown. */
  async reveal(identity: Identity): Promise<void> {
    this.#recentIdentities.put(parentOf(identity.id) ?? '', identity, new Date());
    const row = await this.#rowOf(identity);
    if (row) await this.#view.reveal(row, { select: true, focus: true, expand: true });
  }

  /** Why the list could not be had; `undefined` when it could. */
  get problem(): unknown {
    return this.#problem;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #organizations(): Promise<readonly Row[]> {
    const listing = ++this.#listing;
    this.#view.message = '';
    this.#problem = undefined;
    await this.#state.set('loading');
    try {
      const session = await this.#sessions.current();
      if (listing !== this.#listing) return [];
      this.#view.description = session ? visible(session.label) : '';
      if (!session) {
        await this.#state.set('signed-out');
        return [];
      }
      const list = await this.#inventory.list<Group>('organizations', undefined, (at, page) =>
        listGroups(at, { inRoot: true }, page),
      );
      if (listing !== this.#listing) return [];
      await this.#state.set(list.items.length === 0 ? 'no-organization' : 'ready');
      if (!isOpen(this.#filter)) this.#view.message = l10n.t('A filter hides some identities.');
      const items = this.#recentGroups.merge('', list.items, new Date());
      return [
        ...items.map((group) => this.#groupRow(group, undefined)),
        ...moreRow('organizations', undefined, list.rest, l10n.t('organizations')),
      ];
    } catch (error) {
      if (listing !== this.#listing) return [];
      this.#failed('Listing organizations', error);
      this.#problem = error;
      this.#view.description = asFailure(error).message;
      await this.#state.set(stateOf(error));
      return [];
    }
  }

  #groupRow(group: Group, parent: Row | undefined): Row {
    this.#groups.set(group.id, group);
    const row: Row = {
      id: group.id,
      parent,
      target: group.id,
      item: () => {
        const item = new vscode.TreeItem(
          visible(group.name),
          parent ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded,
        );
        item.contextValue = parent ? 'group' : 'organization';
        item.iconPath = new vscode.ThemeIcon(parent ? 'folder' : 'organization');
        item.tooltip = [visible(group.name), visible(group.description), group.id].filter(Boolean).join('\n');
        return item;
      },
      children: () => this.#membersOf(group, row, parent === undefined),
    };
    this.#rows.set(group.id, row);
    return row;
  }

  async #membersOf(group: Group, row: Row, isOrganization: boolean): Promise<readonly Row[]> {
    const [ofGroups, ofIdentities] = [`${group.id}/#groups`, `${group.id}/#identities`];
    const [groups, identities] = await Promise.all([
      this.#inventory.list<Group>(ofGroups, row, (at, page) =>
        listGroups(at, { childrenOf: group.id }, page),
      ),
      this.#inventory.list<Identity>(ofIdentities, row, (at, page) =>
        listIdentities(at, { childrenOf: group.id }, page),
      ),
    ]);
    const at = new Date();
    const listed = this.#recentIdentities.merge(group.id, identities.items, at);
    this.index.add(listed);
    const shown = await this.#passing(listed, at);
    const hidden = listed.length - shown.length;
    return [
      ...this.#recentGroups.merge(group.id, groups.items, at).map((child) => this.#groupRow(child, row)),
      ...moreRow(ofGroups, row, groups.rest, l10n.t('groups')),
      ...shown.map((identity) => this.#identityRow(identity, row)),
      ...moreRow(ofIdentities, row, identities.rest, l10n.t('identities')),
      ...(hidden > 0
        ? [factRow(row, '#hidden', l10n.t('{0} hidden by the filter', hidden), '', { icon: 'filter' })]
        : []),
      ...(isOrganization
        ? [repositoriesRow(this.#inventory, group, row), rolesRow(this.#inventory, group, row)]
        : []),
    ];
  }

  /** What the filter lets through; roles are asked for only when it is about them, a few identities at a time. */
  async #passing(identities: readonly Identity[], at: Date): Promise<readonly Identity[]> {
    const filter = this.#filter;
    const candidates = identities.filter((identity) => passes(filter, identity, at));
    if (!filter.unbound) return candidates;
    const { connection } = await this.#sessions.require();
    const bound = new Set<string>();
    for (let from = 0; from < candidates.length; from += 8) {
      await Promise.all(
        candidates.slice(from, from + 8).map(async ({ id }) => {
          const { items } = await listRoleBindings(connection, id, { size: 1 });
          if (items.length > 0) bound.add(id);
        }),
      );
    }
    return candidates.filter(({ id }) => !bound.has(id));
  }

  #identityRow(identity: Identity, parent: Row): Row {
    const row: Row = {
      id: identity.id,
      parent,
      target: identity.id,
      item: () => identityItem(identity, this.#problems(identity), new Date()),
      children: async () => {
        const { connection } = await this.#sessions.require();
        const bindings = await listRoleBindings(connection, identity.id);
        return identityChildren(identity, bindings.items, row, new Date());
      },
    };
    this.#rows.set(identity.id, row);
    return row;
  }

  #problems(identity: Identity): string[] {
    return this.#findings.of(identity).map(({ message }) => message);
  }

  /** The row of an identity, with the rows of the groups above it, which are asked for where they are not there. */
  async #rowOf(identity: Identity): Promise<Row | undefined> {
    const { connection } = await this.#sessions.require();
    let parent: Row | undefined;
    const above: string[] = [];
    for (let id = parentOf(identity.id); id !== undefined; id = parentOf(id)) above.unshift(id);
    for (const id of above) {
      const known = this.#groups.get(id) ?? (await listGroups(connection, { id })).items[0];
      if (!known) return undefined;
      if (parent) this.#recentGroups.put(parent.id, known, new Date());
      parent = this.#rows.get(id) ?? this.#groupRow(known, parent);
    }
    return parent && this.#identityRow(identity, parent);
  }

  #redraw(id: string | undefined): void {
    if (id === undefined) this.#tree.refreshAll();
    else this.#tree.refresh(id);
  }
}

function stateOf(error: unknown): IdentitiesState {
  if (!isFailure(error)) return 'offline';
  if (error.kind === 'signed-out') return 'expired';
  return error.kind === 'denied' ? 'denied' : 'offline';
}

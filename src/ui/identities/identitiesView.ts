import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listAwsIdentities } from '../../chainguard/iam';
import { asFailure, isFailure } from '../../core/failure';
import { filterText, isOpen, type IdentityFilter } from '../../core/browse/filter';
import type { Group, Identity } from '../../core/identity';
import type { IdentityIndex } from '../../core/browse/search';
import { visible } from '../../core/text';
import { parentOf } from '../../core/uidp';
import type { ContextKey } from '../contextKey';
import type { IdentityFindings } from './liveFindings';
import { Inventory } from './inventory';
import { OrganizationRows } from './organizationRows';
import { RowTree, type Row } from '../rows';
import type { Sessions } from '../session/session';

/** Why the view is as it is; the welcome texts in package.json hang on it. */
export type IdentitiesState =
  'loading' | 'ready' | 'signed-out' | 'expired' | 'offline' | 'denied' | 'no-organization';

const viewId = 'assumable.identities';

/**
 * The Identities view: organizations, the groups and identities in each, what an identity trusts and may do, and an
 * organization's repositories and roles.
 */
export class IdentitiesView implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #state: ContextKey<IdentitiesState>;
  readonly #filtered: ContextKey<boolean>;
  readonly #findings: IdentityFindings;
  readonly #failed: (doing: string, error: unknown) => void;
  readonly #inventory: Inventory;
  readonly #rows: OrganizationRows;
  readonly #tree: RowTree;
  readonly #view: vscode.TreeView<Row>;
  readonly #subscriptions: vscode.Disposable;
  /** Every identity that the session sees, once somebody had them all read for a search. */
  everything: IdentityIndex | undefined;
  #firstPage: Promise<void> | undefined;
  #problem: unknown;
  /** The listing that counts: an earlier one that answers late says nothing any more. */
  #listing = 0;

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
    this.#rows = new OrganizationRows(sessions, this.#inventory, findings, (id, members) => {
      const drawn = members.catch(() => undefined).then(() => this.#tree.refresh(id));
      void vscode.window.withProgress({ location: { viewId } }, () => drawn);
    });
    this.#tree = new RowTree(
      () => this.#organizations(),
      (error) => failed('Listing a group', error),
    );
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this.#tree,
      showCollapseAll: true,
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#tree,
      this.#view,
      sessions.onDidChange(() => {
        this.#rows.forgetChanges();
        this.refresh();
      }),
      findings.onDidFind((ids) => {
        for (const id of ids) this.#tree.refresh(id);
      }),
    );
  }

  /** The identities that have been listed. */
  get index(): IdentityIndex {
    return this.#rows.index;
  }

  /** Asks for everything again. */
  refresh(): void {
    this.#listing++;
    this.#firstPage = undefined;
    this.everything = undefined;
    this.#inventory.clear();
    this.#findings.forgetBindings();
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
    return this.#rows.group(id);
  }

  /** The groups that have been listed. */
  groups(): readonly Group[] {
    return this.#rows.groups();
  }

  get filter(): IdentityFilter {
    return this.#rows.filter;
  }

  /** Shows only what passes. */
  async filterBy(filter: IdentityFilter): Promise<void> {
    this.#rows.filter = filter;
    await this.#filtered.set(!isOpen(filter));
    this.#tree.refreshAll();
  }

  /** An identity was made or changed: it is shown as it is now, whatever lists still say. */
  changed(identity: Identity): void {
    this.#rows.put(identity);
    this.everything?.add([identity]);
    this.#redraw(parentOf(identity.id));
  }

  /** An identity was deleted. */
  deleted(id: string): void {
    this.#rows.drop(id);
    this.everything?.delete(id);
    this.#redraw(parentOf(id));
  }

  /** A group was made or changed. */
  groupChanged(group: Group): void {
    this.#rows.putGroup(group);
    this.#redraw(parentOf(group.id));
  }

  /** The roles of an identity have changed, on that group and perhaps on others. */
  rolesChanged(identityId: string): void {
    this.#findings.forgetBindings(identityId);
    const lists = this.#inventory.forget((listId) => listId.endsWith('/#bindings'));
    for (const { id } of lists) this.#tree.refresh(id);
    this.#redraw(identityId);
  }

  /** Loads more of the list with this id, which a "more" row names, and goes to the first new row of it. */
  async more(listId: string): Promise<void> {
    const list = this.#inventory.find(listId);
    if (!list) return;
    const { parent } = list;
    const rows = async () => (await (parent ? parent.children?.() : this.#rows.organizations())) ?? [];
    const first = await vscode.window.withProgress({ location: { viewId } }, async () => {
      const before = new Set((await rows()).map(({ id }) => id));
      try {
        await list.more();
      } finally {
        this.#redraw(parent?.id);
      }
      return (await rows()).find(({ id }) => !before.has(id));
    });
    if (first && this.#view.visible)
      await this.#tree.reveal(this.#view, first, { select: true, focus: true });
  }

  /** Shows an identity in the tree, if the groups above it can be shown. */
  async reveal(identity: Identity): Promise<void> {
    const row = await this.#rows.rowOf(identity);
    if (!row) return;
    await this.#tree.reveal(this.#view, row, { select: true, focus: true, expand: true });
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
      const rows = await this.#rows.organizations();
      if (listing !== this.#listing) return [];
      await this.#state.set(rows.length === 0 ? 'no-organization' : 'ready');
      if (!isOpen(this.filter)) {
        this.#view.message = l10n.t(
          'Only some identities are shown: {0}. "Show All Identities" above ends the filter.',
          filterText(this.filter),
        );
      }
      return rows;
    } catch (error) {
      if (listing !== this.#listing) return [];
      this.#failed('Listing organizations', error);
      this.#problem = error;
      this.#view.description = asFailure(error).message;
      await this.#state.set(stateOf(error));
      return [];
    }
  }

  #redraw(id: string | undefined): void {
    this.#tree.refresh(id);
  }
}

function stateOf(error: unknown): IdentitiesState {
  if (!isFailure(error)) return 'offline';
  if (error.kind === 'signed-out') return 'expired';
  return error.kind === 'denied' ? 'denied' : 'offline';
}

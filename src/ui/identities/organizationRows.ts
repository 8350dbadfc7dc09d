import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listGroups, listIdentities, listRoleBindings } from '../../chainguard/iam';
import { asFailure } from '../../core/failure';
import { noFilter, passes, type IdentityFilter } from '../../core/browse/filter';
import type { Group, Identity, RoleBinding } from '../../core/identity';
import { Recent } from '../../core/browse/recent';
import { IdentityIndex } from '../../core/browse/search';
import { visible } from '../../core/text';
import { ancestorsOf, parentOf } from '../../core/uidp';
import type { IdentityFindings } from './liveFindings';
import { identityChildren, identityItem } from './identityRows';
import { moreRow, type Inventory } from './inventory';
import { factRow, type Row } from '../rows';
import type { Sessions } from '../session/session';

/** How many identities are asked about their roles at the same time. */
const atOnce = 8;

/**
 * The rows of organizations, of the groups in them, and of the identities in those. A group asks for its own children
 * only, a page at a time. What was changed a moment ago is shown as it is, whatever lists still say.
 */
export class OrganizationRows {
  /** The identities that have been listed. */
  readonly index = new IdentityIndex();
  /** Only identities that pass are shown. */
  filter: IdentityFilter = noFilter;
  readonly #sessions: Sessions;
  readonly #inventory: Inventory;
  readonly #findings: IdentityFindings;
  readonly #recentGroups = new Recent<Group>();
  readonly #recentIdentities = new Recent<Identity>();
  readonly #groups = new Map<string, Group>();
  readonly #rows = new Map<string, Row>();
  /** Whether there is one organization, which stands open. */
  #isOnly = true;
  readonly #later: (id: string, members: Promise<unknown>) => void;
  /** The organizations whose members were asked for once. */
  readonly #begun = new Set<string>();
  /** What is below organizations that were painted without it. */
  readonly #ahead = new Map<string, Promise<readonly Row[]>>();

  /** @param later is told of an organization that is drawn without its members, to be drawn again once they are there */
  constructor(
    sessions: Sessions,
    inventory: Inventory,
    findings: IdentityFindings,
    later: (id: string, members: Promise<unknown>) => void,
  ) {
    this.#sessions = sessions;
    this.#inventory = inventory;
    this.#findings = findings;
    this.#later = later;
  }

  /** Forgets what has been listed, but not what was changed a moment ago. */
  clear(): void {
    this.index.clear();
    this.#groups.clear();
    this.#rows.clear();
    this.#ahead.clear();
  }

  /** Forgets what was changed a moment ago, too: what another account is shown is what it sees. */
  forgetChanges(): void {
    this.#recentGroups.clear();
    this.#recentIdentities.clear();
  }

  /** A group that has been listed. */
  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** The groups that have been listed. */
  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** The row of a group or an identity that has been drawn. */
  row(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** An identity was made or changed. */
  put(identity: Identity): void {
    this.#recentIdentities.put(parentOf(identity.id) ?? '', identity, new Date());
    this.index.add([identity]);
  }

  /** An identity was deleted. */
  drop(id: string): void {
    this.#recentIdentities.drop(parentOf(id) ?? '', id, new Date());
    this.index.delete(id);
  }

  /** A group was made or changed. */
  putGroup(group: Group): void {
    this.#recentGroups.put(parentOf(group.id) ?? '', group, new Date());
  }

  /** The rows at the top; none where the session belongs to no organization. Throws as `listGroups`. */
  async organizations(): Promise<readonly Row[]> {
    const list = await this.#inventory.list<Group>('organizations', undefined, (at, page) =>
      listGroups(at, { inRoot: true }, page),
    );
    const groups = this.#recentGroups.merge('', list.items, new Date());
    this.#isOnly = groups.length === 1;
    return [
      ...groups.map((group) => this.#groupRow(group, undefined)),
      ...moreRow('organizations', undefined, list.rest, l10n.t('organizations')),
    ];
  }

  /**
   * The row of an identity, with the rows of the groups above it, which are asked for where they are not there.
   * `undefined` where they cannot be seen.
   */
  async rowOf(identity: Identity): Promise<Row | undefined> {
    const { connection } = await this.#sessions.require();
    this.#recentIdentities.find(parentOf(identity.id) ?? '', identity, new Date());
    let parent: Row | undefined;
    for (const id of ancestorsOf(identity.id)) {
      const known = this.#groups.get(id) ?? (await listGroups(connection, { id })).items[0];
      if (!known) return undefined;
      if (parent) this.#recentGroups.find(parent.id, known, new Date());
      parent = this.#rows.get(id) ?? this.#groupRow(known, parent);
    }
    return parent && this.#identityRow(identity, parent);
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
          parent || !this.#isOnly
            ? vscode.TreeItemCollapsibleState.Collapsed
            : vscode.TreeItemCollapsibleState.Expanded,
        );
        item.contextValue = parent ? 'group' : 'organization';
        item.iconPath = new vscode.ThemeIcon(parent ? 'folder' : 'organization');
        item.tooltip = [visible(group.name), visible(group.description), group.id].filter(Boolean).join('\n');
        item.accessibilityInformation = { label: visible(group.name) };
        return item;
      },
      children: () => (parent ? this.#membersOf(group, row) : this.#membersOfOrganization(group, row)),
    };
    this.#rows.set(group.id, row);
    return row;
  }

  /** The first time, an organization is painted before anybody asks what is in it. */
  #membersOfOrganization(group: Group, row: Row): Promise<readonly Row[]> {
    const ahead = this.#ahead.get(group.id);
    this.#ahead.delete(group.id);
    const members = ahead ?? this.#membersOf(group, row);
    if (this.#begun.has(group.id)) return members;
    this.#begun.add(group.id);
    this.#ahead.set(group.id, members);
    this.#later(group.id, members);
    return Promise.resolve([]);
  }

  async #membersOf(group: Group, row: Row): Promise<readonly Row[]> {
    const [ofGroups, ofIdentities] = [`${group.id}/#groups`, `${group.id}/#identities`];
    const [{ bindingsRow, repositoriesRow, rolesRow }, groups, identities] = await Promise.all([
      import('./inventoryRows'),
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
        ? [
            factRow(row, '#hidden', l10n.t('{0} hidden by the filter', hidden.toLocaleString()), '', {
              icon: 'filter',
              contextValue: 'hidden',
              tooltip: l10n.t('"Show All Identities" shows them.'),
            }),
          ]
        : []),
      bindingsRow(this.#inventory, group, row),
      ...(row.parent
        ? []
        : [repositoriesRow(this.#inventory, group, row), rolesRow(this.#inventory, group, row)]),
    ];
  }

  /** What the filter lets through; roles are asked for only when it is about them, a few identities at a time. */
  async #passing(identities: readonly Identity[], at: Date): Promise<readonly Identity[]> {
    const { filter } = this;
    const candidates = identities.filter((identity) => passes(filter, identity, at));
    if (filter.unbound) await this.#countRoles(candidates);
    else if (filter.findings && this.#findings.needRoles) {
      // Whoever may not list role bindings still sees what else is wrong.
      await this.#countRoles(candidates).catch((error: unknown) => {
        if (asFailure(error).kind !== 'denied') throw error;
      });
    }
    const shown = filter.unbound
      ? candidates.filter(({ id }) => this.#findings.bindings(id) === 0)
      : candidates;
    if (!filter.findings) return shown;
    const wrong = await this.#findings.among(shown);
    return shown.filter(({ id }) => wrong.has(id));
  }

  /** Finds out whether identities are bound to any role, where that is not known. Throws as `listRoleBindings`. */
  async #countRoles(identities: readonly Identity[]): Promise<void> {
    const unknown = identities.filter(({ id }) => this.#findings.bindings(id) === undefined);
    const { connection } = await this.#sessions.require();
    for (let from = 0; from < unknown.length; from += atOnce) {
      await Promise.all(
        unknown.slice(from, from + atOnce).map(async (identity) => {
          const { items } = await listRoleBindings(connection, identity.id, { size: 1 });
          this.#findings.bound(identity, items.length);
        }),
      );
    }
  }

  #identityRow(identity: Identity, parent: Row): Row {
    const row: Row = {
      id: identity.id,
      parent,
      target: identity.id,
      item: () => {
        const problems = this.#findings.of(identity).map(({ message }) => message);
        return identityItem(identity, problems, new Date());
      },
      children: async () => {
        const ofBindings = `${identity.id}/#bindings`;
        const { items, rest } = await this.#inventory.list<RoleBinding>(ofBindings, row, (at, page) =>
          listRoleBindings(at, identity.id, page),
        );
        this.#findings.bound(identity, items.length);
        const more = moreRow(ofBindings, row, rest, l10n.t('role bindings'));
        return identityChildren(identity, items, more, row, new Date());
      },
    };
    this.#rows.set(identity.id, row);
    return row;
  }
}

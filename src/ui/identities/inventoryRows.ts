import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { listBindingsOn } from '../../chainguard/iam';
import { listRepos, listTags } from '../../chainguard/registry';
import { ago } from '../../core/age';
import type { Group, Repo, Role, RoleBinding, Tag } from '../../core/identity';
import { visible } from '../../core/text';
import { isBuiltInRole } from '../../core/uidp';
import { readRoles } from '../../flows/changeRoles';
import type { Inventory } from './inventory';
import { factRow, type Row } from '../rows';

/** The registry's host (chainguard-dev/sdk auth/ggcr/keychain.go). */
const registry = 'cgr.dev';

/** The repositories of an organization, each with its tags. */
export function repositoriesRow(inventory: Inventory, organization: Group, parent: Row): Row {
  const row = folder(`${organization.id}/#repositories`, parent, l10n.t('Repositories'), 'package', () =>
    inventory.rows({
      id: row.id,
      parent: row,
      what: l10n.t('repositories'),
      load: (at, page) => listRepos(at, { descendantsOf: organization.id }, page),
      draw: (repo: Repo) => repoRow(inventory, repo, `${registry}/${organization.name}/${repo.name}`, row),
      none: l10n.t('No repository.'),
    }),
  );
  return row;
}

/** Who is bound to which role on a group itself: identities and people. */
export function bindingsRow(inventory: Inventory, group: Group, parent: Row): Row {
  const row = folder(`${group.id}/#bindings`, parent, l10n.t('Role Bindings'), 'link', () =>
    inventory.rows({
      id: row.id,
      parent: row,
      what: l10n.t('role bindings'),
      load: (at, page) => listBindingsOn(at, group.id, page),
      draw: (binding: RoleBinding) => bindingRow(binding, row),
      none: l10n.t('Nobody is bound here.'),
    }),
  );
  return row;
}

function bindingRow({ id, identity, holder, role }: RoleBinding, parent: Row): Row {
  const person = !identity.includes('/');
  const roleName = visible(role.name || role.id);
  return factRow(parent, id, visible(holder || identity), roleName, {
    icon: person ? 'person' : 'key',
    target: identity,
    contextValue: person ? 'holder.person' : 'holder.identity',
    tooltip: [
      person
        ? l10n.t('A person, bound to the role {0}', roleName)
        : l10n.t('An identity, bound to the role {0}', roleName),
      visible(identity),
    ].join('\n'),
  });
}

/** The roles that can be bound in an organization, each with its capabilities. */
export function rolesRow(inventory: Inventory, organization: Group, parent: Row): Row {
  const row = folder(`${organization.id}/#roles`, parent, l10n.t('Roles'), 'shield', () =>
    inventory.rows({
      id: row.id,
      parent: row,
      what: l10n.t('roles'),
      load: async (at, { signal }) => {
        const items = await readRoles(at, organization.id, signal);
        return { items, next: undefined, total: items.length };
      },
      draw: (role: Role) => roleRow(role, row),
      none: l10n.t('No role.'),
    }),
  );
  return row;
}

function folder(
  id: string,
  parent: Row,
  label: string,
  icon: string,
  children: () => Promise<readonly Row[]>,
): Row {
  return {
    id,
    parent,
    item: () => {
      const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon(icon);
      item.contextValue = 'folder';
      return item;
    },
    children,
  };
}

function repoRow(inventory: Inventory, repo: Repo, reference: string, parent: Row): Row {
  const row: Row = {
    id: `${parent.id}/${repo.id}`,
    parent,
    target: reference,
    item: () => {
      const item = new vscode.TreeItem(visible(repo.name), vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('package');
      item.contextValue = 'repo';
      item.tooltip = visible(reference);
      item.accessibilityInformation = { label: visible(repo.name) };
      return item;
    },
    children: () =>
      inventory.rows({
        id: row.id,
        parent: row,
        what: l10n.t('tags'),
        load: (at, page) => listTags(at, repo.id, page),
        draw: (tag: Tag) => tagRow(tag, reference, row),
        none: l10n.t('No tag.'),
      }),
  };
  return row;
}

function tagRow(tag: Tag, reference: string, parent: Row): Row {
  const age = tag.updated ? ago(tag.updated, new Date()) : '';
  const digest = tag.digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…');
  return factRow(parent, tag.id, visible(tag.name), [age, visible(digest)].filter(Boolean).join(' · '), {
    icon: 'tag',
    target: `${reference}:${tag.name}`,
    contextValue: 'tag',
    tooltip: [visible(`${reference}:${tag.name}`), visible(tag.digest), tag.updated?.toISOString()]
      .filter(Boolean)
      .join('\n'),
  });
}

function roleRow(role: Role, parent: Row): Row {
  const count = l10n.t('{0} capabilities', role.capabilities.length);
  return factRow(
    parent,
    role.id,
    visible(role.name),
    isBuiltInRole(role.id) ? count : `${l10n.t('custom')} · ${count}`,
    {
      icon: 'shield',
      target: role.id,
      contextValue: 'role',
      tooltip: [visible(role.name), visible(role.description), role.id].filter(Boolean).join('\n'),
      children: (self) =>
        role.capabilities
          .toSorted()
          .map((name) =>
            factRow(self, name, visible(name), '', { icon: 'symbol-key', target: name, tooltip: name }),
          ),
    },
  );
}

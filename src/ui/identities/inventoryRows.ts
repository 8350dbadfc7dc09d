import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ago } from '../../core/age';
import type { Group, Repo, Role, RoleBinding, Tag } from '../../core/identity';
import { visible } from '../../core/text';
import { isBuiltInRole } from '../../core/uidp';
import type { Listed } from '../../flows/lists';
import type { Organizations } from '../../flows/organizations';
import { factRow, type Row } from '../rows';
import { moreRow } from './moreRow';

/** The registry's host (chainguard-dev/sdk auth/ggcr/keychain.go). */
const registry = 'cgr.dev';

/** The repositories of an organization, each with its tags. */
export function repositoriesRow(organizations: Organizations, organization: Group, parent: Row): Row {
  return folder(`${organization.id}/#repositories`, parent, l10n.t('Repositories'), 'package', async (row) =>
    listRows(await organizations.repositories.of(row.id, organization.id), row, {
      what: l10n.t('repositories'),
      draw: (repo) => repoRow(organizations, repo, `${registry}/${organization.name}/${repo.name}`, row),
      none: l10n.t('No repository.'),
    }),
  );
}

/** The identities and people that are bound to a role on this very group. */
export function bindingsRow(organizations: Organizations, group: Group, parent: Row): Row {
  return folder(`${group.id}/#bindings`, parent, l10n.t('Role Bindings'), 'link', async (row) =>
    listRows(await organizations.holders.of(row.id, group.id), row, {
      what: l10n.t('role bindings'),
      draw: (binding) => bindingRow(binding, row),
      none: l10n.t('Nobody is bound here.'),
    }),
  );
}

/** The roles that can be bound in an organization, each with its capabilities. */
export function rolesRow(organizations: Organizations, organization: Group, parent: Row): Row {
  return folder(`${organization.id}/#roles`, parent, l10n.t('Roles'), 'shield', async (row) =>
    listRows(await organizations.roles.of(row.id, organization.id), row, {
      what: l10n.t('roles'),
      draw: (role) => roleRow(role, row),
      none: l10n.t('No role.'),
    }),
  );
}

/**
 * The rows of a list: one for each item and one that loads the rest, or one that says that the list is empty.
 */
function listRows<T>(
  listed: Listed<T>,
  parent: Row,
  { what, draw, none }: { readonly what: string; readonly draw: (item: T) => Row; readonly none: string },
): readonly Row[] {
  if (listed.items.length === 0)
    return [factRow(parent, 'none', none, '', { icon: 'circle-slash', tooltip: none })];
  return [...listed.items.map(draw), ...moreRow(listed, what, parent)];
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

function folder(
  id: string,
  parent: Row,
  label: string,
  icon: string,
  children: (self: Row) => Promise<readonly Row[]>,
): Row {
  return {
    id,
    parent,
    item: () => ({
      label,
      iconPath: new vscode.ThemeIcon(icon),
      contextValue: 'folder',
      collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    }),
    children,
  };
}

function repoRow(organizations: Organizations, repo: Repo, reference: string, parent: Row): Row {
  return {
    id: `${parent.id}/${repo.id}`,
    parent,
    target: reference,
    item: () => ({
      label: visible(repo.name),
      iconPath: new vscode.ThemeIcon('package'),
      contextValue: 'repo',
      tooltip: visible(reference),
      accessibilityInformation: { label: visible(repo.name) },
      collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    }),
    children: async (row) =>
      listRows(await organizations.tags.of(row.id, repo.id), row, {
        what: l10n.t('tags'),
        draw: (tag) => tagRow(tag, reference, row),
        none: l10n.t('No tag.'),
      }),
  };
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
        role.capabilities.toSorted().map((name) =>
          factRow(self, name, visible(name), '', {
            icon: 'symbol-key',
            target: name,
            tooltip: visible(name),
          }),
        ),
    },
  );
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Group, Identity } from '../../core/identity';
import { visible } from '../../core/text';
import type { LiveFindings } from '../../flows/liveFindings';
import type { Organizations } from '../../flows/organizations';
import { command } from '../commands';
import { factRow, type Row } from '../rows';
import { identityItem, type Tested } from './identityRows';
import { moreRow } from './moreRow';

/** What the rows are drawn from. */
export interface Loaded {
  readonly organizations: Organizations;
  readonly findings: LiveFindings;
  /** The last test of an identity. */
  readonly tested: (identityId: string) => Tested | undefined;
}

/** The row of an organization, which has no parent, or of a group. */
export function groupRow(loaded: Loaded, group: Group, parent: Row | undefined): Row {
  return {
    id: group.id,
    parent,
    target: group.id,
    item: () => ({
      label: visible(group.name),
      tooltip: [visible(group.name), visible(group.description), group.id].filter(Boolean).join('\n'),
      iconPath: new vscode.ThemeIcon(parent ? 'folder' : 'organization'),
      contextValue: parent ? 'group' : 'organization',
      accessibilityInformation: { label: visible(group.name) },
      collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    }),
    children: async (row) => {
      const [{ bindingsRow, repositoriesRow, rolesRow }, { groups, identities, hidden }] = await Promise.all([
        import('./inventoryRows'),
        loaded.organizations.members(group.id),
      ]);
      return [
        ...groups.items.map((child) => groupRow(loaded, child, row)),
        ...moreRow(groups, l10n.t('folders'), row),
        ...identities.items.map((identity) => identityRow(loaded, identity, row)),
        ...moreRow(identities, l10n.t('identities'), row),
        ...(hidden > 0
          ? [
              factRow(row, '#hidden', l10n.t('{0} hidden by the filter', hidden.toLocaleString()), '', {
                icon: 'filter',
                contextValue: 'hidden',
                tooltip: l10n.t('"Show All Identities" shows them.'),
              }),
            ]
          : []),
        bindingsRow(loaded.organizations, group, row),
        ...(parent
          ? []
          : [repositoriesRow(loaded.organizations, group, row), rolesRow(loaded.organizations, group, row)]),
      ];
    },
  };
}

/** The row of an identity. */
export function identityRow(
  { organizations, findings, tested }: Loaded,
  identity: Identity,
  parent: Row,
): Row {
  return {
    id: identity.id,
    parent,
    target: identity.id,
    enter: () =>
      ['aws', 'claims', 'static'].includes(identity.relationship.kind)
        ? command('assumable.testIdentity', l10n.t('Test Identity'), identity.id)
        : undefined,
    item: () => {
      const problems = findings.of(identity).map(({ message }) => message);
      return identityItem(identity, problems, tested(identity.id), new Date());
    },
    children: async (row) => {
      const [{ identityChildren }, bindings] = await Promise.all([
        import('./identityDetails'),
        organizations.bindings(identity),
      ]);
      const more = moreRow(bindings, l10n.t('role bindings'), row);
      return identityChildren(identity, bindings.items, more, row, new Date());
    },
  };
}

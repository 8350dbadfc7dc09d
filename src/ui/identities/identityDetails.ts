import * as l10n from '@vscode/l10n';
import { ago } from '../../core/age';
import type { Identity, RoleBinding, Rule } from '../../core/identity';
import { visible } from '../../core/text';
import { factRow, type Row } from '../rows';

/**
 * The rows for what an identity trusts, what it may do, and its details. `more` stands for the bindings that
 * have not been loaded yet.
 */
export function identityChildren(
  identity: Identity,
  bindings: readonly RoleBinding[],
  more: readonly Row[],
  row: Row,
  at: Date,
): readonly Row[] {
  const may =
    bindings.length === 0
      ? [
          factRow(row, 'unbound', l10n.t('No role'), l10n.t('it can do nothing until a role is bound'), {
            icon: 'circle-slash',
          }),
        ]
      : bindings.map((binding) =>
          factRow(
            row,
            binding.id,
            visible(binding.role.name || binding.role.id),
            l10n.t('on {0}', visible(binding.group.name || binding.group.id)),
            { icon: 'shield', target: binding.id, contextValue: 'binding' },
          ),
        );
  const details = factRow(row, 'details', l10n.t('Details'), '', {
    icon: 'info',
    tooltip: l10n.t('Details'),
    contextValue: 'details',
    children: async (self) => {
      const { whoAssumes } = await import('../../core/match/whoAssumes');
      return detailsOf(identity, whoAssumes(identity.relationship), self, at);
    },
  });
  return [...trusts(identity, row), ...may, ...more, details];
}

function detailsOf(identity: Identity, who: string | undefined, row: Row, at: Date): Row[] {
  const date = (id: string, label: string, value: Date | undefined, otherwise: string) =>
    factRow(
      row,
      id,
      label,
      value ? `${value.toISOString().slice(0, 16).replace('T', ' ')} UTC · ${ago(value, at)}` : otherwise,
      {
        icon: 'calendar',
      },
    );
  const { relationship, description } = identity;
  return [
    factRow(row, 'id', l10n.t('ID'), identity.id, { icon: 'symbol-key' }),
    ...(who === undefined
      ? []
      : [factRow(row, 'who', l10n.t('Who can assume it'), who, { icon: 'organization', tooltip: who })]),
    ...(description
      ? [factRow(row, 'description', l10n.t('Description'), visible(description), { icon: 'note' })]
      : []),
    ...(relationship.kind === 'static'
      ? [date('expires', l10n.t('Keys expire'), relationship.expires, l10n.t('not said'))]
      : []),
    date('seen', l10n.t('Last used'), identity.lastSeen, l10n.t('never')),
    date('created', l10n.t('Created'), identity.created, l10n.t('not said')),
    date('updated', l10n.t('Changed'), identity.updated, l10n.t('not said')),
  ];
}

function trusts(identity: Identity, row: Row): Row[] {
  const { relationship } = identity;
  switch (relationship.kind) {
    case 'aws': {
      const { account, arn, userId } = relationship.match;
      return [
        factRow(row, 'account', l10n.t('Account'), visible(account), { icon: 'symbol-number' }),
        ruleRow(row, 'arn', l10n.t('ARN'), arn),
        ruleRow(row, 'userId', l10n.t('User ID'), userId),
      ];
    }
    case 'claims':
      return [
        ruleRow(row, 'issuer', l10n.t('Issuer'), relationship.issuer),
        ruleRow(row, 'subject', l10n.t('Subject'), relationship.subject),
        ...(relationship.audience
          ? [ruleRow(row, 'audience', l10n.t('Audience'), relationship.audience)]
          : []),
        ...relationship.claims.map(({ name, rule }) =>
          ruleRow(row, `claim ${rule.kind} ${name}`, l10n.t('Claim {0}', visible(name)), rule),
        ),
      ];
    case 'static':
      return [
        factRow(row, 'issuer', l10n.t('Issuer'), visible(relationship.issuer), { icon: 'globe' }),
        factRow(row, 'subject', l10n.t('Subject'), visible(relationship.subject), { icon: 'person' }),
      ];
    case 'service-principal':
    case 'unknown':
      return [];
  }
}

function ruleRow(row: Row, id: string, label: string, rule: Rule | undefined): Row {
  if (!rule) return factRow(row, id, label, l10n.t('not set'), { icon: 'circle-slash' });
  return factRow(row, id, label, visible(rule.value), {
    icon: rule.kind === 'exact' ? 'symbol-string' : 'regex',
    tooltip: `${label} (${rule.kind === 'exact' ? l10n.t('exact') : l10n.t('pattern')}): ${visible(rule.value)}`,
  });
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ago } from '../../core/age';
import type { Identity, RoleBinding, Rule } from '../../core/identity';
import { platformName, platformOf, pullTokenIssuer } from '../../core/platform/platform';
import { visible } from '../../core/text';
import { factRow, warningIcon, type Row, type RowItem } from '../rows';

/** The last test of an identity. */
export interface Tested {
  readonly sign: string;
  readonly as: string;
  readonly at: Date;
  /** The verdict, and whether it may no longer hold. */
  readonly sentence: string;
  readonly stale: boolean;
}

/** How an identity looks in the tree: its last test, its kind, when it was last used, and what is wrong with it. */
export function identityItem(
  identity: Identity,
  problems: readonly string[],
  tested: Tested | undefined,
  at: Date,
): RowItem {
  const { kind } = identity.relationship;
  const label = visible(identity.name);
  const seen = identity.lastSeen ? l10n.t('seen {0}', ago(identity.lastSeen, at)) : l10n.t('never used');
  const result = tested
    ? [
        l10n.t('{0} as {1} · {2}', tested.sign, tested.as, ago(tested.at, at)),
        tested.stale ? l10n.t('changed since') : '',
      ]
    : [];
  const description = [...result, describe(identity, at), seen].filter(Boolean).join(' · ');
  const verdict = tested
    ? l10n.t('Tested {0}: {1} {2}', tested.at.toLocaleString(), tested.sign, tested.sentence)
    : '';
  const wrong = problems.map((message) => `⚠ ${message}`);
  const facts = [label, visible(identity.description), verdict, seen, identity.id, ...wrong];
  return {
    label,
    description,
    tooltip: facts.filter(Boolean).join('\n'),
    iconPath: wrong.length > 0 ? warningIcon() : new vscode.ThemeIcon(kind === 'aws' ? 'key' : 'account'),
    contextValue: `identity.${kind}`,
    // Without this, screen readers read out the tooltip, with the whole ID.
    accessibilityInformation: { label: [label, description, ...wrong].filter(Boolean).join('. ') },
    collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
  };
}

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

function describe(identity: Identity, at: Date): string {
  const { relationship } = identity;
  switch (relationship.kind) {
    case 'aws':
      return ['aws', visible(relationship.match.account)].filter(Boolean).join(' · ');
    case 'claims':
      return `claims · ${issuedBy(relationship.issuer)}`;
    case 'static': {
      const what = relationship.issuer === pullTokenIssuer ? l10n.t('pull token') : l10n.t('static keys');
      return [what, ending(relationship.expires, at)].filter(Boolean).join(' · ');
    }
    case 'service-principal':
      return l10n.t('service principal · {0}', visible(relationship.principal.toLowerCase()));
    case 'unknown':
      return (relationship.sent ?? []).map(visible).join(', ');
  }
}

/** A known platform's name, else the issuer without its scheme. */
function issuedBy(issuer: Rule | undefined): string {
  const platform = platformOf(issuer);
  return platform === undefined
    ? visible((issuer?.value ?? '').replace(/^\^?https:\/\//, ''))
    : platformName(platform);
}

/** When keys end; empty where the server does not say. */
function ending(expires: Date | undefined, at: Date): string {
  if (!expires) return '';
  const days = Math.floor((expires.getTime() - at.getTime()) / 86_400_000);
  if (expires <= at) return l10n.t('ended {0}', ago(expires, at));
  return days < 1 ? l10n.t('ends today') : l10n.t('ends in {0} days', days);
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

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ago } from '../../core/age';
import type { Identity, Rule } from '../../core/identity';
import { platformName, platformOf, pullTokenIssuer } from '../../core/platform/platform';
import { visible } from '../../core/text';
import { warningIcon, type RowItem } from '../rows';

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

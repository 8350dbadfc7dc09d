import * as l10n from '@vscode/l10n';
import type { Identity, Relationship } from '../identity';
import { type Platform, platformName, platformOfIdentity } from '../platform/platform';

/** Which identities to show. Any one of the kinds and platforms will do, if there are any; all else has to hold. */
export interface IdentityFilter {
  readonly kinds: readonly Relationship['kind'][];
  /** Whose tokens assume it. */
  readonly platforms?: readonly Platform[];
  /** Never seen, or not seen for more than this many days. */
  readonly unused?: 'never' | { readonly days: number };
  /** Bound to no role; the caller has to check that. */
  readonly unbound?: boolean;
  /** Something is wrong with its rules or its roles; the caller has to check that. */
  readonly findings?: boolean;
}

/** Lets everything through. */
export const noFilter: IdentityFilter = { kinds: [] };

/** Whether the filter lets everything through. */
export function isOpen(filter: IdentityFilter): boolean {
  return isOfAnyKind(filter) && filter.unused === undefined && !filter.unbound && !filter.findings;
}

function isOfAnyKind({ kinds, platforms = [] }: IdentityFilter): boolean {
  return kinds.length === 0 && platforms.length === 0;
}

/** Whether an identity passes by its kind and last use. It does not carry its roles and findings. */
export function passes(filter: IdentityFilter, identity: Identity, at: Date): boolean {
  if (!isOfAnyKind(filter) && !isOfKind(filter, identity.relationship)) return false;
  const { unused } = filter;
  if (unused === undefined) return true;
  if (unused === 'never') return identity.lastSeen === undefined;
  const days = (at.getTime() - (identity.lastSeen?.getTime() ?? 0)) / 86_400_000;
  return days > unused.days;
}

function isOfKind({ kinds, platforms }: IdentityFilter, relationship: Relationship): boolean {
  const platform = platformOfIdentity(relationship);
  return (
    kinds.includes(relationship.kind) || (platform !== undefined && platforms?.includes(platform) === true)
  );
}

/** What is shown, in words: `AWS callers or static keys; never used`. */
export function filterText({ kinds, platforms = [], unused, unbound, findings }: IdentityFilter): string {
  const parts = [
    [...kinds.map(kindText), ...platforms.map(tokensOf)].join(` ${l10n.t('or')} `),
    unused === undefined
      ? ''
      : unused === 'never'
        ? l10n.t('never used')
        : l10n.t('not used for {0} days', unused.days),
    unbound ? l10n.t('no role bound') : '',
    findings ? l10n.t('with problems') : '',
  ];
  return parts.filter(Boolean).join('; ');
}

/** What people call identities that the tokens of a platform assume. */
export function tokensOf(platform: Platform): string {
  return platform === 'pull-token' ? l10n.t('pull tokens') : l10n.t('tokens of {0}', platformName(platform));
}

/** What people call identities of a kind, by who can assume them. */
export function kindText(kind: Relationship['kind']): string {
  switch (kind) {
    case 'aws':
      return l10n.t('AWS callers');
    case 'claims':
      return l10n.t('claims of an issuer');
    case 'static':
      return l10n.t('static keys');
    case 'service-principal':
      return l10n.t('service principals');
    case 'unknown':
      return l10n.t('other kinds');
  }
}

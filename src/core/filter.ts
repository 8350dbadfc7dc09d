import type { Identity, Relationship } from './identity';

/** What an identity has to be to be shown. Several kinds are either-or; the rest all have to hold. */
export interface IdentityFilter {
  readonly kinds: readonly Relationship['kind'][];
  /** Never seen, or not for so many days. */
  readonly unused?: 'never' | { readonly days: number };
  /** Bound to no role; the caller has to find that out. */
  readonly unbound?: boolean;
}

/** Lets everything through. */
export const noFilter: IdentityFilter = { kinds: [] };

/** Whether the filter lets everything through. */
export function isOpen(filter: IdentityFilter): boolean {
  return filter.kinds.length === 0 && filter.unused === undefined && !filter.unbound;
}

/** Whether an identity passes, apart from its roles, which it does not carry. */
export function passes(filter: IdentityFilter, identity: Identity, at: Date): boolean {
  if (filter.kinds.length > 0 && !filter.kinds.includes(identity.relationship.kind)) return false;
  const { unused } = filter;
  if (unused === undefined) return true;
  if (unused === 'never') return identity.lastSeen === undefined;
  const days = (at.getTime() - (identity.lastSeen?.getTime() ?? 0)) / 86_400_000;
  return days > unused.days;
}

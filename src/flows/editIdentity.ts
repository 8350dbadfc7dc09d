import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getIdentity, updateIdentity, type IdentityChange, type NewTrust } from '../chainguard/iam';
import { Failure } from '../core/failure';
import type { Difference } from '../core/field';
import type { AwsMatch, Identity, Relationship } from '../core/identity';
import { claimDifferences, ruleText } from '../core/match/newClaimRules';
import { visible } from '../core/text';
import { isOpen, unknown } from './changeOnce';

/** An identity, and what it should become; without rules, it keeps those that it has. */
export type EditRequest = {
  readonly connection: Connection;
  readonly id: string;
  readonly name: string;
  readonly description: string;
} & (NewTrust | { readonly match?: undefined; readonly claims?: undefined });

/** The result of an edit. */
type Edited =
  | { readonly kind: 'changed'; readonly identity: Identity }
  /** The live identity has changed meanwhile, so nothing was sent: what the change would be now. */
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

/** The live AWS identity with this id. @throws Failure as `callApi`; `invalid` when it is not for AWS callers */
export async function awsIdentity(
  connection: Connection,
  id: string,
  signal?: AbortSignal,
): Promise<{ readonly identity: Identity; readonly match: AwsMatch }> {
  const identity = await getIdentity(connection, id, signal);
  if (identity.relationship.kind === 'aws') return { identity, match: identity.relationship.match };
  throw new Failure('invalid', l10n.t('This identity is not for AWS callers: {0}', visible(identity.name)), {
    remedy: l10n.t('Only identities for AWS callers can be edited here.'),
  });
}

/**
 * What `request` would change of the live identity, in a fixed order.
 *
 * @throws Failure as `callApi`; `invalid` where the identity does not trust in the way of the new rules
 */
export async function differencesToLive(
  request: EditRequest,
  signal?: AbortSignal,
): Promise<readonly Difference[]> {
  const live = await getIdentity(request.connection, request.id, signal);
  const all = differences(request, live);
  const last = all.findLastIndex(({ field }) => isRule(field));
  if (last < 0) return all;
  const { whoGains } = await import('../core/match/whoGains');
  const access = whoGains(live.relationship, wanted(request, live));
  return all.map((each, index) => (index === last ? { ...each, access } : each));
}

function isRule(field: Difference['field']): boolean {
  return field !== 'name' && field !== 'description';
}

function wanted({ match, claims }: EditRequest, { relationship }: Identity): Relationship {
  if (match) return { kind: 'aws', match };
  return claims ? { kind: 'claims', ...claims } : relationship;
}

function differences(request: EditRequest, live: Identity): readonly Difference[] {
  const before = live.relationship;
  const after = wanted(request, live);
  if (before.kind !== after.kind) {
    throw new Failure(
      'invalid',
      l10n.t('The identity does not trust in this way any more: {0}', visible(live.name)),
      { remedy: l10n.t('Nothing was sent. Open it again to edit it as it is now.') },
    );
  }
  const texts: readonly Difference[] = [
    { field: 'name', before: live.name, after: request.name },
    { field: 'description', before: live.description, after: request.description },
  ];
  return [...texts, ...ruleDifferences(before, after)].filter((each) => each.before !== each.after);
}

function ruleDifferences(before: Relationship, after: Relationship): readonly Difference[] {
  if (before.kind === 'claims' && after.kind === 'claims') return claimDifferences(before, after);
  if (before.kind !== 'aws' || after.kind !== 'aws') return [];
  const [from, to] = [before.match, after.match];
  return [
    { field: 'account', before: from.account, after: to.account },
    { field: 'arn', before: ruleText(from.arn), after: ruleText(to.arn) },
    { field: 'userId', before: ruleText(from.userId), after: ruleText(to.userId) },
  ];
}

/**
 * Changes only what differs in an identity, provided that the difference is still what the person has seen. If no
 * answer comes, reads it again, because it may have been changed anyway.
 *
 * @throws Failure as {@link differencesToLive}; `invalid` when nothing differs; nothing was changed then, unless
 *   the message says that the outcome is not known
 */
export async function editIdentity(
  request: EditRequest,
  seen: readonly Difference[],
  signal?: AbortSignal,
): Promise<Edited> {
  const now = await differencesToLive(request, signal);
  if (!isSame(now, seen)) return { kind: 'differs', differences: now };
  if (now.length === 0)
    throw new Failure('invalid', l10n.t('Nothing differs from the live identity.'), {
      remedy: l10n.t('Change something first.'),
    });
  const { connection, id, name, description, match, claims } = request;
  const changed = new Set(now.map(({ field }) => field));
  const rules = now.some(({ field }) => isRule(field));
  const change: IdentityChange = {
    ...(changed.has('name') && { name }),
    ...(changed.has('description') && { description }),
    ...(rules && match && { match }),
    ...(rules && claims && { claims }),
  };
  try {
    return { kind: 'changed', identity: await updateIdentity(connection, id, change, signal) };
  } catch (error) {
    if (!isOpen(error)) throw error;
    const live = await getIdentity(connection, id).catch(() => undefined);
    const left =
      live?.relationship.kind === (live && wanted(request, live).kind) && live && differences(request, live);
    if (live && left && left.length === 0) return { kind: 'changed', identity: live };
    if (left && isSame(left, seen)) throw error;
    throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(name)));
  }
}

function isSame(some: readonly Difference[], others: readonly Difference[]): boolean {
  const parts = (differences: readonly Difference[]) =>
    JSON.stringify(differences.map(({ field, claim, before, after }) => [field, claim, before, after]));
  return parts(some) === parts(others);
}

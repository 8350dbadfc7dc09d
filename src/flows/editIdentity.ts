import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getIdentity, updateIdentity, type IdentityChange } from '../chainguard/iam';
import { Failure } from '../core/failure';
import type { Difference } from '../core/field';
import { type AwsMatch, type Identity, type Match, matchOf, relationshipOf } from '../core/identity';
import { differing, ruleDifferences } from '../core/match/differences';
import { visible } from '../core/text';
import { isOpen, unknown } from './changeOnce';

/** An identity, and what it should become. */
export interface EditRequest {
  readonly connection: Connection;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** What it is to ask of callers; unless set, what it asks stays as it is. */
  readonly match?: Match | undefined;
}

/** The result of an edit. */
type Edited =
  | { readonly kind: 'changed'; readonly identity: Identity }
  /** The live identity has changed meanwhile, so nothing was sent: what the change would be now. */
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

/** A live AWS identity, and whom it trusts. */
interface Live {
  readonly identity: Identity;
  readonly match: AwsMatch;
}

/** The live AWS identity with this id. @throws Failure as `callApi`; `invalid` when it is not for AWS callers */
export async function awsIdentity(connection: Connection, id: string, signal?: AbortSignal): Promise<Live> {
  const identity = await getIdentity(connection, id, signal);
  if (identity.relationship.kind === 'aws') return { identity, match: identity.relationship.match };
  throw new Failure('invalid', l10n.t('This identity is not for AWS callers: {0}', visible(identity.name)), {
    remedy: l10n.t('Only identities for AWS callers can be edited here.'),
  });
}

/**
 * What `request` would change of the live identity, in a fixed order.
 *
 * @throws Failure as `callApi`; `invalid` where the identity trusts in another way than the request says
 */
export async function differencesToLive(
  request: EditRequest,
  signal?: AbortSignal,
): Promise<readonly Difference[]> {
  const live = await getIdentity(request.connection, request.id, signal);
  const all = differences(request, live);
  const last = all.findLastIndex(({ field }) => field !== 'name' && field !== 'description');
  if (last < 0 || !request.match) return all;
  const { whoGains } = await import('../core/match/whoGains');
  const access = whoGains(live.relationship, relationshipOf(request.match));
  return all.map((each, index) => (index === last ? { ...each, access } : each));
}

function differences({ name, description, match }: EditRequest, live: Identity): readonly Difference[] {
  const before = matchOf(live);
  if (!trustsAsBefore(live, match)) {
    throw new Failure(
      'invalid',
      l10n.t('This identity does not trust callers in that way any more: {0}', visible(live.name)),
      { remedy: l10n.t('Nothing was sent. Look at it, then try again.') },
    );
  }
  return [
    ...differing([
      { field: 'name', before: live.name, after: name },
      { field: 'description', before: live.description, after: description },
    ]),
    ...(match && before ? ruleDifferences(before, match) : []),
  ];
}

function trustsAsBefore({ relationship }: Identity, match: Match | undefined): boolean {
  return match === undefined || relationship.kind === relationshipOf(match).kind;
}

/**
 * Changes only what differs in an identity, provided that the difference is still what the person has
 * seen. If no answer comes, reads it again, because it may have been changed anyway.
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
  const { connection, id, name, description, match } = request;
  const changed = new Set(now.map(({ field }) => field));
  const change: IdentityChange = {
    ...(changed.has('name') && { name }),
    ...(changed.has('description') && { description }),
    ...(match && now.some(({ field }) => field !== 'name' && field !== 'description') && { match }),
  };
  try {
    return { kind: 'changed', identity: await updateIdentity(connection, id, change, signal) };
  } catch (error) {
    if (!isOpen(error)) throw error;
    const live = await getIdentity(connection, id).catch(() => undefined);
    const left = live && trustsAsBefore(live, match) ? differences(request, live) : undefined;
    if (live && left?.length === 0) return { kind: 'changed', identity: live };
    if (left && isSame(left, seen)) throw error;
    throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(name)));
  }
}

function isSame(some: readonly Difference[], others: readonly Difference[]): boolean {
  const parts = (differences: readonly Difference[]) =>
    JSON.stringify(differences.map(({ field, claim, before, after }) => [field, claim, before, after]));
  return parts(some) === parts(others);
}

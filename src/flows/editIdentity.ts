import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getIdentity, updateIdentity, type IdentityChange, type NewIdentity } from '../chainguard/iam';
import { Failure } from '../core/failure';
import type { Difference } from '../core/field';
import type { AwsMatch, Identity, Rule } from '../core/identity';
import { visible } from '../core/text';
import { isOpen, unknown } from './changeOnce';

/** An identity, and what it should become. */
export interface EditRequest extends NewIdentity {
  readonly connection: Connection;
  readonly id: string;
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

/** What `request` would change of the live identity, in a fixed order. @throws Failure as {@link awsIdentity} */
export async function differencesToLive(
  request: EditRequest,
  signal?: AbortSignal,
): Promise<readonly Difference[]> {
  const live = await awsIdentity(request.connection, request.id, signal);
  const all = differences(request, live);
  const last = all.findLastIndex(({ field }) => field !== 'name' && field !== 'description');
  if (last < 0) return all;
  const { whoGains } = await import('../core/match/whoGains');
  const access = whoGains(live.identity.relationship, { kind: 'aws', match: request.match });
  return all.map((each, index) => (index === last ? { ...each, access } : each));
}

function differences(request: EditRequest, { identity, match }: Live): readonly Difference[] {
  const lines: readonly Difference[] = [
    { field: 'name', before: identity.name, after: request.name },
    { field: 'description', before: identity.description, after: request.description },
    { field: 'account', before: match.account, after: request.match.account },
    { field: 'arn', before: ruleText(match.arn), after: ruleText(request.match.arn) },
    { field: 'userId', before: ruleText(match.userId), after: ruleText(request.match.userId) },
  ];
  return lines.filter(({ before, after }) => before !== after);
}

function ruleText(rule: Rule | undefined): string {
  if (rule === undefined) return '';
  return rule.kind === 'exact' ? l10n.t('exactly {0}', rule.value) : l10n.t('pattern {0}', rule.value);
}

/**
 * Changes only what differs in an AWS identity, provided that the difference is still what the person has
 * seen. If no answer comes, reads it again, because it may have been changed anyway.
 *
 * @throws Failure as {@link awsIdentity}; `invalid` when nothing differs; nothing was changed then, unless
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
    ...((changed.has('account') || changed.has('arn') || changed.has('userId')) && { match }),
  };
  try {
    return { kind: 'changed', identity: await updateIdentity(connection, id, change, signal) };
  } catch (error) {
    if (!isOpen(error)) throw error;
    const live = await awsIdentity(connection, id).catch(() => undefined);
    const left = live && differences(request, live);
    if (live && left?.length === 0) return { kind: 'changed', identity: live.identity };
    if (left && isSame(left, seen)) throw error;
    throw unknown(error, l10n.t('It is not known whether this was changed: {0}', visible(name)));
  }
}

function isSame(some: readonly Difference[], others: readonly Difference[]): boolean {
  const parts = (differences: readonly Difference[]) =>
    JSON.stringify(differences.map(({ field, before, after }) => [field, before, after]));
  return parts(some) === parts(others);
}

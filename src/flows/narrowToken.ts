import * as l10n from '@vscode/l10n';
import type { Connection } from '../chainguard/http';
import { getGroup, listGroups } from '../chainguard/iam';
import { PagedList } from '../chainguard/pagedList';
import { asFailure, Failure } from '../core/failure';
import { capabilityNames, decodeCapabilities } from '../core/token/capabilities';
import type { EndedToken, Narrowing } from '../core/token/keptTokens';
import { isUidp, rootOf } from '../core/uidp';

/**
 * The groups that a token can be narrowed to: those that it names, then all others of its organization.
 *
 * @param connection lists the groups; `undefined` where nobody is signed in
 * @returns the groups, with their names where they could be listed, and in `problem` why there may be more
 * @throws Failure `cancelled`
 */
export async function groupsToNarrow(
  token: EndedToken,
  connection: Connection | undefined,
  signal?: AbortSignal,
): Promise<{
  readonly groups: readonly { readonly id: string; readonly name: string | undefined }[];
  readonly problem?: string;
}> {
  const own = token.claims.capabilities.map(({ group }) => group);
  const withOwn = (names: ReadonlyMap<string, string>) =>
    [...new Set([...own, ...names.keys()])].map((id) => ({ id, name: names.get(id) }));
  if (!connection) {
    return { groups: withOwn(new Map()), problem: l10n.t('Sign in to be offered the other folders.') };
  }
  const organization = rootOf(token.identity);
  const below = { descendantsOf: organization };
  try {
    const [itself, groups] = await Promise.all([
      // Not everybody may see the organization's own group.
      getGroup(connection, organization, signal).then(
        (group) => [group],
        () => [],
      ),
      new PagedList((page) => listGroups(connection, below, { ...page, signal })).all(),
    ]);
    return { groups: withOwn(new Map([...itself, ...groups].map(({ id, name }) => [id, name]))) };
  } catch (error) {
    const { kind, message } = asFailure(error);
    if (kind === 'cancelled') throw error;
    const problem = l10n.t('The other folders could not be listed: {0}', message);
    return { groups: withOwn(new Map()), problem };
  }
}

/** The capabilities that a token can be narrowed to, by name: those that it carries, or all if it names none. */
export function capabilitiesToNarrow({ claims }: EndedToken): readonly string[] {
  const carried = new Set(claims.capabilities.flatMap(({ set }) => decodeCapabilities(set)?.names ?? []));
  return (carried.size > 0 ? [...carried] : capabilityNames).toSorted();
}

/** The ids in a typed text, separated by spaces or commas, and which of them are not a group's. */
export function groupIdsIn(text: string): Readonly<Record<'ids' | 'wrong', readonly string[]>> {
  const ids = text.split(/[\s,]+/).filter(Boolean);
  return { ids, wrong: ids.filter((id) => !isUidp(id)) };
}

/** What to narrow a token to. @throws Failure `invalid` where nothing was picked */
export function narrowingTo(scopes: readonly string[], capabilities: readonly string[]): Narrowing {
  if (scopes.length + capabilities.length > 0) return { scopes, capabilities };
  throw new Failure('invalid', l10n.t('Nothing was picked, so the token would be as wide as before.'));
}

import type { Connection } from '../chainguard/http';
import { listRoles } from '../chainguard/iam';
import { PagedList } from '../chainguard/pagedList';
import type { Role } from '../core/identity';
import { isRoleIn } from '../core/uidp';

/**
 * The roles that can be bound in an organization: built-in ones and its own; those of all without one. The API lists
 * those of every organization that the session sees, so every page is read. @throws Failure as `PagedList.more`
 */
export async function readRoles(
  at: Connection,
  organization: string | undefined,
  signal?: AbortSignal,
): Promise<readonly Role[]> {
  const roles = await new PagedList((page) => listRoles(at, { ...page, signal })).all();
  return organization === undefined ? roles : roles.filter(({ id }) => isRoleIn(id, organization));
}

import type { Connection } from '../chainguard/http';
import { getIdentity } from '../chainguard/iam';
import { listRoles } from '../chainguard/roles';
import { PagedList } from '../chainguard/pagedList';
import { listRepos } from '../chainguard/registry';
import { isFailure } from '../core/failure';
import type { Identity } from '../core/identity';
import type { Reach } from '../core/browse/trustPath';
import { allBindings } from './changeRoles';

/**
 * Who can assume an identity, and what it may do. Capabilities and numbers of repositories that the session
 * may not read are `undefined`.
 *
 * @throws Failure as `callApi` for the identity and its bindings
 */
export async function readTrustPath(
  connection: Connection,
  id: string,
  signal?: AbortSignal,
): Promise<{ identity: Identity; reaches: readonly Reach[] }> {
  const [identity, bindings] = await Promise.all([
    getIdentity(connection, id, signal),
    allBindings(connection, id, signal),
  ]);
  const wanted = new Set(bindings.map(({ role }) => role.id));
  const roles = await ifAllowed(async () => {
    const list = new PagedList((page) => listRoles(connection, { ...page, signal }));
    const complete = () => [...wanted].every((role) => list.items.some((one) => one.id === role));
    return new Map((await list.all(complete)).map((role) => [role.id, role.capabilities]));
  });
  const reaches = await Promise.all(
    bindings.map(async (binding): Promise<Reach> => {
      const capabilities = roles?.get(binding.role.id);
      const repositories = capabilities?.includes('repo.list')
        ? await ifAllowed(async () => {
            const within = { descendantsOf: binding.group.id };
            return (await listRepos(connection, within, { size: 1, signal })).total;
          })
        : undefined;
      return { binding, capabilities, repositories };
    }),
  );
  return { identity, reaches };
}

/** What `work` gives, or `undefined` where the session may not ask. */
async function ifAllowed<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isFailure(error) && error.kind === 'denied') return undefined;
    throw error;
  }
}

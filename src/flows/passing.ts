import type { Connection } from '../chainguard/http';
import { listRoleBindings } from '../chainguard/roles';
import { type IdentityFilter, passes } from '../core/browse/filter';
import { asFailure } from '../core/failure';
import type { Identity } from '../core/identity';
import type { LiveFindings } from './liveFindings';

/** The most identities whose roles to ask for at the same time. */
const atOnce = 8;

/** Where to ask for roles, and until when. */
interface Asking {
  readonly connection: () => Promise<Connection>;
  readonly signal: AbortSignal;
}

/**
 * The identities that a filter lets through. Their roles and findings are asked for only where the filter is about
 * them. Throws as `callApi`.
 */
export async function passing(
  identities: readonly Identity[],
  filter: IdentityFilter,
  findings: LiveFindings,
  asking: Asking,
): Promise<readonly Identity[]> {
  const at = new Date();
  const candidates = identities.filter((identity) => passes(filter, identity, at));
  if (filter.unbound) await countRoles(candidates, findings, asking);
  else if (filter.findings && findings.needRoles) {
    // Whoever may not list role bindings still sees what else is wrong.
    await countRoles(candidates, findings, asking).catch((error: unknown) => {
      if (asFailure(error).kind !== 'denied') throw error;
    });
  }
  const shown = filter.unbound ? candidates.filter(({ id }) => findings.bindings(id) === 0) : candidates;
  if (!filter.findings) return shown;
  const wrong = await findings.among(shown);
  return shown.filter(({ id }) => wrong.has(id));
}

/** Finds out which identities are bound to any role, where that is not known, a few at a time. */
async function countRoles(
  identities: readonly Identity[],
  findings: LiveFindings,
  { connection, signal }: Asking,
): Promise<void> {
  const unknown = identities.filter(({ id }) => findings.bindings(id) === undefined);
  const at = await connection();
  for (let from = 0; from < unknown.length; from += atOnce) {
    await Promise.all(
      unknown.slice(from, from + atOnce).map(async (identity) => {
        const { items } = await listRoleBindings(at, identity.id, { size: 1, signal });
        findings.bound(identity, items.length);
      }),
    );
  }
}

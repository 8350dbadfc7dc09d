import { decodeCapabilities } from './capabilities';
import { covers, type Resources } from './resources';
import { v2Error } from './status';
import type { Claims } from './tokens';

/**
 * What one caller may do: a capability holds on a group when the caller is bound there or above it with a role that
 * has it, and the token carries it (a token keeps what was bound when it was issued, and what it was narrowed to).
 */
export class Access {
  private readonly held: [group: string, names: Set<string>][];

  constructor(
    readonly claims: Claims,
    resources: Resources,
  ) {
    const carried = Object.entries(claims.cap).map(
      ([group, set]) => [group, decodeCapabilities(set)] as const,
    );
    this.held = [...resources.capabilitiesOf(claims.subject)].flatMap(([group, names]) =>
      carried
        .filter(([scope]) => covers(group, scope) || covers(scope, group))
        .map(([scope, has]): [string, Set<string>] => [
          covers(group, scope) ? scope : group,
          new Set([...names].filter((name) => has.has(name))),
        ]),
    );
  }

  /** Whether the capability holds on this resource: on any group above it. */
  may(capability: string, uid: string): boolean {
    return this.scope(capability)(uid);
  }

  /** As {@link may}, for many resources. */
  scope(capability: string): (uid: string) => boolean {
    const groups = this.held.filter(([, names]) => names.has(capability)).map(([group]) => group);
    return (uid) => groups.some((group) => covers(group, uid));
  }

  /** Whether it holds anywhere. */
  mayAnywhere(capability: string): boolean {
    return this.held.some(([, names]) => names.has(capability));
  }

  /** Throws PermissionDenied unless `may`. */
  demand(capability: string, uid: string): void {
    if (!this.may(capability, uid)) throw denied(capability);
  }

  /** Throws PermissionDenied unless `mayAnywhere`. */
  demandAnywhere(capability: string): void {
    if (!this.mayAnywhere(capability)) throw denied(capability);
  }
}

function denied(capability: string) {
  return v2Error(7, `permission denied: ${capability} is required`);
}

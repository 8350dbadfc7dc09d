import type { Call } from './api';
import { decodeCapabilities } from './capabilities';
import { covers, parentOf } from './resources';
import { v1GroupJson, v1RoleJson } from './writeJson';

interface Entry {
  group: ReturnType<typeof v1GroupJson> | null;
  role: ReturnType<typeof v1RoleJson> | null;
  capabilities: string[];
}

/**
 * WhoAmI for the caller's token. An entry has the bound role, or, where the token was narrowed below that role, the
 * token's own capabilities for the group.
 */
export function whoAmI({ access, resources }: Call, issuer: string) {
  const { claims } = access;
  const capabilities = Object.entries(claims.cap).flatMap(([scope, set]): Entry[] => {
    const group = resources.groups.get(scope);
    const names = decodeCapabilities(set);
    const roles = resources
      .bindingsOf(claims.subject)
      .filter((binding) => covers(parentOf(binding.uid), scope))
      .flatMap((binding) => resources.roles.get(binding.roleUid) ?? []);
    const whole = roles.filter((role) => role.capabilities.some((name) => names.has(name)));
    const narrowed = whole.some((role) => role.capabilities.some((name) => !names.has(name)));
    const shown = group ? v1GroupJson(group) : null;
    if (narrowed || whole.length === 0) return [{ group: shown, role: null, capabilities: [...names] }];
    return whole.map((role) => ({ group: shown, role: v1RoleJson(role), capabilities: [] }));
  });
  return {
    issuer,
    subject: claims.subject,
    audience: claims.audience,
    expiry: stamp(claims.expiry),
    issuedAt: stamp(claims.issuedAt),
    capabilities,
    email: claims.email,
    profile: null,
  };
}

function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

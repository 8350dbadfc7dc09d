import * as v from 'valibot';
import type { Group } from '../core/identity';
import { callApi, type Connection } from './http';
import { text } from './iamJson';

/** How the API knows the bearer of a token, and what they may do. */
export interface WhoAmI {
  /** The UIDP of the identity. */
  readonly subject: string;
  readonly email: string;
  /** One for each role binding: a role on a group, with capabilities such as `groups.list`. */
  readonly grants: readonly {
    readonly group: Pick<Group, 'id' | 'name'>;
    readonly role: string;
    readonly capabilities: readonly string[];
  }[];
}

const names = v.nullish(v.array(v.string()), []);
const GroupJson = v.nullish(v.object({ id: text, name: text }));
const RoleJson = v.nullish(v.object({ name: text, capabilities: names }));
const WhoAmIJson = v.object({
  subject: v.pipe(v.string(), v.minLength(1)),
  email: text,
  capabilities: v.nullish(v.array(v.object({ group: GroupJson, role: RoleJson, capabilities: names })), []),
});

/**
 * Asks the API who the bearer is (`GET /auth/v1/ok`, WhoAmI of Chainguard's API v1); needs no
 * capability. A grant lists its capabilities itself or leaves them to its role. Throws as `callApi`.
 */
export async function whoAmI(at: Connection, signal?: AbortSignal): Promise<WhoAmI> {
  const answer = await callApi(at, { path: '/auth/v1/ok', schema: WhoAmIJson, signal });
  return {
    subject: answer.subject,
    email: answer.email,
    grants: answer.capabilities.map(({ group, role, capabilities }) => ({
      group: { id: group?.id ?? '', name: group?.name ?? '' },
      role: role?.name ?? '',
      capabilities: capabilities.length > 0 ? capabilities : (role?.capabilities ?? []),
    })),
  };
}

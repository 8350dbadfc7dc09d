import { Access } from './access';
import { answerGroups } from './apiGroups';
import { answerIdentities } from './apiIdentities';
import { answerRegistry } from './apiRegistry';
import { answerRoles } from './apiRoles';
import type { Fault } from './faults';
import type { Resources } from './resources';
import type { Asked, Reply } from './serve';
import { StatusError, statusReply } from './status';
import type { Claims, Tokens } from './tokens';
import { whoAmI } from './whoAmI';
import { apiAudience } from './world';

/** One authenticated call: what was asked, by whom, of what. */
export interface Call {
  asked: Asked;
  access: Access;
  resources: Resources;
}

/**
 * Chainguard's API: the v2 routes for groups, identities, roles, role bindings, repositories and tags, and
 * GET /auth/v1/ok. Every call needs a bearer token that this sandbox's issuer signed for the API's audience.
 */
export function answerApi(parts: {
  resources: Resources;
  tokens: Tokens;
  issuer: string;
}): (asked: Asked) => Promise<Reply> {
  return async (asked) => {
    try {
      if (!isKnown(asked.path)) throw new StatusError(5, 'Not Found');
      const claims = await authenticate(asked, parts.tokens, parts.issuer);
      if (asked.fault?.kind === 'meanwhile') changeMeanwhile(parts.resources, asked.fault);
      const list = asked.method === 'GET' && /^\/iam\/v2\/(groups|identities|roleBindings)$/.test(asked.path);
      const stale = list && asked.fault?.kind === 'stale';
      const resources = stale ? parts.resources.asRemembered() : parts.resources;
      const call = { asked, access: new Access(claims, parts.resources), resources };
      const reply = route(call, parts.issuer);
      // What grpc-gateway says where a path is served for other methods alone (runtime/errors.go).
      if (!reply) throw new StatusError(12, 'Method Not Allowed');
      return reply;
    } catch (error) {
      if (error instanceof StatusError) return statusReply(error);
      throw error;
    }
  };
}

function changeMeanwhile(resources: Resources, { uid, change }: Fault & { kind: 'meanwhile' }): void {
  const target = resources.identities.get(uid) ?? resources.groups.get(uid);
  if (change !== 'delete') {
    if (target) Object.assign(target, change);
    return;
  }
  resources.identities.delete(uid);
  resources.groups.delete(uid);
  for (const binding of resources.bindingsOf(uid)) resources.unbind(binding);
}

async function authenticate(asked: Asked, tokens: Tokens, issuer: string): Promise<Claims> {
  const bearer = /^Bearer (\S+)$/i.exec(asked.headers.get('authorization') ?? '')?.[1];
  if (bearer === undefined) throw new StatusError(16, 'missing bearer token');
  try {
    return await tokens.claims(bearer, asked.now, issuer, apiAudience);
  } catch (error) {
    throw new StatusError(16, `invalid token: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether the sandbox serves the path, by whichever method. */
function isKnown(path: string): boolean {
  return (
    /^\/iam\/v2\/(?:groups|identities|roles|roleBindings)(?:\/.+)?$/.test(path) ||
    /^\/registry\/v2\/(?:repos|tags)(?:\/.+)?$/.test(path) ||
    ['/auth/v1/ok', '/iam/v2/identities:lookupIdentity', '/iam/v2/roleBindings:batchCreate'].includes(path)
  );
}

function route(call: Call, issuer: string): Reply | undefined {
  const { method, path } = call.asked;
  if (path === '/auth/v1/ok' && method === 'GET') return { status: 200, body: whoAmI(call, issuer) };
  const [, service, version, collection = '', rest] =
    /^\/(iam|registry)\/(v2)\/(\w+)(?:\/(.+))?$/.exec(path) ?? [];
  if (version === undefined) return answerVerb(call);
  const uid = rest === undefined ? undefined : decodeURIComponent(rest);
  if (service === 'registry') return answerRegistry(call, collection, uid);
  if (collection === 'groups') return answerGroups(call, uid);
  if (collection === 'identities') return answerIdentities(call, uid);
  return answerRoles(call, collection, uid);
}

/** Routes with a verb after a colon. */
function answerVerb(call: Call): Reply | undefined {
  const { method, path } = call.asked;
  if (path === '/iam/v2/identities:lookupIdentity' && method === 'GET')
    return answerIdentities(call, ':lookup');
  if (path === '/iam/v2/roleBindings:batchCreate' && method === 'POST')
    return answerRoles(call, 'roleBindings', ':batch');
  return undefined;
}

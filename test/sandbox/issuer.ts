import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { request as httpRequest } from 'node:http';
import { RE2JS } from 're2js';
import type { OidcIssuers } from './oidc';
import type { ClaimMatch, Identity, Resources } from './resources';
import { checkValues, parseQuery } from './gateway';
import type { Asked, Reply } from './serve';
import { StatusError, statusReply } from './status';
import { SignIns } from './signIn';
import type { Tokens } from './tokens';
import { verifyToken, type Caller, type StsAnswer, type StsRequest } from './verifyToken';
import { publicIssuer } from './world';

export interface IssuerParts {
  resources: Resources;
  tokens: Tokens;
  /** Whose tokens identities may trust. */
  issuers: OidcIssuers;
  urls: { issuer: string; sts: string };
  /** How long tokens live that are exchanged from now on, in seconds. */
  lifetime?: () => number | undefined;
}

/**
 * Chainguard's issuer: /sts/exchange, /sts/exchange_refresh_token, its keys, and a person's sign-in. Chainguard's mapping of refusals to
 * codes is not public. Here a token that does not verify is Unauthenticated with the verifier's text, an identity
 * that does not exist is NotFound, and a caller whom the identity does not trust is PermissionDenied.
 */
export function answerIssuer(parts: IssuerParts): (asked: Asked) => Promise<Reply> {
  const signIns = new SignIns(parts);
  return async (asked) => {
    try {
      return (await signIns.answer(asked)) ?? (await route(asked, parts));
    } catch (error) {
      if (error instanceof StatusError) return statusReply(error);
      throw error;
    }
  };
}

async function route(asked: Asked, parts: IssuerParts): Promise<Reply> {
  const { issuer } = parts.urls;
  if (asked.method === 'GET' && asked.path === '/.well-known/jwks.json')
    return { status: 200, body: { keys: [parts.tokens.jwk] } };
  if (asked.method === 'GET' && asked.path === '/.well-known/openid-configuration') {
    const types = { response_types_supported: ['id_token'], subject_types_supported: ['public'] };
    const algorithms = { id_token_signing_alg_values_supported: ['RS256'] };
    return {
      status: 200,
      body: { issuer, jwks_uri: `${issuer}/.well-known/jwks.json`, ...types, ...algorithms },
    };
  }
  const known = { '/sts/exchange': ['GET', 'POST'], '/sts/exchange_refresh_token': ['POST'] }[asked.path];
  if (!known) throw new StatusError(5, 'Not Found');
  if (!known.includes(asked.method)) throw new StatusError(12, 'Method Not Allowed');
  const fields = fieldsOf(asked);
  const audience = fields.getAll('aud').filter((aud) => aud !== '');
  if (audience.length === 0) throw new StatusError(3, 'Audience must be specified');
  const bearer = /^Bearer\s+(\S[\s\S]*)$/i.exec(asked.headers.get('authorization') ?? '')?.[1];
  if (bearer === undefined) throw new StatusError(16, 'missing bearer token');
  const scopes = [...fields.getAll('scopes'), ...fields.getAll('scope')].filter((scope) => scope !== '');
  const capabilities = fields.getAll('cap');
  const lifetime = parts.lifetime?.();
  const wanted = {
    audience,
    at: asked.now,
    ...(scopes.length > 0 ? { scopes } : {}),
    ...(capabilities.length > 0 ? { capabilities } : {}),
    ...(lifetime === undefined ? {} : { lifetime }),
  };
  if (asked.path === '/sts/exchange_refresh_token') return refresh(bearer, wanted, parts);
  const identityUid = fields.get('identity') ?? '';
  const { subject, act } = isJwt(bearer)
    ? await fromJwt(bearer, identityUid, asked.now, parts)
    : await fromAws(bearer, identityUid, asked.now, parts);
  subject.lastSeenTime = asked.now.toISOString();
  const { token, expiry } = await parts.tokens.issue(issuer, subject.uid, { ...wanted, act });
  return { status: 200, body: { token, refreshToken: '', expiry: seconds(expiry) } };
}

/** Query and form body, by their proto or their JSON names, as grpc-gateway takes them; a JSON body is never read. */
function fieldsOf(asked: Asked): URLSearchParams {
  const fields = new URLSearchParams();
  const [, query = ''] = /\?([\s\S]*)/.exec(asked.target) ?? [];
  const all = parseQuery(query);
  const type = asked.headers.get('content-type') ?? '';
  if (asked.method === 'POST' && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    all.unshift(...parseQuery(asked.body.toString()));
  checkValues(all, exchangeFields);
  for (const [name, value] of all)
    fields.append(name === 'identityProvider' ? 'identity_provider' : name, value);
  return fields;
}

const exchangeFields = {
  aud: 'strings',
  identity: 'string',
  scope: 'string',
  scopes: 'strings',
  cap: 'strings',
  identityProvider: 'string',
} as const;

function isJwt(bearer: string): boolean {
  return bearer.split('.').length === 3;
}

interface Admitted {
  subject: Identity;
  act: Record<string, string>;
}

async function fromAws(bearer: string, uid: string, now: Date, parts: IssuerParts): Promise<Admitted> {
  const verdict = await verifyToken(bearer, {
    audiences: [parts.urls.issuer, publicIssuer],
    identity: uid,
    stsHost: 'sts.amazonaws.com',
    now,
    callSts: (request) => forward(parts.urls.sts, request),
  });
  if (!verdict.ok) {
    if (uid === '') throw new StatusError(3, 'identity must be specified');
    throw new StatusError(verdict.error.startsWith('failed to reach') ? 14 : 16, verdict.error);
  }
  const identity = parts.resources.identities.get(uid);
  if (!identity) throw new StatusError(5, `identity not found: ${uid}`);
  if (!identity.awsIdentity || !awsMatches(identity.awsIdentity, verdict.caller))
    throw new StatusError(7, 'caller does not match the identity');
  return {
    subject: identity,
    act: { iss: 'https://sts.amazonaws.com', sub: verdict.caller.arn, aud: parts.urls.issuer },
  };
}

function awsMatches(match: NonNullable<Identity['awsIdentity']>, { account, arn, userId }: Caller): boolean {
  return (
    match.awsAccount === account &&
    fits(match.arn, match.arnPattern, arn) &&
    fits(match.userId, match.userIdPattern, userId)
  );
}

/** Exact, or found by RE2 anywhere in the value. Neither given never fits. Chainguard's anchoring is not public. */
function fits(exact: string | undefined, pattern: string | undefined, value: string): boolean {
  if (exact) return exact === value;
  if (!pattern) return false;
  try {
    return RE2JS.compile(pattern).matcher(value).find();
  } catch {
    return false;
  }
}

async function fromJwt(bearer: string, uid: string, now: Date, parts: IssuerParts): Promise<Admitted> {
  const identity = uid === '' ? undefined : parts.resources.identities.get(uid);
  const claims = await verified(bearer, identity, now, parts);
  const act = { iss: claims.iss ?? '', sub: claims.sub ?? '', aud: String(claims.aud ?? '') };
  if (uid === '') {
    const person = claims.iss === parts.urls.issuer ? parts.resources.subject(claims.sub ?? '') : undefined;
    if (!person) throw new StatusError(7, 'no identity for this token');
    return { subject: person, act };
  }
  if (!identity) throw new StatusError(5, `identity not found: ${uid}`);
  const own = [publicIssuer, parts.urls.issuer];
  if (!trusts(identity, claims, own, now)) throw new StatusError(7, 'caller does not match the identity');
  return { subject: identity, act };
}

/**
 * The claims of a token whose signature, issuer and end were checked: with this issuer's own key, with the keys that an
 * identity holds, or with those that the token's issuer publishes.
 */
async function verified(
  bearer: string,
  identity: Identity | undefined,
  now: Date,
  parts: IssuerParts,
): Promise<JWTPayload> {
  try {
    const { iss } = decodeJwt(bearer);
    if (iss === parts.urls.issuer) return await parts.tokens.verify(bearer, now);
    if (!identity?.staticKeys) return await parts.issuers.verify(bearer, now);
    const keys = createLocalJWKSet(JSON.parse(identity.staticKeys.issuerKeys) as JSONWebKeySet);
    return (await jwtVerify(bearer, keys, { currentDate: now, requiredClaims: ['exp', 'sub', 'aud'] }))
      .payload;
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) throw new StatusError(16, 'JWT validation failed');
    const expired = new Date((decodeJwt(bearer).exp ?? 0) * 1000).toISOString();
    throw new StatusError(7, `verifying token: oidc: token is expired (Token Expiry: ${expired})`);
  }
}

function trusts({ claimMatch, staticKeys: keys }: Identity, claims: JWTPayload, own: string[], now: Date) {
  if (claimMatch) return claimsMatch(claimMatch, claims, own);
  if (!keys || (keys.expirationTime && new Date(keys.expirationTime) <= now)) return false;
  const audiences = keys.audiences?.length ? keys.audiences : own;
  return (
    claims.iss === keys.issuer &&
    claims.sub === keys.subject &&
    [claims.aud ?? []].flat().some((aud) => audiences.includes(aud))
  );
}

/** @param own the names of this issuer, one of which the audience has to be where the identity sets none */
function claimsMatch(match: ClaimMatch, claims: JWTPayload, own: readonly string[]): boolean {
  const audiences = [claims.aud ?? []].flat();
  const exact = Object.entries(match.claims ?? {}).every(([name, value]) => claims[name] === value);
  const patterns = Object.entries(match.claimPatterns ?? {}).every(([name, pattern]) =>
    fits(undefined, pattern, typeof claims[name] === 'string' ? claims[name] : ''),
  );
  return (
    fits(match.issuer, match.issuerPattern, claims.iss ?? '') &&
    fits(match.subject, match.subjectPattern, claims.sub ?? '') &&
    (match.audience === undefined && match.audiencePattern === undefined
      ? audiences.some((aud) => own.includes(aud) || own.some((name) => new URL(name).hostname === aud))
      : audiences.some((aud) => fits(match.audience, match.audiencePattern, aud))) &&
    exact &&
    patterns
  );
}

/** Refresh tokens are standard base64 of JSON with `exp`; the sandbox's hold a signed JWT beside it. */
async function refresh(
  bearer: string,
  wanted: Parameters<Tokens['issue']>[2],
  parts: IssuerParts,
): Promise<Reply> {
  const { issuer } = parts.urls;
  let subject: string;
  try {
    const { jwt } = JSON.parse(Buffer.from(bearer, 'base64').toString()) as { jwt: string };
    subject =
      (await parts.tokens.verify(jwt, wanted.at, { issuer, audience: `${issuer}/refresh` })).sub ?? '';
  } catch {
    throw new StatusError(16, 'refresh token is not valid');
  }
  if (!parts.resources.subject(subject)) throw new StatusError(16, 'refresh token is not valid');
  const { token, expiry } = await parts.tokens.issue(issuer, subject, wanted);
  const next = await refreshToken(parts, subject, wanted.at);
  return {
    status: 200,
    body: {
      token: { token, refreshToken: '', expiry: seconds(expiry) },
      refreshToken: { token: next.token, refreshToken: '', expiry: seconds(next.expiry) },
    },
  };
}

/** A refresh token for a person, valid for thirty days. */
export async function refreshToken(
  { tokens, urls }: Pick<IssuerParts, 'tokens' | 'urls'>,
  sub: string,
  at: Date,
): Promise<{ token: string; expiry: Date }> {
  const iat = Math.floor(at.getTime() / 1000);
  const exp = iat + 30 * 24 * 3600;
  const jwt = await tokens.sign({ iss: urls.issuer, aud: `${urls.issuer}/refresh`, sub, iat, exp });
  return {
    token: Buffer.from(JSON.stringify({ exp, jwt })).toString('base64'),
    expiry: new Date(exp * 1000),
  };
}

/** Sends the verifier's request to the sandbox's STS, under the host that was signed. */
function forward(sts: string, { method, host, path, headers, body }: StsRequest): Promise<StsAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(sts);
    const flat = ['Host', host, 'Content-Length', String(body.length), ...headers.flat()];
    const options = {
      hostname,
      port,
      method,
      path,
      headers: flat,
      setHost: false,
      timeout: 10_000,
      agent: false,
    };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > 1024 * 1024) request.destroy(new Error('answer too large'));
        chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('timed out')));
    request.on('error', reject);
    request.end(Buffer.from(body, 'latin1'));
  });
}

function seconds(at: Date): string {
  return at.toISOString().replace('.000Z', 'Z');
}

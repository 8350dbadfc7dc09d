import * as l10n from '@vscode/l10n';
import { decodeJwt, decodeProtectedHeader } from 'jose';

/** The capabilities that a token has on one group and everything below it. */
interface GroupCapabilities {
  /** The group's UIDP, unchecked. */
  readonly group: string;
  /** As it stands in the token; `decodeCapabilities` reads it. */
  readonly set: unknown;
}

/** Who acts through a token, as the issuer was shown; each part if present. */
interface Actor {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
}

/** The claims of a token whose signature nobody has checked. */
export interface ChainguardToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly issuer: string | undefined;
  /** For a Chainguard token the UIDP of the identity or user. */
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly actor: Actor | undefined;
  readonly email: string | undefined;
  /** The `cap` claim, in the token's order. */
  readonly capabilities: readonly GroupCapabilities[];
  /** Every other claim, unread. A claim may contain a token: redact it before showing. */
  readonly otherClaims: Readonly<Record<string, unknown>>;
}

const readClaims = new Set(['iss', 'sub', 'aud', 'iat', 'exp', 'act', 'email', 'cap']);

/** The longest token that is read, in UTF-16 units: far more than servers take in a header. */
export const longestToken = 1_000_000;

/** How deeply a token's claims may nest. Whatever walks through a deeper one would run out of stack. */
const deepest = 100;

/** RFC 7515, 3.1, and the padding that some encoders leave. Nothing else may reach a header, a terminal or a clipboard. */
const compactForm = /^[\w-]+={0,2}\.[\w-]+={0,2}\.[\w-]*={0,2}$/;

/**
 * Reads a JWT (compact form, ignoring white space around it and `Bearer ` before it) without checking its signature;
 * `undefined` if `text` is not one: it has other characters than base64url's, is longer than {@link longestToken}, or its
 * claims nest deeper than any issuer's. A claim of an unexpected type counts as absent. Never throws. Claims: RFC 7519,
 * chainguard-dev/sdk auth/oidc.go and the documentation's sample.
 */
export function readChainguardToken(text: string): ChainguardToken | undefined {
  const jwt = readJwt(text);
  if (jwt === undefined) return undefined;
  const { header, claims } = jwt;
  return {
    header,
    issuer: string(claims['iss']),
    subject: string(claims['sub']),
    audiences: strings(claims['aud']),
    issuedAt: date(claims['iat']),
    expiresAt: date(claims['exp']),
    actor: actor(claims['act']),
    email: string(claims['email']),
    capabilities: capabilities(claims['cap']),
    otherClaims: Object.fromEntries(Object.entries(claims).filter(([name]) => !readClaims.has(name))),
  };
}

/**
 * Header and payload of a JWT as they stand in it (compact form, ignoring white space around it and `Bearer ` before
 * it); `undefined` if `text` is not one. Never throws; checks no signature.
 */
export function readJwt(
  text: string,
): { readonly header: Record<string, unknown>; readonly claims: Record<string, unknown> } | undefined {
  const jwt = bare(text);
  if (jwt.length > longestToken || !compactForm.test(jwt)) return undefined;
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  try {
    header = { ...decodeProtectedHeader(jwt) };
    claims = decodeJwt(jwt);
  } catch {
    return undefined;
  }
  return nestsTooDeeply([header, claims]) ? undefined : { header, claims };
}

/**
 * A token in a form that may be shown: its length and, of a JWT or a signed AWS request, the first six characters,
 * which are the same for every token of its kind.
 */
export function maskToken(text: string): string {
  const token = bare(text);
  const start = /^(?:eyJ|UE9TVC)/.test(token) && token.length > 100 ? token.slice(0, 6) : '';
  return l10n.t('{0}… ({1} characters)', start, token.length);
}

/** Goes through a value level by level, so it needs no stack itself. */
function nestsTooDeeply(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((each) => Object.values(each).filter((inner) => isObject(inner)));
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A token without white space around it and `Bearer ` before it. */
export function bare(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}

function capabilities(value: unknown): GroupCapabilities[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([group, set]: [string, unknown]) => ({ group, set }));
}

function actor(value: unknown): Actor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const claims: Partial<Record<string, unknown>> = { ...value };
  return {
    issuer: string(claims['iss']),
    subject: string(claims['sub']),
    audiences: strings(claims['aud']),
  };
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
}

/** Seconds since 1970, as RFC 7519 has them. */
function date(value: unknown): Date | undefined {
  if (typeof value !== 'number') return undefined;
  const read = new Date(value * 1000);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

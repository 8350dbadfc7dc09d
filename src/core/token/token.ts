import * as l10n from '@vscode/l10n';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type CapabilitySet, decodeCapabilities } from './capabilities';

/** The capabilities that a token carries on one group and what is below it. */
interface GroupCapabilities {
  /** The group's UIDP as the token has it. */
  readonly group: string;
  /** `undefined` where the token's form of a set is not one that this program reads. */
  readonly capabilities: CapabilitySet | undefined;
}

/** Who acts through a token: whom the issuer of the token was shown. Each part as far as it is there. */
interface Actor {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
}

/** A token's claims as they stand in it. Nothing here has checked the signature. */
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
  /** Every other claim, unread. A claim may hold a token of its own: redact before showing. */
  readonly otherClaims: Readonly<Record<string, unknown>>;
}

const readClaims = new Set(['iss', 'sub', 'aud', 'iat', 'exp', 'act', 'email', 'cap']);

/**
 * Reads a JWT (compact form, white space around it and `Bearer ` before it ignored) without checking its signature,
 * or gives `undefined` where `text` is none. A claim of another type than RFC 7519 and Chainguard give it counts as
 * absent. Never throws. Claims as in chainguard-dev/sdk auth/oidc.go and the documentation's sample.
 */
export function readChainguardToken(text: string): ChainguardToken | undefined {
  const jwt = bare(text);
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  try {
    header = { ...decodeProtectedHeader(jwt) };
    claims = decodeJwt(jwt);
  } catch {
    return undefined;
  }
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
 * A token as it may be shown: of a JWT or a signed AWS request the first six characters, which are the same for
 * every token of its kind, of anything else none; then the length.
 */
export function maskToken(text: string): string {
  const token = bare(text);
  const start = /^(?:eyJ|UE9TVC)/.test(token) && token.length > 100 ? token.slice(0, 6) : '';
  return l10n.t('{0}… ({1} characters)', start, token.length);
}

/** A token without white space around it and `Bearer ` before it. */
export function bare(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}

function capabilities(value: unknown): GroupCapabilities[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([group, set]: [string, unknown]) => ({
    group,
    capabilities: decodeCapabilities(set),
  }));
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

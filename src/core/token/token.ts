import * as l10n from '@vscode/l10n';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type CapabilitySet, decodeCapabilities } from './capabilities';

/** The capabilities that a token has on one group and everything below it. */
interface GroupCapabilities {
  /** The group's UIDP, unchecked. */
  readonly group: string;
  /** `undefined` if this program cannot read the set. */
  readonly capabilities: CapabilitySet | undefined;
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

/**
 * Reads a JWT (compact form, ignoring white space around it and `Bearer ` before it) without checking its signature;
 * `undefined` if `text` is not one. A claim of an unexpected type counts as absent. Never throws. Claims: RFC 7519,
 * chainguard-dev/sdk auth/oidc.go and the documentation's sample.
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
 * A token in a form that may be shown: its length and, of a JWT or a signed AWS request, the first six characters,
 * which are the same for every token of its kind.
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

import { jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';
import { encodeCapabilities } from './capabilities';
import { keyPair, type KeyPair } from './keyPair';
import type { Resources } from './resources';

/** What a verified Chainguard token says. */
export interface Claims {
  subject: string;
  audience: string[];
  issuedAt: number;
  expiry: number;
  email: string;
  /** Compact sets by group. */
  cap: Record<string, string>;
}

interface Wanted {
  audience: string[];
  at: Date;
  /** The upstream actor; what Chainguard puts here for an AWS caller is not known. */
  act?: Record<string, string>;
  /** Only these groups, and only these capabilities, when given. */
  scopes?: string[];
  capabilities?: string[];
  lifetime?: number;
}

/** Signs and verifies the sandbox's RS256 tokens: Chainguard's own, and those of a test identity provider. */
export class Tokens {
  private constructor(
    private readonly keys: KeyPair,
    private readonly resources: Resources,
  ) {}

  /** What is published of the key. */
  get jwk(): JWK {
    return this.keys.jwk;
  }

  static async make(resources: Resources): Promise<Tokens> {
    return new Tokens(await keyPair('RS256', 'sandbox-1'), resources);
  }

  /** A Chainguard token for an identity or a person, valid for an hour unless `lifetime` (seconds) says otherwise. */
  async issue(issuer: string, subject: string, wanted: Wanted): Promise<{ token: string; expiry: Date }> {
    const iat = Math.floor(wanted.at.getTime() / 1000);
    const exp = iat + (wanted.lifetime ?? 3600);
    const cap: Record<string, string> = {};
    for (const [group, held] of this.resources.capabilitiesOf(subject)) {
      if (
        wanted.scopes &&
        !wanted.scopes.some(
          (scope) => group === scope || group.startsWith(`${scope}/`) || scope.startsWith(`${group}/`),
        )
      )
        continue;
      const names = [...held].filter((name) => wanted.capabilities?.includes(name) ?? true);
      for (const scope of scopesWithin(group, wanted.scopes)) cap[scope] = encodeCapabilities(names);
    }
    const who = this.resources.subject(subject);
    const email = who?.email ? { email: who.email, email_verified: true } : {};
    const [only = '', ...more] = wanted.audience;
    const aud = more.length === 0 ? only : wanted.audience;
    const payload = {
      iss: issuer,
      sub: subject,
      aud,
      iat,
      exp,
      cap,
      ...email,
      ...(wanted.act ? { act: wanted.act } : {}),
    };
    return { token: await this.sign(payload), expiry: new Date(exp * 1000) };
  }

  /** Signs any claims with the sandbox's key. */
  sign(payload: JWTPayload): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: 'sandbox-1', typ: 'JWT' })
      .sign(this.keys.privateKey);
  }

  /** The claims of a token that this key signed and that is not expired at `at`. Throws jose's errors. */
  async verify(
    token: string,
    at: Date,
    checks: { issuer?: string; audience?: string } = {},
  ): Promise<JWTPayload> {
    const options = { algorithms: ['RS256'], currentDate: at, requiredClaims: ['exp', 'sub'], ...checks };
    return (await jwtVerify(token, this.keys.publicKey, options)).payload;
  }

  /** As `verify`, for Chainguard's own tokens. */
  async claims(token: string, at: Date, issuer: string, audience: string): Promise<Claims> {
    const payload = await this.verify(token, at, { issuer, audience });
    const { sub = '', aud = [], iat = 0, exp = 0 } = payload;
    const email = payload['email'];
    return {
      subject: sub,
      audience: typeof aud === 'string' ? [aud] : aud,
      issuedAt: iat,
      expiry: exp,
      email: typeof email === 'string' ? email : '',
      cap: (payload['cap'] ?? {}) as Record<string, string>,
    };
  }
}

/** A group's own UIDP, or, where the token is narrowed to groups below it, those. */
function scopesWithin(group: string, scopes: string[] | undefined): string[] {
  const below = (scopes ?? []).filter((scope) => scope.startsWith(`${group}/`));
  return below.length > 0 && !scopes?.some((scope) => group === scope || group.startsWith(`${scope}/`))
    ? below
    : [group];
}

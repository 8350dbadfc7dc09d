import { createRemoteJWKSet, decodeJwt, jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';
import { keyPair, type KeyPair } from './keyPair';
import { hex, pullTokenIssuer } from './world';
import type { Asked, Reply } from './serve';

export type Algorithm = 'ES384' | 'RS256';

/** One OIDC issuer: its keys, made when they are first needed, and the tokens that they sign. */
class OidcIssuer {
  private readonly keys = new Map<Algorithm, Promise<KeyPair>>();

  constructor(
    readonly issuer: string,
    private readonly algorithms: readonly Algorithm[],
  ) {}

  /** Signs any claims, whatever they say of their issuer. */
  async sign(claims: JWTPayload, alg: Algorithm = this.algorithms[0] ?? 'RS256'): Promise<string> {
    const { privateKey, jwk } = await this.key(alg);
    return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid: jwk.kid ?? '' }).sign(privateKey);
  }

  /** What it publishes. */
  async jwks(): Promise<{ keys: JWK[] }> {
    return { keys: await Promise.all(this.algorithms.map(async (alg) => (await this.key(alg)).jwk)) };
  }

  discovery(address: string): object {
    return {
      issuer: this.issuer,
      jwks_uri: `${address}/.well-known/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: this.algorithms,
    };
  }

  private key(alg: Algorithm) {
    const known = this.keys.get(alg);
    if (known) return known;
    const made = keyPair(alg, alg === 'ES384' ? 'EC384_0' : 'RSA_0');
    this.keys.set(alg, made);
    return made;
  }
}

function algorithmsOf(issuer: string): Algorithm[] {
  if (issuer.endsWith('.api.aws')) return ['ES384', 'RS256'];
  return issuer === pullTokenIssuer ? ['ES384'] : ['RS256'];
}

/**
 * Every OIDC issuer of this world besides Chainguard's, by its name: one for each AWS account, and others, such as
 * GitHub's, from the first time that they are named. They are served on one port, each below a path of its own, since
 * nobody here can answer at their names.
 */
export class OidcIssuers {
  private readonly issuers = new Map<string, OidcIssuer>();
  private readonly keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

  /** @param url the address of the port that {@link answer} serves */
  constructor(private readonly url: () => string) {}

  /** The issuer of that name. AWS's sign with either algorithm, pull tokens' with ES384, others with RS256. */
  named(issuer: string): OidcIssuer {
    const known = this.issuers.get(issuer);
    if (known) return known;
    const made = new OidcIssuer(issuer, algorithmsOf(issuer));
    this.issuers.set(issuer, made);
    return made;
  }

  /** Where the discovery document of an issuer is served. */
  address(issuer: string): string {
    return `${this.url()}/${hex(`issuer ${issuer}`, 12)}`;
  }

  /** Discovery and keys of every issuer that was named. */
  readonly answer = async (asked: Asked): Promise<Reply> => {
    for (const issuer of this.issuers.values()) {
      const address = this.address(issuer.issuer);
      const path = new URL(address).pathname;
      if (asked.method !== 'GET') break;
      if (asked.path === `${path}/.well-known/openid-configuration`)
        return { status: 200, body: issuer.discovery(address) };
      if (asked.path === `${path}/.well-known/jwks.json`) return { status: 200, body: await issuer.jwks() };
    }
    return { status: 404, body: { message: 'no such issuer' } };
  };

  /**
   * The claims of a token that its own issuer signed and that is not over, read with the keys that the issuer's
   * discovery document leads to. Throws jose's errors, and Error for an issuer that nobody knows.
   */
  async verify(token: string, at: Date): Promise<JWTPayload> {
    const { iss = '' } = decodeJwt(token);
    if (!this.issuers.has(iss)) throw new Error(`no such issuer: ${iss}`);
    const options = {
      algorithms: ['ES384', 'RS256'],
      issuer: iss,
      currentDate: at,
      requiredClaims: ['exp', 'sub', 'aud'],
    };
    return (await jwtVerify(token, await this.keySet(iss), options)).payload;
  }

  private async keySet(issuer: string) {
    const known = this.keySets.get(issuer);
    if (known) return known;
    const answer = await fetch(`${this.address(issuer)}/.well-known/openid-configuration`);
    const { jwks_uri, issuer: said } = (await answer.json()) as { jwks_uri: string; issuer: string };
    if (said !== issuer) throw new Error(`the discovery document is of another issuer: ${said}`);
    const made = createRemoteJWKSet(new URL(jwks_uri));
    this.keySets.set(issuer, made);
    return made;
  }
}

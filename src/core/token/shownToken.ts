import { readChainguardToken, readJwt } from './token';
import { readAwsClaims, type AwsClaims } from './webIdentity';

/** What an identity token says, without the token: nothing secret is in it. */
export interface ShownToken {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** AWS's own claims, in one of AWS. */
  readonly aws: AwsClaims | undefined;
  /** Every claim as it stands in the token. One may hold a secret of its own: redact it before showing. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What a JWT says, whose signature nobody has checked; `undefined` for any other text. Never throws. */
export function shownToken(text: string): ShownToken | undefined {
  const [read, jwt] = [readChainguardToken(text), readJwt(text)];
  if (!read || !jwt) return undefined;
  const { issuer, subject, audiences, issuedAt, expiresAt } = read;
  const { claims } = jwt;
  return { issuer, subject, audiences, issuedAt, expiresAt, aws: readAwsClaims(claims), claims };
}

import type { ClaimMatch, Relationship, Rule } from '../identity';
import { defaultAudiences } from '../platform/audience';
import { platformOf } from '../platform/platform';
import { ruleHolds } from './rule';

/**
 * How a caller proves who it is to assume an identity: by a web identity token of AWS, by a token of another issuer,
 * or by a signed request, which is the legacy way of AWS callers.
 */
export type Way = 'web-identity' | 'token' | 'signed-request';

/** An issuer as AWS accounts have them, each with an id of its own. */
const anyAwsIssuer = 'https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws';

/** The way that an identity asks for; `undefined` where nobody who has a token or an AWS caller can assume it. */
export function wayOf(relationship: Relationship): Way | undefined {
  if (relationship.kind === 'aws') return 'signed-request';
  const asked = claimsAskedBy(relationship);
  return asked && (isForAws(asked.match.issuer) ? 'web-identity' : 'token');
}

/** Whether a rule for issuers is meant for those of AWS accounts, or takes them among others. */
export function isForAws(issuer: Rule | undefined): boolean {
  return platformOf(issuer) === 'aws' || ruleHolds(issuer, anyAwsIssuer);
}

/**
 * What an identity asks of a token, and the fields about which nothing is known: which audience static keys ask for is
 * not told. `undefined` for an identity that asks nothing of a token.
 */
export function claimsAskedBy(
  relationship: Relationship,
): { readonly match: ClaimMatch; readonly unknown: readonly string[] } | undefined {
  if (relationship.kind === 'claims') return { match: relationship, unknown: [] };
  if (relationship.kind !== 'static') return undefined;
  const { issuer, subject } = relationship;
  const match: ClaimMatch = {
    issuer: { kind: 'exact', value: issuer },
    subject: { kind: 'exact', value: subject },
    audience: undefined,
    claims: [],
  };
  return { match, unknown: ['audience'] };
}

/** The audience to ask a token for, so that an identity accepts it: its own, or else the issuer of Chainguard's tokens. */
export function audienceFor(audience: Rule | undefined, issuerUrl: string): string {
  if (audience?.kind === 'exact') return audience.value;
  const known = defaultAudiences(issuerUrl);
  return known.find((each) => ruleHolds(audience, each)) ?? known[0];
}

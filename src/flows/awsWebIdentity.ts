import type { Callers } from '../aws/callers';
import type { AwsCredentials } from '../aws/sign';
import { profileOf, sourceId, type CredentialSource } from '../aws/sources';
import { regionalStsEndpoint } from '../aws/sts';
import { getWebIdentityToken } from '../aws/webIdentity';
import { asFailure } from '../core/failure';
import type { ShownToken } from '../core/token/shownToken';
import { defaultDuration } from '../core/token/webIdentity';

/** What is asked of AWS, and as whom. */
export interface AwsWebIdentityRequest {
  readonly callers: Callers;
  readonly source: CredentialSource;
  /** Those of the source, where they are at hand. */
  readonly credentials?: AwsCredentials | undefined;
  readonly audience: string;
  /** Seconds; unless set, AWS's default, or what is left of the credentials where that is less. */
  readonly duration?: number | undefined;
}

/** A web identity token of AWS: the token itself, a secret, and what it says. */
export interface AwsWebIdentity {
  readonly secret: string;
  readonly shown: ShownToken;
  readonly expires: Date;
  /** The region that was asked. */
  readonly region: string;
}

/**
 * Gets a web identity token of AWS for a caller. Asks the regional STS of the source's profile.
 *
 * @throws Failure what `Callers.credentials`, `regionalStsEndpoint` and `getWebIdentityToken` throw
 */
export async function awsWebIdentity(
  { callers, source, audience, ...request }: AwsWebIdentityRequest,
  signal: AbortSignal,
): Promise<AwsWebIdentity> {
  const credentials = request.credentials ?? (await callers.credentials(source, signal));
  const endpoint = await regionalStsEndpoint(profileOf(source));
  const at = new Date();
  const duration = request.duration ?? durationWithin(credentials.expiration, at);
  const asked = { audiences: [audience], duration } as const;
  const { secret, payload, claims, aws, expires, region } = await getWebIdentityToken(
    asked,
    credentials,
    endpoint,
    { at, signal },
  ).catch((error: unknown) => {
    // What AWS does not accept is not used again; what a policy forbids has no part in the credentials.
    if (asFailure(error).kind === 'no-credentials') callers.forget(sourceId(source), credentials);
    throw error;
  });
  const { issuer, subject, audiences, issuedAt, expiresAt } = claims;
  const shown = { issuer, subject, audiences, issuedAt, expiresAt, aws, claims: payload };
  return { secret, shown, expires, region };
}

/** AWS refuses a token that would outlive its session, and any that lives less than a minute. */
function durationWithin(ends: Date | undefined, at: Date): number {
  const left = ends ? Math.floor((ends.getTime() - at.getTime()) / 1000) - 5 : defaultDuration;
  return Math.max(60, Math.min(defaultDuration, left));
}

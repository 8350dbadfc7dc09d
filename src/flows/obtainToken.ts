import * as l10n from '@vscode/l10n';
import type { Callers } from '../aws/callers';
import type { CredentialSource } from '../aws/sources';
import { exchange, type Exchange } from '../chainguard/exchange';
import { readAwsToken } from '../core/token/awsRequest';
import { Failure } from '../core/failure';
import type { EndedToken, IssuedToken, Narrowing } from '../core/token/keptTokens';
import { bare, readChainguardToken } from '../core/token/token';
import { kindOfToken } from '../core/token/tokenKind';
import { requireIdentityId } from '../core/uidp';

/**
 * Signs the AWS token of an identity with the credentials of a source.
 *
 * @param issuerUrl the issuer that the token is for: its audience
 * @throws Failure `invalid` for an id that is not an identity's, and what `Callers.credentials` throws
 */
export async function signAwsToken(
  callers: Callers,
  source: CredentialSource,
  identity: string,
  issuerUrl: string,
  signal: AbortSignal,
): Promise<string> {
  requireIdentityId(identity);
  const credentials = await callers.credentials(source, signal);
  const { awsToken } = await import('../chainguard/awsToken');
  return awsToken(credentials, { audience: issuerUrl, identity }, new Date());
}

/**
 * Exchanges a token for a Chainguard token. A signed AWS request gives its own identity and issuer, because
 * the issuer accepts no others. Drops white space in the token and a leading `Bearer`.
 *
 * @throws Failure `invalid` when the text is neither a signed AWS request nor a JWT, or names another
 *   identity or issuer, before anything is sent; `unexpected` when what comes back is not a Chainguard token
 *   for that audience; and what `exchange` throws
 */
export async function exchangeToken(request: Exchange): Promise<IssuedToken> {
  const token = onOneLine(request.token);
  const identity = identityFor({ ...request, token });
  const answer = await exchange({ ...request, token, identity });
  const claims = readChainguardToken(answer.token);
  if (!claims) {
    throw new Failure(
      'unexpected',
      l10n.t("Chainguard's issuer answered with something that is not a token."),
      { remedy: l10n.t('Check the issuer address in the settings.') },
    );
  }
  if (claims.audiences.length > 0 && !claims.audiences.includes(request.audience)) {
    throw new Failure(
      'unexpected',
      l10n.t("Chainguard's issuer gave a token for another audience: {0}", claims.audiences.join(', ')),
      { remedy: l10n.t('Check the audience in the settings.') },
    );
  }
  const expires = answer.expiry ?? claims.expiresAt;
  if (!expires) {
    throw new Failure(
      'unexpected',
      l10n.t("Chainguard's issuer gave a token that does not say when it ends."),
    );
  }
  return {
    secret: bare(answer.token),
    claims,
    identity: identity ?? claims.subject ?? '',
    audience: request.audience,
    expires,
  };
}

/**
 * How to get a token again: from the AWS caller that was last used; from the person, who pasted the source token; or from
 * a caller that the person picks, where the last one is gone.
 *
 * @param last the caller that the token's identity was last tested with, if it is still there
 */
export function originOf(
  { pasted }: EndedToken,
  last: CredentialSource | undefined,
): CredentialSource | 'paste' | 'pick' {
  return pasted ? 'paste' : (last ?? 'pick');
}

/**
 * Gets a new token for the same identity, for an audience and as narrow as requested, by the same kind of proof.
 *
 * @param from an AWS caller, or a token to exchange
 * @throws Failure what {@link signAwsToken} and {@link exchangeToken} throw
 */
export async function obtainAgain(
  callers: Callers,
  { identity, webIdentity, pasted }: Pick<EndedToken, 'identity' | 'webIdentity' | 'pasted'>,
  from: CredentialSource | string,
  want: Pick<Exchange, 'issuerUrl' | 'audience'> & {
    readonly narrowed: Narrowing | undefined;
    readonly signal: AbortSignal;
  },
): Promise<IssuedToken> {
  const { issuerUrl, audience, narrowed, signal } = want;
  const proof = async (source: CredentialSource) => {
    if (webIdentity === undefined) return signAwsToken(callers, source, identity, issuerUrl, signal);
    const { awsWebIdentity } = await import('./awsWebIdentity');
    return (await awsWebIdentity({ callers, source, audience: webIdentity }, signal)).secret;
  };
  const token = typeof from === 'string' ? from : await proof(from);
  const issued = await exchangeToken({ issuerUrl, token, identity, audience, signal, ...narrowed });
  return { ...issued, webIdentity, pasted };
}

/**
 * A token in the form that a header can carry: encoders wrap base64 into lines, and copied text may begin
 * with `Bearer`.
 */
function onOneLine(text: string): string {
  const token = bare(text);
  return kindOfToken(token) === 'aws-request' ? token.replace(/\s+/g, '') : token;
}

function identityFor(request: Exchange): string | undefined {
  if (kindOfToken(request.token) === undefined) {
    throw new Failure('invalid', l10n.t('This is neither a signed AWS request nor an identity token.'), {
      remedy: l10n.t('Paste the whole token, without quotes. "Sign AWS Token" makes one.'),
    });
  }
  if (request.identity !== undefined) requireIdentityId(request.identity);
  const signed = readAwsToken(request.token);
  if (!signed) return request.identity;
  if (signed.audience !== undefined && signed.audience !== request.issuerUrl) {
    throw new Failure(
      'invalid',
      l10n.t('This AWS token was signed for another issuer: {0}', signed.audience),
      { remedy: l10n.t('Sign a new one, or change the issuer address in the settings.') },
    );
  }
  const wanted = request.identity ?? signed.identity;
  if (signed.identity !== undefined && signed.identity !== wanted) {
    throw new Failure(
      'invalid',
      l10n.t('This AWS token was signed for another identity: {0}', signed.identity),
      { remedy: l10n.t('Sign a new one for this identity.') },
    );
  }
  return wanted;
}

import * as l10n from '@vscode/l10n';
import type { Callers } from '../aws/callers';
import type { CredentialSource } from '../aws/sources';
import { exchange, type Exchange } from '../chainguard/exchange';
import { readAwsToken } from '../core/token/awsRequest';
import { Failure } from '../core/failure';
import { bare, readChainguardToken, type ChainguardToken } from '../core/token/token';
import { kindOfToken } from '../core/token/tokenKind';
import { requireIdentityId } from '../core/uidp';

/** A Chainguard token and what it says of itself. */
export interface IssuedToken {
  /** The token itself: a secret. It stays in the extension host's memory. */
  readonly secret: string;
  readonly claims: ChainguardToken;
  /** The identity that it stands for. */
  readonly identity: string;
  readonly audience: string;
  readonly expires: Date;
}

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
 * Exchanges a token for a Chainguard token. For a signed AWS request the identity and the issuer are read from
 * it, because the issuer accepts no others. White space in it and `Bearer` before it are left out.
 *
 * @throws Failure `invalid` when the text is neither a signed AWS request nor a JWT, or names another identity
 *   or issuer, before anything is sent; `unexpected` when what comes back is not a Chainguard token for that
 *   audience; and what `exchange` throws
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
      {
        remedy: l10n.t('Check the issuer address in the settings.'),
      },
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
    secret: answer.token,
    claims,
    identity: identity ?? claims.subject ?? '',
    audience: request.audience,
    expires,
  };
}

/** A token as a header can carry it: encoders wrap base64 into lines, and what was copied may say `Bearer`. */
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
      {
        remedy: l10n.t('Sign a new one, or change the issuer address in the settings.'),
      },
    );
  }
  if (
    request.identity !== undefined &&
    signed.identity !== undefined &&
    signed.identity !== request.identity
  ) {
    throw new Failure(
      'invalid',
      l10n.t('This AWS token was signed for another identity: {0}', signed.identity),
      {
        remedy: l10n.t('Sign a new one for this identity.'),
      },
    );
  }
  return signed.identity ?? request.identity;
}

import type { CryptoKey } from 'jose';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import { readChainguardToken } from '../core/token/token';
import type { SignatureCheck } from '../core/token/tokenText';
import { askIssuer, join } from './http';

const Discovery = v.object({ jwks_uri: v.pipe(v.string(), v.url()) });
const KeySet = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) });

/**
 * Checks whether a JWT was signed with a key of the issuer at `issuerUrl`, whose keys it fetches (OpenID
 * Connect Discovery 1.0, section 4; RFC 7517). No address comes from the token, and keys at another origin
 * are refused. Checks neither the expiry nor the audience, and does not send the token.
 *
 * @throws Failure `invalid` for a token that names another issuer, `unexpected` for keys elsewhere, and as
 *   `askIssuer`
 */
export async function checkSignature(
  token: string,
  issuerUrl: string,
  signal?: AbortSignal,
): Promise<SignatureCheck> {
  const named = readChainguardToken(token)?.issuer;
  if (named !== issuerUrl) {
    throw new Failure('invalid', l10n.t('The token names another issuer: {0}', named ?? l10n.t('none')), {
      remedy: l10n.t('Only tokens of {0} can be checked, the issuer in the settings.', issuerUrl),
    });
  }
  const { jwks_uri: keysAt } = await askIssuer(
    join(issuerUrl, '/.well-known/openid-configuration'),
    Discovery,
    signal,
  );
  const address = new URL(keysAt);
  if (address.origin !== new URL(issuerUrl).origin) {
    throw new Failure(
      'unexpected',
      l10n.t("The issuer's keys are at another address, which is refused: {0}", address.host),
      {
        remedy: l10n.t('Check the issuer address in the settings.'),
      },
    );
  }
  const keys = await askIssuer(address, KeySet, signal);
  const { compactVerify, createLocalJWKSet, errors } = await import('jose');
  const fits = (key: CryptoKey) =>
    compactVerify(token, key).then(
      () => true,
      () => false,
    );
  try {
    await compactVerify(token, createLocalJWKSet(keys)).catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // The token names no key, so any may be the one.
      for await (const key of error) if (await fits(key)) return;
      throw new errors.JWSSignatureVerificationFailed();
    });
    return { kind: 'genuine', issuer: issuerUrl };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    const why =
      error instanceof errors.JWKSNoMatchingKey
        ? l10n.t('none of them has the id and the kind that the token names')
        : l10n.t('the signature does not fit');
    return { kind: 'refused', issuer: issuerUrl, why };
  }
}

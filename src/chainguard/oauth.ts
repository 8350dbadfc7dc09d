import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import { isUidp } from '../core/uidp';
import { askIssuer, join } from './http';

/** The identity provider that a person signs in with. */
export type Provider =
  /** The person chooses it on the issuer's page. */
  | { readonly kind: 'any' }
  /** A social sign-in, by the issuer's name for it. */
  | { readonly kind: 'social'; readonly connection: 'google-oauth2' | 'github' | 'gitlab' }
  /** A custom identity provider by its UIDP, or a verified organization by its name. */
  | { readonly kind: 'own'; readonly idp: string };

/**
 * The address of the sign-in page, which sends the browser back to `redirect` with the token
 * (chainguard-dev/sdk auth/login `Login`). The protocol has no PKCE and no state of its own.
 *
 * @param options.redirect a loopback address
 * @param options.audience the token's audience
 */
export function signInAddress(
  issuerUrl: string,
  options: { provider: Provider; redirect: string; audience: string },
): URL {
  const { provider, redirect, audience } = options;
  const url = join(issuerUrl, '/oauth');
  url.search = new URLSearchParams({
    exit: 'redirect',
    redirect,
    audience,
    create_refresh_token: 'true',
    skip_registration: 'true',
    ...(provider.kind === 'own' ? { idp_id: provider.idp } : { client_id: 'auth0' }),
    ...(provider.kind === 'social' && { connection: provider.connection }),
  }).toString();
  return url;
}

/** The address of the page to sign in for a code, in any browser (`BuildHeadlessURL` of the same). */
export function codeAddress(issuerUrl: string, code: string, provider: Provider): URL {
  const url = join(issuerUrl, '/oauth');
  url.search = new URLSearchParams({
    headless_code: code,
    ...(provider.kind === 'own' && { idp_id: provider.idp }),
    ...(provider.kind === 'social' && { connection: provider.connection }),
  }).toString();
  return url;
}

/**
 * The provider that `text` names: the UIDP of an identity provider, or the name of an organization that the issuer has
 * verified (`GET /orgcheck`, chainguard-dev/sdk auth/login/orgcheck.go).
 *
 * @throws Failure `invalid` for an organization that is not verified; as `askIssuer`
 */
export async function providerNamed(
  issuerUrl: string,
  text: string,
  signal?: AbortSignal,
): Promise<Provider> {
  if (isUidp(text)) return { kind: 'own', idp: text };
  const url = join(issuerUrl, '/orgcheck');
  url.searchParams.set('name', text);
  if (await askIssuer(url, v.boolean(), signal)) return { kind: 'own', idp: text };
  throw new Failure('invalid', l10n.t('This organization is not verified for single sign-on: {0}', text), {
    remedy: l10n.t('Check its name, or enter the ID of its identity provider.'),
  });
}

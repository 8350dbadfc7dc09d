import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import { isUidp } from '../core/uidp';
import { send } from '../net/send';
import { join, parseAnswer, refusal } from './http';

/** Through whom a person proves who they are. */
export type Provider =
  /** Chosen on the issuer's page. */
  | { readonly kind: 'any' }
  /** One of the social sign-ins that the issuer offers, by its name there. */
  | { readonly kind: 'social'; readonly connection: 'google-oauth2' | 'github' | 'gitlab' }
  /** An identity provider of one's own by its UIDP, or a verified organization by its name. */
  | { readonly kind: 'own'; readonly idp: string };

/**
 * The address of the page where a person signs in and from which the browser comes back to `redirect` with the
 * token (chainguard-dev/sdk auth/login `Login`). The protocol has no PKCE and no state of its own.
 *
 * @param redirect the loopback address that the page sends the browser to
 * @param audience whom the token is for
 */
export function signInAddress(
  issuerUrl: string,
  { provider, redirect, audience }: { provider: Provider; redirect: string; audience: string },
): URL {
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

/** The address of the page where a person signs in for a code, in any browser (`BuildHeadlessURL` of the same). */
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
 * The provider that `text` names: the UIDP of an identity provider, or the name of an organization that is verified,
 * which the issuer is asked (`GET /orgcheck`, chainguard-dev/sdk auth/login/orgcheck.go).
 *
 * @throws Failure `invalid` for an organization that is not verified; as `send`, `refusal` and `parseAnswer`
 */
export async function providerNamed(
  issuerUrl: string,
  text: string,
  signal?: AbortSignal,
): Promise<Provider> {
  if (isUidp(text)) return { kind: 'own', idp: text };
  const service = l10n.t("Chainguard's issuer");
  const url = join(issuerUrl, '/orgcheck');
  url.searchParams.set('name', text);
  const answer = await send({ service, method: 'GET', url, headers: { Accept: 'application/json' }, signal });
  if (answer.status !== 200) throw refusal(service, answer);
  if (parseAnswer(service, answer, v.boolean())) return { kind: 'own', idp: text };
  throw new Failure('invalid', l10n.t('This organization is not verified for single sign-on: {0}', text), {
    remedy: l10n.t('Check its name, or enter the ID of its identity provider.'),
  });
}

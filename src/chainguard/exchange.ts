import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { pause, send, type Answer } from '../net/send';
import { Failure } from '../core/failure';
import { codeOf, exchangeRefusal } from './exchangeRefusal';
import { issuerName, join, parseAnswer, refusal, statusOf, withWords } from './http';
import { time } from './iamJson';

/** What to exchange, where, and for what. */
export interface Exchange {
  /** The issuer's base URL, such as `https://issuer.enforce.dev`. */
  readonly issuerUrl: string;
  /** The token to exchange: a signed AWS request, or an identity token of another issuer. A secret. */
  readonly token: string;
  /** The UIDP of the identity to assume; for an AWS token the one that it was signed for. */
  readonly identity: string | undefined;
  /** Who the Chainguard token is for, such as `https://console-api.enforce.dev` or `cgr.dev`. */
  readonly audience: string;
  /** Groups (UIDPs) to narrow the token to; none for all that the identity may reach. */
  readonly scopes?: readonly string[] | undefined;
  /** Capabilities such as `groups.list` to narrow the token to; none for all that the identity has. */
  readonly capabilities?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * RawToken of chainguard-dev/sdk proto/platform/oidc/v1, whose unset fields come as absent, empty or null.
 * The token is a secret; its own `exp` counts where `expiry` is absent.
 */
const RawToken = v.object({ token: v.pipe(v.string(), v.minLength(1)), expiry: time });
type RawToken = v.InferOutput<typeof RawToken>;

const Refresh = v.nullish(v.object({ token: v.nullish(v.string()) }));
/** TokenPair of the same; protojson reads and writes either spelling. */
const TokenPair = v.object({ token: RawToken, refreshToken: Refresh, refresh_token: Refresh });

/** gRPC codes after which chainguard-dev/sdk sts retries: Unavailable; a refresh also after DeadlineExceeded, Internal. */
const passing = { exchange: [14], refresh: [14, 4, 13] };

/**
 * Exchanges a token at Chainguard's issuer: `POST /sts/exchange`, the fields in the form body, the token as
 * bearer, no redirects (chainguard-dev/sdk sts `HTTP1DowngradeExchanger`). Tries at most three times, and
 * again only when the issuer says that it is unavailable, because then it has done nothing.
 *
 * @throws Failure `denied` with the issuer's words and what it `refused`, and as `send`, `refusal` and `parseAnswer`
 *   say
 */
export async function exchange(request: Exchange): Promise<RawToken> {
  const form = new URLSearchParams({ aud: request.audience });
  if (request.identity !== undefined) form.set('identity', request.identity);
  for (const scope of request.scopes ?? []) form.append('scopes', scope);
  for (const capability of request.capabilities ?? []) form.append('cap', capability);
  const answer = await post('/sts/exchange', form, request, passing.exchange);
  if (answer.status !== 200) throw exchangeRefusal(answer, request.token);
  return parseAnswer(issuerName(), answer, RawToken);
}

/**
 * Gets a new token for a refresh token: `POST /sts/exchange_refresh_token`, as {@link exchange}. Also tries
 * again when the issuer says that it took too long or had an internal error.
 *
 * @returns also the next refresh token; without one, the old one stays valid
 * @throws Failure `signed-out` when the issuer does not accept the refresh token (400, 401, 403, 404), and as
 *   `send`, `refusal` and `parseAnswer` say
 */
export async function exchangeRefreshToken(request: {
  readonly issuerUrl: string;
  readonly refreshToken: string;
  readonly audience: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<RawToken & { readonly refreshToken: string | undefined }> {
  const { issuerUrl, refreshToken: token, audience, signal } = request;
  const form = new URLSearchParams({ aud: audience });
  const to = { issuerUrl, token, signal };
  const answer = await post('/sts/exchange_refresh_token', form, to, passing.refresh);
  const service = issuerName();
  if (statusOf(answer) && [400, 401, 403, 404].includes(answer.status)) {
    throw new Failure('signed-out', withWords(l10n.t('Chainguard no longer accepts this sign-in.'), answer), {
      status: answer.status,
      remedy: l10n.t('Sign in again.'),
    });
  }
  if (answer.status !== 200) throw refusal(service, answer);
  const pair = parseAnswer(service, answer, TokenPair);
  const next = pair.refreshToken ?? pair.refresh_token;
  return { ...pair.token, refreshToken: next?.token || undefined };
}

/** Sends the form, up to three times while the answer has one of these gRPC codes, and gives the last answer. */
async function post(
  path: string,
  form: URLSearchParams,
  to: { issuerUrl: string; token: string; signal?: AbortSignal | undefined },
  again: readonly number[],
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send({
      service: issuerName(),
      method: 'POST',
      url: join(to.issuerUrl, path),
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${to.token}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
      signal: to.signal,
    });
    if (answer.status === 200 || attempt === 3 || !again.includes(codeOf(answer) ?? 0)) return answer;
    await pause(100 + Math.random() * 100, to.signal);
  }
}

import * as l10n from '@vscode/l10n';
import { needOf } from '../aws/need';
import { readChainctlToken } from '../chainguard/chainctlCache';
import type { Connection } from '../chainguard/http';
import { Failure } from '../core/failure';
import { bare, readChainguardToken, type ChainguardToken } from '../core/token/token';
import { canRenew, renewWithin, type Account } from './account';
import type { SignedIn, SignInAt } from './signIn';

/** A person's Chainguard session: a token for the API. */
export interface Session {
  /** Its account; `undefined` for chainctl's sign-in. */
  readonly account: Account | undefined;
  /** Its name for people. */
  readonly label: string;
  readonly claims: ChainguardToken;
  readonly expires: Date | undefined;
  readonly connection: Connection;
}

/** How long after a renewal began to look at its outcome, in milliseconds. */
const lookAgain = 60_000;
/** Windows spread the start of their renewals over this time, in milliseconds. */
const spread = 60_000;
/** Node fires a longer timer at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The milliseconds until an account's renewal, some time before its token ends. If that time has already
 * come, the milliseconds until a look at its outcome: the renewal may have failed, or its window may have
 * been closed. `undefined` for an account that cannot be renewed.
 *
 * @param share a random number from 0 to 1
 */
export function renewalIn(account: Account, at: Date, share: number): number | undefined {
  if (!canRenew(account)) return undefined;
  const ahead = account.expires - at.getTime() - renewWithin;
  return Math.min(ahead > 0 ? ahead + share * spread : lookAgain, longestTimer);
}

/**
 * Whether to tell the person that a renewal in the background failed: only where they can help, by an MFA code, and once
 * for each token.
 *
 * @param told when the token that they last heard of ends, in milliseconds since 1970
 */
export function isForPerson(error: unknown, { expires }: Account, told: number | undefined): boolean {
  return needOf(error)?.kind === 'mfa-code' && told !== expires;
}

/** The session of an account. @throws Failure `signed-out` for a token that is not valid */
export function accountSession(account: Account, at: SignInAt, now: Date): Session {
  return { account, label: account.label, ...usable(account.token, 'account', at, now) };
}

/**
 * The session that chainctl left; `undefined` where it is not signed in for the audience.
 *
 * @throws Failure `signed-out` for a token that is not valid, and as `readChainctlToken`
 */
export async function chainctlSession(at: SignInAt, now: Date): Promise<Session | undefined> {
  const token = await readChainctlToken(at.audience);
  if (token === undefined) return undefined;
  const session = usable(token, 'chainctl', at, now);
  return { account: undefined, label: labelOf(session.claims), ...session };
}

/** chainctl's session. @throws Failure `signed-out` where there is none, and as {@link chainctlSession} */
export async function requireChainctlSession(at: SignInAt, now: Date): Promise<Session> {
  const session = await chainctlSession(at, now);
  if (session) return session;
  throw new Failure('signed-out', l10n.t('chainctl is not signed in for the audience: {0}', at.audience), {
    remedy: l10n.t('Run "chainctl auth login" in a terminal, then try again.'),
  });
}

/** A pasted token as a sign-in. @throws Failure `invalid` or `signed-out` for a token that is not valid */
export function pastedSignIn(token: string, at: SignInAt, now: Date): SignedIn {
  const { claims, expires, connection } = usable(token, 'pasted', at, now);
  if (!expires) throw new Failure('invalid', l10n.t('This token does not say when it ends.'));
  return { token: connection.token, refreshToken: undefined, claims, expires, label: labelOf(claims) };
}

function labelOf({ email, subject }: ChainguardToken): string {
  return email ?? subject ?? '';
}

function usable(
  token: string,
  from: 'account' | 'pasted' | 'chainctl',
  { apiUrl, audience }: SignInAt,
  now: Date,
): Pick<Session, 'claims' | 'expires' | 'connection'> {
  const again = {
    account: l10n.t('Sign in again.'),
    pasted: l10n.t('Paste a new token.'),
    chainctl: l10n.t('Run "chainctl auth login" in a terminal, then refresh.'),
  }[from];
  const kind = from === 'pasted' ? 'invalid' : 'signed-out';
  const claims = readChainguardToken(token);
  if (!claims) {
    const message =
      from === 'chainctl'
        ? l10n.t('What chainctl left as its sign-in is not a token.')
        : token.trim().startsWith('UE9TVC') // "POST", as a signed AWS request begins
          ? l10n.t('This is a signed AWS request. It has to be exchanged for a Chainguard token first.')
          : l10n.t('This is not a Chainguard token.');
    throw new Failure(kind, message, { remedy: again });
  }
  if (claims.expiresAt && claims.expiresAt <= now) {
    throw new Failure('signed-out', l10n.t('The Chainguard sign-in has expired.'), { remedy: again });
  }
  if (claims.audiences.length > 0 && !claims.audiences.includes(audience)) {
    throw new Failure(kind, l10n.t('This token is for another audience: {0}', claims.audiences.join(', ')), {
      remedy: l10n.t('A token for {0} is needed.', audience),
    });
  }
  return { claims, expires: claims.expiresAt, connection: { apiUrl, token: bare(token) } };
}

import * as l10n from '@vscode/l10n';
import type { AwsCredentials } from '../aws/sign';
import { awsToken } from '../chainguard/awsToken';
import { listenForCallback } from '../chainguard/callback';
import { exchange, exchangeRefreshToken } from '../chainguard/exchange';
import { newSignInCode, waitForCode } from '../chainguard/headless';
import { codeAddress, signInAddress, type Provider } from '../chainguard/oauth';
import { whoAmI } from '../chainguard/whoAmI';
import { cancelled, Failure } from '../core/failure';
import { requireIdentityId } from '../core/uidp';
import { readChainguardToken, type ChainguardToken } from '../core/token/token';

/** Where to sign in, and for what. */
export interface SignInAt {
  readonly issuerUrl: string;
  readonly apiUrl: string;
  /** The audience of a token for the API. */
  readonly audience: string;
}

/** A sign-in that the API accepts. */
export interface SignedIn {
  /** The token: a secret. */
  readonly token: string;
  /** Gets the next token, if the issuer gave one: a secret. */
  readonly refreshToken: string | undefined;
  readonly claims: ChainguardToken;
  readonly expires: Date;
  /** The account's name for people: an e-mail address, or the subject's UIDP. */
  readonly label: string;
}

/** How a person signs in: in a browser on this machine, with a code in any browser, or as an identity. */
export type Way = 'browser' | 'code' | 'identity';

/**
 * The ways to sign in, the most useful first.
 *
 * @param remote whether the extension runs on another machine, to which the browser usually cannot come back
 */
export function waysToSignIn(remote: boolean): readonly Way[] {
  return remote ? ['code', 'browser', 'identity'] : ['browser', 'code', 'identity'];
}

/**
 * The address at which the browser reaches a loopback address; from a remote, through VS Code's tunnel.
 *
 * @param outside the origin that the browser's machine has for it
 * @throws Failure `offline` where that is not a loopback address, since the issuer takes no other
 */
export function redirectThrough(redirect: string, outside: string): string {
  const { protocol, hostname, pathname, port } = new URL(outside);
  if (protocol !== 'http:' || !['localhost', '127.0.0.1'].includes(hostname) || pathname !== '/') {
    throw new Failure(
      'offline',
      l10n.t('The browser cannot come back to the machine that the extension runs on.'),
      { remedy: l10n.t('Sign in with a code instead.') },
    );
  }
  const url = new URL(redirect);
  url.port = port;
  return url.href;
}

/** How long the browser may take, in milliseconds. */
const browserDeadline = 300_000;

/**
 * Signs a person in with a browser on this machine. The token that comes back has to work at the API.
 *
 * @param person.open opens a loopback address that leads to the sign-in page; false when no browser could be opened
 * @param person.redirectFor gives the address at which the browser reaches a loopback address
 * @param person.confirm asks whether this account is meant, when the mark that was sent out did not come back
 * @throws Failure what `listenForCallback` and `accepted` throw; `cancelled` when `confirm` says no; `signed-out`
 *   where no browser could be opened
 */
export async function signInWithBrowser(
  at: SignInAt,
  provider: Provider,
  person: {
    readonly open: (address: string) => Promise<boolean>;
    readonly redirectFor: (redirect: string) => Promise<string>;
    readonly confirm: (label: string) => Promise<boolean>;
    readonly signal: AbortSignal;
    readonly deadline?: number;
  },
): Promise<SignedIn> {
  const callback = await listenForCallback();
  try {
    const redirect = await person.redirectFor(callback.redirect);
    const address = signInAddress(at.issuerUrl, { provider, redirect, audience: at.audience });
    if (!(await person.open(callback.start(address)))) {
      throw new Failure('signed-out', l10n.t('No browser was opened.'), {
        remedy: l10n.t('Allow it, or sign in with a code.'),
      });
    }
    const brought = await callback.wait(person.deadline ?? browserDeadline, person.signal);
    const account = await accepted(at, brought.token, brought.refreshToken, person.signal);
    if (!brought.marked && !(await person.confirm(account.label))) throw cancelled();
    return account;
  } finally {
    callback.close();
  }
}

/**
 * Signs a person in with a code, in any browser.
 *
 * @param person.show shows the code and the address to use it at; may return before the person has signed in
 * @throws Failure what `waitForCode`, `exchange` and `accepted` throw
 */
export async function signInWithCode(
  at: SignInAt,
  provider: Provider,
  person: {
    readonly show: (code: string, address: string) => void;
    readonly signal: AbortSignal;
    readonly every?: number;
    readonly deadline?: number;
  },
): Promise<SignedIn> {
  const own = newSignInCode();
  person.show(own.code, codeAddress(at.issuerUrl, own.code, provider).href);
  const idToken = await waitForCode(at.issuerUrl, own, person);
  const { issuerUrl, audience } = at;
  const { signal } = person;
  const { token } = await exchange({ issuerUrl, token: idToken, identity: undefined, audience, signal });
  return accepted(at, token, undefined, signal);
}

/**
 * Signs in as an identity through an AWS caller.
 *
 * @param credentials the caller's
 * @throws Failure what `exchange` and `accepted` throw, and `invalid` for an id that is not an identity's
 */
export async function signInAsIdentity(
  at: SignInAt,
  identity: string,
  credentials: AwsCredentials,
  signal?: AbortSignal,
): Promise<SignedIn> {
  requireIdentityId(identity);
  const signed = await awsToken(credentials, { audience: at.issuerUrl, identity }, new Date());
  const { issuerUrl, audience } = at;
  const { token } = await exchange({ issuerUrl, token: signed, identity, audience, signal });
  return accepted(at, token, undefined, signal);
}

/**
 * Gets a new token for the refresh token of a sign-in.
 *
 * @throws Failure what `exchangeRefreshToken` throws, and `unexpected` as for a sign-in
 */
export async function renewSignIn(
  at: SignInAt,
  refreshToken: string,
  signal?: AbortSignal,
): Promise<Omit<SignedIn, 'label'>> {
  const { issuerUrl, audience } = at;
  const renewed = await exchangeRefreshToken({ issuerUrl, refreshToken, audience, signal });
  return { ...read(at, renewed.token), refreshToken: renewed.refreshToken ?? refreshToken };
}

/** Reads a token that came back and tries it at the API. @throws Failure `unexpected`, `signed-out`, and as `whoAmI` */
async function accepted(
  at: SignInAt,
  token: string,
  refreshToken: string | undefined,
  signal: AbortSignal | undefined,
): Promise<SignedIn> {
  const one = read(at, token);
  const who = await whoAmI({ apiUrl: at.apiUrl, token }, signal);
  const label = who.email || one.claims.email || who.subject || (one.claims.subject ?? '');
  return { ...one, refreshToken, label };
}

function read(at: SignInAt, token: string): Pick<SignedIn, 'token' | 'claims' | 'expires'> {
  const claims = readChainguardToken(token);
  if (claims?.subject === undefined || !claims.expiresAt) {
    throw new Failure('unexpected', l10n.t('What came back from the sign-in is not a Chainguard token.'), {
      remedy: l10n.t('Check the issuer address in the settings.'),
    });
  }
  if (claims.issuer !== undefined && claims.issuer !== at.issuerUrl) {
    throw new Failure(
      'unexpected',
      l10n.t('What came back is a token of another issuer: {0}', claims.issuer),
      { remedy: l10n.t('Check the issuer address in the settings.') },
    );
  }
  if (!claims.audiences.includes(at.audience)) {
    throw new Failure(
      'unexpected',
      l10n.t('What came back is a token for another audience: {0}', claims.audiences.join(', ')),
      { remedy: l10n.t('Check the audience in the settings.') },
    );
  }
  if (claims.expiresAt.getTime() <= Date.now()) {
    throw new Failure('signed-out', l10n.t("The new token has already expired by this machine's clock."), {
      remedy: l10n.t("Set this machine's clock right, then sign in again."),
    });
  }
  return { token, claims, expires: claims.expiresAt };
}

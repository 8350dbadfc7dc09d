import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { AwsCredentials } from '../aws/sign';
import { Failure, isFailure } from '../core/failure';
import { withLock } from '../net/lock';
import { apiOf, canRenew, isSame, keyOf, type Account } from './account';
import type { AccountStore } from './accountStore';
import { renewSignIn, signInAsIdentity, type SignedIn, type SignInAt } from './signIn';

/** What a renewal needs. */
export interface Renewing {
  readonly store: AccountStore;
  /** A folder that all windows share, for the locks. */
  readonly folder: string;
  /** Ends the wait for other windows. */
  readonly signal?: AbortSignal | undefined;
  /** The current settings; may throw. */
  readonly at: () => SignInAt;
  /** Whether tokens may be exchanged: not in Restricted Mode. */
  readonly mayRenew: () => boolean;
  /** The credentials of an AWS caller by its id, got without asking the person; `undefined` where the caller is gone. */
  readonly credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined;
}

/**
 * Renews an account's token and keeps it. Windows take turns, and only the first asks the issuer. A new sign-in to the
 * same account meanwhile takes precedence.
 *
 * @throws Failure `signed-out` where it cannot be renewed, and what `withLock`, `renewSignIn` and `signInAsIdentity`
 *   throw
 */
export function renewAccount(account: Account, by: Renewing): Promise<Account> {
  const name = createHash('sha256').update(keyOf(account)).digest('hex').slice(0, 16);
  return withLock(join(by.folder, `renewal-${name}.lock`), () => renew(account, by), by.signal);
}

async function renew(account: Account, by: Renewing): Promise<Account> {
  const { store } = by;
  const keptNow = async () => (await store.latest()).accounts.find((one) => isSame(one, account));
  const kept = await keptNow();
  // Another window was faster.
  if (kept && isNewer(kept, account)) return kept;
  if (!kept || !canRenew(kept)) throw expired(account);
  if (!by.mayRenew()) {
    throw new Failure('signed-out', l10n.t('The Chainguard sign-in has expired: {0}', account.label), {
      remedy: l10n.t('Restricted Mode: it is not renewed. Trust this workspace, then try again.'),
    });
  }
  try {
    const { token, refreshToken, expires } = await signInAgain(kept, by);
    const next: Account = {
      ...kept,
      token,
      ...(refreshToken !== undefined && { refreshToken }),
      expires: expires.getTime(),
    };
    let now = next;
    await store.alter(kept, (one) => (now = one.token === kept.token ? next : one));
    return now;
  } catch (error) {
    if (!isFailure(error) || error.kind !== 'signed-out' || kept.refreshToken === undefined) throw error;
    // A window on another machine, which shares the accounts and not the lock, may have used up the refresh token.
    const now = await keptNow();
    if (now && now.refreshToken !== kept.refreshToken && now.expires > Date.now()) return now;
    // Drops the refused refresh token, unless somebody has signed in again meanwhile.
    await store.alter(kept, (one) =>
      one.token === kept.token && one.refreshToken === kept.refreshToken
        ? { ...one, refreshToken: undefined }
        : one,
    );
    throw error;
  }
}

async function signInAgain(
  account: Account,
  { at: now, credentialsOf }: Renewing,
): Promise<Omit<SignedIn, 'label'>> {
  const at = now();
  // The settings may have changed since the account was chosen.
  if (at.issuerUrl !== account.issuerUrl || at.audience !== account.audience) throw expired(account);
  // A sign-in as an identity tries its new token at the API.
  if (at.apiUrl !== apiOf(account)) throw expired(account);
  if (account.refreshToken !== undefined) return renewSignIn(at, account.refreshToken);
  if (account.by.kind !== 'identity') throw expired(account);
  const credentials = credentialsOf(account.by.source);
  if (!credentials) throw expired(account);
  return signInAsIdentity(at, account.by.identity, await credentials);
}

function isNewer(kept: Account, account: Account): boolean {
  return kept.expires > Math.max(account.expires, Date.now());
}

function expired(account: Account): Failure {
  return new Failure('signed-out', l10n.t('The Chainguard sign-in has expired: {0}', account.label), {
    remedy: l10n.t('Sign in again.'),
  });
}

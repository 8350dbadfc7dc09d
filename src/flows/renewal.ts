import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AwsCredentials } from '../aws/sign';
import { Failure, isFailure } from '../core/failure';
import { canRenew, claimLasts, isClaimed, isSame, type Account, type AccountStore } from './accountStore';
import { renewSignIn, signInAsIdentity, type SignedIn, type SignInAt } from './signIn';

/** What a renewal needs. */
export interface Renewing {
  readonly store: AccountStore;
  /** The settings of now; may throw. */
  readonly at: () => SignInAt;
  /** Whether tokens may be exchanged: not in Restricted Mode. */
  readonly mayRenew: () => boolean;
  /**
   * Gives the credentials of an AWS caller by its id, without asking the person for anything; `undefined` for a caller
   * that is no longer there.
   */
  readonly credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined;
}

/** How often a claim is made again, and others look whether it is over, in milliseconds. */
const every = { claim: 5_000, look: 100 };
/** A renewal takes no longer: the issuer is asked three times at most, for 15 seconds each. In milliseconds. */
const longest = 60_000;

/**
 * Renews an account's token, unless another window does, and keeps it. Only windows that begin within the time that it
 * takes to write the store may each make one.
 *
 * @throws Failure `signed-out` where it cannot be renewed, and what `renewSignIn` and `signInAsIdentity` throw
 */
export async function renewAccount(account: Account, by: Renewing): Promise<Account> {
  const { store } = by;
  const kept = await unclaimed(account, store);
  // Another window was faster.
  if (kept && isNewer(kept, account)) return kept;
  if (!kept || !canRenew(kept)) throw expired(account);
  if (!by.mayRenew()) {
    throw new Failure('signed-out', l10n.t('The Chainguard sign-in has expired: {0}', account.label), {
      remedy: l10n.t('Restricted Mode: it is not renewed. Trust this workspace, then try again.'),
    });
  }
  const claim = () => store.alter(kept, (now) => ({ ...now, renewing: Date.now() + claimLasts }));
  await claim();
  const claiming = setInterval(() => void claim().catch(() => undefined), every.claim);
  try {
    const { token, refreshToken, expires } = await signInAgain(kept, by).finally(() =>
      clearInterval(claiming),
    );
    const next: Account = {
      ...kept,
      renewing: undefined,
      token,
      ...(refreshToken !== undefined && { refreshToken }),
      expires: expires.getTime(),
    };
    await store.alter(kept, () => next);
    return next;
  } catch (error) {
    const over = isFailure(error) && error.kind === 'signed-out';
    if (over && kept.refreshToken !== undefined) {
      // Another window was faster, and what it used up is not accepted twice.
      const now = (await store.read()).accounts.find((one) => isSame(one, kept));
      if (now && now.refreshToken !== kept.refreshToken && now.expires > Date.now()) return now;
    }
    // What the issuer no longer accepts is not offered again. Somebody may have signed in anew meanwhile.
    await store.alter(kept, (now) =>
      now.token === kept.token && now.refreshToken === kept.refreshToken
        ? { ...now, renewing: undefined, ...(over && { refreshToken: undefined }) }
        : now,
    );
    throw error;
  }
}

/** What is kept of an account once no other window renews it, or one has had the time. */
async function unclaimed(account: Account, store: AccountStore): Promise<Account | undefined> {
  for (const ends = performance.now() + longest; ;) {
    const kept = (await store.read()).accounts.find((one) => isSame(one, account));
    if (!kept || isNewer(kept, account) || !isClaimed(kept) || performance.now() > ends) return kept;
    await sleep(every.look);
  }
}

async function signInAgain(
  account: Account,
  { at: now, credentialsOf }: Renewing,
): Promise<Omit<SignedIn, 'label'>> {
  const at = now();
  // The settings may have changed since the account was taken for one of theirs.
  if (at.issuerUrl !== account.issuerUrl || at.audience !== account.audience) throw expired(account);
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

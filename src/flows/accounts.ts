import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { AwsCredentials } from '../aws/sign';
import { Failure, isFailure } from '../core/failure';
import { AccountStore, type Account, type Secret } from './accountStore';
import type { SignedIn, SignInAt } from './signIn';

/** A token with less than this left is renewed while it still serves, in milliseconds. */
export const renewWithin = 600_000;
/**
 * A window that renews an account claims it for so long, and again while it waits for the issuer: the claim of one that
 * was closed is soon over. Others look so often, and no longer than a renewal takes (the issuer is asked three times at
 * most, for 15 seconds each). In milliseconds.
 */
const claimed = { most: 15_000, again: 5_000, every: 100, longest: 60_000 };
/**
 * The accounts that are signed in. What is kept is read anew for each question, because another window may have
 * changed it. An account belongs to an issuer and an audience: those of other settings are kept and not shown.
 */
export class Accounts {
  readonly #store: AccountStore;
  readonly #at: () => SignInAt;
  readonly #mayRenew: () => boolean;
  readonly #credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined;
  readonly #renewing = new Map<string, Promise<Account>>();

  /**
   * @param at the settings of now; may throw
   * @param mayRenew whether tokens may be exchanged: not in Restricted Mode
   * @param credentialsOf gives the credentials of an AWS caller by its id, without asking the person for anything;
   *   `undefined` for a caller that is no longer there
   */
  constructor(
    secret: Secret,
    at: () => SignInAt,
    mayRenew: () => boolean,
    credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined,
  ) {
    this.#store = new AccountStore(secret);
    this.#at = at;
    this.#mayRenew = mayRenew;
    this.#credentialsOf = credentialsOf;
  }

  /** Everybody who is signed in, and the id of the one that is used. @throws Failure `invalid` as the settings */
  async all(): Promise<{ accounts: readonly Account[]; active: Account | undefined }> {
    const { issuerUrl, audience } = this.#at();
    const kept = await this.#store.read();
    const accounts = kept.accounts.filter((one) => one.issuerUrl === issuerUrl && one.audience === audience);
    return { accounts, active: accounts.find(({ id }) => id === kept.active) };
  }

  /** Keeps a sign-in and uses it; an earlier one of the same account is replaced. */
  async add(
    signedIn: Omit<SignedIn, 'claims'> & { readonly claims: { readonly subject: string | undefined } },
    by: Account['by'],
  ): Promise<Account> {
    const { issuerUrl, audience } = this.#at();
    const account: Account = {
      id: signedIn.claims.subject ?? '',
      label: signedIn.label,
      by,
      issuerUrl,
      audience,
      token: signedIn.token,
      ...(signedIn.refreshToken !== undefined && { refreshToken: signedIn.refreshToken }),
      expires: signedIn.expires.getTime(),
    };
    await this.#store.change((kept) => ({
      active: account.id,
      accounts: [...kept.accounts.filter((other) => !isSame(other, account)), account],
    }));
    return account;
  }

  /** Uses another account, or none. */
  async use(id: string | undefined): Promise<void> {
    await this.#store.change(({ accounts }) => ({ accounts, active: id }));
  }

  /** Forgets an account, of whichever settings. */
  async remove(id: string): Promise<void> {
    await this.#store.change(({ active, accounts }) => ({
      accounts: accounts.filter((account) => account.id !== id),
      active: active === id ? undefined : active,
    }));
  }

  /**
   * The account with a token that serves now. One that ends soon is given at once and renewed behind it; one that
   * has ended is renewed first. However many ask, in however many windows, there is one renewal; only windows that
   * begin within the time that it takes to write the store may each make one.
   *
   * @param behind gets what a renewal failed of that nobody waited for
   * @throws Failure `signed-out` for a token that has ended and cannot be renewed, and what the renewal throws
   */
  async fresh(account: Account, behind: (error: unknown) => void): Promise<Account> {
    const left = account.expires - Date.now();
    if (left > renewWithin) return account;
    if (left > 0) {
      if (canRenew(account) && this.#mayRenew() && !isClaimed(account)) this.renew(account).catch(behind);
      return account;
    }
    return this.renew(account);
  }

  /** Renews an account's token, together with whoever else asks. @throws Failure as {@link fresh} */
  renew(account: Account): Promise<Account> {
    const key = JSON.stringify([account.id, account.issuerUrl, account.audience]);
    const running = this.#renewing.get(key);
    if (running) return running;
    const renewal = this.#renew(account).finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, renewal);
    return renewal;
  }

  async #renew(account: Account): Promise<Account> {
    const kept = await this.#unclaimed(account);
    // Another window was faster.
    if (kept && isNewer(kept, account)) return kept;
    if (!kept || !canRenew(kept)) throw expired(account);
    if (!this.#mayRenew()) {
      throw new Failure('signed-out', l10n.t('The Chainguard sign-in has expired: {0}', account.label), {
        remedy: l10n.t('Restricted Mode: it is not renewed. Trust this workspace, then try again.'),
      });
    }
    const claim = () => this.#alter(kept, (now) => ({ ...now, renewing: Date.now() + claimed.most }));
    await claim();
    const claiming = setInterval(() => void claim().catch(() => undefined), claimed.again);
    try {
      const { token, refreshToken, expires } = await this.#next(kept).finally(() => clearInterval(claiming));
      const next: Account = {
        ...kept,
        renewing: undefined,
        token,
        ...(refreshToken !== undefined && { refreshToken }),
        expires: expires.getTime(),
      };
      await this.#alter(kept, () => next);
      return next;
    } catch (error) {
      const over = isFailure(error) && error.kind === 'signed-out';
      if (over && kept.refreshToken !== undefined) {
        // Another window was faster, and what it used up is not accepted twice.
        const now = (await this.#store.read()).accounts.find((one) => isSame(one, kept));
        if (now && now.refreshToken !== kept.refreshToken && now.expires > Date.now()) return now;
      }
      // What the issuer no longer accepts is not offered again. Somebody may have signed in anew meanwhile.
      await this.#alter(kept, (now) =>
        now.token === kept.token && now.refreshToken === kept.refreshToken
          ? { ...now, renewing: undefined, ...(over && { refreshToken: undefined }) }
          : now,
      );
      throw error;
    }
  }

  /** What is kept of an account once no other window renews it, or one has had the time. */
  async #unclaimed(account: Account): Promise<Account | undefined> {
    for (const ends = performance.now() + claimed.longest; ;) {
      const kept = (await this.#store.read()).accounts.find((one) => isSame(one, account));
      if (!kept || isNewer(kept, account) || !isClaimed(kept) || performance.now() > ends) return kept;
      await sleep(claimed.every);
    }
  }

  async #next(account: Account): Promise<Omit<SignedIn, 'label'>> {
    const { renewSignIn, signInAsIdentity } = await import('./signIn');
    const at = this.#at();
    // The settings may have changed since the account was taken for one of theirs.
    if (at.issuerUrl !== account.issuerUrl || at.audience !== account.audience) throw expired(account);
    if (account.refreshToken !== undefined) return renewSignIn(at, account.refreshToken);
    if (account.by.kind !== 'identity') throw expired(account);
    const credentials = this.#credentialsOf(account.by.source);
    if (!credentials) throw expired(account);
    return signInAsIdentity(at, account.by.identity, await credentials);
  }

  /** Changes what is kept of an account; one that was signed out meanwhile stays away. */
  #alter(account: Account, alter: (now: Account) => Account): Promise<void> {
    return this.#store.change((kept) => ({
      ...kept,
      accounts: kept.accounts.map((one) => (isSame(one, account) ? alter(one) : one)),
    }));
  }
}

/** Whether an account's token can be had anew without asking the person. */
export function canRenew(account: Account): boolean {
  return account.refreshToken !== undefined || account.by.kind === 'identity';
}

/** Whether a window renews the account. A claim that ends later than any can is from when the clock was ahead. */
export function isClaimed({ renewing = 0 }: Account): boolean {
  const left = renewing - Date.now();
  return 0 < left && left <= claimed.most;
}

function isNewer(kept: Account, account: Account): boolean {
  return kept.expires > Math.max(account.expires, Date.now());
}

function isSame(one: Account, other: Account): boolean {
  return one.id === other.id && one.issuerUrl === other.issuerUrl && one.audience === other.audience;
}

function expired(account: Account): Failure {
  return new Failure('signed-out', l10n.t('The Chainguard sign-in has expired: {0}', account.label), {
    remedy: l10n.t('Sign in again.'),
  });
}

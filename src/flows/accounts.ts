import { apiOf, canRenew, isSame, keptIn, keyOf, readable, renewWithin } from './account';
import type { Account, Secret, Signed } from './account';
import type { AccountStore } from './accountStore';
import type { Renewing } from './renewal';
import type { SignedIn } from './signIn';

/**
 * The accounts that are signed in. Each call reads them anew, because another window may have changed them. An account
 * belongs to an issuer and an audience; those of other settings are kept and not shown. Its tokens are for the API that
 * it was signed in for, until the person lets them go to another.
 */
export class Accounts {
  readonly #secret: Secret;
  readonly #by: Omit<Renewing, 'store'>;
  readonly #renewing = new Map<string, Promise<Account>>();

  constructor(secret: Secret, by: Omit<Renewing, 'store'>) {
    this.#secret = secret;
    this.#by = by;
  }

  /** Everybody who is signed in, and the account in use. @throws Failure `invalid` as the settings */
  async all(): Promise<{ accounts: readonly Account[]; active: Account | undefined }> {
    const { issuerUrl, audience } = this.#by.at();
    const kept = readable(await keptIn(this.#secret));
    const accounts = kept.accounts.filter((one) => one.issuerUrl === issuerUrl && one.audience === audience);
    return { accounts, active: accounts.find(({ id }) => id === kept.active) };
  }

  /** Keeps a sign-in, in place of an earlier one of the same account, and uses it. */
  async add(
    signedIn: Omit<SignedIn, 'claims'> & { readonly claims: Pick<SignedIn['claims'], 'subject'> },
    by: Account['by'],
  ): Promise<Account> {
    const { issuerUrl, audience, apiUrl } = this.#by.at();
    const account: Account = {
      id: signedIn.claims.subject ?? '',
      label: signedIn.label,
      by,
      issuerUrl,
      audience,
      apiUrl,
      token: signedIn.token,
      ...(signedIn.refreshToken !== undefined && { refreshToken: signedIn.refreshToken }),
      expires: signedIn.expires.getTime(),
    };
    await this.#change((kept) => ({
      active: account.id,
      accounts: [...kept.accounts.filter((other) => !isSame(other, account)), account],
    }));
    return account;
  }

  /** Uses another account, or none. */
  async use(id: string | undefined): Promise<void> {
    await this.#change(({ accounts }) => ({ accounts, active: id }));
  }

  /** The API in the settings, where it is another than the account is for. @throws Failure `invalid` as the settings */
  elsewhere(account: Account): string | undefined {
    const { apiUrl } = this.#by.at();
    return apiOf(account) === apiUrl ? undefined : apiUrl;
  }

  /** Lets an account's tokens go to another API from now on. */
  async moveTo(apiUrl: string, account: Account): Promise<void> {
    await (await this.#store()).alter(account, (one) => ({ ...one, apiUrl }));
  }

  /** Forgets an account, of any settings. */
  async remove(id: string): Promise<void> {
    await this.#change(({ active, accounts }) => ({
      accounts: accounts.filter((account) => account.id !== id),
      active: active === id ? undefined : active,
    }));
  }

  /**
   * The account with a valid token. A token that ends soon is given at once and renewed in the background; one that has
   * ended is renewed first. However many callers ask, in however many windows, there is one renewal.
   *
   * @param behind gets the error of a renewal in the background
   * @throws Failure `signed-out` for a token that has ended and cannot be renewed, and what the renewal throws
   */
  async fresh(account: Account, behind: (error: unknown) => void): Promise<Account> {
    const left = account.expires - Date.now();
    if (left > renewWithin) return account;
    if (left > 0) {
      if (canRenew(account) && this.#by.mayRenew()) this.renew(account).catch(behind);
      return account;
    }
    return this.renew(account);
  }

  /** Renews an account's token, once for all who ask. @throws Failure as {@link fresh} */
  renew(account: Account): Promise<Account> {
    const key = keyOf(account);
    const running = this.#renewing.get(key);
    if (running) return running;
    const renewal = this.#renew(account).finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, renewal);
    return renewal;
  }

  async #renew(account: Account): Promise<Account> {
    const { renewAccount } = await import('./renewal');
    return renewAccount(account, { ...this.#by, store: await this.#store() });
  }

  async #change(change: (kept: Signed) => Signed): Promise<void> {
    await (await this.#store()).change(change);
  }

  async #store(): Promise<AccountStore> {
    const { AccountStore } = await import('./accountStore');
    return new AccountStore(this.#secret, this.#by.folder, this.#by.signal);
  }
}

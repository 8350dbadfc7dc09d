import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { AwsCredentials } from '../aws/sign';
import { Failure, isFailure } from '../core/failure';
import type { SignedIn, SignInAt } from './signIn';

const AccountJson = v.object({
  id: v.string(),
  label: v.string(),
  /** By what the account was signed in, and so how it can be renewed. */
  by: v.variant('kind', [
    v.object({ kind: v.literal('browser') }),
    v.object({ kind: v.literal('code') }),
    v.object({ kind: v.literal('token') }),
    v.object({ kind: v.literal('identity'), identity: v.string(), source: v.string() }),
  ]),
  issuerUrl: v.string(),
  audience: v.string(),
  token: v.string(),
  refreshToken: v.optional(v.string()),
  /** Milliseconds since 1970. */
  expires: v.number(),
  /** Until when a window that renews the token is to be waited for, in milliseconds since 1970. */
  renewing: v.optional(v.number()),
});
/** An account that another version has written in a way of its own does not take the others with it. */
const AccountsJson = v.pipe(
  v.array(v.unknown()),
  v.transform((all) =>
    all.flatMap((one) => {
      const account = v.safeParse(AccountJson, one);
      return account.success ? [account.output] : [];
    }),
  ),
);
const Kept = v.object({
  active: v.optional(v.string()),
  accounts: AccountsJson,
  /** The last writes that this one was made after, and itself. */
  writes: v.optional(v.array(v.string()), []),
});

/** Somebody who is signed in to Chainguard. Holds secrets. */
export type Account = Readonly<v.InferOutput<typeof AccountJson>>;
/** All accounts and the id of the one that is used. */
type Kept = Pick<v.InferOutput<typeof Kept>, 'active' | 'accounts'>;

/** Where accounts are kept: VS Code's secret storage, which every window shares. */
interface AccountStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** A token with less than this left is renewed while it still serves, in milliseconds. */
export const renewWithin = 600_000;
/**
 * A window that renews an account claims it for so long, and again while it waits for the issuer: the claim of one that
 * was closed is soon over. Others look so often, and no longer than a renewal takes (the issuer is asked three times at
 * most, for 15 seconds each). In milliseconds.
 */
const claimed = { most: 15_000, again: 5_000, every: 100, longest: 60_000 };
/** How long after a write it is looked whether another window has lost it, in milliseconds, and how often. */
const settling = { after: 100, most: 5 };
/** How many writes are remembered: more than windows make in that time. */
const remembered = 20;

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
  #writing: Promise<unknown> = Promise.resolve();

  /**
   * @param at the settings of now; may throw
   * @param mayRenew whether tokens may be exchanged: not in Restricted Mode
   * @param credentialsOf gives the credentials of an AWS caller by its id, without asking the person for anything;
   *   `undefined` for a caller that is no longer there
   */
  constructor(
    store: AccountStore,
    at: () => SignInAt,
    mayRenew: () => boolean,
    credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined,
  ) {
    this.#store = store;
    this.#at = at;
    this.#mayRenew = mayRenew;
    this.#credentialsOf = credentialsOf;
  }

  /** Everybody who is signed in, and the id of the one that is used. @throws Failure `invalid` as the settings */
  async all(): Promise<{ accounts: readonly Account[]; active: Account | undefined }> {
    const { issuerUrl, audience } = this.#at();
    const kept = await this.#read();
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
    await this.#change((kept) => ({
      active: account.id,
      accounts: [...kept.accounts.filter((other) => !isSame(other, account)), account],
    }));
    return account;
  }

  /** Uses another account, or none. */
  async use(id: string | undefined): Promise<void> {
    await this.#change(({ accounts }) => ({ accounts, ...(id !== undefined && { active: id }) }));
  }

  /** Forgets an account, of whichever settings. */
  async remove(id: string): Promise<void> {
    await this.#change(({ active, accounts }) => ({
      accounts: accounts.filter((account) => account.id !== id),
      ...(active !== undefined && active !== id && { active }),
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
        const now = (await this.#read()).accounts.find((one) => isSame(one, kept));
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
      const kept = (await this.#read()).accounts.find((one) => isSame(one, account));
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
    return this.#change((kept) => ({
      ...kept,
      accounts: kept.accounts.map((one) => (isSame(one, account) ? alter(one) : one)),
    }));
  }

  async #read(): Promise<v.InferOutput<typeof Kept>> {
    try {
      return v.parse(Kept, JSON.parse((await this.#store.read()) ?? 'null'));
    } catch {
      return { accounts: [], writes: [] };
    }
  }

  /**
   * One change after the other, each on what is kept by then. A window that has read before and writes after loses it,
   * so it is looked for a little later, and made again on what is kept by then.
   */
  #change(change: (kept: Kept) => Kept): Promise<void> {
    const written = this.#writing.then(() => this.#write(change));
    this.#writing = written.then((id) => this.#settle(change, id)).catch(() => undefined);
    return written.then(() => undefined);
  }

  /** @returns the id of the write */
  async #write(change: (kept: Kept) => Kept): Promise<string> {
    const id = randomUUID();
    const { writes, ...kept } = await this.#read();
    const next = { ...change(kept), writes: [...writes, id].slice(-remembered) };
    await this.#store.write(JSON.stringify(next));
    return id;
  }

  async #settle(change: (kept: Kept) => Kept, first: string): Promise<void> {
    let id = first;
    for (let looks = 0; looks < settling.most; looks++) {
      await sleep(settling.after);
      if ((await this.#read()).writes.includes(id)) return;
      id = await this.#write(change);
    }
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

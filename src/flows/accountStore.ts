import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';

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
const Kept = v.object({
  active: v.optional(v.string()),
  accounts: v.array(v.unknown()),
  /** The last writes that this one was made after, and itself. */
  writes: v.optional(v.array(v.string()), []),
});

/** Somebody who is signed in to Chainguard. Holds secrets. */
export type Account = Readonly<v.InferOutput<typeof AccountJson>>;
/** All accounts and the id of the one that is used. */
interface Signed {
  readonly active?: string | undefined;
  readonly accounts: readonly Account[];
}

/** Where accounts are kept: VS Code's secret storage, which every window shares. */
export interface Secret {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/**
 * A window that renews an account claims it for so long, in milliseconds, and again while it waits for the issuer: the
 * claim of one that was closed is soon over.
 */
export const claimLasts = 15_000;
/** How long after a write it is looked whether another window has lost it, in milliseconds, and how often. */
const settling = { after: 100, most: 5 };
/** How many writes are remembered: more than windows make in that time. */
const remembered = 20;

/**
 * What is kept of the accounts. It is read anew for each question, because another window may have changed it. An
 * account that another version has written in a way of its own is not seen, and stays as it is.
 */
export class AccountStore {
  readonly #secret: Secret;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(secret: Secret) {
    this.#secret = secret;
  }

  /** All accounts, of whichever settings; none where what is kept cannot be read. */
  async read(): Promise<Signed> {
    const { active, accounts } = await this.#read();
    return { active, accounts: accounts.flatMap((one) => accountIn(one) ?? []) };
  }

  /**
   * One change after the other, each on what is kept by then. A window that has read before and writes after loses it,
   * so it is looked for a little later, and made again on what is kept by then.
   */
  change(change: (kept: Signed) => Signed): Promise<void> {
    const written = this.#writing.then(() => this.#write(change));
    this.#writing = written.then((id) => this.#settle(change, id)).catch(() => undefined);
    return written.then(() => undefined);
  }

  /** Changes what is kept of an account; one that was signed out meanwhile stays away. */
  alter(account: Account, alter: (now: Account) => Account): Promise<void> {
    return this.change((kept) => ({
      ...kept,
      accounts: kept.accounts.map((one) => (isSame(one, account) ? alter(one) : one)),
    }));
  }

  async #read(): Promise<v.InferOutput<typeof Kept>> {
    try {
      return v.parse(Kept, JSON.parse((await this.#secret.read()) ?? 'null'));
    } catch {
      return { accounts: [], writes: [] };
    }
  }

  /** @returns the id of the write */
  async #write(change: (kept: Signed) => Signed): Promise<string> {
    const id = randomUUID();
    const { writes, active, accounts } = await this.#read();
    const unreadable = accounts.filter((one) => accountIn(one) === undefined);
    const next = change({ active, accounts: accounts.flatMap((one) => accountIn(one) ?? []) });
    await this.#secret.write(
      JSON.stringify({
        active: next.active,
        accounts: [...unreadable, ...next.accounts],
        writes: [...writes, id].slice(-remembered),
      }),
    );
    return id;
  }

  async #settle(change: (kept: Signed) => Signed, first: string): Promise<void> {
    let id = first;
    for (let looks = 0; looks < settling.most; looks++) {
      await sleep(settling.after);
      if ((await this.#read()).writes.includes(id)) return;
      id = await this.#write(change);
    }
  }
}

function accountIn(value: unknown): Account | undefined {
  const account = v.safeParse(AccountJson, value);
  return account.success ? account.output : undefined;
}

/** Whether an account's token can be had anew without asking the person. */
export function canRenew(account: Account): boolean {
  return account.refreshToken !== undefined || account.by.kind === 'identity';
}

/** Whether a window renews the account. A claim that ends later than any can is from when the clock was ahead. */
export function isClaimed({ renewing = 0 }: Account): boolean {
  const left = renewing - Date.now();
  return 0 < left && left <= claimLasts;
}

/** Whether two are one account, of the same settings. */
export function isSame(one: Account, other: Account): boolean {
  return one.id === other.id && one.issuerUrl === other.issuerUrl && one.audience === other.audience;
}

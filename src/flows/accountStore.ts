import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile } from '../net/replaceFile';
import {
  accountIn,
  isSame,
  keptIn,
  readable,
  type Account,
  type KeptJson,
  type Secret,
  type Signed,
} from './account';

/** For how long a window may not see what another has written, in milliseconds, and how often it looks. */
const unseen = { most: 2000, every: 20 };

/**
 * What is kept of the accounts. It is read anew for each question, because another window may have changed it. An
 * account that another version has written in a way of its own is not seen, and stays as it is.
 */
export class AccountStore {
  readonly #secret: Secret;
  readonly #lock: string;
  readonly #revision: string;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param folder which every window shares: its lock is there, and a file that says how often accounts were written
   * @param signal ends the waiting for other windows
   */
  constructor(secret: Secret, folder: string, signal?: AbortSignal) {
    this.#secret = secret;
    this.#lock = join(folder, 'accounts.lock');
    this.#revision = join(folder, 'accounts.revision');
    this.#signal = signal;
  }

  /**
   * All accounts as the last write left them, in whichever window that was. VS Code tells the others of it a little
   * later, so that is waited for.
   */
  async latest(): Promise<Signed> {
    return readable(await this.#since(await this.#written()));
  }

  /** One change after the other in all windows, each on what is kept by then. @throws Failure as `withLock` */
  async change(change: (kept: Signed) => Signed): Promise<void> {
    const once = () => withLock(this.#lock, (lock) => this.#write(lock, change), this.#signal);
    // A window that stalled has lost the lock, and begins anew.
    while (!(await once()));
  }

  /** Changes what is kept of an account; one that was signed out meanwhile stays away. */
  alter(account: Account, alter: (now: Account) => Account): Promise<void> {
    return this.change((kept) => ({
      ...kept,
      accounts: kept.accounts.map((one) => (isSame(one, account) ? alter(one) : one)),
    }));
  }

  /** What is kept, once what was written last is seen in this window. */
  async #since({ revision, at }: Written): Promise<KeptJson> {
    for (const ends = Math.min(at, Date.now()) + unseen.most; ;) {
      const kept = await keptIn(this.#secret);
      if (kept.revision >= revision || Date.now() > ends) return kept;
      await sleep(unseen.every);
    }
  }

  async #written(): Promise<Written> {
    const before = await contentOf(this.#revision);
    if (!before) return { before, revision: 0, at: 0 };
    return { before, revision: Number(before) || 0, at: (await stat(this.#revision)).mtimeMs };
  }

  /** @returns whether it was written: not where the lock was lost */
  async #write(lock: Lock, change: (kept: Signed) => Signed): Promise<boolean> {
    const written = await this.#written();
    const kept = await this.#since(written);
    const unreadable = kept.accounts.filter((one) => accountIn(one) === undefined);
    const { active, accounts } = change(readable(kept));
    const revision = Math.max(written.revision, kept.revision) + 1;
    if (!(await replaceFile(lock, this.#revision, written.before, String(revision), 0o600))) return false;
    await this.#secret.write(JSON.stringify({ active, accounts: [...unreadable, ...accounts], revision }));
    return true;
  }
}

/** What the file beside the accounts says of the last write. */
interface Written {
  readonly before: Buffer | undefined;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock, type Lock } from '../net/lock';
import { contentOf, replaceFile, type Content } from '../net/replaceFile';
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

/** How long another window's write may stay unseen, and how often to look, in milliseconds. */
const unseen = { most: 2000, every: 20 };

/**
 * The kept accounts. Each call reads them anew, because another window may have changed them. Hides an
 * account in another version's format, and keeps it as it is.
 */
export class AccountStore {
  readonly #secret: Secret;
  readonly #lock: string;
  readonly #revision: string;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param folder shared by all windows, for a lock and for a file that counts the writes
   * @param signal ends the wait for other windows
   */
  constructor(secret: Secret, folder: string, signal?: AbortSignal) {
    this.#secret = secret;
    this.#lock = join(folder, 'accounts.lock');
    this.#revision = join(folder, 'accounts.revision');
    this.#signal = signal;
  }

  /**
   * All accounts as the last write of any window left them. VS Code tells the other windows a little later, so this
   * waits for that.
   */
  async latest(): Promise<Signed> {
    return readable(await this.#since(await this.#written()));
  }

  /**
   * Makes one change at a time across all windows, each on the result of the last. @throws Failure as
   * `withLock`
   */
  async change(change: (kept: Signed) => Signed): Promise<void> {
    const once = () => withLock(this.#lock, (lock) => this.#write(lock, change), this.#signal);
    // A window that stalled lost the lock, and starts again.
    while (!(await once()));
  }

  /** Changes a kept account, unless it was signed out meanwhile. */
  alter(account: Account, alter: (now: Account) => Account): Promise<void> {
    return this.change((kept) => ({
      ...kept,
      accounts: kept.accounts.map((one) => (isSame(one, account) ? alter(one) : one)),
    }));
  }

  /** What is kept, once this window sees the last write. */
  async #since({ revision, at }: Written): Promise<KeptJson> {
    const age = Math.max(0, Date.now() - at);
    for (const ends = performance.now() + unseen.most - age; ;) {
      const kept = await keptIn(this.#secret);
      if (kept.revision >= revision || performance.now() > ends) return kept;
      await sleep(unseen.every);
    }
  }

  async #written(): Promise<Written> {
    const before = await contentOf(this.#revision);
    if (!before) return { before, revision: 0, at: 0 };
    return { before, revision: Number(before.bytes) || 0, at: before.stats.mtimeMs };
  }

  /** @returns false where the lock was lost, and nothing was written */
  async #write(lock: Lock, change: (kept: Signed) => Signed): Promise<boolean> {
    const written = await this.#written();
    const kept = await this.#since(written);
    const unreadable = kept.accounts.filter((one) => accountIn(one) === undefined);
    const { active, accounts } = change(readable(kept));
    const revision = Math.max(written.revision, kept.revision) + 1;
    if (!(await replaceFile(lock, this.#revision, written.before, String(revision)))) return false;
    await this.#secret.write(JSON.stringify({ active, accounts: [...unreadable, ...accounts], revision }));
    return true;
  }
}

/** What the file of revisions says about the last write. */
interface Written {
  readonly before: Content | undefined;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

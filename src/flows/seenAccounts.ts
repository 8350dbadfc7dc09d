import { keyOf, type Account } from './account';

/** Who is signed in, and the account in use. */
interface Signed {
  readonly accounts: readonly Account[];
  readonly active: Account | undefined;
}

/**
 * Knows whether whoever asked for the session has seen who is signed in now, so that a change of what is kept is told, and
 * a token that was only renewed is not. Requests and looks overtake each other: none takes back what a later one found.
 */
export class SeenAccounts {
  readonly #read: () => Promise<Signed>;
  readonly #changed: () => void;
  /** Who was signed in when that was told last, or else seen first. */
  #seen: string | undefined;
  /** Whether the next look tells, whatever it finds. */
  #expected = false;
  #requests = 0;
  #looks = 0;
  #open = 0;
  /** The number of the last request that failed, unless a later one did not. */
  #failed = 0;

  /**
   * @param read reads who is signed in
   * @param changed is called when that is another than was seen
   */
  constructor(read: () => Promise<Signed>, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  /** Does what needs to know who is signed in. Throws what that throws; the next change is told then. */
  async request<T>(work: (signed: Signed) => Promise<T>): Promise<T> {
    const request = ++this.#requests;
    this.#open++;
    try {
      const signed = await this.#read();
      this.#seen ??= textOf(signed);
      const result = await work(signed);
      if (request > this.#failed) this.#failed = 0;
      return result;
    } catch (error) {
      this.#failed = Math.max(request, this.#failed);
      throw error;
    } finally {
      this.#open--;
    }
  }

  /** Has the next change told, even if the same accounts are signed in after it. */
  expect(): void {
    this.#expected = true;
  }

  /** Looks at what is kept, which was written. A request that is open may have read what was there before. */
  async look(): Promise<void> {
    if (this.#open > 0) this.#expected = true;
    const look = ++this.#looks;
    const now = textOf(await this.#read());
    if (look !== this.#looks) return;
    const told = this.#expected || this.#failed > 0 || this.#seen !== now;
    this.#seen = now;
    if (!told) return;
    this.#expected = false;
    this.#failed = 0;
    this.#changed();
  }
}

function textOf({ accounts, active }: Signed): string {
  return JSON.stringify([active && keyOf(active), accounts.map(keyOf)]);
}

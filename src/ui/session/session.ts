import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AwsCredentials } from '../../aws/sign';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import { apiOf, type Account } from '../../flows/account';
import { Accounts } from '../../flows/accounts';
import { SeenAccounts } from '../../flows/seenAccounts';
import type { Session } from '../../flows/session';
import type { SignedIn, SignInAt } from '../../flows/signIn';
import { affects, setUseChainctlLogin, settings } from '../settings';

const sessions = () => import('../../flows/session');
const secretKey = 'assumable.accounts';

/**
 * The Chainguard session of this machine: the account in use, kept in SecretStorage, or else chainctl's
 * sign-in where the setting allows reading it. A change in one window reaches every window. While the
 * extension runs, the account's token is renewed before it ends.
 */
export class Sessions implements vscode.Disposable {
  readonly accounts: Accounts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #failed: (error: unknown) => void;
  readonly #needed: (error: unknown) => void;
  readonly #moved: (account: Account, apiUrl: string) => Promise<void>;
  readonly #subscriptions: vscode.Disposable;
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** The expiry of the token that the person was told about, because renewing it needs their help. */
  #told: number | undefined;
  /** The API that the person was asked about, because the account in use is for another. */
  #asked: string | undefined;
  readonly #seen: SeenAccounts;

  /** Fires after a sign-in, a sign-out, a switch, or a change of the settings that a session depends on. */
  readonly onDidChange = this.#changed.event;

  /**
   * @param folder a folder that every window shares, for locks
   * @param credentialsOf as in `Renewing`
   * @param told.failed gets the error of a renewal that nobody waited for
   * @param told.needed gets that error instead, once for each token, where the person can help
   * @param told.moved gets the account in use and the API in the settings, once, where that is another than the account
   *   is for
   */
  constructor(
    secrets: vscode.SecretStorage,
    folder: string,
    credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined,
    told: {
      readonly failed: (error: unknown) => void;
      readonly needed: (error: unknown) => void;
      readonly moved: (account: Account, apiUrl: string) => Promise<void>;
    },
  ) {
    const { failed } = told;
    this.#failed = failed;
    this.#needed = told.needed;
    this.#moved = told.moved;
    const store = {
      read: async () => secrets.get(secretKey),
      write: async (text: string) => secrets.store(secretKey, text),
    };
    this.accounts = new Accounts(store, {
      folder,
      signal: this.#closed.signal,
      at: signInAt,
      mayRenew: () => vscode.workspace.isTrusted,
      credentialsOf,
    });
    this.#seen = new SeenAccounts(
      () => this.accounts.all(),
      () => this.#changed.fire(),
    );
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      secrets.onDidChange((event) => {
        if (event.key === secretKey) this.#seen.look().catch(failed);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'useChainctlLogin', 'issuerUrl', 'apiUrl', 'audience')) this.#changed.fire();
      }),
      // Only a trusted workspace may renew a sign-in or ask about another API; a window that just opened learns of its
      // trust later.
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    );
  }

  /**
   * The session, or `undefined` where nobody has signed in.
   *
   * @throws Failure `signed-out` where there is a token that cannot be used (expired, for another audience or another API,
   *   not a token), `invalid` for an unusable address, and what a renewal throws
   */
  async current(): Promise<Session | undefined> {
    // Loaded while it is read who is signed in.
    const loading = sessions();
    return this.#seen.request(async ({ active }) => {
      const { accountSession, chainctlSession } = await loading;
      const at = signInAt();
      if (active) this.#requireSameApi(active);
      if (active) return accountSession(await this.#fresh(active), at, new Date());
      return settings.useChainctlLogin() ? chainctlSession(at, new Date()) : undefined;
    });
  }

  /** The session. @throws Failure `signed-out` when there is none, and as {@link current} */
  async require(): Promise<Session> {
    const session = await this.current();
    if (session) return session;
    throw new Failure('signed-out', l10n.t('You are not signed in to Chainguard.'), {
      remedy: l10n.t('Sign in from the Identities view.'),
    });
  }

  /**
   * The session's connection, or `undefined` without a session that can be used: for work that then asks for
   * less, or asks the person.
   */
  async connection(): Promise<Connection | undefined> {
    try {
      return (await this.current())?.connection;
    } catch {
      return undefined;
    }
  }

  /** Keeps a sign-in and uses it. */
  async add(signedIn: SignedIn, by: Account['by']): Promise<Account> {
    this.#seen.expect();
    return this.accounts.add(signedIn, by);
  }

  /** Keeps a pasted token as an account. @throws Failure `invalid` or `signed-out` when it cannot be used */
  async usePasted(token: string): Promise<void> {
    const { pastedSignIn } = await sessions();
    await this.add(pastedSignIn(token, signInAt(), new Date()), { kind: 'token' });
  }

  /**
   * Uses chainctl's session from now on. Accounts stay signed in.
   *
   * @throws Failure `signed-out` when chainctl has none
   */
  async useChainctl(): Promise<void> {
    const { requireChainctlSession } = await sessions();
    await requireChainctlSession(signInAt(), new Date());
    await setUseChainctlLogin(true);
    this.#seen.expect();
    await this.accounts.use(undefined);
  }

  /** Forgets the account in use, and stops reading chainctl's sign-in. chainctl itself stays signed in. */
  async signOut(): Promise<void> {
    const { active } = await this.accounts.all();
    if (active) await this.accounts.remove(active.id);
    if (settings.useChainctlLogin()) await setUseChainctlLogin(false);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
    this.#subscriptions.dispose();
  }

  /**
   * Gives the account with a token that is valid now, and schedules its next renewal.
   *
   * @throws Failure as `Accounts.fresh`
   */
  async #fresh(active: Account): Promise<Account> {
    const { isForPerson, renewalIn } = await sessions();
    const account = await this.accounts.fresh(active, (error) => {
      const needed = isForPerson(error, active, this.#told);
      if (needed) this.#told = active.expires;
      (needed ? this.#needed : this.#failed)(error);
    });
    clearTimeout(this.#timer);
    const wait = renewalIn(account, new Date(), Math.random());
    if (wait !== undefined) this.#timer = setTimeout(() => void this.current().catch(this.#failed), wait);
    return account;
  }

  /** @throws Failure `signed-out` for an account that was signed in for another API than the settings name */
  #requireSameApi(account: Account): void {
    const apiUrl = this.accounts.elsewhere(account);
    if (apiUrl === undefined) return;
    // A workspace that nobody trusts has no say in where a sign-in goes, not even by a question.
    if (vscode.workspace.isTrusted && this.#asked !== apiUrl) {
      this.#asked = apiUrl;
      this.#moved(account, apiUrl).catch(this.#failed);
    }
    throw new Failure(
      'signed-out',
      l10n.t(
        'The sign-in is for {0}, and the setting "{1}" names {2}. Nothing was sent there.',
        visible(apiOf(account)),
        'assumable.apiUrl',
        visible(apiUrl),
      ),
      { remedy: l10n.t('Sign in again, or set the address back.') },
    );
  }
}

/** Where to sign in, by the current settings. @throws Failure `invalid` */
export function signInAt(): SignInAt {
  return { issuerUrl: settings.issuerUrl(), apiUrl: settings.apiUrl(), audience: settings.audience() };
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AwsCredentials } from '../../aws/sign';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import type { Account } from '../../flows/account';
import { Accounts } from '../../flows/accounts';
import type { Session } from '../../flows/session';
import type { SignedIn, SignInAt } from '../../flows/signIn';
import { affects, setUseChainctlLogin, settings } from '../settings';

const sessions = () => import('../../flows/session');
const secretKey = 'assumable.accounts';

/**
 * The Chainguard session of this machine: the account that is used, kept in SecretStorage, or else the sign-in that
 * chainctl left, when the setting allows to read it. Every window follows when one changes. The account's token is
 * renewed before it ends, while the extension runs.
 */
export class Sessions implements vscode.Disposable {
  readonly accounts: Accounts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #failed: (error: unknown) => void;
  readonly #needed: (error: unknown) => void;
  readonly #subscriptions: vscode.Disposable;
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** When the token ends that a person was told about: it needs help to be renewed. */
  #told: number | undefined;
  /** Who was there when the session was last asked for; `undefined` when the answer was a failure, or does not count. */
  #seen: string | undefined;

  /** Fires after a sign-in, a sign-out, a switch, or a change of the settings that a session depends on. */
  readonly onDidChange = this.#changed.event;

  /**
   * @param folder which every window shares, for what they lock
   * @param credentialsOf as `Renewing` has it
   * @param told.failed gets what a renewal failed of that nobody waited for
   * @param told.needed gets it instead, once for each token, where a person can help
   */
  constructor(
    secrets: vscode.SecretStorage,
    folder: string,
    credentialsOf: (caller: string) => Promise<AwsCredentials> | undefined,
    told: { readonly failed: (error: unknown) => void; readonly needed: (error: unknown) => void },
  ) {
    const { failed } = told;
    this.#failed = failed;
    this.#needed = told.needed;
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
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      secrets.onDidChange((event) => {
        if (event.key === secretKey) this.#look().catch(failed);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'useChainctlLogin', 'issuerUrl', 'apiUrl', 'audience')) this.#changed.fire();
      }),
    );
  }

  /**
   * The session, or `undefined` where nobody has signed in.
   *
   * @throws Failure `signed-out` when there is a token and it cannot serve (expired, for another audience, not
   *   a token), `invalid` for an unusable address, and what a renewal throws
   */
  async current(): Promise<Session | undefined> {
    this.#seen = undefined;
    const { accountSession, chainctlSession } = await sessions();
    const at = signInAt();
    const { accounts, active } = await this.accounts.all();
    let session: Session | undefined;
    if (active) session = accountSession(await this.#fresh(active), at, new Date());
    else if (settings.useChainctlLogin()) session = await chainctlSession(at, new Date());
    this.#seen = idsOf(accounts, active);
    return session;
  }

  /** The session. @throws Failure `signed-out` when there is none, and as {@link current} */
  async require(): Promise<Session> {
    const session = await this.current();
    if (session) return session;
    throw new Failure('signed-out', l10n.t('You are not signed in to Chainguard.'), {
      remedy: l10n.t('Sign in from the Identities view.'),
    });
  }

  /** Where to ask, if there is a session that can serve: for work that asks less, or a person, without one. */
  async connection(): Promise<Connection | undefined> {
    try {
      return (await this.current())?.connection;
    } catch {
      return undefined;
    }
  }

  /** Keeps a sign-in and uses it. */
  async add(signedIn: SignedIn, by: Account['by']): Promise<Account> {
    this.#seen = undefined;
    return this.accounts.add(signedIn, by);
  }

  /** Keeps a pasted token as an account. @throws Failure `invalid` or `signed-out` when it cannot serve */
  async usePasted(token: string): Promise<void> {
    const { pastedSignIn } = await sessions();
    await this.add(pastedSignIn(token, signInAt(), new Date()), { kind: 'token' });
  }

  /** Lets the session come from chainctl; accounts stay signed in. @throws Failure `signed-out` when it has none */
  async useChainctl(): Promise<void> {
    const { requireChainctlSession } = await sessions();
    await requireChainctlSession(signInAt(), new Date());
    await setUseChainctlLogin(true);
    this.#seen = undefined;
    await this.accounts.use(undefined);
  }

  /** Forgets the account that is used, and stops reading chainctl's sign-in. chainctl itself stays signed in. */
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

  /** The account with a token that serves now; it is renewed again in time. @throws Failure as `Accounts.fresh` */
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

  /** Tells of a change, unless it is only a token that was renewed. */
  async #look(): Promise<void> {
    const { accounts, active } = await this.accounts.all();
    if (this.#seen !== idsOf(accounts, active)) this.#changed.fire();
  }
}

function idsOf(accounts: readonly Account[], active: Account | undefined): string {
  return [active?.id, ...accounts.map(({ id }) => id)].join(' ');
}

/** Where people sign in, by the settings of now. @throws Failure `invalid` */
export function signInAt(): SignInAt {
  return { issuerUrl: settings.issuerUrl(), apiUrl: settings.apiUrl(), audience: settings.audience() };
}

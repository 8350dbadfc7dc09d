import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { needOf } from '../../aws/need';
import type { AwsCredentials } from '../../aws/sign';
import { readChainctlToken } from '../../chainguard/chainctlCache';
import type { Connection } from '../../chainguard/http';
import { Failure } from '../../core/failure';
import { bare, readChainguardToken, type ChainguardToken } from '../../core/token/token';
import { Accounts, renewWithin } from '../../flows/accounts';
import { canRenew, type Account } from '../../flows/account';
import type { SignedIn, SignInAt } from '../../flows/signIn';
import { affects, setUseChainctlLogin, settings } from '../settings';

/** A person's Chainguard session: a token whose audience is the API. */
export interface Session {
  /** The account that it belongs to; `undefined` for chainctl's sign-in. */
  readonly account: Account | undefined;
  /** What people know it by. */
  readonly label: string;
  readonly claims: ChainguardToken;
  readonly expires: Date | undefined;
  readonly connection: Connection;
}

const secretKey = 'assumable.accounts';
/** Node fires a longer timer at once. */
const longestTimer = 2 ** 31 - 1;
/** How long after a renewal has begun its outcome is looked at, in milliseconds. */
const lookAgain = 60_000;

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
    const apiUrl = settings.apiUrl();
    const { accounts, active } = await this.accounts.all();
    const session = active ? await this.#of(active, apiUrl) : await fromChainctl(apiUrl);
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

  /** Keeps a sign-in and uses it. */
  async add(signedIn: SignedIn, by: Account['by']): Promise<Account> {
    this.#seen = undefined;
    return this.accounts.add(signedIn, by);
  }

  /** Keeps a pasted token as an account. @throws Failure `invalid` or `signed-out` when it cannot serve */
  async usePasted(token: string): Promise<void> {
    const { claims, expires, connection } = usable(token, 'pasted', settings.apiUrl());
    if (!expires) throw new Failure('invalid', l10n.t('This token does not say when it ends.'));
    const label = claims.email ?? claims.subject ?? '';
    await this.add(
      { token: connection.token, refreshToken: undefined, claims, expires, label },
      { kind: 'token' },
    );
  }

  /** Lets the session come from chainctl; accounts stay signed in. @throws Failure `signed-out` when it has none */
  async useChainctl(): Promise<void> {
    const token = await readChainctlToken(settings.audience());
    if (token === undefined) {
      throw new Failure(
        'signed-out',
        l10n.t('chainctl is not signed in for the audience: {0}', settings.audience()),
        {
          remedy: l10n.t('Run "chainctl auth login" in a terminal, then try again.'),
        },
      );
    }
    usable(token, 'chainctl', settings.apiUrl());
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

  async #of(active: Account, apiUrl: string): Promise<Session> {
    const account = await this.accounts.fresh(active, (error) => this.#behind(active, error));
    this.#renewInTime(account);
    return { account, label: account.label, ...usable(account.token, 'account', apiUrl) };
  }

  #behind({ expires }: Account, error: unknown): void {
    const news = needOf(error)?.kind === 'mfa-code' && this.#told !== expires;
    if (!news) {
      this.#failed(error);
      return;
    }
    this.#told = expires;
    this.#needed(error);
  }

  /** Tells of a change, unless it is only a token that was renewed. */
  async #look(): Promise<void> {
    const { accounts, active } = await this.accounts.all();
    if (this.#seen !== idsOf(accounts, active)) this.#changed.fire();
  }

  /**
   * Renews the token some time before it ends, not every window at the same moment. Where that has begun already, what
   * became of it is looked at: it may have failed, and another window may have been closed before it was done.
   */
  #renewInTime(account: Account): void {
    clearTimeout(this.#timer);
    if (!canRenew(account)) return;
    const ahead = account.expires - Date.now() - renewWithin;
    const wait = ahead > 0 ? ahead + Math.random() * 60_000 : lookAgain;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.current().catch(this.#failed);
      },
      Math.min(wait, longestTimer),
    );
  }
}

async function fromChainctl(apiUrl: string): Promise<Session | undefined> {
  if (!settings.useChainctlLogin()) return undefined;
  const cached = await readChainctlToken(settings.audience());
  if (cached === undefined) return undefined;
  const session = usable(cached, 'chainctl', apiUrl);
  return { account: undefined, label: session.claims.email ?? session.claims.subject ?? '', ...session };
}

function idsOf(accounts: readonly Account[], active: Account | undefined): string {
  return [active?.id, ...accounts.map(({ id }) => id)].join(' ');
}

/** Where people sign in, by the settings of now. @throws Failure `invalid` */
export function signInAt(): SignInAt {
  return { issuerUrl: settings.issuerUrl(), apiUrl: settings.apiUrl(), audience: settings.audience() };
}

type From = 'account' | 'pasted' | 'chainctl';

function usable(
  token: string,
  from: From,
  apiUrl: string,
): Pick<Session, 'claims' | 'expires' | 'connection'> {
  const again = {
    account: l10n.t('Sign in again.'),
    pasted: l10n.t('Paste a new token.'),
    chainctl: l10n.t('Run "chainctl auth login" in a terminal, then refresh.'),
  }[from];
  const kind = from === 'pasted' ? 'invalid' : 'signed-out';
  const claims = readChainguardToken(token);
  if (!claims) {
    const message =
      from === 'chainctl'
        ? l10n.t('What chainctl left as its sign-in is not a token.')
        : token.trim().startsWith('UE9TVC') // "POST", as a signed AWS request begins
          ? l10n.t('This is a signed AWS request. It has to be exchanged for a Chainguard token first.')
          : l10n.t('This is not a Chainguard token.');
    throw new Failure(kind, message, { remedy: again });
  }
  if (claims.expiresAt && claims.expiresAt.getTime() <= Date.now()) {
    throw new Failure('signed-out', l10n.t('The Chainguard sign-in has expired.'), { remedy: again });
  }
  const audience = settings.audience();
  if (claims.audiences.length > 0 && !claims.audiences.includes(audience)) {
    throw new Failure(kind, l10n.t('This token is for another audience: {0}', claims.audiences.join(', ')), {
      remedy: l10n.t('A token for {0} is needed.', audience),
    });
  }
  return { claims, expires: claims.expiresAt, connection: { apiUrl, token: bare(token) } };
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure';
import { visible } from '../../core/text';
import type { Account } from '../../flows/account';
import { settings } from '../settings';
import type { Sessions } from './session';

/** The account that somebody asked for. */
export type Wanted = Pick<Account, 'id' | 'label'>;

/**
 * Offers the accounts to VS Code's Accounts menu, and to other extensions that the person lets use them. The
 * only scope is the audience of the API.
 */
export class ChainguardAuthentication implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #signIn: (wanted?: Wanted) => Promise<Account>;
  readonly #failed: (error: unknown) => void;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #subscriptions: vscode.Disposable;
  #known = new Map<string, vscode.AuthenticationSession>();

  readonly onDidChangeSessions = this.#changed.event;

  /**
   * @param signIn asks the person how to sign in, and signs in; gives an account other than `wanted` only if
   *   they agree
   */
  constructor(
    sessions: Sessions,
    signIn: (wanted?: Wanted) => Promise<Account>,
    failed: (error: unknown) => void,
  ) {
    this.#sessions = sessions;
    this.#signIn = signIn;
    this.#failed = failed;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      sessions.onDidChange(() => this.#compare().catch(failed)),
      vscode.authentication.registerAuthenticationProvider('chainguard', 'Chainguard', this, {
        supportsMultipleAccounts: true,
      }),
    );
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    options: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    if (scopes?.some((scope) => scope !== settings.audience())) return [];
    const { accounts } = await this.#sessions.accounts.all();
    const wanted = accounts.filter(({ id }) => options.account === undefined || options.account.id === id);
    const sessions = await Promise.all(wanted.map((account) => this.#sessionOf(account)));
    for (const session of sessions) this.#known.set(session.id, session);
    return sessions;
  }

  async createSession(
    scopes: readonly string[],
    options: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession> {
    const other = scopes.find((scope) => scope !== settings.audience());
    if (other !== undefined) {
      throw new Failure(
        'invalid',
        l10n.t('Chainguard accounts are for the API, not for another audience: {0}', other),
      );
    }
    return this.#sessionOf(await this.#signIn(options.account));
  }

  async removeSession(id: string): Promise<void> {
    await this.#sessions.accounts.remove(id);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Gives a token that has ended and cannot be renewed as it is, so that the account stays in the menu. */
  async #sessionOf(account: Account): Promise<vscode.AuthenticationSession> {
    const { id, label, token, audience } = await this.#sessions.accounts
      .fresh(account, this.#failed)
      .catch(() => account);
    return { id, accessToken: token, account: { id, label: visible(label) }, scopes: [audience] };
  }

  /** Tells VS Code which sessions were added and removed. */
  async #compare(): Promise<void> {
    const before = this.#known;
    this.#known = new Map();
    const now = await this.getSessions(undefined, {});
    const added = now.filter(({ id }) => !before.has(id));
    const removed = [...before.values()].filter(({ id }) => !now.some((session) => session.id === id));
    if (added.length + removed.length > 0) this.#changed.fire({ added, removed, changed: [] });
  }
}

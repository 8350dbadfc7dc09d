import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { visible } from '../../core/text';
import { countdown, type Countdown, formatTimeLeft, timeLeft } from '../../core/token/countdown';
import type { EndedToken } from '../../core/token/keptTokens';
import { command } from '../commands';
import type { Tokens } from './tokens';

/**
 * The countdown in the status bar. Until a token's last minutes it shows a name and a time, which do not move.
 * Then it counts down on the colour of a warning, and says so once the token has ended. A click offers what
 * can be done.
 */
export class CountdownItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('assumable.token', vscode.StatusBarAlignment.Left);
  readonly #subscription: vscode.Disposable;
  #shown: Countdown<EndedToken> | undefined;

  constructor(tokens: Tokens) {
    this.#item.name = l10n.t('Chainguard token');
    this.#subscription = tokens.onDidTick((now) =>
      this.#show(countdown<EndedToken>([...tokens.all(), ...tokens.allEnded()], now), now),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(shown: Countdown<EndedToken> | undefined, at: Date): void {
    // Leave alone what does not count down: redrawn each second, it could miss a click.
    const same = shown?.state === this.#shown?.state && shown?.token === this.#shown?.token;
    if (same && shown?.state !== 'soon') return;
    this.#shown = shown;
    if (!shown) {
      this.#item.hide();
      return;
    }
    const { state, token } = shown;
    const left = timeLeft(token.expires, at);
    // A name must not show icons.
    const name = visible(token.name).replaceAll('$(', '$\u200b(');
    const audience = visible(token.audience);
    const until = token.expires.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
    const facts = {
      quiet: {
        text: `$(key) ${name} ${l10n.t('until {0}', until)}`,
        label: l10n.t('Chainguard token of {0}, good until {1}', name, until),
        tooltip: l10n.t('Chainguard token of {0} for {1}, good until {2}.', name, audience, until),
      },
      soon: {
        text: `$(key) ${name} ${formatTimeLeft(left)}`,
        label: l10n.t('Chainguard token of {0}, minutes left: {1}', name, Math.ceil(left / 60_000)),
        tooltip: l10n.t('Chainguard token of {0} for {1}, ends at {2}.', name, audience, until),
      },
      expired: {
        text: `$(warning) ${name} ${l10n.t('expired')}`,
        label: l10n.t('Chainguard token of {0}, expired', name),
        tooltip: l10n.t('Chainguard token of {0} for {1}, ended at {2}.', name, audience, until),
      },
    }[state];
    this.#item.text = facts.text;
    this.#item.tooltip = `${facts.tooltip}\n${l10n.t('Click for what can be done with it.')}`;
    this.#item.accessibilityInformation = { label: facts.label };
    this.#item.backgroundColor =
      state === 'quiet' ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.command = command('assumable.useToken', l10n.t('Use Token'), token.id);
    this.#item.show();
  }
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { IssuedToken } from '../flows/obtainToken';
import { formatTimeLeft, timeLeft } from '../core/token';
import { command } from './commands';

/** A token of this window. */
export interface LiveToken extends IssuedToken {
  /** What it is listed by; holds nothing secret. */
  readonly id: string;
  /** What people call the identity. */
  readonly name: string;
  /** What it was narrowed to; absent for all that the identity may do. */
  readonly narrowed?: Narrowing | undefined;
}

/** Groups (UIDPs) and capabilities that a token was asked for; an empty list for all. */
export interface Narrowing {
  readonly scopes: readonly string[];
  readonly capabilities: readonly string[];
}

/**
 * The Chainguard tokens that were obtained in this window. They live in memory and are forgotten when they
 * end. While one is alive the clock ticks once a second and the status bar counts down.
 */
export class Tokens implements vscode.Disposable {
  readonly #tokens = new Map<string, LiveToken>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ticked = new vscode.EventEmitter<void>();
  readonly #status = vscode.window.createStatusBarItem('assumable.token', vscode.StatusBarAlignment.Left);
  #clock: NodeJS.Timeout | undefined;

  /** Fires when a token was added or has gone. */
  readonly onDidChange = this.#changed.event;
  /** Fires once a second while a token is alive. */
  readonly onDidTick = this.#ticked.event;

  constructor() {
    this.#status.name = l10n.t('Chainguard token');
  }

  /** Keeps a token; an earlier one for the same identity and audience, as narrow as this one, is forgotten. */
  add(token: IssuedToken, name: string, narrowed?: Narrowing): LiveToken {
    const width = narrowed ? [...narrowed.scopes, ...narrowed.capabilities].join(' ') : '';
    const id = `${token.identity} ${token.audience} ${width}`.trim();
    const live = { ...token, id, name, narrowed };
    this.#tokens.delete(id);
    this.#tokens.set(id, live);
    this.#clock ??= setInterval(() => this.#tick(), 1000);
    this.#changed.fire();
    this.#tick();
    return live;
  }

  get(id: string): LiveToken | undefined {
    return this.#tokens.get(id);
  }

  /** Those that are alive, the newest first. */
  all(): LiveToken[] {
    return [...this.#tokens.values()].reverse();
  }

  forget(id: string): void {
    if (this.#tokens.delete(id)) {
      this.#changed.fire();
      this.#tick();
    }
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#tokens.clear();
    this.#status.dispose();
    this.#changed.dispose();
    this.#ticked.dispose();
  }

  #tick(): void {
    const now = new Date();
    for (const token of this.#tokens.values()) {
      if (timeLeft(token.expires, now) > 0) continue;
      this.#tokens.delete(token.id);
      this.#changed.fire();
    }
    const newest = this.all()[0];
    if (newest) {
      const left = formatTimeLeft(timeLeft(newest.expires, now));
      this.#status.text = `$(key) ${newest.name} ${left}`;
      this.#status.tooltip = l10n.t(
        'Chainguard token of {0} for {1}. Click to show it.',
        newest.name,
        newest.audience,
      );
      this.#status.accessibilityInformation = {
        label: l10n.t('Chainguard token of {0}, {1} left', newest.name, left),
      };
      this.#status.command = command('assumable.showToken', l10n.t('Show Token'), newest.id);
      this.#status.show();
    } else {
      clearInterval(this.#clock);
      this.#clock = undefined;
      this.#status.hide();
    }
    this.#ticked.fire();
  }
}

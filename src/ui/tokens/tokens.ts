import * as vscode from 'vscode';
import { KeptTokens, type IssuedToken, type LiveToken } from '../../core/token/keptTokens';

/**
 * The Chainguard tokens that were obtained in this window. They stay in memory. While there is one, a clock
 * ticks once a second.
 */
export class Tokens extends KeptTokens implements vscode.Disposable {
  readonly #ticked = new vscode.EventEmitter<Date>();
  #clock: NodeJS.Timeout | undefined;

  /** Fires once a second while there is a token, and when one is added or forgotten. */
  readonly onDidTick = this.#ticked.event;

  override add(...added: [IssuedToken, string, Pick<LiveToken, 'narrowed'>?]): LiveToken {
    const live = super.add(...added);
    this.#clock ??= setInterval(() => this.#tick(), 1000);
    this.#tick();
    return live;
  }

  override forget(id: string): boolean {
    const was = super.forget(id);
    if (was) this.#tick();
    return was;
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#ticked.dispose();
  }

  #tick(): void {
    const now = new Date();
    this.pass(now);
    if (this.isEmpty) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
    this.#ticked.fire(now);
  }
}

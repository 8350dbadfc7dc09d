import * as vscode from 'vscode';
import { countdown, isForgotten } from '../../core/token/countdown';
import type { IssuedToken } from '../../flows/obtainToken';
import { timeLeft } from '../../core/token/token';
import { TokenStatus } from './countdownItem';

/** A token of this window. */
export interface LiveToken extends IssuedToken {
  /** What it is listed by; holds nothing secret. */
  readonly id: string;
  /** What people call the identity. */
  readonly name: string;
  /** What it was narrowed to; absent for all that the identity may do. */
  readonly narrowed?: Narrowing | undefined;
  /** Whether it was had for a token that a person pasted, which was not kept: it takes another to have it anew. */
  readonly pasted?: boolean | undefined;
}

/** What stays of a token that has ended: enough to get it anew, and nothing secret. */
export type EndedToken = Omit<LiveToken, 'secret'>;

/** Groups (UIDPs) and capabilities that a token was asked for; an empty list for all. */
export interface Narrowing {
  readonly scopes: readonly string[];
  readonly capabilities: readonly string[];
}

/**
 * The Chainguard tokens that were obtained in this window. They live in memory; what is secret of them is forgotten
 * when they end, and the rest some minutes later. While one is there the clock ticks once a second.
 */
export class Tokens implements vscode.Disposable {
  readonly #tokens = new Map<string, LiveToken>();
  readonly #ended = new Map<string, EndedToken>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ticked = new vscode.EventEmitter<void>();
  readonly #status = new TokenStatus();
  #clock: NodeJS.Timeout | undefined;

  /** Fires when a token was added or has gone. */
  readonly onDidChange = this.#changed.event;
  /** Fires once a second while a token is alive. */
  readonly onDidTick = this.#ticked.event;

  /** Keeps a token; an earlier one for the same identity and audience, as narrow as this one, is forgotten. */
  add(token: IssuedToken, name: string, had: Pick<LiveToken, 'narrowed' | 'pasted'> = {}): LiveToken {
    const { narrowed, pasted } = had;
    const width = narrowed ? [...narrowed.scopes, ...narrowed.capabilities].join(' ') : '';
    const id = `${token.identity} ${token.audience} ${width}`.trim();
    const live = { ...token, id, name, narrowed, pasted };
    this.#tokens.delete(id);
    this.#ended.delete(id);
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

  /** One that has ended some minutes ago at most. */
  ended(id: string): EndedToken | undefined {
    return this.#ended.get(id);
  }

  /** Those that have ended some minutes ago at most, the last first. */
  allEnded(): EndedToken[] {
    return [...this.#ended.values()].reverse();
  }

  forget(id: string): void {
    const [was, ended] = [this.#tokens.delete(id), this.#ended.delete(id)];
    if (was || ended) {
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
      const { id, name, narrowed, pasted, claims, identity, audience, expires } = token;
      this.#tokens.delete(id);
      this.#ended.set(id, { id, name, narrowed, pasted, claims, identity, audience, expires });
      this.#changed.fire();
    }
    for (const token of this.#ended.values()) if (isForgotten(token, now)) this.#ended.delete(token.id);
    this.#status.show(countdown<EndedToken>([...this.all(), ...this.allEnded()], now), now);
    if (this.#tokens.size + this.#ended.size === 0) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
    this.#ticked.fire();
  }
}

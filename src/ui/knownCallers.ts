import * as vscode from 'vscode';
import type { Callers } from '../aws/callers';
import { sourceName } from '../aws/sources';
import type { Caller } from '../core/caller';

/** A caller that has shown itself in this window. */
export interface KnownCaller {
  /** What people call it, such as `profile ci-prod`. */
  readonly name: string;
  readonly caller: Caller;
}

/** The callers that this window knows: what STS last said of each source. Nothing secret, and in memory only. */
export class KnownCallers implements vscode.Disposable {
  readonly #callers = new Map<string, KnownCaller>();
  readonly #changed = new vscode.EventEmitter<void>();

  /** Fires when a caller was added or is another now. */
  readonly onDidChange = this.#changed.event;

  /** Keeps what STS said of a source, in the place of what it said before; nothing where it is not known now. */
  follow(callers: Callers, id: string): void {
    const [source, known] = [callers.source(id), callers.known(id)];
    if (!source || !known) return;
    const name = sourceName(source);
    this.#callers.delete(name);
    this.#callers.set(name, { name, caller: known.caller });
    this.#changed.fire();
  }

  /** All of them, the newest first. */
  all(): KnownCaller[] {
    return [...this.#callers.values()].reverse();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

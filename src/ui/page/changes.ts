import * as vscode from 'vscode';

/**
 * Counts events, for a page that has to ask for them. A page that asks again also learns of an event that
 * came while it was not waiting.
 */
export class Changes implements vscode.Disposable {
  readonly #listening: vscode.Disposable;
  #count = 1;
  #tell: (() => void) | undefined;

  constructor(...events: readonly vscode.Event<unknown>[]) {
    const listening = events.map((event) =>
      event(() => {
        this.#count++;
        this.#tell?.();
      }),
    );
    this.#listening = vscode.Disposable.from(...listening);
  }

  /**
   * The count, once it differs from `known`, which is 0 for a page that knows none. Only the last call waits:
   * an earlier one gets the current count at once, since a page that was hidden no longer waits.
   */
  async after(known: number): Promise<number> {
    this.#tell?.();
    if (this.#count === known)
      await new Promise<void>((tell) => {
        this.#tell = tell;
      });
    return this.#count;
  }

  dispose(): void {
    this.#listening.dispose();
  }
}

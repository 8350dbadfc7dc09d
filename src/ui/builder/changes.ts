import * as vscode from 'vscode';

/** Counts events, for a page that asks and is never told. A page that waits hears of one that came while it did not. */
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
   * The count, once it is another than `known`; 0 is none. Only the last that asked waits: whoever asked before is
   * given the count as it is, since a page that was hidden does not wait any more.
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

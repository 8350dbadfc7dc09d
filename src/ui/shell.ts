import * as vscode from 'vscode';
import { registerCommands, shellCommands, type Handlers } from './commands';
import { showFailure } from './failures';
import { Log } from './log';
import { ReadOnlyDocuments } from './readOnlyDocuments';

/**
 * What every feature gets from the window: its log, its documents, its storage, and a place to register
 * commands.
 */
export class Shell implements vscode.Disposable {
  readonly documents = new ReadOnlyDocuments();
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'globalState' | 'globalStorageUri' | 'secrets'
  >;
  readonly #log = new Log();
  readonly #owned: vscode.Disposable[] = [];

  constructor(context: Shell['context']) {
    this.context = context;
    this.commands(shellCommands(this.#log, this.documents));
  }

  /** Registers a feature's commands; whatever they throw is logged and shown. */
  commands(handlers: Handlers): void {
    this.own(registerCommands(handlers, this.show));
  }

  /** Disposes of a service when the window closes. */
  own<T extends vscode.Disposable>(service: T): T {
    this.#owned.push(service);
    return service;
  }

  /** Logs a failure of work that nobody waits for. */
  readonly log = (doing: string, error: unknown): void => this.#log.error(doing, error);

  /** Logs a failure, and shows the person what failed and what to do next. */
  readonly show = (doing: string, error: unknown): void => showFailure(this.#log, doing, error);

  dispose(): void {
    for (const service of this.#owned) service.dispose();
    this.documents.dispose();
    this.#log.dispose();
  }
}

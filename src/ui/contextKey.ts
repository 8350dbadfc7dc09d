import * as vscode from 'vscode';

/** A context key, which menus and welcome texts depend on. Only this object writes it. */
export class ContextKey<T extends string | boolean> {
  readonly #name: `assumable.${string}`;
  #value: T | undefined;

  constructor(name: `assumable.${string}`) {
    this.#name = name;
  }

  /** Sets the key; resolves when VS Code has it. */
  async set(value: T): Promise<void> {
    if (value === this.#value) return;
    this.#value = value;
    await vscode.commands.executeCommand('setContext', this.#name, value);
  }
}

import * as vscode from 'vscode';

/** A context key with one writer: what menus and welcome texts hang on. */
export class ContextKey<T extends string | boolean> {
  readonly #name: `assumable.${string}`;
  #value: T | undefined;

  constructor(name: `assumable.${string}`) {
    this.#name = name;
  }

  get value(): T | undefined {
    return this.#value;
  }

  /** Sets the key; resolves when VS Code has it. */
  async set(value: T): Promise<void> {
    if (value === this.#value) return;
    this.#value = value;
    await vscode.commands.executeCommand('setContext', this.#name, value);
  }
}

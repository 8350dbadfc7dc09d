import * as vscode from 'vscode';
import { isRow } from './rows';
import { toClipboard } from './progress';

/**
 * Every command of the extension with its arguments. Each feature's `register.ts` adds its own. Arguments are
 * ids, so that a lens, a row, a keybinding and a link can all run the same command. They may be left out; the
 * person is asked instead.
 */
export interface CommandTable extends ReturnType<typeof shellCommands> {}
export type CommandId = keyof CommandTable;

/** The commands that one feature registers, by id. */
export type Handlers = Readonly<
  Record<`assumable.${string}`, (first?: string, second?: string) => void | Promise<void>>
>;

/** A command with its arguments, for a lens, a row or a status-bar item. */
export function command<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: Parameters<CommandTable[Id]>
): vscode.Command {
  return { command: id, title, arguments: args };
}

/** Runs a command of this extension; resolves when its handler has finished. */
export async function runCommand<Id extends CommandId>(
  id: Id,
  ...args: Parameters<CommandTable[Id]>
): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}

/**
 * Registers a feature's commands. A row that VS Code passes from a tree's menu is replaced by its target. Arguments
 * that are not text are dropped, whoever sent them. Only `failed` gets what a handler throws.
 */
export function registerCommands(
  handlers: Handlers,
  failed: (id: string, error: unknown) => void,
): vscode.Disposable {
  const register = ([id, handler]: [string, Handlers[keyof Handlers]]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const given = isRow(args[0]) ? (args[0].targets ?? [args[0].target]) : args;
        const [first, second] = given.map((value) => (typeof value === 'string' ? value : undefined));
        await handler(first, second);
      } catch (error) {
        failed(id, error);
      }
    });
  return vscode.Disposable.from(...Object.entries(handlers).map(register));
}

/** The commands that belong to no feature. */
export function shellCommands(
  log: { show(): void },
  documents: { run(uri: string, actionId: string): Promise<void> },
) {
  const copy = async (text?: string) => {
    if (text !== undefined) await toClipboard(text);
  };
  return {
    'assumable.showLog': () => log.show(),
    'assumable.runDocumentAction': async (uri?: string, actionId?: string) => {
      if (uri !== undefined && actionId !== undefined) await documents.run(uri, actionId);
    },
    'assumable.copyId': copy,
    'assumable.copyValue': copy,
    'assumable.copyReference': copy,
  };
}

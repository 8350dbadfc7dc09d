import * as vscode from 'vscode';
import { visible } from '../core/text';
import { enterRow, isRow, rowsOf, type Row } from './rows';
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

interface Several {
  readonly run: (texts: readonly string[]) => void | Promise<void>;
  /** What it takes of a row. */
  readonly of: (row: Row) => string | undefined;
}

/** What handlers do with several rows, by handler. */
const ofSeveral = new WeakMap<Handlers[keyof Handlers], Several>();

/** A handler for any number of texts: those of the selected rows, or the one that it is called with, or none. */
export function several(
  run: Several['run'],
  of: Several['of'] = ({ target }) => target,
): (text?: string) => void | Promise<void> {
  const one = (text?: string) => run(text === undefined ? [] : [text]);
  ofSeveral.set(one, { run, of });
  return one;
}

/** A command with its arguments, for a lens, a row or a status-bar item. Its title shows what others wrote in it. */
export function command<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: Parameters<CommandTable[Id]>
): vscode.Command {
  return { command: id, title: visible(title), arguments: args };
}

/** Runs a command of this extension; resolves when its handler has finished. */
export async function runCommand<Id extends CommandId>(
  id: Id,
  ...args: Parameters<CommandTable[Id]>
): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}

/**
 * Registers a feature's commands. Rows that a tree's menu or a key passes are replaced by their targets; a handler for one
 * row gets the one whose menu it is, and nothing where a key is about several. Arguments that are not text are dropped, whoever sent them. Only `failed` gets what a
 * handler throws.
 */
export function registerCommands(
  handlers: Handlers,
  failed: (id: string, error: unknown) => void,
): vscode.Disposable {
  const register = ([id, handler]: [string, Handlers[keyof Handlers]]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const rows = await rowsOf(args);
        if (rows?.length === 0) return;
        const all = ofSeveral.get(handler);
        if (rows && all) {
          await all.run(rows.flatMap((each) => all.of(each) ?? []));
          return;
        }
        const row = isRow(args[0]) ? args[0] : rows?.[0];
        if (rows && rows.length > 1 && row !== args[0]) return;
        const given = row ? (row.targets ?? [row.target]) : args;
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
  const copy = () =>
    several(
      async (texts) => {
        if (texts.length > 0) await toClipboard(texts.join('\n'));
      },
      (row) => row.copied?.() ?? row.target,
    );
  return {
    'assumable.enterRow': async (viewId?: string) => {
      if (viewId !== undefined) await enterRow(viewId);
    },
    'assumable.showLog': () => log.show(),
    'assumable.runDocumentAction': async (uri?: string, actionId?: string) => {
      if (uri !== undefined && actionId !== undefined) await documents.run(uri, actionId);
    },
    'assumable.copyId': copy(),
    'assumable.copyValue': copy(),
    'assumable.copyReference': copy(),
  };
}

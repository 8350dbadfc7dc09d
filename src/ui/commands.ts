import * as vscode from 'vscode';
import { isRow } from './rows';

/**
 * Every command of the extension and what it takes. Arguments are ids, so that a lens, a row, a keybinding and
 * a link can all call the same command; whoever calls may leave them out, and the person is asked.
 */
export interface CommandTable {
  'assumable.createIdentity': (groupId?: string) => void;
  'assumable.createIdentityFor': (output?: string) => void;
  'assumable.createIdentityAs': (sourceId?: string) => Promise<void>;
  'assumable.editIdentity': (identityId?: string) => Promise<void>;
  'assumable.testIdentity': (identityId?: string, sourceId?: string) => Promise<void>;
  'assumable.testIdentityAs': (identityId?: string) => Promise<void>;
  'assumable.testIdentityNamed': (name?: string) => Promise<void>;
  'assumable.testAgain': () => Promise<void>;
  'assumable.askAnyway': () => Promise<void>;
  'assumable.cancelTest': () => void;
  'assumable.copyReport': () => Promise<void>;
  'assumable.signAwsToken': (identityId?: string) => Promise<void>;
  'assumable.exchangeToken': () => Promise<void>;
  'assumable.useToken': (tokenId?: string) => Promise<void>;
  'assumable.showToken': (tokenId?: string) => Promise<void>;
  'assumable.copyToken': (tokenId?: string) => Promise<void>;
  'assumable.renewToken': (tokenId?: string) => Promise<void>;
  'assumable.narrowToken': (tokenId?: string) => Promise<void>;
  'assumable.tokenForAudience': (tokenId?: string) => Promise<void>;
  'assumable.copyTokenAs': (tokenId?: string) => Promise<void>;
  'assumable.openTokenTerminal': (tokenId?: string) => Promise<void>;
  'assumable.writeDockerConfig': (tokenId?: string) => Promise<void>;
  'assumable.forgetToken': (tokenId?: string) => Promise<void>;
  'assumable.listRepositories': (tokenId?: string) => Promise<void>;
  'assumable.signIn': () => Promise<void>;
  'assumable.switchAccount': () => Promise<void>;
  'assumable.pasteSession': () => Promise<void>;
  'assumable.useChainctlLogin': () => Promise<void>;
  'assumable.signOut': () => Promise<void>;
  'assumable.searchIdentities': () => Promise<void>;
  'assumable.filterIdentities': () => Promise<void>;
  'assumable.clearFilter': () => Promise<void>;
  'assumable.createGroup': (parentId?: string) => Promise<void>;
  'assumable.rename': (id?: string) => Promise<void>;
  'assumable.describe': (id?: string) => Promise<void>;
  'assumable.bindRoles': (identityId?: string) => Promise<void>;
  'assumable.unbindRoles': (identityId?: string) => Promise<void>;
  'assumable.deleteIdentity': (identityId?: string) => Promise<void>;
  'assumable.showTrustPath': (identityId?: string) => Promise<void>;
  'assumable.copyName': (id?: string) => Promise<void>;
  'assumable.openConsole': (target?: string) => Promise<void>;
  'assumable.refreshIdentities': () => void;
  'assumable.whatWentWrong': () => void;
  'assumable.loadMore': (listId?: string) => Promise<void>;
  'assumable.copyId': (id?: string) => Promise<void>;
  'assumable.copyValue': (value?: string) => Promise<void>;
  'assumable.copyReference': (reference?: string) => Promise<void>;
  'assumable.decodeToken': () => Promise<void>;
  'assumable.explain': (identityId?: string, sourceId?: string) => Promise<void>;
  'assumable.explainCaller': (sourceId?: string) => Promise<void>;
  'assumable.explainTest': () => Promise<void>;
  'assumable.explainDefinition': (uri?: string, offset?: string) => Promise<void>;
  'assumable.compareWithLive': (uri?: string, offset?: string) => Promise<void>;
  'assumable.updateFile': () => Promise<void>;
  'assumable.updateLive': () => Promise<void>;
  'assumable.runDocumentAction': (uri?: string, actionId?: string) => Promise<void>;
  'assumable.refreshCallers': () => void;
  'assumable.askCaller': (sourceId?: string) => Promise<void>;
  'assumable.testAsCaller': (sourceId?: string) => Promise<void>;
  'assumable.assumeRole': (sourceId?: string) => Promise<void>;
  'assumable.dropCaller': (sourceId?: string) => Promise<void>;
  'assumable.copyCaller': (sourceId?: string) => Promise<void>;
  'assumable.copyCallerEnvironment': (sourceId?: string) => Promise<void>;
  'assumable.copyCallerStanza': (sourceId?: string) => Promise<void>;
  'assumable.writeCallerProfile': (sourceId?: string) => Promise<void>;
  'assumable.openCallerTerminal': (sourceId?: string) => Promise<void>;
  /** `testAgain` as the second argument carries on with the last test. */
  'assumable.signInCaller': (sourceId?: string, next?: string) => Promise<void>;
  'assumable.openCallerFile': (sourceId?: string) => Promise<void>;
  'assumable.showLog': () => void;
}
export type CommandId = keyof CommandTable;

/** A command with its arguments, for a lens, a row or a status-bar item. */
export function command<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: Parameters<CommandTable[Id]>
): vscode.Command {
  return { command: id, title, arguments: args };
}

/**
 * Registers the whole table. A row that VS Code passes from a tree's menu becomes its target; arguments that
 * are not text are dropped, whoever sent them. What a handler throws goes to `failed`, and nowhere else.
 */
export function registerCommands(
  handlers: CommandTable,
  failed: (id: CommandId, error: unknown) => void,
): vscode.Disposable {
  const register = (id: CommandId) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      const given = isRow(args[0]) ? (args[0].targets ?? [args[0].target]) : args;
      const [first, second] = given.map((value) => (typeof value === 'string' ? value : undefined));
      try {
        await handlers[id](first, second);
      } catch (error) {
        failed(id, error);
      }
    });
  return vscode.Disposable.from(...(Object.keys(handlers) as CommandId[]).map(register));
}

import type { CommandId, CommandTable } from './commands';

/** The commands of each group whose handlers are loaded at the first use of one of them. */
export const tokenCommands = [
  'assumable.signAwsToken',
  'assumable.exchangeToken',
  'assumable.useToken',
  'assumable.showToken',
  'assumable.copyToken',
  'assumable.forgetToken',
  'assumable.listRepositories',
  'assumable.renewToken',
  'assumable.narrowToken',
  'assumable.tokenForAudience',
  'assumable.copyTokenAs',
  'assumable.openTokenTerminal',
  'assumable.writeDockerConfig',
] as const;

export const testCommands = [
  'assumable.testIdentity',
  'assumable.testIdentityAs',
  'assumable.testIdentityNamed',
  'assumable.testAgain',
  'assumable.testAsCaller',
  'assumable.askAnyway',
  'assumable.cancelTest',
  'assumable.copyReport',
] as const;

export const callerCommands = [
  'assumable.askCaller',
  'assumable.assumeRole',
  'assumable.dropCaller',
  'assumable.copyCaller',
  'assumable.copyCallerEnvironment',
  'assumable.copyCallerStanza',
  'assumable.writeCallerProfile',
  'assumable.openCallerTerminal',
  'assumable.signInCaller',
  'assumable.openCallerFile',
] as const;

export const manageCommands = [
  'assumable.searchIdentities',
  'assumable.filterIdentities',
  'assumable.clearFilter',
  'assumable.createGroup',
  'assumable.rename',
  'assumable.describe',
  'assumable.bindRoles',
  'assumable.unbindRoles',
  'assumable.deleteIdentity',
  'assumable.showTrustPath',
  'assumable.copyName',
  'assumable.openConsole',
] as const;

export const sessionCommands = [
  'assumable.signIn',
  'assumable.switchAccount',
  'assumable.pasteSession',
  'assumable.useChainctlLogin',
  'assumable.signOut',
] as const;

export const builderCommands = [
  'assumable.createIdentity',
  'assumable.createIdentityFor',
  'assumable.createIdentityAs',
  'assumable.editIdentity',
] as const;

/** The handlers of a group's commands. */
export type HandlersOf<Ids extends readonly CommandId[]> = Pick<CommandTable, Ids[number]>;

/**
 * Handlers that stand for those of a module that `load` imports when one of them is first used. What `load`
 * throws, its command throws.
 */
export function lazily<Id extends CommandId>(
  ids: readonly Id[],
  load: () => Promise<Pick<CommandTable, Id>>,
): Pick<CommandTable, Id> {
  const handler = (id: Id) => async (first?: string, second?: string) => {
    const loaded: CommandTable[CommandId] = (await load())[id];
    await loaded(first, second);
  };
  return Object.fromEntries(ids.map((id) => [id, handler(id)])) as Pick<CommandTable, Id>;
}

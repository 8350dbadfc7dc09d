import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import type { HandlersOf, callerCommands } from '../lazyCommands';
import { pickSource } from './pickSource';
import { requireTrust } from '../prompts';
import { cancellable } from '../progress';

/** The commands on a caller; whoever gives none is asked for one. What they do is loaded when it is first needed. */
export function callerActions(callers: Callers): HandlersOf<typeof callerCommands> {
  const sourceFor = async (id: string | undefined): Promise<CredentialSource> =>
    (id === undefined ? undefined : callers.source(id)) ?? pickSource(callers, undefined);
  const load = () => import('./useCaller');
  return {
    'assumable.askCaller': async (id) => {
      requireTrust();
      const source = await sourceFor(id);
      await cancellable(l10n.t('Asking AWS who is calling'), (signal) =>
        callers.identifyAnew(source, signal),
      );
    },
    'assumable.assumeRole': async (id) => {
      requireTrust();
      const from = await sourceFor(id);
      await (await load()).assumeRole(callers, from);
    },
    'assumable.dropCaller': async (id) => {
      if (id !== undefined) callers.drop(id);
      await Promise.resolve();
    },
    'assumable.copyCaller': async (id) => {
      requireTrust();
      await (await load()).copyJson(callers, await sourceFor(id));
    },
    'assumable.copyCallerEnvironment': async (id) => {
      requireTrust();
      await (await load()).copyEnvironment(callers, await sourceFor(id));
    },
    'assumable.copyCallerStanza': async (id) => (await load()).copyStanza(await sourceFor(id)),
    'assumable.writeCallerProfile': async (id) => {
      requireTrust();
      await (await load()).writeProfile(await sourceFor(id));
    },
    'assumable.openCallerTerminal': async (id) => {
      requireTrust();
      await (await load()).openTerminal(callers, await sourceFor(id));
    },
    'assumable.signInCaller': async (id, next) => {
      requireTrust();
      await (await load()).signIn(callers, await sourceFor(id));
      if (next === 'testAgain') await vscode.commands.executeCommand('assumable.testAgain');
    },
    'assumable.openCallerFile': async (id) => (await load()).openFile(await sourceFor(id)),
  };
}

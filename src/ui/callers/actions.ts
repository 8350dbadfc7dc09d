import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { runCommand } from '../commands';
import { pickSource } from './pickSource';
import { requireTrust } from '../prompts';
import { cancellable } from '../progress';

/**
 * The commands on a caller, which ask for one where none is given. Their code is loaded when first needed.
 */
export function callerActions(callers: Callers) {
  const sourceFor = async (id: string | undefined): Promise<CredentialSource> =>
    (id === undefined ? undefined : callers.source(id)) ?? pickSource(callers);
  const load = () => import('./useCaller');
  return {
    askCaller: async (id?: string) => {
      requireTrust();
      const source = await sourceFor(id);
      await cancellable(l10n.t('Asking AWS who is calling'), (signal) =>
        callers.identifyAnew(source, signal),
      );
    },
    assumeRole: async (id?: string) => {
      requireTrust();
      const from = await sourceFor(id);
      await (await load()).assumeRole(callers, from);
    },
    copyCaller: async (id?: string) => {
      requireTrust();
      await (await load()).copyJson(callers, await sourceFor(id));
    },
    copyCallerEnvironment: async (id?: string) => {
      requireTrust();
      await (await load()).copyEnvironment(callers, await sourceFor(id));
    },
    copyCallerStanza: async (id?: string) => (await load()).copyStanza(await sourceFor(id)),
    writeCallerProfile: async (id?: string) => {
      requireTrust();
      await (await load()).writeProfile(await sourceFor(id));
    },
    openCallerTerminal: async (id?: string) => {
      requireTrust();
      await (await load()).openTerminal(callers, await sourceFor(id));
    },
    signInCaller: async (id?: string, next?: string) => {
      requireTrust();
      await (await load()).signIn(await sourceFor(id));
      if (next === 'testAgain') await runCommand('assumable.testAgain');
    },
    openCallerFile: async (id?: string) => (await load()).openFile(await sourceFor(id)),
  };
}

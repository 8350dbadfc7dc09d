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
  const sourceFor = async (id: string | undefined, title: string): Promise<CredentialSource> =>
    (id === undefined ? undefined : callers.source(id)) ?? pickSource(callers, title);
  const load = () => import('./useCaller');
  return {
    askCaller: async (id?: string) => {
      requireTrust();
      const source = await sourceFor(id, l10n.t('Ask AWS Who the Caller Is'));
      await cancellable(l10n.t('Asking AWS who is calling'), (signal) =>
        callers.identifyAnew(source, signal),
      );
    },
    assumeRole: async (id?: string) => {
      requireTrust();
      const from = await sourceFor(id, l10n.t('Assume Role'));
      await (await load()).assumeRole(callers, from);
    },
    copyCaller: async (id?: string) => {
      requireTrust();
      await (await load()).copyJson(callers, await sourceFor(id, l10n.t('Copy Caller as JSON')));
    },
    copyCallerEnvironment: async (id?: string) => {
      requireTrust();
      await (
        await load()
      ).copyEnvironment(callers, await sourceFor(id, l10n.t('Copy Caller as Environment Variables')));
    },
    copyCallerStanza: async (id?: string) =>
      (await load()).copyStanza(await sourceFor(id, l10n.t('Copy Caller as Profile'))),
    writeCallerProfile: async (id?: string) => {
      requireTrust();
      await (await load()).writeProfile(await sourceFor(id, l10n.t('Write Profile to AWS Config')));
    },
    openCallerTerminal: async (id?: string) => {
      requireTrust();
      await (await load()).openTerminal(callers, await sourceFor(id, l10n.t('Open Terminal as Caller')));
    },
    signInCaller: async (id?: string, next?: string) => {
      requireTrust();
      await (await load()).signIn(await sourceFor(id, l10n.t('Sign In to AWS')));
      if (next === 'testAgain') await runCommand('assumable.testAgain');
    },
    openCallerFile: async (id?: string) =>
      (await load()).openFile(await sourceFor(id, l10n.t('Open Profile in AWS Config'))),
  };
}

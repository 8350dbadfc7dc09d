import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import type { TestRequest } from '../../flows/testIdentity';
import { requireIdentityId } from '../../core/uidp';
import type { LastTest } from './lastTest';
import { rememberedSource, rememberSource } from '../callers/lastSource';
import { pickSource } from '../callers/pickSource';
import { identityNamed, pickIdentity } from '../pickIdentity';
import { copy } from '../progress';
import { requireTrust } from '../prompts';
import type { Sessions } from '../session/session';
import { settings } from '../settings';

/** What testing needs from the window. */
export interface TestServices {
  readonly sessions: Sessions;
  readonly lastTest: LastTest;
  readonly callers: Callers;
  readonly state: vscode.Memento;
  /** The name of an identity, if it has been listed. */
  readonly nameOf: (identityId: string) => string | undefined;
}

/** The commands that run a test or use its result. */
export function testActions(services: TestServices) {
  const { sessions, lastTest, callers, state, nameOf } = services;

  const test = async (identityId: string, name: string | undefined, source: CredentialSource) => {
    requireTrust();
    requireIdentityId(identityId);
    await rememberSource(state, identityId, source);
    const request: TestRequest = {
      identityId,
      source,
      issuerUrl: settings.issuerUrl(),
      apiUrl: settings.apiUrl(),
      audience: settings.audience(),
      session: await sessions.connection(),
      callers,
    };
    await lastTest.run(request, name);
  };

  /** The source that an identity was last tested with, or one that the person picks. */
  const sourceFor = async (identityId: string): Promise<CredentialSource> => {
    const last = callers.source(rememberedSource(state, identityId) ?? '');
    return last ?? pickSource(callers);
  };

  return {
    testIdentity: async (identityId?: string, callerId?: string) => {
      requireTrust();
      if (identityId === undefined) {
        const picked = await pickIdentity(await sessions.connection());
        const last = rememberedSource(state, picked.id);
        return test(picked.id, picked.name, await pickSource(callers, last));
      }
      requireIdentityId(identityId);
      const source =
        callerId === undefined ? undefined : (callers.source(callerId) ?? (await pickSource(callers)));
      return test(identityId, nameOf(identityId), source ?? (await sourceFor(identityId)));
    },
    testIdentityAs: async (identityId?: string) => {
      requireTrust();
      const picked =
        identityId === undefined ? await pickIdentity(await sessions.connection()) : { id: identityId };
      const source = await pickSource(callers, rememberedSource(state, picked.id));
      return test(picked.id, nameOf(picked.id), source);
    },
    testIdentityNamed: async (name?: string) => {
      requireTrust();
      if (name === undefined) throw new Failure('invalid', l10n.t('This definition has no name.'));
      const identity = await identityNamed((await sessions.require()).connection, name);
      return test(identity.id, identity.name, await sourceFor(identity.id));
    },
    testAsCaller: async (callerId?: string) => {
      requireTrust();
      const named = callerId === undefined ? undefined : callers.source(callerId);
      const source = named ?? (await pickSource(callers));
      const picked = await pickIdentity(await sessions.connection());
      return test(picked.id, picked.name, source);
    },
    testAgain: async () => {
      requireTrust();
      await lastTest.again({ evenIfMismatch: false, session: await sessions.connection() });
    },
    askAnyway: async () => {
      requireTrust();
      await lastTest.again({ evenIfMismatch: true });
    },
    copyReport: async () => {
      const text = await lastTest.text();
      if (text === undefined)
        throw new Failure('invalid', l10n.t('No test has been run in this window yet.'));
      await copy(text, l10n.t('The report is on the clipboard. Nothing secret is in it.'));
    },
  };
}

import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import type { Identity } from '../../core/identity';
import type { TestRequest } from '../../flows/testIdentity';
import { isTokenSource } from '../../flows/testSource';
import { requireIdentityId } from '../../core/uidp';
import type { LastTest } from './lastTest';
import { rememberedSource, rememberSource } from '../callers/lastSource';
import { pickSource } from '../callers/pickSource';
import { identityNamed, pickIdentity } from '../pickIdentity';
import { copy } from '../progress';
import { requireTrust } from '../prompts';
import type { Sessions } from '../session/session';
import { settings } from '../settings';
import { pickTokenSource, readToken } from '../tokens/giveToken';
import { howToTest } from './way';

/** What testing needs from the window. */
export interface TestServices {
  readonly sessions: Sessions;
  readonly lastTest: LastTest;
  readonly callers: Callers;
  readonly state: vscode.Memento;
  /** An identity, if it has been listed. */
  readonly listed: (identityId: string) => Identity | undefined;
}

const everyWay = ['web-identity', 'token', 'signed-request'] as const;

/** The commands that run a test or use its result. */
export function testActions(services: TestServices) {
  const { sessions, lastTest, callers, state, listed } = services;

  /** Tests as the source given; without one, as `chosen` does for an AWS caller, or with a token that the person gives. */
  const test = async (
    { id, identity = listed(id) }: { readonly id: string; readonly identity?: Identity | undefined },
    as: CredentialSource | 'last' | 'ask',
  ) => {
    requireTrust();
    requireIdentityId(id);
    const session = await sessions.connection();
    const { way, asked } = await howToTest(state, id, identity, session);
    const source =
      typeof as === 'object'
        ? as
        : way === 'token'
          ? await pickTokenSource(asked, l10n.t('Test Identity'))
          : await callerFor(id, as);
    if (!isTokenSource(source)) await rememberSource(state, id, source);
    const request: TestRequest = {
      ...{ identityId: id, source, way, readToken },
      issuerUrl: settings.issuerUrl(),
      apiUrl: settings.apiUrl(),
      audience: settings.audience(),
      session,
      callers,
    };
    await lastTest.run(request, identity?.name);
  };

  /** The caller that an identity was last tested with, or one that the person picks. */
  const callerFor = async (identityId: string, as: 'last' | 'ask'): Promise<CredentialSource> => {
    const last = rememberedSource(state, identityId);
    const source = as === 'last' ? callers.source(last ?? '') : undefined;
    return source ?? pickSource(callers, last);
  };

  return {
    testIdentity: async (identityId?: string, callerId?: string) => {
      requireTrust();
      if (identityId === undefined)
        return test(await pickIdentity(await sessions.connection(), everyWay), 'ask');
      requireIdentityId(identityId);
      const source =
        callerId === undefined ? undefined : (callers.source(callerId) ?? (await pickSource(callers)));
      return test({ id: identityId }, source ?? 'last');
    },
    testIdentityAs: async (identityId?: string) => {
      requireTrust();
      const picked =
        identityId === undefined
          ? await pickIdentity(await sessions.connection(), everyWay)
          : { id: identityId };
      return test(picked, 'ask');
    },
    testIdentityNamed: async (name?: string) => {
      requireTrust();
      if (name === undefined) throw new Failure('invalid', l10n.t('This definition has no name.'));
      const identity = await identityNamed((await sessions.require()).connection, name);
      return test({ id: identity.id, identity }, 'last');
    },
    testAsCaller: async (callerId?: string) => {
      requireTrust();
      const named = callerId === undefined ? undefined : callers.source(callerId);
      const source = named ?? (await pickSource(callers));
      const picked = await pickIdentity(await sessions.connection(), ['web-identity', 'signed-request']);
      return test(picked, source);
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

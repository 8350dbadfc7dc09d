import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Callers } from '../../aws/callers';
import type { CredentialSource } from '../../aws/sources';
import { Failure } from '../../core/failure';
import type { Identity } from '../../core/identity';
import type { TestRequest } from '../../flows/testIdentity';
import { hasWorked, lastWorked } from '../../core/result/history';
import type { TestResult } from '../../core/result/result';
import { isTokenSource, tokenSourceOf, type TestSource } from '../../flows/testSource';
import { requireIdentityId } from '../../core/uidp';
import { rememberedSource, rememberSource } from '../callers/lastSource';
import { pickSource, pickSources } from '../callers/pickSource';
import { identityNamed, pickIdentity } from '../pickIdentity';
import { copy } from '../progress';
import { requireTrust } from '../prompts';
import type { Sessions } from '../session/session';
import { settings } from '../settings';
import { pickTokenSource, readToken } from '../tokens/giveToken';
import type { IdentityTests } from './tests';
import { howToTest } from './way';

/** What testing needs from the window. */
export interface TestServices {
  readonly sessions: Sessions;
  readonly tests: IdentityTests;
  readonly callers: Callers;
  readonly state: vscode.Memento;
  /** An identity, if it has been listed. */
  readonly listed: (identityId: string) => Identity | undefined;
}

const everyWay = ['web-identity', 'token', 'signed-request'] as const;

/** The commands that run a test or use its result. */
export function testActions(services: TestServices) {
  const { sessions, tests, callers, state, listed } = services;

  /** Tests as the source given; without one, as `chosen` does for an AWS caller, or with a token that the person gives. */
  const test = async (
    { id, identity = listed(id) }: { readonly id: string; readonly identity?: Identity | undefined },
    as: TestSource | 'last' | 'ask',
    evenIfMismatch = false,
  ) => {
    requireTrust();
    requireIdentityId(id);
    const session = await sessions.connection();
    const { way, asked } = await howToTest(state, id, identity, session);
    const sources: readonly TestSource[] =
      typeof as === 'object'
        ? [as]
        : way === 'token'
          ? [await pickTokenSource(asked, l10n.t('Test Identity'))]
          : await callersFor(id, identity, as);
    for (const source of sources) {
      const request: TestRequest = {
        ...{ identityId: id, source, way, readToken },
        issuerUrl: settings.issuerUrl(),
        apiUrl: settings.apiUrl(),
        audience: settings.audience(),
        session,
        callers,
        evenIfMismatch,
      };
      const result = await tests.run(request, identity?.name);
      if (!isTokenSource(source) && hasWorked(result)) await rememberSource(state, id, source);
      // The person has begun another test, or has cancelled this one.
      if (tests.results.newest !== result.id || result.steps.some((step) => step.state === 'stopped')) return;
    }
  };

  /** The caller as whom an identity was assumed last, or those that the person picks. */
  const callersFor = async (
    identityId: string,
    identity: Identity | undefined,
    as: 'last' | 'ask',
  ): Promise<readonly CredentialSource[]> => {
    const last = rememberedSource(state, identityId);
    const source = as === 'last' ? callers.source(last ?? '') : undefined;
    if (source) return [source];
    const rules = identity?.relationship;
    return pickSources(callers, l10n.t('Test Identity'), {
      last,
      match: rules?.kind === 'aws' ? rules.match : undefined,
      worked: (sourceId) => lastWorked(tests.results.all, identityId, sourceId),
    });
  };

  /** The result with this id, or the newest. */
  const required = (resultId: string | undefined): TestResult => {
    const result = tests.results.get(resultId);
    if (result?.outcome) return result;
    throw new Failure('invalid', l10n.t('There is no such test, or it has not ended.'), {
      remedy: l10n.t('Test an identity first.'),
    });
  };

  /** Tests as in a result, with its caller or with a token that is read anew from the same place. */
  const again = async (resultId: string | undefined, evenIfMismatch: boolean) => {
    const { identityId, sourceId } = required(resultId);
    const source = tokenSourceOf(sourceId) ?? callers.source(sourceId);
    await test({ id: identityId }, source ?? 'ask', evenIfMismatch);
  };

  return {
    testIdentity: async (identityId?: string, callerId?: string) => {
      requireTrust();
      if (identityId === undefined)
        return test(
          await pickIdentity(await sessions.connection(), l10n.t('Test Identity'), everyWay),
          'ask',
        );
      requireIdentityId(identityId);
      const source =
        callerId === undefined
          ? undefined
          : (callers.source(callerId) ?? (await pickSource(callers, l10n.t('Test Identity'))));
      return test({ id: identityId }, source ?? 'last');
    },
    testIdentityAs: async (identityId?: string) => {
      requireTrust();
      const picked =
        identityId === undefined
          ? await pickIdentity(await sessions.connection(), l10n.t('Test Identity'), everyWay)
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
      const source = named ?? (await pickSource(callers, l10n.t('Test Identity')));
      const picked = await pickIdentity(await sessions.connection(), l10n.t('Test Identity as This Caller'), [
        'web-identity',
        'signed-request',
      ]);
      return test(picked, source);
    },
    testAgain: (resultId?: string) => again(resultId, false),
    /** Asks Chainguard although the rules do not match, because the issuer has the last word. */
    askAnyway: (resultId?: string) => again(resultId, true),
    copyReport: async (resultId?: string) => {
      const { report } = required(resultId);
      await copy(report, l10n.t('The report is on the clipboard. Nothing secret is in it.'));
    },
    saveReport: async (resultId?: string) => {
      const { report, identityName, started } = required(resultId);
      const time = new Date(started).toISOString().slice(0, 16).replace(/[T:]/g, '-');
      const name = `${identityName.replace(/[^\w.-]+/g, '-')}-${time}.txt`;
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const file = await vscode.window.showSaveDialog({
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
        filters: { [l10n.t('Text')]: ['txt'] },
      });
      if (!file) return;
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(report));
      await vscode.window.showTextDocument(file);
    },
  };
}

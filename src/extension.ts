import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Callers } from './aws/callers';
import { ChainguardAuthentication } from './ui/session/provider';
import { BuilderPanels } from './ui/builder/panel';
import { CallersView, type CallersState } from './ui/callers/callersView';
import { registerCommands } from './ui/commands';
import { ContextKey } from './ui/contextKey';
import { registerDefinitionFeatures } from './ui/editor/register';
import { Definitions } from './ui/editor/definitions';
import { Diagnostics } from './ui/editor/diagnostics';
import { explainActions } from './ui/explain/register';
import { showFailure } from './ui/failures';
import { Findings } from './ui/editor/findings';
import { IdentitiesView, type IdentitiesState } from './ui/identities/identitiesView';
import { IdentityFindings } from './ui/identities/liveFindings';
import { LastTest } from './ui/lastTest/lastTest';
import {
  builderCommands,
  sessionCommands,
  callerCommands,
  lazily,
  manageCommands,
  testCommands,
  tokenCommands,
} from './ui/lazyCommands';
import { IdentityLenses } from './ui/editor/lenses';
import { Log } from './ui/log';
import { ReadOnlyDocuments } from './ui/readOnlyDocuments';
import { Sessions } from './ui/session/session';
import { TokenDocuments } from './ui/tokens/tokenDocuments';
import { Tokens } from './ui/tokens/tokens';

/** Makes every service, connects it and registers it. Asks nobody and reads nothing. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });

  const log = new Log();
  const failed = (doing: string, error: unknown) => log.error(doing, error);
  const callers = new Callers({
    mfaCode: async (...asked) => (await import('./ui/prompts')).askMfaCode(...asked),
  });
  const sessions = new Sessions(
    context.secrets,
    context.globalStorageUri.fsPath,
    (caller) => {
      const source = callers.source(caller);
      return source && callers.credentials(source, undefined, { quietly: true });
    },
    {
      failed: (error) => failed('Renewing the sign-in', error),
      needed: (error) => showFailure(log, 'Renewing the sign-in', error),
    },
  );
  const tokens = new Tokens();
  const identityFindings = new IdentityFindings(failed);
  const identities = new IdentitiesView(
    sessions,
    {
      state: new ContextKey<IdentitiesState>('assumable.identitiesState'),
      filtered: new ContextKey<boolean>('assumable.filtered'),
    },
    identityFindings,
    failed,
  );
  const keys = {
    running: new ContextKey<boolean>('assumable.testing'),
    refused: new ContextKey<boolean>('assumable.mismatch'),
  };
  const callersView = new CallersView(
    { callers, identities: () => identities.awsIdentities() },
    new ContextKey<CallersState>('assumable.callersState'),
    failed,
  );
  const lastTest = new LastTest(tokens, keys, failed);
  const documents = new ReadOnlyDocuments();
  const tokenDocuments = new TokenDocuments(documents, tokens);
  const definitions = new Definitions();
  const findings = new Findings(definitions, callers);
  const state = context.globalState;
  const panels = new BuilderPanels(
    context.extensionUri,
    {
      sessions,
      callers,
      refresh: () => identities.refresh(),
      test: async (identityId) => {
        await vscode.commands.executeCommand('assumable.testIdentity', identityId);
      },
      signIn: async () => {
        await vscode.commands.executeCommand('assumable.signIn');
      },
    },
    failed,
  );
  const nameOf = (identityId: string) => identities.known(identityId)?.name;

  const copy = async (text?: string) => {
    if (text !== undefined) await vscode.env.clipboard.writeText(text);
  };

  const commands = registerCommands(
    {
      ...lazily(testCommands, async () =>
        (await import('./ui/lastTest/actions')).testActions({ sessions, lastTest, callers, state, nameOf }),
      ),
      ...lazily(tokenCommands, async () =>
        (await import('./ui/tokens/actions')).tokenActions({
          sessions,
          tokens,
          callers,
          documents: tokenDocuments,
          state,
          nameOf,
        }),
      ),
      'assumable.decodeToken': async () =>
        (await import('./ui/tokens/decode')).decodeToken(documents, tokenDocuments),
      ...explainActions({
        sessions,
        lastTest,
        callers,
        documents,
        definitions,
        changed: () => identities.refresh(),
      }),
      ...lazily(builderCommands, async () =>
        (await import('./ui/builder/actions')).builderActions({ sessions, panels, callers }),
      ),
      ...lazily(sessionCommands, async () =>
        (await import('./ui/session/actions')).sessionActions(sessions, callers),
      ),
      ...lazily(callerCommands, async () => (await import('./ui/callers/actions')).callerActions(callers)),
      'assumable.refreshCallers': () => callersView.refresh(),
      ...lazily(manageCommands, async () =>
        (await import('./ui/manage/actions')).manageActions({ sessions, identities, documents }),
      ),
      'assumable.refreshIdentities': () => identities.refresh(),
      'assumable.whatWentWrong': () => {
        if (identities.problem !== undefined) showFailure(log, 'Listing organizations', identities.problem);
      },
      'assumable.loadMore': async (listId) => {
        if (listId !== undefined) await identities.more(listId);
      },
      'assumable.copyId': copy,
      'assumable.copyValue': copy,
      'assumable.copyReference': copy,
      'assumable.runDocumentAction': async (uri, actionId) => {
        if (uri !== undefined && actionId !== undefined) await documents.run(uri, actionId);
      },
      'assumable.showLog': () => log.show(),
    },
    (id, error) => showFailure(log, id, error),
  );
  context.subscriptions.push(
    log,
    sessions,
    tokens,
    identityFindings,
    identities,
    lastTest,
    callersView,
    documents,
    tokenDocuments,
    new ChainguardAuthentication(
      sessions,
      async (wanted) => (await import('./ui/session/signIn')).signIn(sessions, callers, wanted),
      (error) => failed('Telling of accounts', error),
    ),
    definitions,
    findings,
    new Diagnostics(findings, failed),
    registerDefinitionFeatures(definitions, findings, callers, (doing, error) =>
      showFailure(log, doing, error),
    ),
    new IdentityLenses(definitions),
    panels,
    commands,
  );
}

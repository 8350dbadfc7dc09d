import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Callers } from './aws/callers';
import { ChainguardAuthentication } from './ui/authentication';
import { BuilderPanels } from './ui/builderPanel';
import { CallersView, type CallersState } from './ui/callersView';
import { registerCommands } from './ui/commands';
import { ContextKey } from './ui/contextKey';
import { registerDefinitionFeatures } from './ui/definitionFeatures';
import { Definitions } from './ui/definitions';
import { Diagnostics } from './ui/diagnostics';
import { explainActions } from './ui/explainActions';
import { showFailure } from './ui/failures';
import { Findings } from './ui/findings';
import { IdentitiesView, type IdentitiesState } from './ui/identitiesView';
import { KnownCallers } from './ui/knownCallers';
import { IdentityFindings } from './ui/identityFindings';
import { LastTest } from './ui/lastTest';
import {
  builderCommands,
  sessionCommands,
  callerCommands,
  lazily,
  manageCommands,
  testCommands,
  tokenCommands,
} from './ui/lazyCommands';
import { IdentityLenses } from './ui/lenses';
import { Log } from './ui/log';
import { ReadOnlyDocuments } from './ui/readOnlyDocuments';
import { Sessions } from './ui/session';
import { TokenDocuments } from './ui/tokenDocuments';
import { Tokens } from './ui/tokens';

/** Makes every service, connects it and registers it. Asks nobody and reads nothing. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });

  const log = new Log();
  const failed = (doing: string, error: unknown) => log.error(doing, error);
  const sessions = new Sessions(
    context.secrets,
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
  const known = new KnownCallers();
  const callers: Callers = new Callers({
    mfaCode: async (...asked) => (await import('./ui/prompts')).askMfaCode(...asked),
    changed: (id) => {
      known.follow(callers, id);
      callersView.changed(id);
    },
  });
  const callersView = new CallersView(
    { callers, identities: () => identities.awsIdentities() },
    new ContextKey<CallersState>('assumable.callersState'),
    failed,
  );
  const lastTest = new LastTest(tokens, keys, failed);
  const documents = new ReadOnlyDocuments();
  const tokenDocuments = new TokenDocuments(documents, tokens);
  const definitions = new Definitions();
  const findings = new Findings(definitions, known);
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
        (await import('./ui/testActions')).testActions({ sessions, lastTest, callers, state, nameOf }),
      ),
      ...lazily(tokenCommands, async () =>
        (await import('./ui/tokenActions')).tokenActions({
          sessions,
          tokens,
          callers,
          documents: tokenDocuments,
          state,
          nameOf,
        }),
      ),
      'assumable.decodeToken': async () =>
        (await import('./ui/decoding')).decodeToken(documents, tokenDocuments),
      ...explainActions({
        sessions,
        lastTest,
        known,
        callers,
        documents,
        definitions,
        changed: () => identities.refresh(),
      }),
      ...lazily(builderCommands, async () =>
        (await import('./ui/builderActions')).builderActions({ sessions, panels, callers }),
      ),
      ...lazily(sessionCommands, async () =>
        (await import('./ui/sessionActions')).sessionActions(sessions, callers),
      ),
      ...lazily(callerCommands, async () => (await import('./ui/callerActions')).callerActions(callers)),
      'assumable.refreshCallers': () => callersView.refresh(),
      ...lazily(manageCommands, async () =>
        (await import('./ui/manageActions')).manageActions({ sessions, identities, documents }),
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
    known,
    callersView,
    documents,
    tokenDocuments,
    new ChainguardAuthentication(
      sessions,
      async (wanted) => (await import('./ui/signingIn')).signIn(sessions, callers, wanted),
      (error) => failed('Telling of accounts', error),
    ),
    definitions,
    findings,
    new Diagnostics(findings, failed),
    registerDefinitionFeatures(definitions, findings, known, (doing, error) =>
      showFailure(log, doing, error),
    ),
    new IdentityLenses(definitions),
    panels,
    commands,
  );
}

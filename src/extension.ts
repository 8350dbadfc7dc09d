import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerAccess } from './ui/access/register';
import { registerBuilder } from './ui/builder/register';
import { registerCallers, registerCallersView } from './ui/callers/register';
import { registerEditor } from './ui/editor/register';
import { registerExplain } from './ui/explain/register';
import { registerIdentities } from './ui/identities/register';
import { registerManage } from './ui/manage/register';
import { registerMigrate } from './ui/migrate/register';
import { registerSession } from './ui/session/register';
import { Shell } from './ui/shell';
import { registerTests } from './ui/tests/register';
import { registerTokens } from './ui/tokens/register';

/** Makes every feature, each after those that it uses. Asks nobody and reads nothing. */
export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const shell = new Shell(context);
  context.subscriptions.push(shell);

  const callers = registerCallers(shell);
  const sessions = registerSession(shell, callers);
  const listed = (identityId: string) => identities.organizations.listed.get(identityId);
  const nameOf = (identityId: string) => listed(identityId)?.name;
  const { definitions, learned } = registerEditor(shell, callers, {
    identity: listed,
    named: (names) => identities.organizations.listed.named(names),
    absent: (names) => identities.organizations.absent(names),
    lastTestOf: (identityId) => tests.lastOf(identityId),
  });
  const identities = registerIdentities(shell, sessions);
  identities.organizations.listed.onChange = learned;
  registerCallersView(shell, callers, () => identities.organizations.awsIdentities());
  registerBuilder(shell, { sessions, callers });
  registerManage(shell, { sessions, identities });

  const tokens = registerTokens(shell, { sessions, callers, nameOf });
  const tests = registerTests(shell, tokens, { sessions, callers, listed, definitions });
  identities.organizations.onSeen = (seen) => {
    learned();
    void tests.seen(seen);
  };
  identities.showTests(tests);
  tests.onDidChange(learned);
  registerMigrate(shell, { sessions, callers, identities, tests });
  registerExplain(shell, { sessions, callers, definitions, tests });
  registerAccess(shell, { sessions, callers, definitions, identities });
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { signInProfile } from '../../aws/callerList';
import type { Callers } from '../../aws/callers';
import { addProfile } from '../../aws/configFile';
import { callerVariables, shellCommands } from '../../aws/environment';
import type { Profile } from '../../aws/profile';
import { requireProfile } from '../../aws/profiles';
import { profileOf, roleName, sourceName, type CredentialSource } from '../../aws/sources';
import { profileStanza } from '../../aws/stanza';
import { stsEndpoint } from '../../aws/sts';
import { principalOf, principalText } from '../../core/caller';
import { visible } from '../../core/text';
import { runCommand } from '../commands';
import { askRole } from './assumeRolePrompts';
import { askLine, confirm, tell } from '../prompts';
import { cancellable, copy, done, terminal } from '../progress';
import { callerOf } from './pickCaller';
import { signInWithCli } from './awsSignIn';

/** Asks for a role and assumes it; it becomes a caller of this window. */
export async function assumeRole(callers: Callers, from: CredentialSource): Promise<void> {
  const source = await askRole(callers, from);
  const name = roleName(source.role.roleArn);
  const { caller } = await cancellable(l10n.t('Assuming the role {0}', name), (signal) =>
    callers.assume(source, signal),
  );
  const write = l10n.t('Write Profile…');
  const who = visible(principalText(principalOf(caller)));
  void tell(l10n.t('This window can call as {0} now.', who), write).then((chosen) =>
    chosen === write ? writeProfile(source) : undefined,
  );
}

/** Copies what `aws sts get-caller-identity` prints. */
export async function copyJson(callers: Callers, source: CredentialSource): Promise<void> {
  const { userId, account, arn } = (await callerOf(callers, source)).caller;
  await copy(
    `${JSON.stringify({ UserId: userId, Account: account, Arn: arn }, undefined, 4)}\n`,
    l10n.t('The caller is on the clipboard.'),
  );
}

/** Copies the credentials as commands that set environment variables, after a warning. */
export async function copyEnvironment(callers: Callers, source: CredentialSource): Promise<void> {
  await confirm(
    l10n.t('Copy the secret credentials of this caller? {0}', sourceName(source)),
    l10n.t('Whoever reads the clipboard can act as this caller until the credentials end.'),
    l10n.t('Copy'),
  );
  const variables = await environmentOf(callers, source);
  await copy(shellCommands(variables, process.platform), l10n.t('The credentials are on the clipboard.'));
}

/** Copies the section of `~/.aws/config` that stands for the caller. */
export async function copyStanza(source: CredentialSource): Promise<void> {
  const name = source.kind === 'profile' ? source.name : suggestedName(source);
  await copy(
    profileStanza(name, source, await profileFor(source)),
    l10n.t('The profile is on the clipboard; it holds no secret.'),
  );
}

/** Asks for a name, and adds the caller under it as a profile to the AWS config file. */
export async function writeProfile(source: CredentialSource): Promise<void> {
  const profile = await profileFor(source);
  const name = (
    await askLine({
      title: l10n.t('Write Profile'),
      prompt: l10n.t('The name of the new profile in the AWS config file'),
      value: suggestedName(source),
      validateInput: (text) => {
        try {
          profileStanza(text.trim(), source, profile);
          return undefined;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
    })
  ).trim();
  const written = await addProfile(name, profileStanza(name, source, profile));
  const open = l10n.t('Open');
  const where = l10n.t('The profile {0} was written to: {1}', name, written.path);
  void tell(where, open).then((chosen) => (chosen === open ? show(written.path, written.line) : undefined));
}

/** Opens a terminal in which the AWS CLI and every SDK call as this caller. */
export async function openTerminal(callers: Callers, source: CredentialSource): Promise<void> {
  const env = await environmentOf(callers, source);
  terminal({
    name: l10n.t('AWS: {0}', source.kind === 'profile' ? visible(source.name) : sourceName(source)),
    env,
    // Not restored after a restart: its environment holds secrets.
    isTransient: true,
    iconPath: new vscode.ThemeIcon('key'),
  }).show();
}

/**
 * Signs in to AWS for a caller, with the profile that its roles come from. Then asks failed callers again.
 */
export async function signIn(source: CredentialSource): Promise<void> {
  const profile = await signInProfile(source);
  await signInWithCli(profile);
  done(l10n.t('Signed in to AWS: {0}', visible(profile.name)));
  await runCommand('assumable.refreshCallers');
}

/** Opens the file that holds the caller's profile, at the line where the profile begins. */
export async function openFile(source: CredentialSource): Promise<void> {
  const { at } = await requireProfile(profileOf(source) ?? '');
  await show(at.file, at.line);
}

async function environmentOf(callers: Callers, source: CredentialSource) {
  const [credentials, endpoint] = await cancellable(l10n.t('Getting AWS credentials'), (signal) =>
    Promise.all([callers.credentials(source, signal), stsEndpoint(profileOf(source))]),
  );
  return callerVariables(credentials, endpoint.region);
}

async function profileFor(source: CredentialSource): Promise<Profile | undefined> {
  return source.kind === 'profile' ? requireProfile(source.name) : undefined;
}

function suggestedName(source: CredentialSource): string {
  if (source.kind === 'assumed') return roleName(source.role.roleArn).replaceAll(/[^\w@+.%:-]/g, '-');
  return source.kind === 'profile' ? `${source.name}-copy` : source.kind;
}

async function show(path: string, line: number): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
}

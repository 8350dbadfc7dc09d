import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Profile } from '../../aws/profile';
import { hasSignedIn, signInOf, type SignIn } from '../../aws/ssoToken';
import { cancelled, Failure } from '../../core/failure';
import { plain, visible } from '../../core/text';
import { onAwsFilesChanged } from './awsFiles';
import { terminal } from '../progress';

/**
 * Signs a profile in to AWS with the AWS CLI in a terminal, and waits until its new session is in the cache. The person
 * does the rest in the browser and confirms nothing here.
 *
 * @throws Failure `cancelled` if the person ends the wait, `no-credentials` if the terminal ends without a session
 */
export async function signInWithCli(profile: Profile): Promise<void> {
  const before = await signInOf(profile, new Date());
  const command = profile.method === 'login' ? ['login'] : ['sso', 'login'];
  const shell = terminal({
    name: l10n.t('Sign in: {0}', visible(profile.name)),
    // Run without a shell, which would interpret the profile's name.
    shellPath: 'aws',
    // VS Code also looks for the program in this folder, so it must not be one of the workspace's.
    cwd: homedir(),
    shellArgs: [...command, '--profile', profile.name],
    isTransient: true,
    iconPath: new vscode.ThemeIcon('key'),
  });
  shell.show(true);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: plain(l10n.t('Waiting for the AWS sign-in of {0}', visible(profile.name))),
    cancellable: true,
  };
  await vscode.window.withProgress(options, (_, cancel) => untilSignedIn(profile, before, shell, cancel));
}

async function untilSignedIn(
  profile: Profile,
  before: SignIn | undefined,
  terminal: vscode.Terminal,
  cancel: vscode.CancellationToken,
): Promise<void> {
  const isDone = async () => hasSignedIn(before, await signInOf(profile, new Date()));
  const subscriptions: vscode.Disposable[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const check = (otherwise?: () => void) => {
        isDone().then((done) => (done ? resolve() : otherwise?.()), reject);
      };
      subscriptions.push(
        onAwsFilesChanged(() => check()),
        cancel.onCancellationRequested(() => reject(cancelled())),
        vscode.window.onDidCloseTerminal((closed) => {
          if (closed === terminal) check(() => reject(notSignedIn(profile)));
        }),
      );
      check();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}

function notSignedIn(profile: Profile): Failure {
  return new Failure(
    'no-credentials',
    l10n.t('The terminal ended, and nobody is signed in to AWS for the profile: {0}', visible(profile.name)),
    {
      remedy: l10n.t(
        'The AWS CLI has to be installed where this window runs. Try again in a terminal to see why.',
      ),
    },
  );
}

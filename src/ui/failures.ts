import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { needOf, type Need } from '../aws/need';
import { sourceId } from '../aws/sources';
import { redact } from '../core/redact';
import { sentences } from '../core/text';
import { asFailure, type Kind, type Paste } from '../core/failure';
import { runCommand } from './commands';
import type { Log } from './log';

/**
 * The only way to show a failure to the person: what happened, what to do next, and a button for the remedy
 * where there is one. The causes go to the log. A `cancelled` failure is neither shown nor logged.
 *
 * @param doing what was being done, for the log
 */
export function showFailure(log: Log, doing: string, error: unknown): void {
  const failure = asFailure(error);
  if (failure.kind === 'cancelled') return;
  log.error(doing, error);
  const actions = [
    ...offers(needOf(error)),
    ...pastes(failure.paste),
    ...remedies(failure.kind),
    { title: l10n.t('Show Log'), run: () => log.show() },
  ];
  const message = redact(sentences(failure.message, failure.remedy));
  const shown = import('./prompts').then(({ tellError }) =>
    tellError(message, ...actions.map((action) => action.title)),
  );
  void shown.then((chosen) => actions.find((action) => action.title === chosen)?.run());
}

/** Buttons that give a caller what it needs. */
function offers(need: Need | undefined): Action[] {
  if (need?.kind === 'mfa-code' && need.caller !== undefined) {
    const run = async () => {
      await runCommand('assumable.askCaller', need.caller);
      await runCommand('assumable.refreshIdentities');
    };
    return [{ title: l10n.t('Enter Code'), run }];
  }
  if (need?.kind !== 'sign-in') return [];
  const id = sourceId({ kind: 'profile', name: need.profile });
  return [
    {
      title: l10n.t('Sign In'),
      run: () => runCommand('assumable.signInCaller', id),
    },
  ];
}

/** A button that copies what the remedy asks to be pasted. */
function pastes(paste: Paste | undefined): Action[] {
  if (paste === undefined) return [];
  const title = paste.kind === 'policy' ? l10n.t('Copy Policy') : l10n.t('Copy Command');
  return [{ title, run: () => runCommand('assumable.copyValue', paste.text) }];
}

interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

function remedies(kind: Kind): Action[] {
  switch (kind) {
    case 'signed-out':
      return [{ title: l10n.t('Sign In…'), run: () => runCommand('assumable.signIn') }];
    case 'offline':
      return [
        {
          title: l10n.t('Open Settings'),
          run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'assumable'),
        },
      ];
    case 'cancelled':
    case 'no-credentials':
    case 'denied':
    case 'mismatch':
    case 'invalid':
    case 'unexpected':
      return [];
  }
}

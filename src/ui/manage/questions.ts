import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { IdentitiesView } from '../identities/identitiesView';
import { given } from '../prompts';
import type { Sessions } from '../session/session';

/** What managing needs to know. */
export interface Managing {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
}

/**
 * Asks for a name, by Chainguard's rule for names (chainguard-dev/sdk validation/name.go; three to 63 characters by the
 * API's comment). @throws Failure `cancelled`
 */
export async function askName(title: string, value: string): Promise<string> {
  const validateInput = (text: string) =>
    /^[a-z0-9 ._-]{3,63}$/.test(text)
      ? undefined
      : l10n.t('Three to 63 of: small letters, digits, space, dot, underscore, hyphen.');
  return given(
    await vscode.window.showInputBox({
      title,
      prompt: l10n.t('Name'),
      value,
      ignoreFocusOut: true,
      validateInput,
    }),
  );
}

/** Asks for a description, by Chainguard's rule (chainguard-dev/sdk validation). @throws Failure `cancelled` */
export async function askDescription(title: string, value: string): Promise<string> {
  const validateInput = (text: string) =>
    /^[\S ]{0,512}$/.test(text) ? undefined : l10n.t('One line of at most 512 characters.');
  return given(
    await vscode.window.showInputBox({
      title,
      prompt: l10n.t('Description; may be empty'),
      value,
      ignoreFocusOut: true,
      validateInput,
    }),
  );
}

/** @throws Failure `cancelled` unless the person agrees */
export async function confirm(question: string, detail: string, yes: string): Promise<void> {
  given(await vscode.window.showWarningMessage(question, { modal: true, detail }, yes));
}

/** Says in passing that something was done. */
export function done(text: string): void {
  vscode.window.setStatusBarMessage(text, 5000);
}

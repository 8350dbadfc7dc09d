import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { descriptionProblem, newNameProblem } from '../../core/names';
import type { IdentitiesView } from '../identities/identitiesView';
import { given } from '../prompts';
import type { Sessions } from '../session/session';

/** What managing needs to know. */
export interface Managing {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
}

/** Asks for the name of an identity or a group. @throws Failure `cancelled` */
export async function askName(title: string, value: string): Promise<string> {
  return ask(title, l10n.t('Name'), value, newNameProblem);
}

/** Asks for the description of an identity or a group. @throws Failure `cancelled` */
export async function askDescription(title: string, value: string): Promise<string> {
  return ask(title, l10n.t('Description; may be empty'), value, descriptionProblem);
}

async function ask(
  title: string,
  prompt: string,
  value: string,
  validateInput: (text: string) => string | undefined,
): Promise<string> {
  return given(
    await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput }),
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

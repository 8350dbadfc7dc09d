import * as l10n from '@vscode/l10n';
import { descriptionProblem, newNameProblem } from '../../core/names';
import type { Connection } from '../../chainguard/http';
import type { IdentitiesView } from '../identities/identitiesView';
import { askLine, requireTrust } from '../prompts';
import type { Sessions } from '../session/session';

/** What managing needs from the window. */
export interface Managing {
  readonly sessions: Sessions;
  readonly identities: IdentitiesView;
}

/**
 * The connection to make changes through.
 *
 * @throws Failure `denied` in Restricted Mode, and as `Sessions.require`
 */
export async function connectionOf({ sessions }: Managing): Promise<Connection> {
  requireTrust();
  return (await sessions.require()).connection;
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
  return askLine({ title, prompt, value, validateInput });
}

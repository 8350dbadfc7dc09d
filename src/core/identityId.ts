import * as l10n from '@vscode/l10n';
import { Failure } from './failure';
import { problemWithIdentityId } from './uidp';

/** @throws Failure `invalid` saying what is wrong with the id */
export function requireIdentityId(id: string): void {
  const problem = problemWithIdentityId(id);
  if (problem !== undefined)
    throw new Failure('invalid', problem, { remedy: l10n.t('Copy the id from the Identities view.') });
}

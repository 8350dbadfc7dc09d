import * as l10n from '@vscode/l10n';
import { isAccount } from '../core/arn';
import { type Caller, type CallerParts, partsOf } from '../core/caller';
import { hasNameCharacters } from '../core/roleRules';
import { excerpt, placeholderIn } from '../core/text';

/** What answers who is calling. */
export const command = 'aws sts get-caller-identity';

/** Why the three values are not one caller's, as a sentence; `undefined` if they are. */
export function callerProblem(caller: Caller): string | undefined {
  const { account, arn, userId } = caller;
  const parts = partsOf(caller);
  const { kind } = parts.principal;
  for (const value of [account, arn, userId]) {
    const at = placeholderIn(value);
    if (at) return l10n.t('Replace the placeholder: {0}', excerpt(value.slice(at.start, at.end)));
  }
  if (!isAccount(account))
    return l10n.t('An account has twelve digits. In this output stands: {0}', excerpt(account));
  if (!parts.parsedArn || kind === 'unknown')
    return l10n.t('The ARN in this output is not a caller’s: {0}', excerpt(arn));
  if (kind === 'role' || kind === 'instance-profile')
    return l10n.t('No caller has this ARN. Paste the output of {0} instead of: {1}', command, excerpt(arn));
  if (parts.parsedArn.account !== account)
    return l10n.t('The ARN in this output belongs to another account: {0}', parts.parsedArn.account);
  const { id, session = '' } = parts.parsedId;
  if (!/^[A-Za-z0-9]+$/.test(id) || !hasNameCharacters(session))
    return l10n.t('The user ID in this output is not one of AWS’s: {0}', excerpt(userId));
  return belongsTo(parts)
    ? undefined
    : l10n.t('The user ID in this output is not that of its ARN: {0}', excerpt(userId));
}

/** Whether the user ID has the ARN's kind and session (IAM user guide, "Unique identifiers"). */
function belongsTo({ account, userId, principal, parsedId: { id, session, of } }: CallerParts): boolean {
  switch (principal.kind) {
    case 'assumed-role':
      return of === 'role' && session === principal.session;
    case 'user':
      return of === 'user' && session === undefined;
    case 'federated-user':
      return id === account && session === principal.name;
    case 'root':
      return userId === account;
    case 'role':
    case 'instance-profile':
    case 'unknown':
      return false;
  }
}

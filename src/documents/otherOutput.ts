import * as l10n from '@vscode/l10n';
import { command } from './callerProblem';

/** What a text without a caller seems to be, and what to paste instead; `undefined` if that does not show. */
export function otherOutput(text: string): string | undefined {
  const has = (...words: readonly RegExp[]) => words.every((word) => word.test(text));
  if (has(/ExpiredToken|SSO.{0,40}expired|token.{0,20}(?:has|is) expired/i))
    return l10n.t('The AWS credentials have expired. Sign in again, then run: {0}', command);
  if (has(/Unable to locate credentials|NoCredentials|InvalidClientTokenId|could not be found/i))
    return l10n.t('The AWS CLI found no credentials that work. Sign in, then run: {0}', command);
  if (has(/AssumedRoleUser|AssumedRoleId/))
    return l10n.t(
      'This is the output of aws sts assume-role and holds secret keys. Paste that of: {0}',
      command,
    );
  if (has(/SecretAccessKey|AWS_SECRET_ACCESS_KEY|aws_secret_access_key/))
    return l10n.t('These are secret keys. Do not paste them; paste the output of: {0}', command);
  if (has(/AssumeRolePolicyDocument|RoleId/))
    return l10n.t(
      'This describes an IAM role. Enter its ARN as the role’s, or paste the output of: {0}',
      command,
    );
  if (has(/UserName/, /UserId/))
    return l10n.t(
      'This describes an IAM user. Enter its ARN as the user’s, or paste the output of: {0}',
      command,
    );
  if (has(/"?Statement"?\s*:/, /Effect/))
    return l10n.t('This is a policy. Paste the output of: {0}', command);
  if (has(/awsIdentity|aws_identity/))
    return l10n.t('This defines a Chainguard identity. Paste the output of: {0}', command);
  if (has(/instanceId|InstanceProfileArn/))
    return l10n.t('This describes an EC2 instance. Run on it: {0}', command);
  if (has(/^\s*arn:\S+\s*$/))
    return l10n.t('This is an ARN alone. Enter it as a role’s or a user’s ARN instead.');
  if (has(/command not found|not recognized/i)) return l10n.t('The AWS CLI is not installed there.');
  return undefined;
}

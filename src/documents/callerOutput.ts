import * as l10n from '@vscode/l10n';
import { parseArn } from '../core/arn';
import { type Caller, principalOf } from '../core/caller';

/** What a pasted text turned out to be. */
type CallerOutput =
  | {
      readonly ok: true;
      readonly caller: Caller;
      /** Where the ARN stands in the text (all of it, where colours cut the ARN); UTF-16 offsets, `end` exclusive. */
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly ok: false;
      /** What the text seems to be and what to paste instead, as a sentence. */
      readonly problem: string;
    };

/** The longest text that is read, in UTF-16 units; the output itself has a few hundred. */
const longestOutput = 100_000;

/**
 * Reads the output of `aws sts get-caller-identity` in any of the CLI's formats (json, yaml, yaml-stream, text,
 * table) and STS's own JSON and XML answers, with whatever stands around it: prompts, the command itself, colours,
 * exported variables. The first complete answer counts. Never throws, and takes time linear in the text.
 */
export function readCallerOutput(text: string): CallerOutput {
  if (text.length > longestOutput) return no(l10n.t('This is too long for the output of: {0}', command));
  const plain = text
    .replace(ansi, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ');
  if (plain.trim() === '') return no(l10n.t('Paste the output of: {0}', command));
  const found = inFields(plain) ?? inText(plain);
  if (!found) return no(otherOutput(plain));
  const problem = callerProblem(found);
  if (problem !== undefined) return no(problem);
  const start = text.indexOf(found.arn);
  return start < 0
    ? { ok: true, caller: found, start: 0, end: text.length }
    : { ok: true, caller: found, start, end: start + found.arn.length };
}

const command = 'aws sts get-caller-identity';

/** Colours and cursor movements (ECMA-48), and the titles that shells set. */
const ansi = new RegExp(
  String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)|\u001b[()][0-9A-B]|\u001b[=>]`,
  'g',
);

function no(problem: string): CallerOutput {
  return { ok: false, problem };
}

/** Named fields: JSON, YAML, tables and XML, whose lines differ in what stands around name and value. */
function inFields(text: string): Caller | undefined {
  const found: Partial<Record<'account' | 'arn' | 'userId', string>> = {};
  const fields: readonly RegExp[] = [
    /["']?\b(UserId|Account|Arn)\b["']?[ \t]*(?::|\|)[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s|,{}"']+))/g,
    /<(UserId|Account|Arn)>([^<\n]*)<\/\1>/g,
  ];
  for (const field of fields) {
    for (const [, name, ...values] of text.matchAll(field)) {
      const key = name === 'UserId' ? 'userId' : name === 'Arn' ? 'arn' : 'account';
      found[key] ??= values.find((value: string | undefined) => value !== undefined) ?? '';
      if (found.account !== undefined && found.arn !== undefined && found.userId !== undefined)
        return { account: found.account, arn: found.arn, userId: found.userId };
    }
  }
  return undefined;
}

/** Text output: account, ARN and user ID in one line, with tabs between that a terminal may show as spaces. */
function inText(text: string): Caller | undefined {
  const line = /^[ \t]*(\d{12})[ \t]+(arn:\S+)[ \t]+([A-Z0-9]+(?::\S*)?)[ \t]*$/m.exec(text);
  const [, account, arn, userId] = line ?? [];
  return account && arn && userId ? { account, arn, userId } : undefined;
}

function callerProblem({ account, arn, userId }: Caller): string | undefined {
  if (!/^\d{12}$/.test(account))
    return l10n.t('An account has twelve digits. In this output stands: {0}', cut(account));
  const parsed = parseArn(arn);
  const { kind } = principalOf(arn);
  if (!parsed || kind === 'unknown') return l10n.t('The ARN in this output is not a caller’s: {0}', cut(arn));
  if (kind === 'role' || kind === 'instance-profile')
    return l10n.t('No caller has this ARN. Paste the output of {0} instead of: {1}', command, cut(arn));
  if (parsed.account !== account)
    return l10n.t('The ARN in this output belongs to another account: {0}', parsed.account);
  return /^[A-Za-z0-9]+(?::[\w+=,.@-]*)?$/.test(userId)
    ? undefined
    : l10n.t('The user ID in this output is not one of AWS’s: {0}', cut(userId));
}

/** What a text without a caller in it seems to be. */
function otherOutput(text: string): string {
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
  if (has(/\b(?:UserId|Account|Arn)\b/))
    return l10n.t('A part of the output is missing. Paste all of: {0}', command);
  if (has(/^\s*arn:\S+\s*$/))
    return l10n.t('This is an ARN alone. Enter it as a role’s or a user’s ARN instead.');
  if (has(/command not found|not recognized/i)) return l10n.t('The AWS CLI is not installed there.');
  return l10n.t('There is no caller in this text. Paste the output of: {0}', command);
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

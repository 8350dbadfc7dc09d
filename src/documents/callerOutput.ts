import * as l10n from '@vscode/l10n';
import { isAccount } from '../core/arn';
import { type Caller, type CallerParts, partsOf } from '../core/caller';
import { hasNameCharacters } from '../core/roleRules';
import { excerpt } from '../core/text';

type CallerOutput =
  | {
      readonly ok: true;
      readonly caller: Caller;
      /** Where the ARN is in the text, or the whole text if colours cut the ARN; UTF-16 offsets, `end` exclusive. */
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly ok: false;
      /** What the text seems to be and what to paste instead, as a sentence. */
      readonly problem: string;
    };

/** The longest text to read, in UTF-16 units. The output itself takes a few hundred. */
const longestOutput = 100_000;

/**
 * Reads the output of `aws sts get-caller-identity` in any of the CLI's formats (json, yaml, yaml-stream, text, table),
 * and STS's own JSON and XML answers. Other text may surround it, such as prompts, the command, colours or other output.
 * Takes the first answer that is a caller's; its fields have to stand together. Never throws, and takes linear time.
 */
export function readCallerOutput(text: string): CallerOutput {
  if (text.length > longestOutput) return no(l10n.t('This is too long for the output of: {0}', command));
  const plain = text
    .replace(ansi, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ');
  if (plain.trim() === '') return no(l10n.t('Paste the output of: {0}', command));
  const candidates = [...inFields(plain), ...inText(plain), ...inObjects(plain)];
  const found = candidates.find((candidate) => callerProblem(candidate) === undefined);
  if (!found) return no((candidates[0] && callerProblem(candidates[0])) ?? otherOutput(plain));
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

interface Field {
  readonly key: 'account' | 'arn' | 'userId';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Named fields of JSON, YAML, tables and XML, in order. */
function fieldsIn(text: string): readonly Field[] {
  const forms: readonly RegExp[] = [
    /["']?\b(UserId|Account|Arn)\b["']?[ \t]*(?::|\|)[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s|,{}"']+))/g,
    /<(UserId|Account|Arn)>([^<\n]*)<\/\1>/g,
  ];
  const keys = { UserId: 'userId', Account: 'account', Arn: 'arn' } as const;
  const found = forms.flatMap((form) =>
    [...text.matchAll(form)].map((match): Field => {
      const [whole, name, ...values] = match;
      const start = match.index;
      const value = values.find((each: string | undefined) => each !== undefined) ?? '';
      return { key: keys[name as keyof typeof keys], value, start, end: start + whole.length };
    }),
  );
  return found.sort((one, other) => one.start - other.start);
}

function callerOf(fields: readonly Field[]): Caller | undefined {
  const value = (key: Field['key']) => fields.find((field) => field.key === key)?.value;
  const [account, arn, userId] = [value('account'), value('arn'), value('userId')];
  return account === undefined || arn === undefined || userId === undefined
    ? undefined
    : { account, arn, userId };
}

/** Three fields in a row, with only separators and the beginnings of lines between them. */
function inFields(text: string): readonly Caller[] {
  const fields = fieldsIn(text);
  return fields.flatMap((_, index) => {
    const three = fields.slice(index, index + 3);
    const together = three.every(
      ({ start }, at) => at === 0 || /^[\s,;|>#*/+"'-]*$/.test(text.slice(three[at - 1]?.end, start)),
    );
    const caller = together ? callerOf(three) : undefined;
    return caller ?? [];
  });
}

/** The three fields of one object that has others between them, such as what boto3 prints. */
function inObjects(text: string): readonly Caller[] {
  const found: Caller[] = [];
  const open: Field[][] = [];
  const marks = [...text.matchAll(/[{}]/g)].map(({ 0: brace, index }) => ({ brace, start: index }));
  const fields = fieldsIn(text);
  for (const mark of [...marks, ...fields].sort((one, other) => one.start - other.start)) {
    if ('key' in mark) open.at(-1)?.push(mark);
    else if (mark.brace === '{') open.push([]);
    else {
      const caller = callerOf(open.pop() ?? []);
      if (caller) found.push(caller);
    }
  }
  return found;
}

/** Text output: account, ARN and user ID on one line. Its tabs may have become spaces in a terminal. */
function inText(text: string): readonly Caller[] {
  const line = /^[ \t]*(\d{12})[ \t]+(arn:\S+)[ \t]+([A-Z0-9]+(?::\S*)?)[ \t]*$/gm;
  return [...text.matchAll(line)].map(([, account = '', arn = '', userId = '']) => ({
    account,
    arn,
    userId,
  }));
}

function callerProblem(caller: Caller): string | undefined {
  const { account, arn, userId } = caller;
  const parts = partsOf(caller);
  const { kind } = parts.principal;
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

/** What a text without a caller seems to be, and what to paste instead. */
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

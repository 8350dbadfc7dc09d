import * as l10n from '@vscode/l10n';
import { isAccount, longestArn, parseArn } from '../arn';
import { type Caller, parseUserId, type Principal, principalOf } from '../caller';
import { hasNameCharacters } from '../roleRules';
import { excerpt } from '../text';

/**
 * Whom an identity is for: a caller as STS describes it, or an ARN that a person typed, with or without its unique id.
 * Survives JSON.
 */
export interface Subject {
  /** Twelve digits. */
  readonly account: string;
  /** As typed or as STS says; it may be an IAM role's, which no caller presents. */
  readonly arn: string;
  /** STS's UserId; for an IAM role's ARN the unique id alone (`AROA…`); `undefined` if unknown. */
  readonly userId: string | undefined;
}

/** What {@link readSubject} answers. */
type SubjectReading =
  | { readonly ok: true; readonly subject: Subject; readonly caution: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** A caller as a subject. */
export function subjectOf({ account, arn, userId }: Caller): Subject {
  return { account, arn, userId };
}

/**
 * Reads an ARN that a person typed: of an IAM role (with or without a path), an IAM user, an assumed role's session,
 * a federated user or the root user. For anything else, `problem` says what it is instead.
 *
 * @param uniqueId the role's or user's own (`AROA…`, `AIDA…`), if known; else `caution` says what that costs
 */
export function readSubject(text: string, uniqueId = ''): SubjectReading {
  const typed = text.trim();
  const id = uniqueId.trim();
  const arn = parseArn(typed);
  if (typed === '') return problem(l10n.t('Enter the ARN of a role or a user.'));
  if (!arn) return problem(notAnArn(typed));
  if (arn.service !== 'iam' && arn.service !== 'sts')
    return problem(
      l10n.t('Enter the ARN of a role or a user. This one belongs to the service: {0}', arn.service),
    );
  if (arn.account.length < 12)
    return problem(l10n.t('The account in an ARN has twelve digits: {0}', excerpt(typed)));
  const { account } = arn;
  const principal = principalOf(arn);
  const strange = namesOf(principal).find((name) => !hasNameCharacters(name));
  if (strange !== undefined)
    return problem(
      isPlaceholder(strange)
        ? placeholder(typed)
        : l10n.t(
            'A name in an ARN has letters, digits and the characters + = , . @ - _ only. This one has others: {0}',
            excerpt(strange),
          ),
    );
  const subject = (userId: string | undefined, caution?: string): SubjectReading => ({
    ok: true,
    subject: { account, arn: typed, userId },
    caution,
  });
  switch (principal.kind) {
    case 'root':
      return subject(account);
    case 'federated-user':
      return subject(`${account}:${principal.name}`);
    case 'user':
    case 'role':
    case 'assumed-role': {
      const kind = principal.kind === 'user' ? 'user' : 'role';
      if (principal.kind === 'assumed-role' && principal.session === '')
        return problem(l10n.t('The session is missing at the end of the ARN: {0}', excerpt(typed)));
      if (principal.kind === 'assumed-role' && principal.path !== '')
        return problem(
          l10n.t(
            'A session’s ARN has the role’s name without its path. Take out: {0}',
            excerpt(principal.path),
          ),
        );
      const name = principal.kind === 'assumed-role' ? principal.role : principal.name;
      if (id === '') return subject(undefined, unknownId(kind, name));
      if (parseUserId(id).of !== kind || !/^[A-Z0-9]{16,128}$/.test(id)) return problem(wrongId(kind, id));
      return subject(principal.kind === 'assumed-role' ? `${id}:${principal.session}` : id);
    }
    case 'instance-profile':
      return problem(
        l10n.t('An instance profile cannot call. Enter the ARN of its role instead of: {0}', excerpt(typed)),
      );
    case 'unknown':
      return problem(l10n.t('This ARN names no role and no user: {0}', excerpt(typed)));
  }
}

function problem(sentence: string): SubjectReading {
  return { ok: false, problem: sentence };
}

function notAnArn(text: string): string {
  if (text.length > longestArn) return l10n.t('This is longer than an ARN can be.');
  if (isPlaceholder(text)) return placeholder(text);
  const account = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(text)?.[1];
  if (account !== undefined && !isAccount(account))
    return l10n.t('The account in an ARN has twelve digits. In this one stands: {0}', excerpt(account));
  return l10n.t('This is not an ARN such as arn:aws:iam::123456789012:role/name: {0}', excerpt(text));
}

/** The names in an ARN that allow few characters (IAM user guide, "IAM and STS quotas"). */
function namesOf(principal: Principal): readonly string[] {
  if (principal.kind === 'assumed-role') return [principal.role, principal.session];
  return 'name' in principal ? [principal.name] : [];
}

function isPlaceholder(text: string): boolean {
  return /[<>$*{}]/.test(text);
}

function placeholder(text: string): string {
  return l10n.t('This is a placeholder or a pattern, not an ARN: {0}', excerpt(text));
}

function unknownId(kind: 'role' | 'user', name: string): string {
  return kind === 'role'
    ? l10n.t(
        'The ARN does not say the role’s unique ID, so a role that is deleted and made again under this name can still assume the identity. To rule that out, enter the RoleId from: {0}',
        `aws iam get-role --role-name ${name}`,
      )
    : l10n.t(
        'The ARN does not say the user’s unique ID, so a user who is deleted and made again under this name can still assume the identity. To rule that out, enter the UserId from: {0}',
        `aws iam get-user --user-name ${name}`,
      );
}

function wrongId(kind: 'role' | 'user', id: string): string {
  return kind === 'role'
    ? l10n.t('The unique ID of a role begins with AROA. This is not one: {0}', excerpt(id))
    : l10n.t('The unique ID of a user begins with AIDA. This is not one: {0}', excerpt(id));
}

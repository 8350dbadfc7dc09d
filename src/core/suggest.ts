import * as l10n from '@vscode/l10n';
import { longestArn, parseArn } from './arn';
import { type Caller, parseUserId, principalOf, sessionTool } from './caller';
import type { AwsMatch, Rule } from './identity';
import { quotePattern } from './pattern';
import { visible } from './text';
import { whoCouldAssume } from './whoCouldAssume';

/**
 * Whom an identity is for: a caller as STS described it, or an ARN that a person typed, with the unique id or, where
 * they did not know it, without. Plain data; survives JSON.
 */
export interface Subject {
  /** Twelve digits. */
  readonly account: string;
  /** As typed or as STS said; the ARN of an IAM role too, which no caller presents. */
  readonly arn: string;
  /**
   * STS's UserId; for the ARN of an IAM role its unique id alone (`AROA…`); `undefined` when it is not known.
   */
  readonly userId: string | undefined;
}

/** How narrow a suggestion is, narrowest first within each kind of principal. */
export type Strictness =
  | 'session'
  | 'recreated-session'
  | 'role'
  | 'recreated-role'
  | 'user'
  | 'recreated-user'
  | 'federated-user'
  | 'root';

/** A match that accepts a subject. */
export interface Suggestion {
  readonly strictness: Strictness;
  /** The choice in a few words: "Any session of this role". */
  readonly title: string;
  readonly match: AwsMatch;
  /** Who could assume an identity with this match, as {@link whoCouldAssume} says it. */
  readonly who: string;
  /** What this choice costs or lets in beyond what its title says, as a sentence. */
  readonly caution: string | undefined;
  /** True for exactly one of the suggestions: the narrowest that still works the next time. */
  readonly recommended: boolean;
}

/** What {@link readSubject} answers. */
export type SubjectReading =
  | { readonly ok: true; readonly subject: Subject; readonly caution: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** The subject that a caller is. */
export function subjectOf({ account, arn, userId }: Caller): Subject {
  return { account, arn, userId };
}

/**
 * Reads an ARN that a person typed: of an IAM role (with or without a path), an IAM user, an assumed role's session,
 * a federated user or the root user. `uniqueId` is the role's or user's own (`AROA…`, `AIDA…`) where it is known.
 * `caution` says what not knowing it costs. Everything else gets a sentence that says what it is instead.
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
  if (!/^\d{12}$/.test(arn.account))
    return problem(l10n.t('The account in an ARN has twelve digits: {0}', excerpt(typed)));
  const { account } = arn;
  const principal = principalOf(arn);
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
      if (id === '') return subject(undefined, unknownId(kind, principal));
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
  if (/[<>$*]/.test(text))
    return l10n.t('This is a placeholder or a pattern, not an ARN: {0}', excerpt(text));
  const account = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(text)?.[1];
  if (account !== undefined && !/^\d{12}$/.test(account))
    return l10n.t('The account in an ARN has twelve digits. In this one stands: {0}', excerpt(account));
  return l10n.t('This is not an ARN such as arn:aws:iam::123456789012:role/name: {0}', excerpt(text));
}

function unknownId(
  kind: 'role' | 'user',
  { name = '', role = '' }: { name?: string; role?: string },
): string {
  return kind === 'role'
    ? l10n.t(
        'The ARN does not say the role’s unique ID, so a role that is deleted and made again under this name may still assume the identity. To rule that out, enter the RoleId from: {0}',
        `aws iam get-role --role-name ${name || role}`,
      )
    : l10n.t(
        'The ARN does not say the user’s unique ID, so a user who is deleted and made again under this name may still assume the identity. To rule that out, enter the UserId from: {0}',
        `aws iam get-user --user-name ${name}`,
      );
}

function wrongId(kind: 'role' | 'user', id: string): string {
  return kind === 'role'
    ? l10n.t('The unique ID of a role begins with AROA. This is not one: {0}', excerpt(id))
    : l10n.t('The unique ID of a user begins with AIDA. This is not one: {0}', excerpt(id));
}

function excerpt(text: string): string {
  return visible(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/**
 * The matches that accept `subject`, narrowest first; empty when its ARN is none that calls. Patterns are anchored at
 * both ends, quote what stands for itself, and name account and partition. The ARN of an IAM role becomes the
 * assumed role's, without the role's path.
 */
export function suggest(subject: Subject): readonly Suggestion[] {
  const arn = parseArn(subject.arn);
  if (!arn) return [];
  const principal = principalOf(arn);
  const { account, userId } = subject;
  const make = (
    strictness: Strictness,
    rules: Omit<AwsMatch, 'account'>,
    recommended: boolean,
    caution?: string,
  ): Suggestion => {
    const match = { account, ...rules };
    return {
      strictness,
      title: titleOf(strictness),
      match,
      who: whoCouldAssume(match),
      caution,
      recommended,
    };
  };
  switch (principal.kind) {
    case 'root':
      return [
        make(
          'root',
          { arn: exact(subject.arn), userId: exact(userId ?? account) },
          true,
          l10n.t(
            'The root user can do anything in its account. Let a role or a user assume the identity instead.',
          ),
        ),
      ];
    case 'federated-user':
      return [
        make(
          'federated-user',
          { arn: exact(subject.arn), userId: exact(userId ?? `${account}:${principal.name}`) },
          true,
        ),
      ];
    case 'user': {
      const arnRule = exact(subject.arn);
      const recreated = make(
        'recreated-user',
        { arn: arnRule, userId: pattern('^AIDA[A-Z0-9]+$') },
        userId === undefined,
        l10n.t('A new user of the same name may assume it too.'),
      );
      return userId === undefined
        ? [recreated]
        : [make('user', { arn: arnRule, userId: exact(userId) }, true), recreated];
    }
    case 'role':
    case 'assumed-role': {
      const name = principal.kind === 'role' ? principal.name : principal.role;
      const session = principal.kind === 'role' ? '' : principal.session;
      if (principal.kind === 'assumed-role' && session === '') return [];
      return roleSuggestions({ partition: arn.partition, account, name, session, userId }, make);
    }
    case 'instance-profile':
    case 'unknown':
      return [];
  }
}

interface RoleFacts {
  readonly partition: string;
  readonly account: string;
  readonly name: string;
  /** Empty when only the role is known. */
  readonly session: string;
  readonly userId: string | undefined;
}

function roleSuggestions(
  { partition, account, name, session, userId }: RoleFacts,
  make: (
    strictness: Strictness,
    rules: Omit<AwsMatch, 'account'>,
    recommended: boolean,
    caution?: string,
  ) => Suggestion,
): readonly Suggestion[] {
  const prefix = `arn:${partition}:sts::${account}:assumed-role/${name}/`;
  const anySession = pattern(`^${quotePattern(prefix)}(.+)$`);
  const id = userId === undefined ? undefined : parseUserId(userId).id;
  const tool = session === '' ? undefined : sessionTool(session, name);
  const isPersons = name.startsWith('AWSReservedSSO_') && session !== '';
  const made: Suggestion[] = [];
  const sessionCaution = tool?.changes
    ? l10n.t('The next session will have another name: this one looks like one that {0} chose.', tool.name)
    : undefined;
  if (session !== '' && userId !== undefined)
    made.push(
      make('session', { arn: exact(prefix + session), userId: exact(userId) }, isPersons, sessionCaution),
    );
  if (session !== '' && userId === undefined)
    made.push(
      make(
        'recreated-session',
        { arn: exact(prefix + session), userId: pattern(`^AROA[A-Z0-9]+:${quotePattern(session)}$`) },
        isPersons,
        sessionCaution ?? recreatedCaution(),
      ),
    );
  if (id !== undefined)
    made.push(
      make(
        'role',
        { arn: anySession, userId: pattern(`^${quotePattern(id)}:(.+)$`) },
        !isPersons,
        isPersons
          ? l10n.t('Everyone whom IAM Identity Center gives this permission set may assume it.')
          : undefined,
      ),
    );
  made.push(
    make(
      'recreated-role',
      { arn: anySession, userId: pattern('^AROA[A-Z0-9]+:(.+)$') },
      id === undefined && !isPersons,
      recreatedCaution(),
    ),
  );
  return made;
}

function recreatedCaution(): string {
  return l10n.t('A new role of the same name may assume it too.');
}

function exact(value: string): Rule {
  return { kind: 'exact', value };
}

function pattern(value: string): Rule {
  return { kind: 'pattern', value };
}

function titleOf(strictness: Strictness): string {
  switch (strictness) {
    case 'session':
      return l10n.t('This very session');
    case 'recreated-session':
      return l10n.t('This session name, even if the role is recreated');
    case 'role':
      return l10n.t('Any session of this role');
    case 'recreated-role':
      return l10n.t('This role even if recreated');
    case 'user':
      return l10n.t('This user');
    case 'recreated-user':
      return l10n.t('This user even if recreated');
    case 'federated-user':
      return l10n.t('This federated user');
    case 'root':
      return l10n.t('The root user of this account');
  }
}

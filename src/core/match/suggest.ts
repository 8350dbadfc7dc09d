import * as l10n from '@vscode/l10n';
import { parseArn } from '../arn';
import { parseUserId, principalOf, sessionTool } from '../caller';
import type { AwsMatch, Rule } from '../identity';
import { quotePattern } from '../pattern/pattern';
import type { Subject } from './subject';
import { sentences } from '../text';
import { whoCouldAssume } from './whoCouldAssume';

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
interface Suggestion {
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

type Choice = Omit<Suggestion, 'match' | 'who'> & { readonly rules: Omit<AwsMatch, 'account'> };

/**
 * The matches that accept `subject`, narrowest first; empty when its ARN is none that calls. Patterns are anchored at
 * both ends, quote what stands for itself, and name account and partition. The ARN of an IAM role becomes the
 * assumed role's, without the role's path.
 */
export function suggest(subject: Subject): readonly Suggestion[] {
  return choicesFor(subject).map(({ strictness, title, rules, caution, recommended }) => {
    const match = { account: subject.account, ...rules };
    return { strictness, title, match, who: whoCouldAssume(match), caution, recommended };
  });
}

function choicesFor({ account, arn: text, userId }: Subject): readonly Choice[] {
  const arn = parseArn(text);
  if (!arn) return [];
  const principal = principalOf(arn);
  const role = { partition: arn.partition, account, userId };
  switch (principal.kind) {
    case 'root':
      return [
        {
          strictness: 'root',
          title: l10n.t('The root user of this account'),
          rules: { arn: exact(text), userId: exact(userId ?? account) },
          caution: l10n.t(
            'The root user can do anything in its account. Let a role or a user assume the identity instead.',
          ),
          recommended: true,
        },
      ];
    case 'federated-user':
      return [
        {
          strictness: 'federated-user',
          title: l10n.t('This federated user'),
          rules: { arn: exact(text), userId: exact(userId ?? `${account}:${principal.name}`) },
          caution: undefined,
          recommended: true,
        },
      ];
    case 'user':
      return userChoices(text, userId);
    case 'role':
      return roleChoices({ ...role, name: principal.name, session: undefined });
    case 'assumed-role':
      return principal.session === ''
        ? []
        : roleChoices({ ...role, name: principal.role, session: principal.session });
    case 'instance-profile':
    case 'unknown':
      return [];
  }
}

function userChoices(arn: string, userId: string | undefined): readonly Choice[] {
  const recreated: Choice = {
    strictness: 'recreated-user',
    title: l10n.t('This user even if recreated'),
    rules: { arn: exact(arn), userId: pattern('^AIDA[A-Z0-9]+$') },
    caution: l10n.t('A new user of the same name may assume it too.'),
    recommended: userId === undefined,
  };
  if (userId === undefined) return [recreated];
  const user: Choice = {
    strictness: 'user',
    title: l10n.t('This user'),
    rules: { arn: exact(arn), userId: exact(userId) },
    caution: undefined,
    recommended: true,
  };
  return [user, recreated];
}

interface RoleFacts {
  readonly partition: string;
  readonly account: string;
  readonly name: string;
  /** `undefined` when only the role is known. */
  readonly session: string | undefined;
  readonly userId: string | undefined;
}

function roleChoices({ partition, account, name, session, userId }: RoleFacts): readonly Choice[] {
  const prefix = `arn:${partition}:sts::${account}:assumed-role/${name}/`;
  const anySession = pattern(`^${quotePattern(prefix)}(.+)$`);
  const isShared = name.startsWith('AWSReservedSSO_');
  const isPersons = isShared && session !== undefined;
  const sharedCaution = isShared
    ? l10n.t('Everyone whom IAM Identity Center gives this permission set may assume it.')
    : undefined;
  const recreatedCaution = l10n.t('A new role of the same name may assume it too.');
  const made: Choice[] = [];
  if (session !== undefined) {
    const tool = sessionTool(session, name);
    const changes = tool?.changes
      ? l10n.t('The next session will have another name: this one looks like one that {0} chose.', tool.name)
      : undefined;
    made.push(
      userId === undefined
        ? {
            strictness: 'recreated-session',
            title: l10n.t('This session name, even if the role is recreated'),
            rules: {
              arn: exact(prefix + session),
              userId: pattern(`^AROA[A-Z0-9]+:${quotePattern(session)}$`),
            },
            caution: changes ?? recreatedCaution,
            recommended: isPersons,
          }
        : {
            strictness: 'session',
            title: l10n.t('This very session'),
            rules: { arn: exact(prefix + session), userId: exact(userId) },
            caution: changes,
            recommended: isPersons,
          },
    );
  }
  if (userId !== undefined)
    made.push({
      strictness: 'role',
      title: l10n.t('Any session of this role'),
      rules: { arn: anySession, userId: pattern(`^${quotePattern(parseUserId(userId).id)}:(.+)$`) },
      caution: sharedCaution,
      recommended: !isPersons,
    });
  made.push({
    strictness: 'recreated-role',
    title: l10n.t('This role even if recreated'),
    rules: { arn: anySession, userId: pattern('^AROA[A-Z0-9]+:(.+)$') },
    caution: sentences(recreatedCaution, sharedCaution),
    recommended: userId === undefined && !isPersons,
  });
  return made;
}

function exact(value: string): Rule {
  return { kind: 'exact', value };
}

function pattern(value: string): Rule {
  return { kind: 'pattern', value };
}

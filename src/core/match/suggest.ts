import * as l10n from '@vscode/l10n';
import { parseArn } from '../arn';
import { parseUserId, principalOf, sessionTool } from '../caller';
import { type AwsMatch, type Rule, ruleOf } from '../identity';
import { quotePattern } from '../pattern/pattern';
import type { Subject } from './subject';
import { sentences } from '../text';
import { whoCouldAssume } from './whoCouldAssume';

/** How narrow a suggestion is, narrowest first for each kind of principal. */
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
  /** What this choice costs or lets in beyond its title, as a sentence. */
  readonly caution: string | undefined;
  /** True for exactly one suggestion: the narrowest that still works next time. */
  readonly recommended: boolean;
}

type Choice = Omit<Suggestion, 'match' | 'who'> & { readonly rules: Omit<AwsMatch, 'account'> };

/**
 * The matches that accept `subject`, narrowest first; empty if its ARN is not a caller's. Patterns are anchored, quote
 * literal text, and name account and partition. An IAM role's ARN becomes the assumed role's, without its path.
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
  const roleArn = `arn:${arn.partition}:sts::${account}:assumed-role/`;
  switch (principal.kind) {
    case 'root':
      return [
        {
          strictness: 'root',
          title: l10n.t('The root user of this account'),
          rules: { arn: ruleOf(text), userId: ruleOf(userId ?? account) },
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
          rules: { arn: ruleOf(text), userId: ruleOf(userId ?? `${account}:${principal.name}`) },
          caution: undefined,
          recommended: true,
        },
      ];
    case 'user':
      return userChoices(text, userId);
    case 'role':
      return roleChoices(roleArn, principal.name, undefined, userId);
    case 'assumed-role':
      return principal.session === '' ? [] : roleChoices(roleArn, principal.role, principal.session, userId);
    case 'instance-profile':
    case 'unknown':
      return [];
  }
}

function userChoices(arn: string, userId: string | undefined): readonly Choice[] {
  const recreated: Choice = {
    strictness: 'recreated-user',
    title: l10n.t('This user even if recreated'),
    rules: { arn: ruleOf(arn), userId: pattern('^AIDA[A-Z0-9]+$') },
    caution: l10n.t('A new user of the same name can assume it too.'),
    recommended: userId === undefined,
  };
  if (userId === undefined) return [recreated];
  const user: Choice = {
    strictness: 'user',
    title: l10n.t('This user'),
    rules: { arn: ruleOf(arn), userId: ruleOf(userId) },
    caution: undefined,
    recommended: true,
  };
  return [user, recreated];
}

/** @param session `undefined` if only the role is known */
function roleChoices(
  roleArn: string,
  name: string,
  session: string | undefined,
  userId: string | undefined,
): readonly Choice[] {
  const prefix = `${roleArn}${name}/`;
  const anySession = pattern(`^${quotePattern(prefix)}(.+)$`);
  const isShared = name.startsWith('AWSReservedSSO_');
  const isPersons = isShared && session !== undefined;
  const sharedCaution = isShared
    ? l10n.t('Everyone whom IAM Identity Center gives this permission set can assume it.')
    : undefined;
  const recreatedCaution = l10n.t('A new role of the same name can assume it too.');
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
              arn: ruleOf(prefix + session),
              userId: pattern(`^AROA[A-Z0-9]+:${quotePattern(session)}$`),
            },
            caution: changes ?? recreatedCaution,
            recommended: isPersons,
          }
        : {
            strictness: 'session',
            title: l10n.t('This very session'),
            rules: { arn: ruleOf(prefix + session), userId: ruleOf(userId) },
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

function pattern(value: string): Rule {
  return { kind: 'pattern', value };
}

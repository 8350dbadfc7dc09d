import * as l10n from '@vscode/l10n';
import { fieldName, type MatchField } from '../field';
import type { Cause, Component, Difference, PrincipalKind, TextCause } from './cause';

/** What differs in a field and, if known, why: one or two sentences that end with the caller's own text. */
export function causeSentence(field: MatchField, cause: Cause): string {
  const name = fieldName(field);
  switch (cause.kind) {
    case 'role-arn':
      return cause.sameRole
        ? l10n.t(
            'This is the ARN of the IAM role. A caller presents the assumed role, which ends in the session’s name, of the role: {0}',
            cause.role,
          )
        : l10n.t(
            'This is the ARN of another IAM role. A caller presents the assumed role, which here is: {0}',
            cause.role,
          );
    case 'role-path':
      return l10n.t(
        'The ARN has the role’s path in it. An assumed role’s ARN leaves the path out: {0}',
        cause.path,
      );
    case 'session':
    case 'role':
    case 'user':
    case 'user-path':
    case 'recreated':
    case 'unique-id':
    case 'account':
    case 'partition':
      return differenceSentence(field, cause);
    case 'session-missing':
      return l10n.t(
        'The {0} ends with the role. A caller’s goes on with the session’s name: {1}',
        name,
        cause.session,
      );
    case 'account-format':
      return l10n.t(
        'An account is twelve digits, with its zeros and nothing between them: {0}',
        cause.actual,
      );
    case 'principal-kind':
      return l10n.t(
        'The {0} is that of another kind of principal. Expected {1}, but the caller’s is that of: {2}',
        name,
        kindName(cause.expected),
        kindName(cause.actual),
      );
    case 'case':
      return l10n.t('Only upper and lower case differ in the {0}. Write it as the caller has it.', name);
    case 'plain-text':
      return l10n.t(
        'The {0} pattern has nothing special in it, and the caller’s {0} does not contain it.',
        name,
      );
    case 'wrong-field':
      return cause.belongs === 'arn'
        ? l10n.t('This looks like an ARN, but it stands in the user ID. Move it to the ARN.')
        : l10n.t('This looks like a user ID, but it stands in the ARN. Move it to the user ID.');
    case 'anchors':
    case 'unescaped':
    case 'escaped':
    case 'white-space':
    case 'exact-pattern':
    case 'refused':
    case 'unset':
      return textSentence(name, cause);
    case 'other':
      return cause.within
        ? l10n.t(
            'The {0} does not fit. It stops fitting in the caller’s {1}.',
            name,
            componentName(cause.within),
          )
        : l10n.t('The {0} does not fit.', name);
  }
}

/**
 * The sentence for a cause that lies in the texts alone.
 *
 * @param name what the rule is for, within a sentence, such as `ARN`
 */
export function textSentence(
  name: string,
  cause: Exclude<TextCause, { readonly kind: 'case' | 'plain-text' }>,
): string {
  switch (cause.kind) {
    case 'anchors':
      return anchorSentence(name, cause.side);
    case 'unescaped':
      return l10n.t(
        'A special character of the pattern stands for itself here. Put a backslash before it: {0}',
        cause.character,
      );
    case 'escaped':
      return l10n.t(
        'The exact {0} has backslashes in it, which only a pattern needs. Remove them, or make it a pattern.',
        name,
      );
    case 'white-space':
      return cause.where === 'around'
        ? l10n.t('The {0} has white space around it. Remove it.', name)
        : l10n.t('The {0} has white space in it. Remove it.', name);
    case 'exact-pattern':
      return l10n.t(
        'The exact {0} is a pattern, and as a pattern it fits. Move it to the pattern field.',
        name,
      );
    case 'refused':
      return l10n.t('The {0} pattern cannot be used, so nobody is let in. {1}', name, cause.problem);
    case 'unset':
      return l10n.t('The {0} is not set, so nobody is let in. Set it.', name);
  }
}

function differenceSentence(field: MatchField, cause: Difference): string {
  const { expected, actual } = cause;
  switch (cause.kind) {
    case 'role':
      return l10n.t('The role’s name differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'user':
      return l10n.t('The user’s name differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'user-path':
      return l10n.t('The user’s path differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'unique-id':
      return l10n.t('The unique id differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'partition':
      return l10n.t('The partition differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'account':
      return field === 'account'
        ? l10n.t('The account differs. Expected {0}, but the caller’s is: {1}', expected, actual)
        : l10n.t('The account in the ARN differs. Expected {0}, but the caller’s is: {1}', expected, actual);
    case 'recreated':
      return cause.principal === 'role'
        ? l10n.t(
            'The role’s name fits, but its unique id is another one. It looks like the role was deleted and created again. Expected {0}, but the caller’s is: {1}',
            expected,
            actual,
          )
        : l10n.t(
            'The user’s name fits, but its unique id is another one. It looks like the user was deleted and created again. Expected {0}, but the caller’s is: {1}',
            expected,
            actual,
          );
    case 'session': {
      const differs = l10n.t(
        'The session’s name differs. Expected {0}, but the caller’s is: {1}',
        expected,
        actual,
      );
      if (!cause.tool) return differs;
      const { changes, name } = cause.tool;
      const chosen = changes
        ? l10n.t('It looks like a name that a tool chose, another one for each session: {0}', name)
        : l10n.t('It looks like a name that a tool chose: {0}', name);
      return `${differs}\n${chosen}`;
    }
  }
}

function anchorSentence(name: string, side: 'start' | 'end' | 'both'): string {
  switch (side) {
    case 'start':
      return l10n.t(
        'The pattern fits a part of the {0}, but it asks that nothing stands before that part.',
        name,
      );
    case 'end':
      return l10n.t(
        'The pattern fits a part of the {0}, but it asks that nothing stands after that part.',
        name,
      );
    case 'both':
      return l10n.t('The pattern fits a part of the {0}, but it asks for the whole of it.', name);
  }
}

/** A kind of principal within a sentence, with its article. */
export function kindName(kind: PrincipalKind): string {
  return {
    user: l10n.t('a user'),
    'assumed-role': l10n.t('an assumed role'),
    'federated-user': l10n.t('a federated user'),
    root: l10n.t('the account’s root user'),
    role: l10n.t('a role'),
    'instance-profile': l10n.t('an instance profile'),
    group: l10n.t('a group'),
    'access-key': l10n.t('an access key'),
    account: l10n.t('an account'),
    unknown: l10n.t('an unknown principal'),
  }[kind];
}

function componentName(component: Component): string {
  return {
    partition: l10n.t('partition'),
    account: l10n.t('account'),
    kind: l10n.t('kind of principal'),
    role: l10n.t('role name'),
    session: l10n.t('session name'),
    user: l10n.t('name'),
    'unique-id': l10n.t('unique id'),
  }[component];
}

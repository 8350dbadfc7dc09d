import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { callerKindOf, pinnedSessionOf, roleArnFor, roleArnSource, roleNameOf } from './facts';

/** What a form that creates the identity lacks: its group, a role, or both; `undefined` if nothing. */
export function placeNote({ group, roles }: Draft): string | undefined {
  const hasGroup = group.id !== '' || group.name.trim() !== '';
  if (hasGroup && roles.length > 0) return undefined;
  if (hasGroup) return l10n.t('Choose a role: without one the identity can be assumed but can do nothing.');
  return roles.length > 0
    ? l10n.t('Choose the folder in which the identity is created.')
    : l10n.t(
        'Choose the folder in which the identity is created, and a role: without one it can be assumed but can do nothing.',
      );
}

/** What an identity in a folder of its own does not see; `undefined` if none is made for it. */
export function folderNote({ options }: Draft): string | undefined {
  return options.newFolder === ''
    ? undefined
    : l10n.t(
        'The roles are bound in the new folder, so the identity does not see the repositories of the organization above it.',
      );
}

/** Why a form for a role's sessions does not suit the draft's caller; `undefined` if it does. */
export function notForCaller(draft: Draft): string | undefined {
  switch (callerKindOf(draft)) {
    case 'user':
      return l10n.t('Not for this caller: the identity is for a user, and refuses every role.');
    case 'root':
      return l10n.t('Not for this caller: the identity is for the root user, and refuses every role.');
    case 'federated-user':
      return l10n.t('Not for this caller: the identity is for a federated user, and refuses every role.');
    case 'permission-set':
      return l10n.t(
        'Not for this caller: the identity is for a role of IAM Identity Center, which only people who sign in there have.',
      );
    case 'service-linked-role':
      return l10n.t(
        'Not for this caller: the identity is for a role that an AWS service keeps for itself and nobody else can assume.',
      );
    case 'role':
    case 'unknown':
      return undefined;
  }
}

/** Why nobody can have the keys that a form needs; `undefined` if somebody can. */
export function keysNote(draft: Draft): string | undefined {
  return callerKindOf(draft) === 'service-linked-role' ? notForCaller(draft) : undefined;
}

/** Notes on a form that assumes an existing role: whether it suits the caller, and where its ARN comes from. */
export function assumedRoleNotes(draft: Draft): readonly (string | undefined)[] {
  return [notForCaller(draft), arnNote(draft)];
}

/** Where a role's ARN comes from, unless a person or the claims say it. */
export function arnNote(draft: Draft): string | undefined {
  switch (roleArnSource(draft)) {
    case 'typed':
      return undefined;
    case 'caller':
      return l10n.t(
        'A caller’s ARN leaves out the path of its role: compare the ARN here with the one that “{0}” prints.',
        `aws iam get-role --role-name ${roleNameOf(draft)}`,
      );
    case 'none':
      return l10n.t('Enter the ARN of the IAM role, for which {0} only stands here.', roleArnFor(draft));
  }
}

/** Why a session on EC2, which is named after its instance, may not be the one that the identity accepts. */
export function instanceNote(draft: Draft): string | undefined {
  const session = pinnedSessionOf(draft);
  return session === undefined || /^i-[0-9a-f]+$/.test(session)
    ? undefined
    : l10n.t(
        'EC2 calls each session like its instance, and the identity accepts the session {0} only.',
        session,
      );
}

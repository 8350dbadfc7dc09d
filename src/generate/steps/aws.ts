import * as l10n from '@vscode/l10n';
import { principalOf } from '../../core/caller';
import type { Draft } from '../../core/draft/draft';
import { partitionOf, roleArnFor, roleNameOf, rolePathOf } from '../facts';
import type { Step } from '../form';
import { shellCommand, shellFlag, shellWord } from '../quote/shell';
import { shellStep } from './step';

/** Asks AWS who calls, and for something that only the role may see; without a profile, as the shell's keys have it. */
function checkCommands(profile: string): readonly string[] {
  const as = profile === '' ? '' : ` ${shellFlag('profile', profile)}`;
  return [`aws sts get-caller-identity${as}`, `aws s3 ls${as}`];
}

/** The check before the role is assumed. */
export function checkBefore(profile: string): Step {
  return shellStep(
    l10n.t('Before: who AWS takes you for'),
    checkCommands(profile),
    l10n.t('AWS refuses the second to a user who may do nothing but assume the role.'),
  );
}

/** The check after the role was assumed. */
export function checkAfter(profile: string): Step {
  return shellStep(
    l10n.t('After: who AWS takes you for now'),
    checkCommands(profile),
    l10n.t('The first says “assumed-role”; the second lists the buckets if the role may see them.'),
  );
}

/** Who AWS takes whoever runs a recipe for. */
export function whoCallsStep(profile: string): Step {
  const as = profile === '' ? '' : ` ${shellFlag('profile', profile)}`;
  return shellStep(
    l10n.t('See who AWS takes you for'),
    [`aws sts get-caller-identity${as}`],
    l10n.t('The identity has to accept this caller. Run it where the workload runs.'),
  );
}

/** What the role may do in the check: see its buckets. The identity at Chainguard asks for no permission in AWS. */
const permissions = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
};

/**
 * Makes what a trust policy speaks of: the user with a key, the role, and what the role may do (IAM user guide,
 * "Grant a user permissions to switch roles").
 */
export function userAndRoleSteps(draft: Draft): readonly Step[] {
  const trusted = principalOf(draft.options.trustedArn);
  const isUser = trusted.kind === 'user';
  const userName = isUser ? trusted.name : 'unprivileged';
  const makesUser = isUser || draft.options.trustedArn === '' || trusted.kind === 'root';
  const user = shellFlag('user-name', userName);
  const role = shellFlag('role-name', roleNameOf(draft));
  const path = (of: string) => (of === '/' ? [] : [shellFlag('path', of)]);
  return [
    ...(makesUser
      ? [
          shellStep(l10n.t('Make the user'), [
            ['aws iam create-user', ...path(isUser ? trusted.path : '/'), user].join(' '),
          ]),
          shellStep(
            l10n.t('Make a key for the user'),
            [`aws iam create-access-key ${user}`],
            l10n.t('It prints the secret key, this once. Keep it out of files and chats.'),
          ),
          shellStep(
            l10n.t('Put the key into a profile'),
            [`aws configure ${shellFlag('profile', userName)}`],
            l10n.t('It asks for both parts of the key.'),
          ),
        ]
      : []),
    shellStep(l10n.t('Make the role with this trust policy'), [
      shellCommand('aws iam create-role', [
        ...path(rolePathOf(draft)),
        role,
        '--assume-role-policy-document=file://trust-policy.json',
      ]),
    ]),
    {
      title: l10n.t('What the role may do: permissions.json'),
      language: 'json',
      text: `${JSON.stringify(permissions, null, 2)}\n`,
      note: l10n.t(
        'To assume an identity at Chainguard, the role needs no permission in AWS. This one is for the check below.',
      ),
    },
    shellStep(l10n.t('Give it to the role'), [
      shellCommand('aws iam put-role-policy', [
        role,
        '--policy-name=permissions',
        '--policy-document=file://permissions.json',
      ]),
    ]),
    shellStep(l10n.t('Or give it a policy of AWS’s own'), [
      shellCommand('aws iam attach-role-policy', [
        role,
        `--policy-arn=arn:${shellWord(partitionOf(draft))}:iam::aws:policy/AmazonS3ReadOnlyAccess`,
      ]),
    ]),
    ...(makesUser && !isUser ? [letAssume(draft, user)] : []),
    ...(makesUser
      ? [
          {
            ...checkBefore(userName),
            note: l10n.t(
              'AWS refuses the second until the role is assumed: the forms “AWS profile” and “AWS CLI: assume the role” do that.',
            ),
          },
        ]
      : []),
  ];
}

/** A role that trusts an account leaves it to the account whom of its users it lets assume the role. */
function letAssume(draft: Draft, user: string): Step {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArnFor(draft) }],
  };
  return shellStep(l10n.t('Let the user assume the role'), [
    shellCommand('aws iam put-user-policy', [
      user,
      '--policy-name=assume-role',
      shellFlag('policy-document', JSON.stringify(policy)),
    ]),
  ]);
}

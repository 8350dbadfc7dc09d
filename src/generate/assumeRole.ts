import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { accountOf, partitionOf, regionOf, roleArnFor, sessionNameOf } from './facts';
import type { Form } from './form';
import { assumedRoleNotes, notForCaller } from './notes';
import { iniProfile, iniValue } from './quote/ini';
import { shellCommand, shellWord } from './quote/shell';
import { checkAfter, checkBefore, userAndRoleSteps } from './steps/aws';
import { shellStep } from './steps/step';

/** Who may assume the AWS role (IAM user guide, "IAM JSON policy elements"). */
export const trustPolicy: Form = {
  id: 'trust-policy',
  title: () => l10n.t('AWS trust policy'),
  language: 'json',
  fileName: 'trust-policy.json',
  ways: ['signed-request', 'web-identity'],
  needs: ['trustedArn', 'externalId', 'mfaSerial'],
  notes: (draft) => [
    notForCaller(draft),
    draft.options.trustedArn === ''
      ? l10n.t(
          'Every user and role of the account that has the permission may assume the role. Enter who may, to narrow that.',
        )
      : undefined,
  ],
  steps: userAndRoleSteps,
  generate(draft) {
    const { trustedArn, externalId, mfaSerial } = draft.options;
    const condition = {
      ...(externalId === '' ? {} : { StringEquals: { 'sts:ExternalId': externalId } }),
      ...(mfaSerial === '' ? {} : { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    };
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: trustedArn || `arn:${partitionOf(draft)}:iam::${accountOf(draft)}:root` },
      Action: 'sts:AssumeRole',
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    };
    return `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)}\n`;
  },
};

/** The profile that assumes the role (AWS CLI user guide, "Using an IAM role in the AWS CLI"). */
export const awsConfig: Form = {
  id: 'aws-config',
  title: () => l10n.t('AWS profile'),
  language: 'ini',
  fileName: 'config',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'profile', 'sourceProfile', 'externalId', 'mfaSerial', 'sessionName', 'region'],
  notes: assumedRoleNotes,
  steps: (draft) => [checkBefore(sourceOf(draft)), checkAfter(profileOf(draft))],
  generate(draft) {
    const { externalId, mfaSerial } = draft.options;
    const values: Readonly<Record<string, string>> = {
      role_arn: roleArnFor(draft),
      source_profile: sourceOf(draft),
      role_session_name: sessionNameOf(draft),
      external_id: externalId,
      mfa_serial: mfaSerial,
      region: regionOf(draft),
    };
    const lines = Object.entries(values)
      .map(([name, value]) => [name, iniValue(value)] as const)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name} = ${value}\n`);
    return `# Goes into ~/.aws/config.\n[profile ${profileOf(draft)}]\n${lines.join('')}`;
  },
};

function sourceOf({ options }: Draft): string {
  return iniValue(options.sourceProfile) || 'default';
}

function profileOf({ name, options }: Draft): string {
  return iniProfile(options.profile) || iniProfile(name.replaceAll(' ', '-')) || 'chainguard';
}

/** The role's keys in the environment of the shell that reads the script. */
export const awsAssumeRole: Form = {
  id: 'aws-assume-role',
  title: () => l10n.t('AWS CLI: assume the role'),
  language: 'shellscript',
  fileName: 'assume-role.sh',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'sourceProfile', 'externalId', 'mfaSerial', 'sessionName'],
  notes: assumedRoleNotes,
  steps: (draft) => [
    checkBefore(draft.options.sourceProfile),
    shellStep(l10n.t('Read the script into this shell'), ['. ./assume-role.sh']),
    checkAfter(''),
    shellStep(l10n.t('Leave the role'), ['unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN']),
  ],
  generate(draft) {
    const { externalId, mfaSerial, sourceProfile } = draft.options;
    const pair = (flag: string, value: string) => `--${flag} ${shellWord(value)}`;
    const words = [
      ...(sourceProfile === '' ? [] : [pair('profile', sourceProfile)]),
      pair('role-arn', roleArnFor(draft)),
      pair('role-session-name', sessionNameOf(draft)),
      ...(externalId === '' ? [] : [pair('external-id', externalId)]),
      ...(mfaSerial === '' ? [] : [pair('serial-number', mfaSerial), '--token-code "$code"']),
      "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]'",
      '--output text',
    ];
    const again =
      sourceProfile === ''
        ? '# Once they have expired, first: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN\n'
        : '';
    return `#!/usr/bin/env bash
# Read it into your shell, so that the keys stay there: . ./assume-role.sh
${again}${mfaSerial === '' ? '' : "printf 'Code of the MFA device: ' >&2\nread -r code\n"}credentials=$(
  ${shellCommand('aws sts assume-role', words, '    ')}
) || return 1 2>/dev/null || exit 1
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<<"$credentials"
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset credentials${mfaSerial === '' ? '' : ' code'}
aws sts get-caller-identity
`;
  },
};

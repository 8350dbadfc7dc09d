import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Rule } from '../core/identity';
import { callerKindOf, factsOf, pinnedSessionOf, roleNameOf, rolePathOf } from './facts';
import type { Form } from './form';
import { folderNote, instanceNote, placeNote } from './notes';
import { importNote, importOf } from './terraformImport';
import { type Attribute, hclAttributes, hclString, hclText } from './quote/hcl';
import { terraformIdentitySteps } from './steps/terraform';
import { claimMatch } from './terraformClaims';
import {
  type Trust,
  bindings,
  callerData,
  identityBlocks,
  identityLabel,
  identityOutput,
  identityTrusting,
  joined,
  requiredProviders,
  roleMatch,
  trustDocument,
  trustService,
} from './terraformBlocks';

/** The identity alone, for a role or user that exists. */
export const terraformIdentity: Form = {
  id: 'terraform',
  title: () => l10n.t('Terraform'),
  language: 'terraform',
  fileName: 'identity.tf',
  needs: ['group', 'roles', 'newFolder'],
  notes: (draft) => [placeNote(draft), folderNote(draft), importNote(draft)],
  steps: (draft) => identitySteps(draft, 'identity.tf'),
  generate: (draft) =>
    joined([
      requiredProviders(['chainguard']),
      draft.claims
        ? identityTrusting(draft, claimMatch(draft.claims))
        : identityBlocks(draft, literalMatch(draft)),
      bindings(draft),
      identityOutput(draft),
      importOf(draft, identityLabel(draft)),
    ]),
};

/** The identity together with the AWS role that may assume it. */
export const terraformRole: Form = {
  id: 'terraform-role',
  title: () => l10n.t('Terraform with the AWS role'),
  language: 'terraform',
  fileName: 'role-and-identity.tf',
  ways: ['signed-request'],
  needs: ['group', 'roles', 'newFolder', 'roleArn', 'trustedArn', 'externalId', 'mfaSerial'],
  notes: (draft) => [
    usesMatch(draft)
      ? undefined
      : l10n.t('This makes a role of its own; the match of the draft is not used.'),
    ...(trustsInstances(draft)
      ? [
          l10n.t(
            'The role trusts EC2 instances. For a user or another role, enter the ARN that may assume it.',
          ),
          usesMatch(draft) ? instanceNote(draft) : undefined,
        ]
      : []),
    placeNote(draft),
    folderNote(draft),
  ],
  steps: (draft) => identitySteps(draft, 'role-and-identity.tf'),
  generate(draft) {
    const session = usesMatch(draft) ? pinnedSessionOf(draft) : undefined;
    const path = rolePathOf(draft);
    return joined([
      requiredProviders(['aws', 'chainguard']),
      callerData,
      trustDocument('trust', trustOf(draft)),
      `resource "aws_iam_role" "role" {
${hclAttributes([
  ['name', hclString(roleNameOf(draft))],
  ...(path === '/' ? [] : [['path', hclString(path)] as const]),
  ['assume_role_policy', 'data.aws_iam_policy_document.trust.json'],
])}}
`,
      trustsInstances(draft)
        ? `resource "aws_iam_instance_profile" "role" {
  name = aws_iam_role.role.name
  role = aws_iam_role.role.name
}
`
        : '',
      identityBlocks(draft, roleMatch('role', session === undefined ? undefined : hclText(session))),
      bindings(draft),
      identityOutput(draft),
    ]);
  },
};

function identitySteps(draft: Draft, fileName: string) {
  const label = identityLabel(draft);
  return terraformIdentitySteps(draft, label, { directory: label, fileName });
}

/** Whether the form makes the role that the match is for. */
function usesMatch(draft: Draft): boolean {
  const facts = factsOf(draft);
  return callerKindOf(draft) === 'role' && facts?.name === roleNameOf(draft);
}

/** Whether the role is for EC2 instances, because nothing says who may assume it. */
function trustsInstances({ options }: Draft): boolean {
  return [options.trustedArn, options.externalId, options.mfaSerial].every((value) => value === '');
}

function trustOf(draft: Draft): Trust {
  const { trustedArn, externalId, mfaSerial } = draft.options;
  if (trustsInstances(draft))
    return {
      ...trustService('ec2.amazonaws.com'),
      about: 'EC2 instances. For a user or another role, the type is "AWS" and the identifier its ARN.',
    };
  const conditions: Trust['conditions'] = [
    ...(externalId === '' ? [] : [['StringEquals', 'sts:ExternalId', externalId] as const]),
    ...(mfaSerial === '' ? [] : [['Bool', 'aws:MultiFactorAuthPresent', 'true'] as const]),
  ];
  if (trustedArn !== '') return { type: 'AWS', who: hclString(trustedArn), conditions };
  return {
    type: 'AWS',
    who: '"arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"',
    conditions,
    about: 'Whoever in this account has the permission. The ARN of a user or a role here narrows that.',
  };
}

/** The lines of a match inside `aws_identity`. */
function literalMatch({ match }: Draft): readonly Attribute[] {
  const rule = (name: string, of: Rule | undefined): readonly Attribute[] =>
    of ? [[of.kind === 'exact' ? name : `${name}_pattern`, hclString(of.value)]] : [];
  return [
    ['aws_account', hclString(match.account)],
    ...rule('aws_arn', match.arn),
    ...rule('aws_user_id', match.userId),
  ];
}

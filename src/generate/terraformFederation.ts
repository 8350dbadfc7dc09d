import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { ClaimMatch } from '../core/identity';
import { webIdentityPolicyOf } from '../core/token/webIdentity';
import { callerArnOf, roleArnFor } from './facts';
import type { Form } from './form';
import { policyName } from './iamPolicy';
import { folderNote, placeNote } from './notes';
import { type Attribute, hclAttributes, hclString, hclValue } from './quote/hcl';
import {
  bindings,
  identityLabel,
  identityOutput,
  identityTrusting,
  joined,
  requiredProviders,
} from './terraformBlocks';
import { terraformIdentitySteps, terraformSteps } from './steps/terraform';
import { claimMatch } from './terraformClaims';
import { audienceNote, policyNotes, principalOfPolicy, tokenAudienceOf } from './tokenFacts';

/** Both sides: the account's federation, the policy of the role or user, and the identity that trusts its tokens. */
export const terraformFederation: Form = {
  id: 'terraform-federation',
  title: () => l10n.t('Terraform with the AWS side'),
  language: 'terraform',
  fileName: 'web-identity.tf',
  ways: ['web-identity'],
  needs: ['group', 'roles', 'newFolder', 'roleArn'],
  notes: (draft) => [
    trustsPrincipal(draft)
      ? undefined
      : l10n.t(
          'The identity of this form trusts one role or user of one account; the issuer and the subject of the draft are not used.',
        ),
    ...policyNotes(draft),
    audienceNote(draft),
    onceNote(),
    placeNote(draft),
    folderNote(draft),
  ],
  steps: (draft) => {
    const label = identityLabel(draft);
    return terraformIdentitySteps(draft, label, { directory: label, fileName: 'web-identity.tf' });
  },
  generate: (draft) =>
    joined([
      requiredProviders(['aws', 'chainguard']),
      federation,
      principal(draft),
      identityTrusting(
        draft,
        claimMatch(draft.claims ?? anyClaims, {
          issuer: issuerSource,
          subject: `${principalSource(draft)}.arn`,
        }),
      ),
      bindings(draft),
      identityOutput(draft),
    ]),
};

/** AWS's side alone, with what an identity has to trust as outputs. */
export const terraformAwsSide: Form = {
  id: 'terraform-aws-side',
  title: () => l10n.t('Terraform of the AWS side'),
  language: 'terraform',
  fileName: 'aws-federation.tf',
  ways: ['web-identity'],
  needs: ['roleArn'],
  notes: (draft) => [...policyNotes(draft), audienceNote(draft), onceNote()],
  steps: () => terraformSteps({ directory: 'aws_federation', fileName: 'aws-federation.tf' }),
  generate: (draft) =>
    joined([
      requiredProviders(['aws']),
      federation,
      principal(draft),
      output('issuer', 'The issuer of the tokens, which the identity has to trust.', issuerSource),
      output(
        'subject',
        'The subject of the tokens, which the identity has to trust.',
        `${principalSource(draft)}.arn`,
      ),
    ]),
};

function onceNote(): string {
  return l10n.t(
    'Federation is one switch for the whole account. Where it is on already, or other configurations turn it on, set enable_federation to false.',
  );
}

const anyClaims: ClaimMatch = { issuer: undefined, subject: undefined, audience: undefined, claims: [] };

/** Whether the draft trusts the one principal that the configuration speaks of, in the account that it is in. */
function trustsPrincipal(draft: Draft): boolean {
  const { issuer, subject } = draft.claims ?? anyClaims;
  const arn = principalOfPolicy(draft).kind === 'user' ? callerArnOf(draft) : roleArnFor(draft);
  return issuer?.kind === 'exact' && subject?.kind === 'exact' && subject.value === arn;
}

const issuerSource = 'data.aws_iam_outbound_web_identity_federation.account.issuer_identifier';

const federation = `variable "enable_federation" {
  description = "Whether to turn on outbound web identity federation in the AWS account. False where it is on already."
  type        = bool
  default     = true
}

# Destroying it turns federation off for everything in the account.
resource "aws_iam_outbound_web_identity_federation" "account" {
  count = var.enable_federation ? 1 : 0
}

data "aws_iam_outbound_web_identity_federation" "account" {
  depends_on = [aws_iam_outbound_web_identity_federation.account]
}
`;

/** Where the role or user stands in the configuration. */
function principalSource(draft: Draft): string {
  const { kind } = principalOfPolicy(draft);
  return `data.aws_iam_${kind}.${kind}`;
}

/** The role or user, which exists, and its policy. */
function principal(draft: Draft): string {
  const { kind, name } = principalOfPolicy(draft);
  const nameOf = kind === 'role' ? 'name' : 'user_name';
  const attributes: readonly Attribute[] = [
    ['name', hclString(policyName)],
    [kind, `${principalSource(draft)}.${nameOf}`],
  ];
  const policy = hclValue(webIdentityPolicyOf(tokenAudienceOf(draft)));
  return `data "aws_iam_${kind}" "${kind}" {
${hclAttributes([[nameOf, hclString(name)]])}}

resource "aws_iam_${kind}_policy" "token" {
${hclAttributes(attributes)}
  policy = jsonencode(${policy})
}
`;
}

function output(name: string, description: string, source: string): string {
  return `output "${name}" {
${hclAttributes([
  ['description', hclString(description)],
  ['value', source],
])}}
`;
}

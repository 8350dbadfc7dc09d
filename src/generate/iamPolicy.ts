import * as l10n from '@vscode/l10n';
import { enableCommand, webIdentityPolicy } from '../core/token/webIdentity';
import type { Form } from './form';
import { shellCommand, shellFlag } from './quote/shell';
import { runStep } from './steps/chainctl';
import { shellStep } from './steps/step';
import { audienceNote, policyNotes, principalOfPolicy, tokenAudienceOf } from './tokenFacts';

/** The name of the policy that the forms put into a role or a user. */
export const policyName = 'chainguard-web-identity-token';

/** What lets a role or user ask for web identity tokens for Chainguard, and for nothing else. */
export const iamPolicy: Form = {
  id: 'iam-policy',
  title: () => l10n.t('IAM policy'),
  language: 'json',
  fileName: 'web-identity-policy.json',
  ways: ['web-identity'],
  needs: [],
  notes: (draft) => [
    l10n.t(
      'Attach it to the role or user that calls. Chainguard’s page has ForAnyValue here, with which a token may name a second audience; this policy lets it name this one only.',
    ),
    l10n.t('An administrator turns on outbound federation, once per account, with: {0}', enableCommand),
    ...policyNotes(draft),
    audienceNote(draft),
  ],
  steps: (draft) => {
    const { kind, name } = principalOfPolicy(draft);
    return [
      shellStep(l10n.t('Turn on outbound federation, once per account'), [enableCommand]),
      shellStep(l10n.t('Give the policy to the role or user'), [
        shellCommand(`aws iam put-${kind}-policy`, [
          shellFlag(`${kind}-name`, name),
          shellFlag('policy-name', policyName),
          '--policy-document=file://web-identity-policy.json',
        ]),
      ]),
    ];
  },
  generate: (draft) => `${webIdentityPolicy(tokenAudienceOf(draft))}\n`,
};

/** Turns on federation in the account and gives the policy to the role or user (AWS CLI reference, "iam"). */
export const awsFederation: Form = {
  id: 'aws-federation',
  title: () => l10n.t('AWS CLI: allow web identity tokens'),
  language: 'shellscript',
  fileName: 'allow-web-identity.sh',
  ways: ['web-identity'],
  needs: ['roleArn'],
  notes: (draft) => [...policyNotes(draft), audienceNote(draft)],
  steps: () => [runStep('allow-web-identity.sh')],
  generate: (draft) => {
    const { kind, name } = principalOfPolicy(draft);
    const flag = shellFlag(`${kind}-name`, name);
    return `#!/usr/bin/env bash
# Turns on outbound federation in the AWS account, lets the ${kind} ask for web identity tokens for Chainguard, and prints
# what an identity has to trust. Run it with keys that may change both.
set -euo pipefail

federation=$(aws iam get-outbound-web-identity-federation-info --query JwtVendingEnabled --output text 2>/dev/null || true)
if [ "$federation" != True ]; then
  ${enableCommand} >/dev/null
fi

${shellCommand(`aws iam put-${kind}-policy`, [
  flag,
  shellFlag('policy-name', policyName),
  shellFlag('policy-document', webIdentityPolicy(tokenAudienceOf(draft))),
])}

printf 'Issuer:  %s\\n' "$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)"
printf 'Subject: %s\\n' "$(aws iam get-${kind} ${flag} --query ${kind === 'role' ? 'Role' : 'User'}.Arn --output text)"
`;
  },
};

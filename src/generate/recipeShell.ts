import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form } from './form';
import { instanceNote, keysNote, notForCaller } from './notes';
import { shellWord } from './quote/shell';
import { ask, awsKeys, bearer, exchangeAndList, fromWord, secretsNote, shellSettings } from './shellParts';
import { whoCallsStep } from './steps/aws';
import { runStep } from './steps/chainctl';

/** Keys from the environment, or from the AWS CLI where there are none. */
export const recipeShell: Form = {
  id: 'recipe-shell',
  title: () => l10n.t('Token with curl'),
  language: 'shellscript',
  fileName: 'chainguard-token.sh',
  ways: ['signed-request'],
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  steps: ({ options }) => [whoCallsStep(options.sourceProfile), runStep('chainguard-token.sh')],
  generate: (draft) => shellRecipe(draft, fromCli(draft)),
};

/** Keys from the instance metadata service, version 2 (EC2 user guide, "Use IMDSv2"). */
export const recipeEc2: Form = {
  id: 'recipe-ec2',
  title: () => l10n.t('Token on EC2'),
  language: 'shellscript',
  fileName: 'chainguard-token-ec2.sh',
  ways: ['signed-request'],
  needs: ['identity'],
  notes: (draft) => [notForCaller(draft), instanceNote(draft)],
  steps: () => [whoCallsStep(''), runStep('chainguard-token-ec2.sh')],
  generate: (draft) => shellRecipe(draft, fromMetadata),
};

function fromCli({ options }: Draft): string {
  const exported = (profile: string) =>
    `keys=$(aws configure export-credentials${profile} --format env)
# The profile's keys may come without a session token.
unset AWS_SESSION_TOKEN
eval "$keys"`;
  if (options.sourceProfile !== '')
    return `# Keys of the profile, from the AWS CLI, version 2, whatever keys the environment holds.
${exported(` --profile ${shellWord(options.sourceProfile)}`)}`;
  return `# Keys from the environment, or else from the AWS CLI, version 2.
if [ -z "\${AWS_ACCESS_KEY_ID:-}" ]; then
  ${exported('').replaceAll('\n', '\n  ')}
fi`;
}

const fromMetadata = `# Keys of the instance's role, from the instance metadata service.
: "\${AWS_EC2_METADATA_SERVICE_ENDPOINT:=http://169.254.169.254}"
metadata="\${AWS_EC2_METADATA_SERVICE_ENDPOINT%/}/latest"
metadata_token=$(curl --silent --show-error --fail --noproxy '*' --request PUT \\
  --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
ask_metadata() {
  curl --silent --show-error --fail --noproxy '*' \\
    --header "X-aws-ec2-metadata-token: $metadata_token" "$metadata/meta-data/iam/security-credentials/$1"
}
role=$(ask_metadata '')
credentials=$(ask_metadata "$role")
AWS_ACCESS_KEY_ID=$(jq --raw-output .AccessKeyId <<<"$credentials")
AWS_SECRET_ACCESS_KEY=$(jq --raw-output .SecretAccessKey <<<"$credentials")
AWS_SESSION_TOKEN=$(jq --raw-output .Token <<<"$credentials")`;

const chainctl = `# The same with chainctl:
#   chainctl auth login --identity "$CHAINGUARD_IDENTITY" --identity-token "$aws_token"
#   chainctl images repos list
`;

/** The whole script, given the lines that set the AWS keys. */
export function shellRecipe(draft: Draft, keys: string): string {
  return `#!/usr/bin/env bash
# Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.
# Needs bash, jq, base64, and curl 7.87 or later (older ones leave headers unsigned).
set -euo pipefail

${shellSettings(draft)}
: "\${AWS_ENDPOINT_URL_STS:=https://sts.amazonaws.com}"

${keys}

${secretsNote}
${awsKeys}
${bearer}

# The token is the signed request itself, as base64url. It is a secret for fifteen minutes.
aws_token=$(aws_keys | curl --config - --silent --fail --verbose --http1.1 --output /dev/null \\
  --request POST "\${AWS_ENDPOINT_URL_STS%/}/?Action=GetCallerIdentity&Version=2011-06-15" \\
  --aws-sigv4 'aws:amz:us-east-1:sts' \\
  --header 'Host: sts.amazonaws.com' \\
  --header 'Accept: application/json' \\
  --header "Chainguard-Audience: $CHAINGUARD_ISSUER_URL" \\
  --header "Chainguard-Identity: $CHAINGUARD_IDENTITY" 2>&1 |
  sed -n '/^> POST /,$s/^> //p' | base64 | tr -d '\\n' | tr '+/' '-_') || {
  echo 'AWS refused the signed request: are the keys valid, and is the clock right?' >&2
  exit 1
}

${ask}

${exchangeAndList('aws_token', fromWord, chainctl)}
`;
}

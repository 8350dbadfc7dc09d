import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form } from './form';
import { instanceNote, keysNote, notForCaller } from './notes';
import { shellWord } from './quote/shell';
import { whoCallsStep } from './steps/aws';
import { runStep } from './steps/chainctl';

/** Keys from the environment, or from the AWS CLI where there are none. */
export const recipeShell: Form = {
  id: 'recipe-shell',
  title: () => l10n.t('Token with curl'),
  language: 'shellscript',
  fileName: 'chainguard-token.sh',
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

/** The whole script, given the lines that set the AWS keys. */
export function shellRecipe({ options }: Draft, keys: string): string {
  const identity =
    options.identity === ''
      ? ': "${CHAINGUARD_IDENTITY:?Set it to the ID of the identity}"'
      : `: "\${CHAINGUARD_IDENTITY:=${options.identity.replace(/[^0-9a-f/]/g, '')}}"`;
  return `#!/usr/bin/env bash
# Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.
# Needs bash, jq, base64, and curl 7.87 or later (older ones leave headers unsigned).
set -euo pipefail

${identity}
: "\${CHAINGUARD_ISSUER_URL:=https://issuer.enforce.dev}"
: "\${CHAINGUARD_API_URL:=https://console-api.enforce.dev}"
: "\${CHAINGUARD_AUDIENCE:=https://console-api.enforce.dev}"
: "\${AWS_ENDPOINT_URL_STS:=https://sts.amazonaws.com}"

${keys}

# Secrets reach curl through its standard input, where a list of processes does not show them.
aws_keys() {
  printf 'user = "%s:%s"\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
  # Long-term keys have no session token, and an empty header would spoil the signature.
  if [ -n "\${AWS_SESSION_TOKEN:-}" ]; then
    printf 'header = "X-Amz-Security-Token: %s"\\n' "$AWS_SESSION_TOKEN"
  fi
}
bearer() {
  printf 'header = "Authorization: Bearer %s"\\n' "$1"
}

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

# Prints what Chainguard answers. A refusal is printed as an error and ends the script, and so does a redirect, which
# would take the token to another server.
ask() {
  local answer
  answer=$(curl --config - --silent --show-error --fail-with-body --location --max-redirs 0 "$@") || {
    printf '%s\\n' "$answer" >&2
    return 1
  }
  printf '%s\\n' "$answer"
}

exchange=$(bearer "$aws_token" | ask \\
  --data-urlencode "aud=$CHAINGUARD_AUDIENCE" \\
  --data-urlencode "identity=$CHAINGUARD_IDENTITY" \\
  "$CHAINGUARD_ISSUER_URL/sts/exchange")
chainguard_token=$(jq --exit-status --raw-output .token <<<"$exchange") || {
  echo 'There is no token in the answer of Chainguard.' >&2
  exit 1
}
# The same with chainctl:
#   chainctl auth login --identity "$CHAINGUARD_IDENTITY" --identity-token "$aws_token"
#   chainctl images repos list

# The first part of the identity's ID is the organization's. A page holds 200 repositories.
page=''
while :; do
  answer=$(bearer "$chainguard_token" | ask --get \\
    --data-urlencode "uidp.childrenOf=\${CHAINGUARD_IDENTITY%%/*}" \\
    --data-urlencode 'pageSize=200' --data-urlencode "pageToken=$page" \\
    "$CHAINGUARD_API_URL/registry/v2/repos")
  jq --raw-output '.repos[]?.name' <<<"$answer"
  page=$(jq --raw-output '.nextPageToken // empty' <<<"$answer")
  [ -n "$page" ] || break
done
`;
}

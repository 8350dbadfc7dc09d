import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { defaultDuration } from '../core/token/webIdentity';
import { partitionOf, regionOf } from './facts';
import type { Form } from './form';
import { keysNote, notForCaller } from './notes';
import { shellCommand, shellWord } from './quote/shell';
import { ask, awsKeys, bearer, exchangeAndList, fromPipe, secretsNote, shellSettings } from './shellParts';
import { whoCallsStep } from './steps/aws';
import { runStep } from './steps/chainctl';
import { audienceNote, tokenAudienceOf } from './tokenFacts';

/** The AWS CLI asks for the token (AWS CLI reference, "sts get-web-identity-token"). */
export const webShell: Form = {
  id: 'web-shell',
  title: () => l10n.t('Token with the AWS CLI'),
  language: 'shellscript',
  fileName: 'chainguard-token.sh',
  ways: ['web-identity'],
  needs: ['identity', 'sourceProfile', 'region'],
  notes: (draft) => [keysNote(draft), audienceNote(draft)],
  steps: ({ options }) => [whoCallsStep(options.sourceProfile), runStep('chainguard-token.sh')],
  generate: (draft) => cliRecipe(draft),
};

/** Keys from the instance metadata service, and curl signs: for an instance that has no AWS CLI. */
export const webEc2: Form = {
  id: 'web-ec2',
  title: () => l10n.t('Token on EC2'),
  language: 'shellscript',
  fileName: 'chainguard-token-ec2.sh',
  ways: ['web-identity'],
  needs: ['identity'],
  notes: (draft) => [notForCaller(draft), audienceNote(draft)],
  steps: () => [runStep('chainguard-token-ec2.sh')],
  generate: (draft) => curlRecipe(draft, fromMetadata),
};

/** Keys from the container credentials endpoint of ECS, which EKS Pod Identity has, too. */
export const webEcs: Form = {
  id: 'web-ecs',
  title: () => l10n.t('Token on ECS'),
  language: 'shellscript',
  fileName: 'chainguard-token-ecs.sh',
  ways: ['web-identity'],
  needs: ['identity', 'region'],
  notes: (draft) => [notForCaller(draft), audienceNote(draft)],
  steps: () => [runStep('chainguard-token-ecs.sh')],
  generate: (draft) => curlRecipe(draft, fromContainer(draft)),
};

/** A region as a script may hold it. */
function regionWord(draft: Draft): string {
  return regionOf(draft).replace(/[^a-z0-9-]/g, '');
}

/**
 * The whole script in which the AWS CLI asks for the token.
 *
 * @param request what it asks for, as a word of the shell that is JSON. Of a flag the CLI would take an audience such as
 *   `https://…` for the address of the value, or `file:…` for a file.
 */
export function cliRecipe(draft: Draft, request = shellWord(requestFor(tokenAudienceOf(draft)))): string {
  const { sourceProfile } = draft.options;
  return `#!/usr/bin/env bash
# Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.
# Needs bash, jq, curl 7.76 or later, and the AWS CLI 2.33 or later (older ones do not know these tokens).
set -euo pipefail

${shellSettings(draft)}
# The global endpoint of AWS STS does not give these tokens.
export AWS_STS_REGIONAL_ENDPOINTS=regional

${secretsNote}
${bearer}

# The token is for Chainguard alone. It is a secret for five minutes.
aws_token=$(${shellCommand('aws sts get-web-identity-token', [
    ...(sourceProfile === '' ? [] : [`--profile ${shellWord(sourceProfile)}`]),
    `--region "\${AWS_REGION:-${regionWord(draft)}}"`,
    `--cli-input-json ${request}`,
    '--query WebIdentityToken',
    '--output text',
  ])})

${ask}

${exchangeAndList('aws_token', fromPipe)}
`;
}

/** What a token is asked for with, as JSON. */
export function requestFor(audience: string): string {
  return JSON.stringify({
    Audience: [audience],
    SigningAlgorithm: 'ES384',
    DurationSeconds: defaultDuration,
  });
}

const fromMetadata = `# Keys of the instance's role and its region, from the instance metadata service.
: "\${AWS_EC2_METADATA_SERVICE_ENDPOINT:=http://169.254.169.254}"
metadata="\${AWS_EC2_METADATA_SERVICE_ENDPOINT%/}/latest"
metadata_token=$(curl --silent --show-error --fail --noproxy '*' --request PUT \\
  --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
ask_metadata() {
  printf 'header = "X-aws-ec2-metadata-token: %s"\\n' "$metadata_token" |
    curl --config - --silent --show-error --fail --noproxy '*' "$metadata/meta-data/$1"
}
role=$(ask_metadata iam/security-credentials/)
credentials=$(ask_metadata "iam/security-credentials/$role")
AWS_REGION=\${AWS_REGION:-$(ask_metadata placement/region)}
${keysIn('credentials')}`;

function fromContainer(draft: Draft): string {
  return `# Keys of the task's role, from the container credentials endpoint, whose token is in the environment or in a file.
endpoint="\${AWS_CONTAINER_CREDENTIALS_FULL_URI:-http://169.254.170.2\${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}}"
container_token="\${AWS_CONTAINER_AUTHORIZATION_TOKEN:-}"
if [ -n "\${AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:-}" ]; then
  container_token=$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
fi
ask_container() {
  if [ -n "$container_token" ]; then
    printf 'header = "Authorization: %s"\\n' "$container_token"
  fi | curl --config - --silent --show-error --fail --noproxy '*' "$endpoint"
}
credentials=$(ask_container)
: "\${AWS_REGION:=${regionWord(draft)}}"
${keysIn('credentials')}`;
}

/** Takes the keys out of an answer of either endpoint. */
function keysIn(variable: string): string {
  return [
    ['AWS_ACCESS_KEY_ID', '.AccessKeyId'],
    ['AWS_SECRET_ACCESS_KEY', '.SecretAccessKey'],
    ['AWS_SESSION_TOKEN', '.Token'],
  ]
    .map(([name = '', path = '']) => `${name}=$(${fromPipe(`--raw-output ${path}`, variable)})`)
    .join('\n');
}

/** Where the endpoints of a partition are, but for most of them. */
const domains: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-eusc', 'amazonaws.eu'],
]);

/** The whole script in which curl asks AWS STS, given the lines that set the AWS keys and the region. */
function curlRecipe(draft: Draft, keys: string): string {
  const domain = domains.get(partitionOf(draft)) ?? 'amazonaws.com';
  return `#!/usr/bin/env bash
# Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.
# Needs bash, jq, and curl 7.87 or later (older ones leave headers unsigned).
set -euo pipefail

${shellSettings(draft)}

${keys}
# The global endpoint of AWS STS does not give these tokens.
: "\${AWS_ENDPOINT_URL_STS:=https://sts.$AWS_REGION.${domain}}"

${secretsNote}
${awsKeys}
${bearer}

# The token is for Chainguard alone. It is a secret for five minutes.
answer=$(aws_keys | curl --config - --silent --show-error --fail-with-body \\
  --aws-sigv4 "aws:amz:$AWS_REGION:sts" \\
  --header 'Accept: application/json' \\
  --data 'Action=GetWebIdentityToken&Version=2011-06-15' \\
  --data-urlencode ${shellWord(`Audience.member.1=${tokenAudienceOf(draft)}`)} \\
  --data 'SigningAlgorithm=ES384&DurationSeconds=${defaultDuration}' \\
  "\${AWS_ENDPOINT_URL_STS%/}/") || {
  printf 'AWS gave no token: %s\\n' "$answer" >&2
  exit 1
}
aws_token=$(${fromPipe('--exit-status --raw-output .GetWebIdentityTokenResponse.GetWebIdentityTokenResult.WebIdentityToken', 'answer')}) || {
  echo 'There is no token in the answer of AWS.' >&2
  exit 1
}

${ask}

${exchangeAndList('aws_token', fromPipe)}
`;
}

import type { Draft } from '../core/draft/draft';

/** How a script hands JSON in a variable to jq. */
type ReadJson = (words: string, variable: string) => string;

/** As one word in the shell's own notation, for which some shells write a file of their own. */
export const fromWord: ReadJson = (words, variable) => `jq ${words} <<<"$${variable}"`;

/** Through a pipe, so that nothing is ever written. */
export const fromPipe: ReadJson = (words, variable) => `printf '%s' "$${variable}" | jq ${words}`;

/** The identity and the addresses, which the environment may set. */
export function shellSettings({ options }: Draft): string {
  const identity =
    options.identity === ''
      ? ': "${CHAINGUARD_IDENTITY:?Set it to the ID of the identity}"'
      : `: "\${CHAINGUARD_IDENTITY:=${options.identity.replace(/[^0-9a-f/]/g, '')}}"`;
  return `${identity}
: "\${CHAINGUARD_ISSUER_URL:=https://issuer.enforce.dev}"
: "\${CHAINGUARD_API_URL:=https://console-api.enforce.dev}"
: "\${CHAINGUARD_AUDIENCE:=https://console-api.enforce.dev}"`;
}

/** Functions that print what curl reads through its standard input. */
export const awsKeys = `aws_keys() {
  printf 'user = "%s:%s"\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"
  # Long-term keys have no session token, and an empty header would spoil the signature.
  if [ -n "\${AWS_SESSION_TOKEN:-}" ]; then
    printf 'header = "X-Amz-Security-Token: %s"\\n' "$AWS_SESSION_TOKEN"
  fi
}`;
export const bearer = `bearer() {
  printf 'header = "Authorization: Bearer %s"\\n' "$1"
}`;
export const secretsNote =
  '# Secrets reach curl through its standard input, where a list of processes does not show them.';

/** A function that asks Chainguard. */
export const ask = `# Prints what Chainguard answers. A refusal is printed as an error and ends the script, and so does a redirect, which
# would take the token to another server.
ask() {
  local answer
  answer=$(curl --config - --silent --show-error --fail-with-body --location --max-redirs 0 "$@") || {
    printf '%s\\n' "$answer" >&2
    return 1
  }
  printf '%s\\n' "$answer"
}`;

/**
 * Exchanges a token and lists the repositories.
 *
 * @param token the variable that holds it
 * @param alternative comments on another way to use the token; empty, or lines
 */
export function exchangeAndList(token: string, json: ReadJson, alternative = ''): string {
  return `exchange=$(bearer "$${token}" | ask \\
  --data-urlencode "aud=$CHAINGUARD_AUDIENCE" \\
  --data-urlencode "identity=$CHAINGUARD_IDENTITY" \\
  "$CHAINGUARD_ISSUER_URL/sts/exchange")
chainguard_token=$(${json('--exit-status --raw-output .token', 'exchange')}) || {
  echo 'There is no token in the answer of Chainguard.' >&2
  exit 1
}
${alternative}
# The first part of the identity's ID is the organization's. A page holds 200 repositories.
page=''
while :; do
  answer=$(bearer "$chainguard_token" | ask --get \\
    --data-urlencode "uidp.childrenOf=\${CHAINGUARD_IDENTITY%%/*}" \\
    --data-urlencode 'pageSize=200' --data-urlencode "pageToken=$page" \\
    "$CHAINGUARD_API_URL/registry/v2/repos")
  ${json("--raw-output '.repos[]?.name'", 'answer')}
  page=$(${json("--raw-output '.nextPageToken // empty'", 'answer')})
  [ -n "$page" ] || break
done`;
}

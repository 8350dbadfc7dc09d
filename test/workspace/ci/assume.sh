#!/usr/bin/env bash
# Logs a build host in to Chainguard with the AWS role that the host runs as.
set -euo pipefail

export CHAINGUARD_IDENTITY=d765ca7e6d295e777a25973082ba703ca6c229bd/7ac1b67a3aa5ac35/8e218fa861794534
audience=https://issuer.enforce.dev

eval "$(aws configure export-credentials --format env)"

token=$(curl --silent --verbose --request POST \
  "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15" \
  --aws-sigv4 "aws:amz:us-east-1:sts" \
  --user "${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}" \
  --header "x-amz-security-token: ${AWS_SESSION_TOKEN}" \
  --header "Chainguard-Identity: ${CHAINGUARD_IDENTITY}" \
  --header "Chainguard-Audience: ${audience}" \
  --header "Accept: application/json" 2>&1 >/dev/null | grep '^> ' | cut -c3- | base64 -w0 | tr '+/' '-_')

chainctl auth login --identity "${CHAINGUARD_IDENTITY}" --identity-token "${token}"
chainctl images repos list

import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form } from './form';
import { identityValue, runLines, withoutIdentity } from './githubWorkflow';
import { workflowString } from './quote/yaml';
import { ask, bearer, exchangeAndList, fromPipe, secretsNote, shellSettings } from './shellParts';
import { audienceNote, shown, tokenAudienceOf } from './tokenFacts';

/** GitHub's own token of the job, without AWS (GitHub's documentation, "OpenID Connect reference"). */
export const githubOidc: Form = {
  id: 'github-oidc',
  title: () => l10n.t('GitHub Actions workflow'),
  language: 'yaml',
  fileName: 'chainguard.yml',
  ways: ['token'],
  platforms: ['github'],
  needs: ['identity'],
  notes: (draft) => {
    const subject = draft.claims?.subject?.value ?? '';
    return [
      subject === ''
        ? undefined
        : l10n.t(
            'Run it where GitHub gives the job the subject that the identity accepts: {0}',
            shown(subject),
          ),
      audienceNote(draft),
    ];
  },
  generate: (draft) => `name: Chainguard

on:
  workflow_dispatch:

permissions:
  contents: read
  # For the OIDC token with which the job assumes the identity.
  id-token: write

jobs:
  repositories:
    runs-on: ubuntu-latest
${environment(draft)}    steps:
      - name: Assume the Chainguard identity
        shell: bash
        env:
          CHAINGUARD_IDENTITY: ${identityValue(draft)}
          TOKEN_AUDIENCE: ${workflowString(tokenAudienceOf(draft))}
        run: |
${runLines(script(withoutIdentity(draft)))}
`,
};

/** The environment of the job, where the identity accepts the jobs of one alone. */
function environment({ claims }: Draft): string {
  const { kind, value = '' } = claims?.subject ?? {};
  const name = /^repo:[^:]+:environment:([^:*]+)$/.exec(value)?.[1];
  return kind === 'exact' && name !== undefined
    ? `    environment: ${workflowString(name.replaceAll('%3A', ':'))}\n`
    : '';
}

function script(draft: Draft): string {
  return `#!/usr/bin/env bash
set -euo pipefail

${shellSettings(draft)}
: "\${ACTIONS_ID_TOKEN_REQUEST_TOKEN:?Give the job the permission id-token: write}"

${secretsNote}
${bearer}

${ask}

# GitHub's token of the job is for Chainguard alone. It is a secret for some minutes.
answer=$(bearer "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" | ask --get \\
  --data-urlencode "audience=$TOKEN_AUDIENCE" "$ACTIONS_ID_TOKEN_REQUEST_URL")
id_token=$(${fromPipe('--exit-status --raw-output .value', 'answer')}) || {
  echo 'There is no token in the answer of GitHub.' >&2
  exit 1
}

${exchangeAndList('id_token', fromPipe)}
`;
}

import * as l10n from '@vscode/l10n';
import type { Form } from './form';
import { ask, bearer, exchangeAndList, fromPipe, secretsNote, shellSettings } from './shellParts';
import { shown, tokenAudienceOf } from './tokenFacts';

/** Exchanges a token that whoever runs the script has already, of any issuer. */
export const tokenShell: Form = {
  id: 'token-shell',
  title: () => l10n.t('Token of the issuer with curl'),
  language: 'shellscript',
  fileName: 'chainguard-token.sh',
  ways: ['token'],
  needs: ['identity'],
  notes: (draft) => [
    l10n.t(
      'Set ID_TOKEN to a token that the issuer made for this audience: {0}',
      shown(tokenAudienceOf(draft)),
    ),
  ],
  generate: (draft) => `#!/usr/bin/env bash
# Assumes a Chainguard identity with a token of the issuer that it trusts and lists the repositories that it sees.
# Needs bash, jq, curl 7.76 or later, and the token in the variable ID_TOKEN.
set -euo pipefail

${shellSettings(draft)}
: "\${ID_TOKEN:?Set it to a token of the issuer}"

${secretsNote}
${bearer}

${ask}

${exchangeAndList('ID_TOKEN', fromPipe)}
`,
};

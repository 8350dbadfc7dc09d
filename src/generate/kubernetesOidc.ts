import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form } from './form';
import { pod } from './kubernetes';
import { pythonAsk, pythonMain, pythonSettings } from './pythonParts';
import { yamlString } from './quote/yaml';
import { audienceNote, tokenAudienceOf } from './tokenFacts';

/** A pod with a token of its service account for Chainguard (Kubernetes documentation, "Projected volumes"). */
export const kubernetesOidc: Form = {
  id: 'kubernetes-oidc',
  title: () => l10n.t('Kubernetes'),
  language: 'yaml',
  fileName: 'chainguard.yaml',
  ways: ['token'],
  platforms: ['kubernetes'],
  needs: ['identity', 'namespace', 'serviceAccount', 'image'],
  notes: (draft) => [
    draft.options.identity === ''
      ? l10n.t('The value of CHAINGUARD_IDENTITY is empty. Put the ID of the identity there.')
      : undefined,
    l10n.t('Chainguard has to reach the cluster’s issuer, or the identity needs its keys.'),
    audienceNote(draft),
  ],
  generate(draft) {
    const [namespace, account] = accountOf(draft);
    return pod(draft, {
      opening:
        '# The kubelet puts a token of the service account for Chainguard into the pod, and renews it there.\n',
      account,
      namespace,
      annotations: '',
      script: script({ ...draft, options: { ...draft.options, identity: '' } }),
      image: 'Any image with Python 3.9 or later.',
      command: 'python3 /recipe/chainguard_token.py',
      env: '',
      mounts: `        - name: token
          mountPath: /var/run/secrets/chainguard
          readOnly: true
`,
      volumes: `    - name: token
      projected:
        sources:
          - serviceAccountToken:
              path: token
              audience: ${yamlString(tokenAudienceOf(draft))}
              expirationSeconds: 600
`,
    });
  },
};

/** The namespace and the service account: those of the one subject that the identity accepts, or those typed. */
function accountOf({ claims, options }: Draft): readonly [namespace: string, account: string] {
  const { kind, value = '' } = claims?.subject ?? {};
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(value) ?? [];
  return kind === 'exact' && namespace !== undefined && account !== undefined
    ? [namespace, account]
    : [options.namespace, options.serviceAccount];
}

function script(draft: Draft): string {
  return `"""Assumes a Chainguard identity with the token of a service account and lists the repositories that it sees."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

${pythonSettings(draft)}
TOKEN_FILE = os.environ.get("CHAINGUARD_TOKEN_FILE", "/var/run/secrets/chainguard/token")


${pythonAsk()}


${pythonMain('Path(TOKEN_FILE).read_text().strip()')}
`;
}

import * as l10n from '@vscode/l10n';
import { pinnedSessionOf, regionOf, roleArnFor } from './facts';
import type { Form } from './form';
import { assumedRoleNotes } from './notes';
import { yamlBlock, yamlString } from './quote/yaml';
import { recipePython } from './recipePython';

/** A service account with the role (EKS user guide, "IAM roles for service accounts") and a pod that uses it. */
export const kubernetes: Form = {
  id: 'kubernetes',
  title: () => l10n.t('Kubernetes on EKS'),
  language: 'yaml',
  fileName: 'chainguard.yaml',
  needs: ['identity', 'roleArn', 'namespace', 'serviceAccount', 'image', 'region'],
  notes: (draft) => [
    ...assumedRoleNotes(draft),
    draft.options.identity === ''
      ? l10n.t('The value of CHAINGUARD_IDENTITY is empty. Put the ID of the identity there.')
      : undefined,
    l10n.t('The role’s trust policy has to trust the cluster’s OIDC provider for this service account.'),
  ],
  generate(draft) {
    const { options } = draft;
    const namespace = yamlString(options.namespace || 'default');
    const account = yamlString(options.serviceAccount || 'chainguard');
    const script = recipePython.generate({
      ...draft,
      options: { ...options, identity: '', sourceProfile: '' },
    });
    const session = pinnedSessionOf(draft);
    return `# EKS gives the pod a web identity token for the role.
${
  session === undefined
    ? "# Every pod's session has a name of its own, so the identity has to accept any session of the role.\n"
    : '# The identity accepts one session of the role, whose name AWS_ROLE_SESSION_NAME says.\n'
}apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${account}
  namespace: ${namespace}
  annotations:
    eks.amazonaws.com/role-arn: ${yamlString(roleArnFor(draft))}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: chainguard-token
  namespace: ${namespace}
data:
  chainguard_token.py: |
${yamlBlock(script, '    ')}
---
apiVersion: v1
kind: Pod
metadata:
  name: chainguard-token
  namespace: ${namespace}
spec:
  serviceAccountName: ${account}
  restartPolicy: Never
  containers:
    - name: token
      # Any image with Python 3.9 or later and pip, or with boto3 in it.
      image: ${yamlString(options.image || 'python:3-slim')}
      command: ["sh", "-c", "pip install --quiet --target /tmp/packages boto3 && PYTHONPATH=/tmp/packages python3 /recipe/chainguard_token.py"]
      env:
        - name: CHAINGUARD_IDENTITY
${options.identity === '' ? '          # The ID of the identity, as "chainctl iam identities list" shows it.\n' : ''}          value: ${yamlString(options.identity)}
${session === undefined ? '' : `        - name: AWS_ROLE_SESSION_NAME\n          value: ${yamlString(session)}\n`}        - name: AWS_REGION
          value: ${yamlString(regionOf(draft))}
      volumeMounts:
        - name: recipe
          mountPath: /recipe
          readOnly: true
  volumes:
    - name: recipe
      configMap:
        name: chainguard-token
`;
  },
};

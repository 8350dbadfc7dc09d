import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { pinnedSessionOf, regionOf, roleArnFor } from './facts';
import type { Form } from './form';
import { assumedRoleNotes } from './notes';
import { yamlBlock, yamlString } from './quote/yaml';
import { recipePython } from './recipePython';
import { audienceNote } from './tokenFacts';
import { webPython } from './webPython';

/** A service account with the role (EKS user guide, "IAM roles for service accounts") and a pod that uses it. */
export const kubernetes: Form = {
  id: 'kubernetes',
  title: () => l10n.t('Kubernetes on EKS'),
  language: 'yaml',
  fileName: 'chainguard.yaml',
  ways: ['signed-request'],
  needs: ['identity', 'roleArn', 'namespace', 'serviceAccount', 'image', 'region'],
  notes: (draft) => [
    ...assumedRoleNotes(draft),
    draft.options.identity === ''
      ? l10n.t('The value of CHAINGUARD_IDENTITY is empty. Put the ID of the identity there.')
      : undefined,
    l10n.t('The role’s trust policy has to trust the cluster’s OIDC provider for this service account.'),
  ],
  generate: (draft) => {
    const { options } = draft;
    const own = { ...draft, options: { ...options, identity: '', sourceProfile: '' } };
    return podWithRole(draft, recipePython.generate(own));
  },
};

/** The same pod, whose role asks for a web identity token of AWS. */
export const webKubernetes: Form = {
  id: 'web-kubernetes',
  title: () => l10n.t('Kubernetes on EKS'),
  language: 'yaml',
  fileName: 'chainguard.yaml',
  ways: ['web-identity'],
  needs: kubernetes.needs,
  notes: (draft) => [...(kubernetes.notes?.(draft) ?? []), audienceNote(draft)],
  generate: (draft) => {
    const { options } = draft;
    const own = { ...draft, options: { ...options, identity: '', sourceProfile: '' } };
    return podWithRole(draft, webPython.generate(own));
  },
};

/** A pod whose service account has the role. */
function podWithRole(draft: Draft, script: string): string {
  const { options } = draft;
  const session = pinnedSessionOf(draft);
  return pod(draft, {
    opening: `# EKS gives the pod a web identity token for the role.
${
  draft.claims
    ? '# With that the role asks AWS for a web identity token, which the identity trusts.\n'
    : session === undefined
      ? "# Every pod's session has a name of its own, so the identity has to accept any session of the role.\n"
      : '# The identity accepts one session of the role, whose name AWS_ROLE_SESSION_NAME says.\n'
}`,
    account: options.serviceAccount,
    namespace: options.namespace,
    annotations: `
  annotations:
    eks.amazonaws.com/role-arn: ${yamlString(roleArnFor(draft))}`,
    script,
    image: 'Any image with Python 3.9 or later and pip, or with boto3 in it.',
    command:
      'pip install --quiet --target /tmp/packages boto3 && PYTHONPATH=/tmp/packages python3 /recipe/chainguard_token.py',
    env: `${session === undefined ? '' : `        - name: AWS_ROLE_SESSION_NAME\n          value: ${yamlString(session)}\n`}        - name: AWS_REGION
          value: ${yamlString(regionOf(draft))}
`,
    mounts: '',
    volumes: '',
  });
}

/** What differs between pods: texts of YAML but for names, and none but `annotations` without its line break. */
interface PodParts {
  readonly opening: string;
  readonly account: string;
  readonly namespace: string;
  readonly annotations: string;
  readonly script: string;
  readonly image: string;
  readonly command: string;
  readonly env: string;
  readonly mounts: string;
  readonly volumes: string;
}

/** A service account, the script that the pod runs, and the pod. */
export function pod({ options }: Draft, parts: PodParts): string {
  const namespace = yamlString(parts.namespace || 'default');
  const account = yamlString(parts.account || 'chainguard');
  return `${parts.opening}apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${account}
  namespace: ${namespace}${parts.annotations}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: chainguard-token
  namespace: ${namespace}
data:
  chainguard_token.py: |
${yamlBlock(parts.script, '    ')}
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
      # ${parts.image}
      image: ${yamlString(options.image || 'python:3-slim')}
      command: ["sh", "-c", ${yamlString(parts.command)}]
      env:
        - name: CHAINGUARD_IDENTITY
${options.identity === '' ? '          # The ID of the identity, as "chainctl iam identities list" shows it.\n' : ''}          value: ${yamlString(options.identity)}
${parts.env}      volumeMounts:
        - name: recipe
          mountPath: /recipe
          readOnly: true
${parts.mounts}  volumes:
    - name: recipe
      configMap:
        name: chainguard-token
${parts.volumes}`;
}

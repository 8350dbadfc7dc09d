import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { nameWord, whereAndWhat } from './chainctlFlags';
import { factsOf } from './facts';
import type { Form } from './form';
import { identityJson } from './identityFile';
import { placeNote } from './notes';
import { shellCommand, shellFlag } from './quote/shell';
import { bindSteps, findSteps, runStep } from './steps/chainctl';

/** What every script begins with that creates the identity with chainctl. */
export const opening = `#!/usr/bin/env bash
# Creates the identity, binds its roles and prints its ID.
# Sign in first: chainctl auth login. Your organizations: chainctl iam organizations list -o table.
# The ID again, later: chainctl iam identities list -o table.
set -euo pipefail
`;

/** `chainctl iam identities create NAME -f FILE` (chainctl reference, "chainctl iam identities create"). */
export const chainctlFile: Form = {
  id: 'chainctl-file',
  title: () => l10n.t('chainctl with id.json'),
  language: 'shellscript',
  fileName: 'create-identity.sh',
  needs: ['group', 'roles'],
  notes: (draft) => [placeNote(draft)],
  steps: (draft) => [...findSteps(), runStep('create-identity.sh'), ...bindSteps(draft)],
  generate: (draft) =>
    `${opening}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cat >"$directory/id.json" <<'JSON'
${identityJson(draft)}JSON

${shellCommand(`chainctl iam identities create ${nameWord(draft.name)}`, [
  '--filename="$directory/id.json"',
  ...whereAndWhat(draft),
])}
`,
};

/**
 * `chainctl iam identities create aws role|user` (chainctl reference). Its patterns are not published, so this form is
 * only for matches of one role in any session, or of one user.
 */
export const chainctlAws: Form = {
  id: 'chainctl-aws',
  title: () => l10n.t('chainctl create aws'),
  language: 'shellscript',
  fileName: 'create-aws-identity.sh',
  ways: ['signed-request'],
  needs: ['group', 'roles'],
  notes: (draft) => {
    const partition = factsOf(draft)?.partition;
    if (commandFor(draft))
      return [
        l10n.t(
          'chainctl makes its own patterns for the ARN and the user ID; they are not those of the other forms.',
        ),
        placeNote(draft),
      ];
    return [
      partition === undefined || partitions.includes(partition)
        ? l10n.t(
            'chainctl can create an identity for any session of one role, or for one user without a path, and not for this match. Use id.json.',
          )
        : l10n.t(
            'chainctl’s documents name the partitions aws, aws-cn and aws-us-gov only. Use id.json for: {0}',
            partition,
          ),
    ];
  },
  steps: (draft) =>
    commandFor(draft) ? [...findSteps(), runStep('create-aws-identity.sh'), ...bindSteps(draft)] : [],
  generate(draft) {
    const command = commandFor(draft);
    return command
      ? `${opening}\n${command}\n`
      : `#!/usr/bin/env bash
# "chainctl iam identities create aws" makes identities for any session of one role, or for one user without a path,
# in the partitions aws, aws-cn and aws-us-gov. This match is another one.
echo 'Create this identity from id.json instead: the form "chainctl with id.json".' >&2
exit 1
`;
  },
};

/** The partitions that chainctl's reference names for `--aws-partition`. */
const partitions = ['aws', 'aws-cn', 'aws-us-gov'];

function commandFor(draft: Draft): string | undefined {
  const facts = factsOf(draft);
  if (!facts || facts.session !== undefined || facts.name.includes('/')) return undefined;
  const { kind, partition, name, uniqueId } = facts;
  if (!partitions.includes(partition)) return undefined;
  return shellCommand(`chainctl iam identities create aws ${kind} ${nameWord(draft.name)}`, [
    ...(partition === 'aws' ? [] : [shellFlag('aws-partition', partition)]),
    shellFlag('aws-account-id', draft.match.account),
    shellFlag(`aws-${kind}-name`, name),
    ...(uniqueId === undefined ? [] : [shellFlag(`aws-${kind}-id`, uniqueId)]),
    ...(draft.description === '' ? [] : [shellFlag('description', draft.description)]),
    ...whereAndWhat(draft),
  ]);
}

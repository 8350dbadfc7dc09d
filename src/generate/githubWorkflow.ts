import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { callerKindOf, partitionOf, regionOf, roleArnFor, sessionNameOf } from './facts';
import type { Form } from './form';
import { assumedRoleNotes } from './notes';
import { workflowString, yamlBlock } from './quote/yaml';
import { shellRecipe } from './recipeShell';
import { audienceNote, tokenAudienceOf } from './tokenFacts';
import { cliRecipe, requestFor } from './webShell';

/**
 * configure-aws-credentials with GitHub's own OIDC token, or with a user's keys if the identity is for a user; then the
 * token with curl.
 */
export const githubWorkflow: Form = {
  id: 'github-workflow',
  title: () => l10n.t('GitHub Actions workflow'),
  language: 'yaml',
  fileName: 'chainguard.yml',
  ways: ['signed-request'],
  needs: ['identity', 'roleArn', 'externalId', 'sessionName', 'region'],
  notes: (draft) =>
    callsAsUser(draft)
      ? [
          l10n.t(
            'Put the access key of the user into the repository’s secrets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
          ),
        ]
      : [
          ...assumedRoleNotes(draft),
          l10n.t(
            'The role’s trust policy has to trust GitHub’s OIDC provider for this repository, or the user whose keys you use.',
          ),
        ],
  generate: (draft) =>
    workflow(
      draft,
      shellRecipe(withoutIdentity(draft), '# The keys are in the environment, from the step before.'),
    ),
};

/** The same keys, with which the AWS CLI then asks for a web identity token. */
export const webGithubWorkflow: Form = {
  id: 'web-github-workflow',
  title: () => l10n.t('GitHub Actions with the AWS role'),
  language: 'yaml',
  fileName: 'chainguard.yml',
  ways: ['web-identity'],
  needs: githubWorkflow.needs,
  notes: (draft) => [...(githubWorkflow.notes?.(draft) ?? []), audienceNote(draft)],
  generate: (draft) =>
    workflow(
      draft,
      cliRecipe(
        withoutIdentity({ ...draft, options: { ...draft.options, sourceProfile: '' } }),
        '"$TOKEN_REQUEST"',
      ),
      {
        TOKEN_REQUEST: workflowString(requestFor(tokenAudienceOf(draft))),
      },
    ),
};

/** The draft for a script that finds the identity in its environment. */
export function withoutIdentity(draft: Draft): Draft {
  return { ...draft, options: { ...draft.options, identity: '' } };
}

/** The identity as a value in a workflow: the draft's, or a variable of the repository. */
export function identityValue({ options }: Draft): string {
  return options.identity === '' ? '${{ vars.CHAINGUARD_IDENTITY }}' : workflowString(options.identity);
}

/** The lines of a script as the value of `run`, without the line that names its shell. */
export function runLines(script: string): string {
  return yamlBlock(script.slice(script.indexOf('\n') + 1), '          ');
}

/**
 * A workflow that gets AWS keys and runs a script with them.
 *
 * @param env more for its environment, as values of YAML
 */
function workflow(draft: Draft, script: string, env: Readonly<Record<string, string>> = {}): string {
  const more = Object.entries(env).map(([name, value]) => `          ${name}: ${value}\n`);
  return `name: Chainguard

on:
  workflow_dispatch:

permissions:
  contents: read
${callsAsUser(draft) ? '' : idToken}
jobs:
  repositories:
    runs-on: ubuntu-latest
    steps:
${callsAsUser(draft) ? withKeys(draft) : withRole(draft)}
      - name: Assume the Chainguard identity
        shell: bash
        env:
          CHAINGUARD_IDENTITY: ${identityValue(draft)}
${more.join('')}        run: |
${runLines(script)}
`;
}

/** Whether the caller is a user: GitHub's OIDC token gives a role's session, which the identity refuses. */
function callsAsUser(draft: Draft): boolean {
  return callerKindOf(draft) === 'user' && draft.options.roleArn === '';
}

const idToken = `  # For the OIDC token with which GitHub assumes the AWS role.
  id-token: write
`;
const action = 'aws-actions/configure-aws-credentials@v6';

function withKeys(draft: Draft): string {
  return `      - name: Take the user's AWS keys
        uses: ${action}
        with:
          aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
          aws-region: ${workflowString(regionOf(draft))}
`;
}

function withRole(draft: Draft): string {
  const { externalId } = draft.options;
  // In China, IAM asks for another audience (the action's README, "Audience").
  const audience = partitionOf(draft) === 'aws-cn' ? '          audience: sts.amazonaws.com.cn\n' : '';
  const external = externalId === '' ? '' : `          role-external-id: ${workflowString(externalId)}\n`;
  return `      - name: Assume the AWS role
        uses: ${action}
        with:
          role-to-assume: ${workflowString(roleArnFor(draft))}
          role-session-name: ${workflowString(sessionNameOf(draft))}
          # At most an hour where the role is assumed from another role's keys.
          role-duration-seconds: 3600
          aws-region: ${workflowString(regionOf(draft))}
${audience}${external}          # With a user's keys instead of GitHub's OIDC token:
          # aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
          # aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
          # role-skip-session-tagging: true
`;
}

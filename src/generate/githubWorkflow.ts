import * as l10n from '@vscode/l10n';
import { regionOf, roleArnFor, sessionNameOf } from './facts';
import type { Form } from './form';
import { workflowString, yamlBlock } from './quote/yaml';
import { shellRecipe } from './recipeShell';

/** configure-aws-credentials by GitHub's own OIDC token, then the token with curl. */
export const githubWorkflow: Form = {
  id: 'github-workflow',
  title: () => l10n.t('GitHub Actions workflow'),
  language: 'yaml',
  fileName: 'chainguard.yml',
  needs: ['identity', 'roleArn', 'externalId', 'sessionName', 'region'],
  note: () =>
    l10n.t(
      'The role’s trust policy has to trust GitHub’s OIDC provider for this repository, or the user whose keys you use.',
    ),
  generate(draft) {
    const { identity, externalId } = draft.options;
    const external = externalId === '' ? '' : `          role-external-id: ${workflowString(externalId)}\n`;
    const value = identity === '' ? '${{ vars.CHAINGUARD_IDENTITY }}' : workflowString(identity);
    const recipe = shellRecipe(
      { ...draft, options: { ...draft.options, identity: '' } },
      '# The keys are in the environment, from the step before.',
    );
    const script = recipe.slice(recipe.indexOf('\n') + 1);
    return `name: Chainguard

on:
  workflow_dispatch:

permissions:
  contents: read
  # For the OIDC token with which GitHub assumes the AWS role.
  id-token: write

jobs:
  repositories:
    runs-on: ubuntu-latest
    steps:
      - name: Assume the AWS role
        uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: ${workflowString(roleArnFor(draft))}
          role-session-name: ${workflowString(sessionNameOf(draft))}
          aws-region: ${workflowString(regionOf(draft))}
${external}          # With a user's keys instead of GitHub's OIDC token:
          # aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
          # aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
          # role-skip-session-tagging: true

      - name: Assume the Chainguard identity
        shell: bash
        env:
          CHAINGUARD_IDENTITY: ${value}
        run: |
${yamlBlock(script, '          ')}
`;
  },
};

import * as l10n from '@vscode/l10n';
import { pinnedSessionOf } from './facts';
import type { Form } from './form';
import { goHandler, goLambdaForm, goProgram, goProgramForm } from './goParts';
import { keysNote, notForCaller } from './notes';

/** Chainguard's own SDK (chainguard-dev/sdk auth/aws, sts, proto/platform/registry/v1). */
export const recipeGo: Form = {
  ...goProgramForm,
  id: 'recipe-go',
  ways: ['signed-request'],
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  generate: (draft) =>
    goProgram(
      '// Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.',
      paths([]),
      draft,
      { token },
    ),
};

/** A handler for the runtime provided.al2023, with the same settings. */
export const lambdaGo: Form = {
  ...goLambdaForm,
  id: 'lambda-go',
  ways: ['signed-request'],
  needs: ['identity'],
  notes: (draft) => {
    const session = pinnedSessionOf(draft);
    return [
      notForCaller(draft),
      session === undefined
        ? undefined
        : l10n.t(
            'Lambda calls each session like the function, so the function has to be called {0}.',
            session,
          ),
    ];
  },
  generate: (draft) =>
    goHandler(
      '// A Lambda function that assumes a Chainguard identity with its role and lists the repositories that it sees.',
      paths(['"github.com/aws/aws-lambda-go/lambda"']),
      draft,
      { token },
    ),
};

function paths(more: readonly string[]): readonly string[] {
  return [
    '"chainguard.dev/sdk/auth/aws"',
    'common "chainguard.dev/sdk/proto/platform/common/v1"',
    'registry "chainguard.dev/sdk/proto/platform/registry/v1"',
    '"chainguard.dev/sdk/sts"',
    ...more,
    '"github.com/aws/aws-sdk-go-v2/config"',
  ];
}

const token = `	credentials, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("finding AWS credentials: %w", err)
	}

	// The token is a signed request, which Chainguard sends to AWS itself. It is a secret for fifteen minutes.
	awsToken, err := aws.GenerateToken(ctx, credentials, issuer, identity)
	if err != nil {
		return nil, fmt.Errorf("signing the AWS token: %w", err)
	}
`;

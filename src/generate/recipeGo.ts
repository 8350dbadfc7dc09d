import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { pinnedSessionOf } from './facts';
import type { Form } from './form';
import { keysNote, notForCaller } from './notes';
import { goString } from './quote/go';
import { whoCallsStep } from './steps/aws';
import { goLambdaBuild, goLambdaStep, goModules, goModuleStep } from './steps/go';
import { shellStep } from './steps/step';

/** Chainguard's own SDK (chainguard-dev/sdk auth/aws, sts, proto/platform/registry/v1). */
export const recipeGo: Form = {
  id: 'recipe-go',
  title: () => l10n.t('Token with Go'),
  language: 'go',
  fileName: 'main.go',
  ways: ['signed-request'],
  needs: ['identity', 'sourceProfile'],
  notes: (draft) => [keysNote(draft)],
  steps: ({ options }) => [
    whoCallsStep(options.sourceProfile),
    goModuleStep(),
    shellStep(l10n.t('Run it'), ['go run .']),
  ],
  generate: (
    draft,
  ) => `// Assumes a Chainguard identity with AWS keys and lists the repositories that it sees.
//
//	${goModules}
//	go run .
package main

import (
	"context"
	"fmt"
	"log"
${imports([])}
)

${settings(draft)}

${goMain}

${repositories(draft)}`,
};

/** A handler for the runtime provided.al2023, with the same settings. */
export const lambdaGo: Form = {
  id: 'lambda-go',
  title: () => l10n.t('Lambda handler in Go'),
  language: 'go',
  fileName: 'main.go',
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
  steps: () => [goModuleStep(), goLambdaStep()],
  generate: (
    draft,
  ) => `// A Lambda function that assumes a Chainguard identity with its role and lists the repositories that it sees.
//
//	${goModules}
//	${goLambdaBuild}
package main

import (
	"context"
	"fmt"
${imports(['"github.com/aws/aws-lambda-go/lambda"'])}
)

${settings(draft)}

func main() {
	lambda.Start(repositories)
}

${repositories({ ...draft, options: { ...draft.options, sourceProfile: '' } })}`,
};

function imports(more: readonly string[]): string {
  return goImports([
    '"chainguard.dev/sdk/auth/aws"',
    'common "chainguard.dev/sdk/proto/platform/common/v1"',
    'registry "chainguard.dev/sdk/proto/platform/registry/v1"',
    '"chainguard.dev/sdk/sts"',
    ...more,
    '"github.com/aws/aws-sdk-go-v2/config"',
  ]);
}

/** What every program imports, and then these paths in their order. */
export function goImports(paths: readonly string[]): string {
  return `	"os"
	"strings"

${paths.map((path) => `\t${path}`).join('\n')}`;
}

/** The identity and the addresses, which the environment may set. */
export function settings({ options }: Draft): string {
  return `var (
	// The ID of the identity; its first part is the organization's.
	identity = setting("CHAINGUARD_IDENTITY", ${goString(options.identity)})
	issuer   = setting("CHAINGUARD_ISSUER_URL", "https://issuer.enforce.dev")
	api      = setting("CHAINGUARD_API_URL", "https://console-api.enforce.dev")
	audience = setting("CHAINGUARD_AUDIENCE", "https://console-api.enforce.dev")
)

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}`;
}

/** Prints what `repositories` gives. */
export const goMain = `func main() {
	names, err := repositories(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range names {
		fmt.Println(name)
	}
}`;

const signedToken = `	credentials, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("finding AWS credentials: %w", err)
	}

	// The token is a signed request, which Chainguard sends to AWS itself. It is a secret for fifteen minutes.
	awsToken, err := aws.GenerateToken(ctx, credentials, issuer, identity)
	if err != nil {
		return nil, fmt.Errorf("signing the AWS token: %w", err)
	}
`;

/**
 * Exchanges a token and lists the repositories.
 *
 * @param token statements that set `awsToken`, given AWS's configuration as `cfg`
 * @param more further arguments of what loads that configuration
 */
export function repositories({ options }: Draft, token = signedToken, more: readonly string[] = []): string {
  const { sourceProfile } = options;
  const profile = sourceProfile === '' ? [] : [`config.WithSharedConfigProfile(${goString(sourceProfile)})`];
  const load = `config.LoadDefaultConfig(${['ctx', ...profile, ...more].join(', ')})`;
  return `// repositories names the organization's repositories that the identity sees.
func repositories(ctx context.Context) ([]string, error) {
	if identity == "" {
		return nil, fmt.Errorf("set CHAINGUARD_IDENTITY to the ID of the identity")
	}
	cfg, err := ${load}
	if err != nil {
		return nil, fmt.Errorf("loading the AWS configuration: %w", err)
	}
${token}	exchanged, err := sts.New(issuer, audience, sts.WithIdentity(identity)).Exchange(ctx, awsToken)
	if err != nil {
		return nil, fmt.Errorf("exchanging the AWS token: %w", err)
	}

	clients, err := registry.NewClients(ctx, api, "Bearer "+exchanged.AccessToken)
	if err != nil {
		return nil, fmt.Errorf("connecting to the API: %w", err)
	}
	defer clients.Close()
	organization, _, _ := strings.Cut(identity, "/")
	list, err := clients.Registry().ListRepos(ctx, &registry.RepoFilter{
		Uidp: &common.UIDPFilter{ChildrenOf: organization},
	})
	if err != nil {
		return nil, fmt.Errorf("listing the repositories: %w", err)
	}
	names := make([]string, 0, len(list.GetItems()))
	for _, repository := range list.GetItems() {
		names = append(names, repository.GetName())
	}
	return names, nil
}
`;
}

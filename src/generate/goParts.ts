import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form, Step } from './form';
import { goString } from './quote/go';
import { whoCallsStep } from './steps/aws';
import { goLambdaBuild, goLambdaStep, goModules, goModuleStep } from './steps/go';
import { shellStep } from './steps/step';

/** How a program in Go gets the token that Chainguard exchanges. */
export interface GoToken {
  /** Statements that set `awsToken`, given AWS's configuration as `cfg`. */
  readonly token: string;
  /** Further arguments of what loads that configuration. */
  readonly configuration?: readonly string[];
}

/** What the forms of a program that runs anywhere have in common. */
export const goProgramForm = {
  title: () => l10n.t('Token with Go'),
  language: 'go',
  fileName: 'main.go',
  steps: ({ options }: Draft): readonly Step[] => [
    whoCallsStep(options.sourceProfile),
    goModuleStep(),
    shellStep(l10n.t('Run it'), ['go run .']),
  ],
} satisfies Partial<Form>;

/** What the forms of a handler for the runtime provided.al2023 have in common. */
export const goLambdaForm = {
  title: () => l10n.t('Lambda handler in Go'),
  language: 'go',
  fileName: 'main.go',
  steps: (): readonly Step[] => [goModuleStep(), goLambdaStep()],
} satisfies Partial<Form>;

/** A program that prints the repositories that the identity sees. The first lines say what it is. */
export function goProgram(about: string, paths: readonly string[], draft: Draft, token: GoToken): string {
  return `${about}
//
//	${goModules}
//	go run .
package main

import (
	"context"
	"fmt"
	"log"
${imports(paths)}
)

${settings(draft)}

${main}

${repositories(draft, token)}`;
}

/** A Lambda function that answers with these repositories, as the role of the function. */
export function goHandler(about: string, paths: readonly string[], draft: Draft, token: GoToken): string {
  const own = { ...draft, options: { ...draft.options, sourceProfile: '' } };
  return `${about}
//
//	${goModules}
//	${goLambdaBuild}
package main

import (
	"context"
	"fmt"
${imports(paths)}
)

${settings(draft)}

func main() {
	lambda.Start(repositories)
}

${repositories(own, token)}`;
}

/** What every program imports, and then these paths in their order. */
function imports(paths: readonly string[]): string {
  return `	"os"
	"strings"

${paths.map((path) => `\t${path}`).join('\n')}`;
}

/** The identity and the addresses, which the environment may set. */
function settings({ options }: Draft): string {
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
const main = `func main() {
	names, err := repositories(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range names {
		fmt.Println(name)
	}
}`;

/** Exchanges a token and lists the repositories. */
function repositories({ options }: Draft, { token, configuration = [] }: GoToken): string {
  const { sourceProfile } = options;
  const profile = sourceProfile === '' ? [] : [`config.WithSharedConfigProfile(${goString(sourceProfile)})`];
  const load = `config.LoadDefaultConfig(${['ctx', ...profile, ...configuration].join(', ')})`;
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

import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { defaultDuration } from '../core/token/webIdentity';
import { regionOf } from './facts';
import type { Form } from './form';
import { keysNote, notForCaller } from './notes';
import { goString } from './quote/go';
import { goImports, goMain, repositories, settings } from './recipeGo';
import { goLambdaBuild, goLambdaStep, goModules, goModuleStep } from './steps/go';
import { whoCallsStep } from './steps/aws';
import { shellStep } from './steps/step';
import { audienceNote, tokenAudienceOf } from './tokenFacts';

/** AWS's SDK asks for the token; Chainguard's own exchanges it. */
export const webGo: Form = {
  id: 'web-go',
  title: () => l10n.t('Token with Go'),
  language: 'go',
  fileName: 'main.go',
  ways: ['web-identity'],
  needs: ['identity', 'sourceProfile', 'region'],
  notes: (draft) => [keysNote(draft), audienceNote(draft)],
  steps: ({ options }) => [
    whoCallsStep(options.sourceProfile),
    goModuleStep(),
    shellStep(l10n.t('Run it'), ['go run .']),
  ],
  generate: (
    draft,
  ) => `// Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.
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

${withToken(draft)}`,
};

/** A handler for the runtime provided.al2023. */
export const webLambdaGo: Form = {
  id: 'web-lambda-go',
  title: () => l10n.t('Lambda handler in Go'),
  language: 'go',
  fileName: 'main.go',
  ways: ['web-identity'],
  needs: ['identity', 'region'],
  notes: (draft) => [notForCaller(draft), audienceNote(draft)],
  steps: () => [goModuleStep(), goLambdaStep()],
  generate: (
    draft,
  ) => `// A Lambda function that assumes a Chainguard identity with a web identity token of its role and lists the repositories
// that it sees.
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

${withToken({ ...draft, options: { ...draft.options, sourceProfile: '' } })}`,
};

function imports(more: readonly string[]): string {
  return goImports([
    'common "chainguard.dev/sdk/proto/platform/common/v1"',
    'registry "chainguard.dev/sdk/proto/platform/registry/v1"',
    '"chainguard.dev/sdk/sts"',
    ...more,
    '"github.com/aws/aws-sdk-go-v2/aws"',
    '"github.com/aws/aws-sdk-go-v2/config"',
    'awssts "github.com/aws/aws-sdk-go-v2/service/sts"',
  ]);
}

function withToken(draft: Draft): string {
  return repositories(
    draft,
    `
	// The token is for Chainguard alone. It is a secret for five minutes.
	given, err := awssts.NewFromConfig(cfg).GetWebIdentityToken(ctx, &awssts.GetWebIdentityTokenInput{
		Audience:         []string{${goString(tokenAudienceOf(draft))}},
		SigningAlgorithm: aws.String("ES384"),
		DurationSeconds:  aws.Int32(${defaultDuration}),
	})
	if err != nil {
		return nil, fmt.Errorf("getting a web identity token from AWS: %w", err)
	}
	awsToken := aws.ToString(given.WebIdentityToken)
`,
    [`config.WithDefaultRegion(${goString(regionOf(draft))})`],
  );
}

import type { Draft } from '../core/draft/draft';
import { defaultDuration } from '../core/token/webIdentity';
import { regionOf } from './facts';
import type { Form } from './form';
import { goHandler, goLambdaForm, goProgram, goProgramForm, type GoToken } from './goParts';
import { keysNote, notForCaller } from './notes';
import { goString } from './quote/go';
import { audienceNote, tokenAudienceOf } from './tokenFacts';

/** AWS's SDK asks for the token; Chainguard's own exchanges it. */
export const webGo: Form = {
  ...goProgramForm,
  id: 'web-go',
  ways: ['web-identity'],
  needs: ['identity', 'sourceProfile', 'region'],
  notes: (draft) => [keysNote(draft), audienceNote(draft)],
  generate: (draft) =>
    goProgram(
      '// Assumes a Chainguard identity with a web identity token of AWS and lists the repositories that it sees.',
      paths([]),
      draft,
      tokenOf(draft),
    ),
};

/** A handler for the runtime provided.al2023. */
export const webLambdaGo: Form = {
  ...goLambdaForm,
  id: 'web-lambda-go',
  ways: ['web-identity'],
  needs: ['identity', 'region'],
  notes: (draft) => [notForCaller(draft), audienceNote(draft)],
  generate: (draft) =>
    goHandler(
      `// A Lambda function that assumes a Chainguard identity with a web identity token of its role and lists the repositories
// that it sees.`,
      paths(['"github.com/aws/aws-lambda-go/lambda"']),
      draft,
      tokenOf(draft),
    ),
};

function paths(more: readonly string[]): readonly string[] {
  return [
    'common "chainguard.dev/sdk/proto/platform/common/v1"',
    'registry "chainguard.dev/sdk/proto/platform/registry/v1"',
    '"chainguard.dev/sdk/sts"',
    ...more,
    '"github.com/aws/aws-sdk-go-v2/aws"',
    '"github.com/aws/aws-sdk-go-v2/config"',
    'awssts "github.com/aws/aws-sdk-go-v2/service/sts"',
  ];
}

function tokenOf(draft: Draft): GoToken {
  return {
    token: `
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
    configuration: [`config.WithDefaultRegion(${goString(regionOf(draft))})`],
  };
}

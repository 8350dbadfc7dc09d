import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { webIdentityPolicy, webIdentityPolicyOf } from '../core/token/webIdentity';
import { nameWord, whereAndWhat } from './chainctlFlags';
import { flagsOf } from './chainctlClaims';
import { regionOf } from './facts';
import type { Form } from './form';
import { policyName } from './iamPolicy';
import { placeNote } from './notes';
import { inGo, inTypescript, type Language, opening } from './pulumi';
import { goString, goText } from './quote/go';
import { shellWord } from './quote/shell';
import { typescriptString, typescriptValue } from './quote/typescript';
import { audienceNote, policyNotes, principalOfPolicy, tokenAudienceOf } from './tokenFacts';

/** Turns on federation and gives the role or user its policy; the identity is made from its outputs. */
export const pulumiTypescriptFederation: Form = {
  id: 'pulumi-typescript-federation',
  title: () => l10n.t('Pulumi in TypeScript: allow the tokens'),
  language: 'typescript',
  fileName: 'index.ts',
  ways: ['web-identity'],
  needs: ['group', 'roles', 'roleArn', 'region'],
  notes,
  generate(draft) {
    const { kind, name } = principalOfPolicy(draft);
    const [get, named, policy] =
      kind === 'role'
        ? (['getRoleOutput', 'name', 'RolePolicy'] as const)
        : (['getUserOutput', 'userName', 'UserPolicy'] as const);
    return `${openingOf(inTypescript, draft)}
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();

// One switch for the whole account: destroying it turns federation off for everything in it. Where it is on already:
// pulumi config set federationIsOn true
const federation = config.getBoolean('federationIsOn')
  ? aws.iam.getOutboundWebIdentityFederationOutput()
  : new aws.iam.OutboundWebIdentityFederation('account');

const ${kind} = aws.iam.${get}({ ${named}: ${typescriptString(name)} });

new aws.iam.${policy}('token', {
  name: ${typescriptString(policyName)},
  ${kind}: ${kind}.${named},
  policy: JSON.stringify(${typescriptValue(webIdentityPolicyOf(tokenAudienceOf(draft)), '  ')}),
});

export const issuer = federation.issuerIdentifier;
export const subject = ${kind}.arn;
`;
  },
};

/** The same in Go. */
export const pulumiGoFederation: Form = {
  id: 'pulumi-go-federation',
  title: () => l10n.t('Pulumi in Go: allow the tokens'),
  language: 'go',
  fileName: 'main.go',
  ways: ['web-identity'],
  needs: ['group', 'roles', 'roleArn', 'region'],
  notes,
  generate(draft) {
    const { kind, name } = principalOfPolicy(draft);
    const [type, named] = kind === 'role' ? ['Role', 'Name'] : ['User', 'UserName'];
    const field = `${type}:`.padEnd('Policy:'.length);
    return `${openingOf(inGo, draft)}package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

const policy = ${goText(webIdentityPolicy(tokenAudienceOf(draft)))}

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		issuer, err := issuerOf(ctx)
		if err != nil {
			return err
		}
		${kind}, err := iam.Lookup${type}(ctx, &iam.Lookup${type}Args{${named}: ${goString(name)}})
		if err != nil {
			return err
		}
		_, err = iam.New${type}Policy(ctx, "token", &iam.${type}PolicyArgs{
			Name:   pulumi.String(${goString(policyName)}),
			${field} pulumi.String(${kind}.${named}),
			Policy: pulumi.String(policy),
		})
		if err != nil {
			return err
		}
		ctx.Export("issuer", issuer)
		ctx.Export("subject", pulumi.String(${kind}.Arn))
		return nil
	})
}

// issuerOf turns on federation, which is one switch for the whole account: destroying it turns federation off for
// everything in it. Where it is on already: pulumi config set federationIsOn true
func issuerOf(ctx *pulumi.Context) (pulumi.StringInput, error) {
	if config.GetBool(ctx, "federationIsOn") {
		federation, err := iam.LookupOutboundWebIdentityFederation(ctx)
		if err != nil {
			return nil, err
		}
		return pulumi.String(federation.IssuerIdentifier), nil
	}
	federation, err := iam.NewOutboundWebIdentityFederation(ctx, "account", nil)
	if err != nil {
		return nil, err
	}
	return federation.IssuerIdentifier, nil
}
`;
  },
};

function notes(draft: Draft): readonly (string | undefined)[] {
  return [...policyNotes(draft), audienceNote(draft), placeNote(draft)];
}

function openingOf(language: Language, draft: Draft): string {
  const { kind } = principalOfPolicy(draft);
  const flags = flagsOf(draft, {
    issuer: '"$(pulumi stack output issuer)"',
    subject: '"$(pulumi stack output subject)"',
  });
  const create =
    flags &&
    ['chainctl iam identities create', nameWord(draft.name), ...flags, ...whereAndWhat(draft)].join(' ');
  return opening(
    language,
    [
      `Lets a ${kind} ask AWS for web identity tokens for Chainguard, and gives out what an identity has to trust.`,
      '',
      `Make a project with "pulumi new ${language.template}", put this into its ${language.fileName}, and run it with keys`,
      create === undefined
        ? 'that may change IAM. Create the identity from id.json then, with both outputs:'
        : 'that may change IAM. The last command creates the identity:',
    ],
    [
      `pulumi config set aws:region ${shellWord(regionOf(draft))}`,
      'pulumi up',
      create ?? 'pulumi stack output',
    ],
  );
}

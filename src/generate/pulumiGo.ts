import * as l10n from '@vscode/l10n';
import { regionOf, roleArnFor, roleNameOf, rolePathOf, sessionNameOf } from './facts';
import type { Form } from './form';
import { assumedRoleNotes, notForCaller } from './notes';
import { assumeRoleOpening, createRoleOpening, inGo } from './pulumi';
import { goString } from './quote/go';
import { assumeRoleSteps, createRoleSteps } from './steps/pulumi';

const head = (paths: readonly string[]) => `package main

import (
${paths.map((path) => (path === '' ? '' : `\t"${path}"`)).join('\n')}
)
`;
const aws = 'github.com/pulumi/pulumi-aws/sdk/v7/go/aws';
const sdk = 'github.com/pulumi/pulumi/sdk/v3/go/pulumi';

/** Makes a role, and a user who may do nothing but assume it. Run it with keys that may make both. */
export const pulumiGoCreateRole: Form = {
  id: 'pulumi-go-create-role',
  title: () => l10n.t('Pulumi in Go: make the role'),
  language: 'go',
  fileName: 'main.go',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'externalId', 'region'],
  notes: (draft) => [notForCaller(draft)],
  steps: (draft) => createRoleSteps(inGo, draft),
  generate(draft) {
    const { externalId } = draft.options;
    const condition =
      externalId === ''
        ? ''
        : `
					"Condition": map[string]any{
						"StringEquals": map[string]any{"sts:ExternalId": ${goString(externalId)}},
					},`;
    const path =
      rolePathOf(draft) === '/'
        ? ''
        : `\n\t\t\tPath:             pulumi.String(${goString(rolePathOf(draft))}),`;
    return `${createRoleOpening(inGo, draft)}${head(['encoding/json', '', `${aws}/iam`, sdk, `${sdk}/config`])}
func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		user, err := iam.NewUser(ctx, "unprivileged", &iam.UserArgs{
			Name: pulumi.String(config.Require(ctx, "unprivilegedUsername")),
		})
		if err != nil {
			return err
		}
		key, err := iam.NewAccessKey(ctx, "unprivileged", &iam.AccessKeyArgs{User: user.Name})
		if err != nil {
			return err
		}
		trust := user.Arn.ApplyT(func(arn string) (string, error) {
			policy, err := json.Marshal(map[string]any{
				"Version": "2012-10-17",
				"Statement": []any{map[string]any{
					"Effect":    "Allow",
					"Principal": map[string]any{"AWS": arn},
					"Action":    "sts:AssumeRole",${condition}
				}},
			})
			return string(policy), err
		}).(pulumi.StringOutput)
		role, err := iam.NewRole(ctx, "role", &iam.RoleArgs{
			Name:             pulumi.String(${goString(roleNameOf(draft))}),${path}
			AssumeRolePolicy: trust,
		})
		if err != nil {
			return err
		}
		_, err = iam.NewRolePolicy(ctx, "manage-s3", &iam.RolePolicyArgs{
			Role: role.ID(),
			Policy: pulumi.String(\`{
				"Version": "2012-10-17",
				"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
			}\`),
		})
		if err != nil {
			return err
		}
		ctx.Export("roleArn", role.Arn)
		ctx.Export("roleUniqueId", role.UniqueId)
		ctx.Export("accessKeyId", key.ID())
		ctx.Export("secretAccessKey", key.Secret)
		return nil
	})
}
`;
  },
};

/** Makes its resources as the role. Run it with the unprivileged user's keys. */
export const pulumiGoAssumeRole: Form = {
  id: 'pulumi-go-assume-role',
  title: () => l10n.t('Pulumi in Go: use the role'),
  language: 'go',
  fileName: 'main.go',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'externalId', 'sessionName', 'region'],
  notes: assumedRoleNotes,
  steps: () => assumeRoleSteps(inGo),
  generate(draft) {
    const { externalId } = draft.options;
    const external =
      externalId === '' ? '' : `\n\t\t\t\t\tExternalId:  pulumi.String(${goString(externalId)}),`;
    return `${assumeRoleOpening(inGo)}${head([aws, `${aws}/s3`, sdk, `${sdk}/config`])}
func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		roleArn := config.Get(ctx, "roleToAssumeARN")
		if roleArn == "" {
			roleArn = ${goString(roleArnFor(draft))}
		}
		asRole, err := aws.NewProvider(ctx, "as-role", &aws.ProviderArgs{
			Region: pulumi.String(${goString(regionOf(draft))}),
			AssumeRoles: aws.ProviderAssumeRoleArray{
				&aws.ProviderAssumeRoleArgs{
					RoleArn:     pulumi.String(roleArn),
					SessionName: pulumi.String(${goString(sessionNameOf(draft))}),${external}
				},
			},
		})
		if err != nil {
			return err
		}
		bucket, err := s3.NewBucket(ctx, "made-by-the-role", nil, pulumi.Provider(asRole))
		if err != nil {
			return err
		}
		ctx.Export("bucketName", bucket.ID())
		return nil
	})
}
`;
  },
};

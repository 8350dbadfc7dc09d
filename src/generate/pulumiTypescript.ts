import * as l10n from '@vscode/l10n';
import { regionOf, roleArnFor, roleNameOf, rolePathOf, sessionNameOf } from './facts';
import type { Form } from './form';
import { assumedRoleNotes, notForCaller } from './notes';
import { assumeRoleOpening, createRoleOpening, inTypescript } from './pulumi';
import { typescriptString } from './quote/typescript';
import { assumeRoleSteps, createRoleSteps } from './steps/pulumi';

/** Makes a role, and a user who may do nothing but assume it. Run it with keys that may make both. */
export const pulumiTypescriptCreateRole: Form = {
  id: 'pulumi-typescript-create-role',
  title: () => l10n.t('Pulumi in TypeScript: make the role'),
  language: 'typescript',
  fileName: 'index.ts',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'externalId', 'region'],
  notes: (draft) => [notForCaller(draft)],
  steps: (draft) => createRoleSteps(inTypescript, draft),
  generate(draft) {
    const { externalId } = draft.options;
    const condition =
      externalId === ''
        ? ''
        : `\n          Condition: { StringEquals: { 'sts:ExternalId': ${typescriptString(externalId)} } },`;
    const path = rolePathOf(draft) === '/' ? '' : `\n  path: ${typescriptString(rolePathOf(draft))},`;
    return `${createRoleOpening(inTypescript, draft)}
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();

const user = new aws.iam.User('unprivileged', { name: config.require('unprivilegedUsername') });

const key = new aws.iam.AccessKey('unprivileged', { user: user.name });

const role = new aws.iam.Role('role', {
  name: ${typescriptString(roleNameOf(draft))},${path}
  assumeRolePolicy: user.arn.apply((arn) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: arn },
          Action: 'sts:AssumeRole',${condition}
        },
      ],
    }),
  ),
});

new aws.iam.RolePolicy('manage-s3', {
  role: role.id,
  policy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  },
});

export const roleArn = role.arn;
export const roleUniqueId = role.uniqueId;
export const accessKeyId = key.id;
export const secretAccessKey = key.secret;
`;
  },
};

/** Makes its resources as the role. Run it with the unprivileged user's keys. */
export const pulumiTypescriptAssumeRole: Form = {
  id: 'pulumi-typescript-assume-role',
  title: () => l10n.t('Pulumi in TypeScript: use the role'),
  language: 'typescript',
  fileName: 'index.ts',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'externalId', 'sessionName', 'region'],
  notes: assumedRoleNotes,
  steps: () => assumeRoleSteps(inTypescript),
  generate(draft) {
    const { externalId } = draft.options;
    const external = externalId === '' ? '' : `\n      externalId: ${typescriptString(externalId)},`;
    return `${assumeRoleOpening(inTypescript)}
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();

const asRole = new aws.Provider('as-role', {
  region: ${typescriptString(regionOf(draft))},
  assumeRoles: [
    {
      roleArn: config.get('roleToAssumeARN') ?? ${typescriptString(roleArnFor(draft))},
      sessionName: ${typescriptString(sessionNameOf(draft))},${external}
    },
  ],
});

const bucket = new aws.s3.Bucket('made-by-the-role', {}, { provider: asRole });

export const bucketName = bucket.id;
`;
  },
};

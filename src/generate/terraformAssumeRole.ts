import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import { regionOf, roleArnFor, sessionNameOf } from './facts';
import type { Form } from './form';
import { assumedRoleNotes } from './notes';
import { type Attribute, hclAttributes, hclString } from './quote/hcl';
import { checkBefore } from './steps/aws';
import { terraformSteps } from './steps/terraform';

/** The AWS provider and the S3 backend, which each assume the role. */
export const terraformAssumeRole: Form = {
  id: 'terraform-assume-role',
  title: () => l10n.t('Terraform as the role'),
  language: 'terraform',
  fileName: 'providers.tf',
  ways: ['signed-request', 'web-identity'],
  needs: ['roleArn', 'externalId', 'sessionName', 'sourceProfile', 'region', 'bucket', 'stateKey'],
  notes: (draft) => [
    ...assumedRoleNotes(draft),
    draft.options.bucket === '' ? l10n.t('Enter the S3 bucket that holds the state.') : undefined,
  ],
  steps: ({ options }) =>
    terraformSteps({
      directory: 'as_the_role',
      fileName: 'providers.tf',
      before: [checkBefore(options.sourceProfile)],
    }),
  generate(draft) {
    const { options } = draft;
    const region: Attribute = ['region', hclString(regionOf(draft))];
    const profile: readonly Attribute[] =
      options.sourceProfile === '' ? [] : [['profile', hclString(options.sourceProfile)]];
    const bucket = options.bucket || 'terraform-state';
    const key = options.stateKey || 'chainguard/terraform.tfstate';
    return `terraform {
  # The backend takes assume_role as an argument from Terraform 1.6 on.
  required_version = ">= 1.6.0"

  backend "s3" {
${hclAttributes([['bucket', hclString(bucket)], ['key', hclString(key)], region, ...profile], '    ')}
    assume_role = {
${hclAttributes(roleAttributes(draft), '      ')}    }
  }

  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
${hclAttributes([region, ...profile])}
  assume_role {
${hclAttributes(roleAttributes(draft), '    ')}  }
}
`;
  },
};

function roleAttributes(draft: Draft): readonly Attribute[] {
  const { externalId } = draft.options;
  return [
    ['role_arn', hclString(roleArnFor(draft))],
    ['session_name', hclString(sessionNameOf(draft))],
    ...(externalId === '' ? [] : [['external_id', hclString(externalId)] as const]),
  ];
}

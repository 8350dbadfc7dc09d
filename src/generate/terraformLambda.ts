import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form } from './form';
import { placeNote } from './notes';
import { hclAttributes, hclString } from './quote/hcl';
import {
  bindings,
  callerData,
  identityBlocks,
  identityLabel,
  identityOutput,
  requiredProviders,
  roleMatch,
  trustDocument,
  trustService,
} from './terraform';

/** The Lambda function's name: the one that was typed, or the identity's. */
function lambdaNameOf({ name, options }: Draft): string {
  if (options.lambdaName !== '') return options.lambdaName;
  return name.replace(/[^\w-]+/g, '-').slice(0, 64) || 'chainguard';
}

/**
 * A whole Lambda function: its role with the trust policy, the function from a built program, and an identity that only
 * this function's sessions may assume. A function's session is named after the function.
 */
export const terraformLambda: Form = {
  id: 'terraform-lambda',
  title: () => l10n.t('Terraform for a Lambda function'),
  language: 'terraform',
  fileName: 'lambda.tf',
  needs: ['group', 'roles', 'lambdaName'],
  notes: (draft) => [
    l10n.t('This makes a role of its own; the match of the draft is not used.'),
    placeNote(draft),
  ],
  generate: (draft) => `# Build the program first, beside this file; the form "Lambda handler in Go" is one:
#   GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc -o bootstrap .
${requiredProviders(['archive', 'aws', 'chainguard'])}
${callerData}
locals {
  # The identity needs the function's name, and the function the identity's ID: both take it from here.
  lambda_name = ${hclString(lambdaNameOf(draft))}
}

${trustDocument('lambda', trustService('lambda.amazonaws.com'))}
resource "aws_iam_role" "lambda" {
  name               = local.lambda_name
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.lambda.name
  policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

${identityBlocks(draft, roleMatch('lambda', '${local.lambda_name}'))}
${bindings(draft)}${draft.roles.length > 0 ? '\n' : ''}data "archive_file" "lambda" {
  type        = "zip"
  source_file = "\${path.module}/bootstrap"
  output_path = "\${path.module}/lambda.zip"
}

resource "aws_lambda_function" "lambda" {
${hclAttributes([
  ['function_name', 'local.lambda_name'],
  ['role', 'aws_iam_role.lambda.arn'],
  ['filename', 'data.archive_file.lambda.output_path'],
  ['source_code_hash', 'data.archive_file.lambda.output_base64sha256'],
  ['handler', '"bootstrap"'],
  ['runtime', '"provided.al2023"'],
  ['architectures', '["arm64"]'],
  ['timeout', '30'],
])}
  environment {
    variables = {
      CHAINGUARD_IDENTITY = chainguard_identity.${identityLabel(draft)}.id
    }
  }
}

${identityOutput(draft)}`,
};

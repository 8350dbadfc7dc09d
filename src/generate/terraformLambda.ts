import * as l10n from '@vscode/l10n';
import type { Draft } from '../core/draft/draft';
import type { Form, Step } from './form';
import { folderNote, placeNote } from './notes';
import { type Attribute, hclAttributes, hclString } from './quote/hcl';
import { goLambdaBuild, goLambdaStep, goModule, goModuleStep } from './steps/go';
import { invokeSteps, terraformIdentitySteps } from './steps/terraform';
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
} from './terraformBlocks';

/** The Lambda function's name: the one that was typed, or the identity's. */
function lambdaNameOf({ name, options }: Draft): string {
  if (options.lambdaName !== '') return options.lambdaName;
  return name.replace(/[^\w-]+/g, '-').slice(0, 64) || 'chainguard';
}

const notes: Form['notes'] = (draft) => [
  l10n.t('This makes a role of its own; the match of the draft is not used.'),
  placeNote(draft),
  folderNote(draft),
];

/**
 * A whole Lambda function: its role with the trust policy, the function from a built program, and an identity that only
 * this function's sessions may assume. A function's session is named after the function.
 */
export const terraformLambda: Form = {
  id: 'terraform-lambda',
  title: () => l10n.t('Terraform for a Lambda function'),
  language: 'terraform',
  fileName: 'lambda.tf',
  ways: ['signed-request'],
  needs: ['group', 'roles', 'newFolder', 'lambdaName'],
  notes,
  steps: (draft) => lambdaSteps(draft, 'lambda.tf', [goLambdaStep()]),
  generate: (draft) => `# Build the program first, beside this file; the form "Lambda handler in Go" is one:
#   ${goLambdaBuild}
${lambdaConfiguration(draft, {
  provider: 'archive',
  program: `data "archive_file" "lambda" {
  type        = "zip"
  source_file = "\${path.module}/bootstrap"
  output_path = "\${path.module}/lambda.zip"
}
`,
  attributes: [
    ['filename', 'data.archive_file.lambda.output_path'],
    ['source_code_hash', 'data.archive_file.lambda.output_base64sha256'],
    ['handler', '"bootstrap"'],
    ['runtime', '"provided.al2023"'],
  ],
})}`,
};

/** The same from an image, which the ko provider builds and pushes (ko-build/terraform-provider-ko, `ko_build`). */
export const terraformLambdaImage: Form = {
  id: 'terraform-lambda-image',
  title: () => l10n.t('Terraform for a Lambda image'),
  language: 'terraform',
  fileName: 'lambda-image.tf',
  ways: ['signed-request'],
  needs: ['group', 'roles', 'newFolder', 'lambdaName'],
  notes,
  steps: (draft) => lambdaSteps(draft, 'lambda-image.tf', []),
  generate: (
    draft,
  ) => `# The program lies beside this file, as the Go module "${goModule}"; the form "Lambda handler in Go" is one. Terraform
# builds its image, without Docker, each time that it plans.
${lambdaConfiguration(draft, {
  provider: 'ko',
  program: `resource "aws_ecr_repository" "lambda" {
  # The names of repositories have no capital letters.
  name         = lower(local.lambda_name)
  force_delete = true
}

resource "ko_build" "lambda" {
  repo        = aws_ecr_repository.lambda.repository_url
  importpath  = "${goModule}"
  working_dir = path.module
  platforms   = ["linux/arm64"]
  # The repository would hold it as another image.
  sbom = "none"
}
`,
  attributes: [
    ['package_type', '"Image"'],
    ['image_uri', 'ko_build.lambda.image_ref'],
  ],
})}`,
};

function lambdaSteps(draft: Draft, fileName: string, build: readonly Step[]) {
  const label = identityLabel(draft);
  return terraformIdentitySteps(draft, label, {
    directory: label,
    fileName,
    before: [
      goModuleStep(l10n.t('Save the form “Lambda handler in Go” there first: {0}', 'main.go')),
      ...build,
    ],
    after: invokeSteps(lambdaNameOf(draft)),
  });
}

/** What differs with how the function's program gets to AWS. */
interface Packaging {
  readonly provider: 'archive' | 'ko';
  /** Blocks that make the package. */
  readonly program: string;
  /** The function's attributes that name it. */
  readonly attributes: readonly Attribute[];
}

function lambdaConfiguration(draft: Draft, { provider, program, attributes }: Packaging): string {
  return `${requiredProviders(provider === 'archive' ? [provider, 'aws', 'chainguard'] : ['aws', 'chainguard', provider])}
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
${bindings(draft)}${draft.roles.length > 0 ? '\n' : ''}${program}
resource "aws_lambda_function" "lambda" {
${hclAttributes([
  ['function_name', 'local.lambda_name'],
  ['role', 'aws_iam_role.lambda.arn'],
  ...attributes,
  ['architectures', '["arm64"]'],
  ['timeout', '30'],
])}
  environment {
    variables = {
      CHAINGUARD_IDENTITY = chainguard_identity.${identityLabel(draft)}.id
    }
  }
}

${identityOutput(draft)}`;
}

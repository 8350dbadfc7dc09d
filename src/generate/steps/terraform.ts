import * as l10n from '@vscode/l10n';
import type { Draft } from '../../core/draft/draft';
import type { Step } from '../form';
import { shellFlag, shellWord } from '../quote/shell';
import { signInStep } from './chainctl';
import { shellStep } from './step';

/** Applies a form from beginning to end. */
export interface Applied {
  /** Where the configuration lies: letters, digits and underscores. */
  readonly directory: string;
  readonly fileName: string;
  /** Between saving the form and `terraform init`. */
  readonly before?: readonly Step[];
  /** Between `terraform apply` and `terraform destroy`. */
  readonly after?: readonly Step[];
}

/** What Terraform is asked, from a new directory to its end (Terraform CLI, "The core Terraform workflow"). */
export function terraformSteps({ directory, fileName, before = [], after = [] }: Applied): readonly Step[] {
  return [
    shellStep(
      l10n.t('Make a directory'),
      [`mkdir ${directory} && cd ${directory}`],
      l10n.t('Save the form there: {0}', fileName),
    ),
    ...before,
    shellStep(l10n.t('Fetch the providers'), ['terraform init']),
    shellStep(l10n.t('See what would be made'), ['terraform plan']),
    shellStep(l10n.t('Make it'), ['terraform apply'], l10n.t('Terraform asks before it changes anything.')),
    ...after,
    shellStep(
      l10n.t('Remove all of it'),
      ['terraform destroy'],
      l10n.t('This deletes what the form made. Terraform asks before it does.'),
    ),
    shellStep(
      l10n.t('Remove the directory'),
      [`cd .. && rm -r ${directory}`],
      l10n.t('Only after that: the state in it is all that Terraform knows of what it made.'),
    ),
  ];
}

/** Like {@link terraformSteps}, for a form that makes the draft's identity, whose label it knows. */
export function terraformIdentitySteps(draft: Draft, label: string, applied: Applied): readonly Step[] {
  const { newFolder } = draft.options;
  return [
    ...terraformSteps({
      ...applied,
      before: [...(applied.before ?? []), signInStep()],
      after: [
        shellStep(l10n.t('Read the ID of the identity'), [`terraform output -raw ${label}_id`]),
        ...(applied.after ?? []),
      ],
    }),
    ...(newFolder === ''
      ? []
      : [
          shellStep(
            l10n.t('Remove the folder'),
            [`chainctl iam folders delete ${folderWord(newFolder)}`],
            l10n.t('Only where Terraform left it behind, because something else was made in it.'),
          ),
        ]),
  ];
}

/** A name that a command cannot take for a flag. */
function folderWord(name: string): string {
  return name.startsWith('-') ? `-- ${shellWord(name)}` : shellWord(name);
}

/** Calls a Lambda function and shows what it says (AWS CLI reference, "lambda invoke", "logs tail"). */
export function invokeSteps(functionName: string): readonly Step[] {
  return [
    shellStep(
      l10n.t('Call the function'),
      [`aws lambda invoke ${shellFlag('function-name', functionName)} response.json`],
      l10n.t('The AWS CLI has to use the account and the region of the function.'),
    ),
    shellStep(l10n.t('See what it answered'), ['cat response.json']),
    shellStep(
      l10n.t('See what it logged'),
      [`aws logs tail ${shellWord(`/aws/lambda/${functionName}`)}`],
      l10n.t('Needs the AWS CLI, version 2.'),
    ),
  ];
}

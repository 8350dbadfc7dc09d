import * as l10n from '@vscode/l10n';
import { type Draft, wayOfDraft } from '../core/draft/draft';
import { awsAssumeRole, awsConfig, trustPolicy } from './assumeRole';
import { chainctlAws, chainctlFile } from './chainctl';
import { partitionOf } from './facts';
import type { Form } from './form';
import { githubWorkflow } from './githubWorkflow';
import { idJson, idYaml } from './identityFile';
import { kubernetes } from './kubernetes';
import { pulumiGoAssumeRole, pulumiGoCreateRole } from './pulumiGo';
import { pulumiTypescriptAssumeRole, pulumiTypescriptCreateRole } from './pulumiTypescript';
import { lambdaGo, recipeGo } from './recipeGo';
import { recipePython } from './recipePython';
import { recipeEc2, recipeShell } from './recipeShell';
import { recipeTypescript } from './recipeTypescript';
import { terraformIdentity, terraformRole } from './terraform';
import { terraformAssumeRole } from './terraformAssumeRole';
import { terraformLambda, terraformLambdaImage } from './terraformLambda';

/** A group of forms under one heading. */
interface FormGroup {
  readonly id: 'create' | 'use' | 'assume-role';
  title(): string;
  readonly forms: readonly Form[];
}

/** Every form, in the order in which they are shown. */
export const formGroups: readonly FormGroup[] = [
  {
    id: 'create',
    title: () => l10n.t('Create the identity'),
    forms: [
      idJson,
      idYaml,
      chainctlAws,
      chainctlFile,
      terraformIdentity,
      terraformRole,
      terraformLambda,
      terraformLambdaImage,
    ],
  },
  {
    id: 'use',
    title: () => l10n.t('Assume the identity'),
    forms: [
      recipeShell,
      recipeEc2,
      recipePython,
      recipeTypescript,
      recipeGo,
      lambdaGo,
      githubWorkflow,
      kubernetes,
    ],
  },
  {
    id: 'assume-role',
    title: () => l10n.t('Assume the AWS role'),
    forms: [
      trustPolicy,
      awsConfig,
      awsAssumeRole,
      terraformAssumeRole,
      pulumiTypescriptCreateRole,
      pulumiTypescriptAssumeRole,
      pulumiGoCreateRole,
      pulumiGoAssumeRole,
    ],
  },
];

/** All forms, without their groups. */
export const forms: readonly Form[] = formGroups.flatMap((group) => group.forms);

/** The groups with the forms that suit the way in which the draft's identity is assumed. */
export function formGroupsFor(draft: Draft): readonly FormGroup[] {
  const way = wayOfDraft(draft);
  return formGroups
    .map((group) => ({ ...group, forms: group.forms.filter(({ ways }) => ways?.includes(way) ?? true) }))
    .filter((group) => group.forms.length > 0);
}

/** The form with this id. */
export function findForm(id: string): Form | undefined {
  return forms.find((form) => form.id === id);
}

/**
 * What to know before using a form, as sentences. Token recipes also get a note on keys of other partitions: the
 * published verifier takes only tokens for the global STS host (chainguard-dev/sdk auth/aws).
 */
export function notesOn(form: Form, draft: Draft): readonly string[] {
  const isRecipe = formGroups.some(({ id, forms: of }) => id === 'use' && of.includes(form));
  const partition = partitionOf(draft);
  const notes = [
    ...(form.notes?.(draft) ?? []),
    isRecipe && partition !== 'aws'
      ? l10n.t(
          'Chainguard documents tokens for sts.amazonaws.com only. Whether it takes keys of this partition is not published: {0}',
          partition,
        )
      : undefined,
  ];
  return notes.filter((note) => note !== undefined);
}

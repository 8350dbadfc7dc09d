import * as l10n from '@vscode/l10n';
import { type Draft, wayOfDraft } from '../core/draft/draft';
import { suits } from '../core/draft/suits';
import { awsAssumeRole, awsConfig, trustPolicy } from './assumeRole';
import { chainctlAws, chainctlFile } from './chainctl';
import { chainctlClaims } from './chainctlClaims';
import { partitionOf } from './facts';
import type { Form } from './form';
import { githubOidc } from './githubOidc';
import { githubWorkflow, webGithubWorkflow } from './githubWorkflow';
import { awsFederation, iamPolicy } from './iamPolicy';
import { idJson, idYaml } from './identityFile';
import { kubernetes, webKubernetes } from './kubernetes';
import { kubernetesOidc } from './kubernetesOidc';
import { pulumiGoFederation, pulumiTypescriptFederation } from './pulumiFederation';
import { pulumiGoAssumeRole, pulumiGoCreateRole } from './pulumiGo';
import { pulumiTypescriptAssumeRole, pulumiTypescriptCreateRole } from './pulumiTypescript';
import { lambdaGo, recipeGo } from './recipeGo';
import { recipePython } from './recipePython';
import { recipeEc2, recipeShell } from './recipeShell';
import { recipeTypescript } from './recipeTypescript';
import { terraformIdentity, terraformRole } from './terraform';
import { terraformAssumeRole } from './terraformAssumeRole';
import { terraformAwsSide, terraformFederation } from './terraformFederation';
import { terraformLambda, terraformLambdaImage } from './terraformLambda';
import { tokenShell } from './tokenShell';
import { webGo, webLambdaGo } from './webGo';
import { webLambdaPython, webPython } from './webPython';
import { webEc2, webEcs, webShell } from './webShell';
import { webTypescript } from './webTypescript';

/** A group of forms under one heading. */
interface FormGroup {
  readonly id: 'create' | 'aws-side' | 'use' | 'assume-role';
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
      chainctlClaims,
      chainctlFile,
      terraformIdentity,
      terraformFederation,
      terraformRole,
      terraformLambda,
      terraformLambdaImage,
    ],
  },
  {
    id: 'aws-side',
    title: () => l10n.t('Allow the tokens in AWS'),
    forms: [iamPolicy, awsFederation, terraformAwsSide, pulumiTypescriptFederation, pulumiGoFederation],
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
      webShell,
      webPython,
      webTypescript,
      webGo,
      webEc2,
      webEcs,
      webLambdaPython,
      webLambdaGo,
      webKubernetes,
      webGithubWorkflow,
      githubOidc,
      kubernetesOidc,
      tokenShell,
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

/** The groups with the forms that suit the way in which the draft's identity is assumed, and the issuer's platform. */
export function formGroupsFor(draft: Draft): readonly FormGroup[] {
  return formGroups
    .map((group) => ({ ...group, forms: group.forms.filter((form) => suits(form, draft)) }))
    .filter((group) => group.forms.length > 0);
}

/** The form with this id. */
export function findForm(id: string): Form | undefined {
  return forms.find((form) => form.id === id);
}

/**
 * What to know before using a form, as sentences. Token recipes also get a note on keys of other partitions: the
 * published verifier takes only signed requests for the global STS host (chainguard-dev/sdk auth/aws), and Chainguard's
 * page on AWS's web identity tokens has the partition aws only.
 */
export function notesOn(form: Form, draft: Draft): readonly string[] {
  const isRecipe = formGroups.some(({ id, forms: of }) => id === 'use' && of.includes(form));
  const notes = [
    suits({ platforms: form.platforms }, draft)
      ? undefined
      : l10n.t('Not for this identity: it does not trust tokens of this platform.'),
    ...(form.notes?.(draft) ?? []),
    isRecipe ? partitionNote(draft) : undefined,
  ];
  return notes.filter((note) => note !== undefined);
}

function partitionNote(draft: Draft): string | undefined {
  const partition = partitionOf(draft);
  const way = wayOfDraft(draft);
  if (partition === 'aws' || way === 'token') return undefined;
  return way === 'web-identity'
    ? l10n.t(
        'Chainguard documents AWS’s web identity tokens for the partition aws only. Whether it takes those of this one is not published: {0}',
        partition,
      )
    : l10n.t(
        'Chainguard documents tokens for sts.amazonaws.com only. Whether it takes keys of this partition is not published: {0}',
        partition,
      );
}

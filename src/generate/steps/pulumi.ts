import * as l10n from '@vscode/l10n';
import type { Draft } from '../../core/draft/draft';
import { assumeRoleSetting, createRoleSettings, type Language, userKeys } from '../pulumi';
import type { Step } from '../form';
import { checkBefore } from './aws';
import { shellStep } from './step';

/** Makes the role and the user, and takes both away (Pulumi CLI reference). */
export function createRoleSteps(language: Language, draft: Draft): readonly Step[] {
  return [
    ...project(language, 'create-role', 'assume-role-create'),
    shellStep(l10n.t('Say what it needs to know'), createRoleSettings(draft)),
    upStep(),
    shellStep(l10n.t('Read what was made'), ['pulumi stack output --json']),
    shellStep(
      l10n.t('Read the secret key, too'),
      ['pulumi stack output --json --show-secrets'],
      l10n.t(
        'This prints the secret key of the user. Nobody should watch, and it belongs into no file, log or chat.',
      ),
    ),
    ...ending('assume-role-create'),
  ];
}

/** Makes the resources as the role, with the user's key, and takes them away. */
export function assumeRoleSteps(language: Language): readonly Step[] {
  return [
    ...project(language, 'assume-role', 'assume-role-assume'),
    shellStep(
      l10n.t('Take the key of the user'),
      userKeys,
      l10n.t('The key stays in this shell. The project that makes the role lies beside this one.'),
    ),
    checkBefore(''),
    shellStep(l10n.t('Name the role'), [assumeRoleSetting]),
    upStep(),
    ...ending('assume-role-assume'),
  ];
}

function project({ runtime, make, template, fileName }: Language, name: string, stack: string): Step[] {
  return [
    shellStep(
      l10n.t('Make a directory'),
      [`mkdir ${name} && cd ${name}`],
      l10n.t('Save the form there: {0}', fileName),
    ),
    {
      title: l10n.t('The project: Pulumi.yaml'),
      language: 'yaml',
      text: `name: ${name}\nruntime: ${runtime}\n`,
      note: l10n.t('Or let Pulumi make it, and a stack: {0}', `pulumi new ${template} --force`),
    },
    shellStep(l10n.t('Fetch what the program imports'), [make]),
    shellStep(l10n.t('Make the stack'), [`pulumi stack init ${stack}`]),
  ];
}

function upStep(): Step {
  return shellStep(l10n.t('Make it'), ['pulumi up'], l10n.t('Pulumi asks before it changes anything.'));
}

function ending(stack: string): Step[] {
  return [
    shellStep(
      l10n.t('Remove all of it'),
      ['pulumi destroy'],
      l10n.t('This deletes what the program made. Pulumi asks before it does.'),
    ),
    shellStep(l10n.t('Remove the stack'), [`pulumi stack rm ${stack}`]),
  ];
}

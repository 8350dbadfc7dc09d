import * as l10n from '@vscode/l10n';
import type { Draft } from '../../core/draft/draft';
import { nameWord, parentFlag, whereAndWhat } from '../chainctlFlags';
import { referenceTo } from '../facts';
import type { Step } from '../form';
import { shellCommand, shellFlag } from '../quote/shell';
import { shellStep } from './step';

/** Signs in to Chainguard. */
export function signInStep(): Step {
  return shellStep(l10n.t('Sign in to Chainguard'), ['chainctl auth login']);
}

/** Signs in, and finds the organization. */
export function findSteps(): readonly Step[] {
  return [
    signInStep(),
    shellStep(l10n.t('See your organizations'), ['chainctl iam organizations list -o table']),
  ];
}

/** Runs a script that lies in this directory. */
export function runStep(file: string): Step {
  return shellStep(l10n.t('Run the script'), [`bash ${file}`]);
}

/** Creates the identity from a file that lies in this directory (chainctl reference, "iam identities create"). */
export function createStep(draft: Draft, file: string): Step {
  return shellStep(l10n.t('Create the identity'), [
    shellCommand(`chainctl iam identities create ${nameWord(draft.name)}`, [
      `--filename=${file}`,
      ...whereAndWhat(draft),
    ]),
  ]);
}

/**
 * Binds the draft's roles, one to a line, to an identity that exists, and finds its ID again (chainctl reference,
 * "iam role-bindings create", "iam identities list").
 */
export function bindSteps(draft: Draft): readonly Step[] {
  const { name, options, roles } = draft;
  const of = options.identity || name;
  const identity =
    of === ''
      ? '--identity="${CHAINGUARD_IDENTITY:?Set it to the name or ID of the identity}"'
      : shellFlag('identity', of);
  const flags =
    roles.length === 0
      ? ['--role="${CHAINGUARD_ROLE:?Set it to the name or ID of the role}"']
      : roles.map((role) => shellFlag('role', referenceTo(role)));
  return [
    shellStep(l10n.t('See the roles'), ['chainctl iam roles list -o table']),
    shellStep(
      l10n.t('Bind a role to the identity'),
      flags.map((role) =>
        shellCommand('chainctl iam role-bindings create', [identity, role, parentFlag(draft), '--yes']),
      ),
      roles.length === 0
        ? undefined
        : l10n.t('Only for an identity that exists without it: creating the identity binds its roles.'),
    ),
    shellStep(l10n.t('Find the ID of the identity again'), [
      `chainctl iam identities list${name === '' ? '' : ` ${shellFlag('name', name)}`} -o table`,
    ]),
  ];
}

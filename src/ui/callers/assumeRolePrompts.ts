import { userInfo } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { rolesToAssume, type KnownRole } from '../../aws/callerList';
import type { Callers } from '../../aws/callers';
import { readProfiles } from '../../aws/profiles';
import {
  problemWithDuration,
  problemWithExternalId,
  problemWithMfaSerial,
  problemWithRoleArn,
  problemWithSessionName,
  sessionNameLike,
} from '../../core/roleRules';
import { roleName, sourceId, type AssumedSource, type CredentialSource } from '../../aws/sources';
import { parseArn } from '../../core/arn';
import { visible } from '../../core/text';
import { askLine, askText, given, pickOne } from '../prompts';

/** How many questions there are. */
const steps = 5;

/**
 * Asks for a role to assume: ARN, session name, external ID, duration, MFA device. Answers that are left
 * empty are not sent. The values of a profile for the same role are filled in. AWS's own rules check each
 * answer as it is typed.
 *
 * @throws Failure `cancelled`
 */
export async function askRole(callers: Callers, from: CredentialSource): Promise<AssumedSource> {
  const { profiles } = await readProfiles();
  const partition = parseArn(callers.known(sourceId(from))?.caller.arn ?? '')?.partition;
  const roleArn = await askRoleArn(rolesToAssume(callers.assumed, profiles, partition), partition);
  const like = profiles.find(({ settings }) => settings['role_arn'] === roleArn)?.settings ?? {};
  const ask = (step: number, options: Omit<vscode.InputBoxOptions, 'title'>) =>
    askLine({
      ...options,
      title: l10n.t('Assume Role {0} ({1}/{2})', roleName(roleArn), step, steps),
    }).then((answer) => answer.trim() || undefined);
  const optional = (check: (text: string) => string | undefined) => (text: string) =>
    text.trim() === '' ? undefined : check(text.trim());

  const sessionName = given(
    await ask(2, {
      prompt: l10n.t("The session's name, which is the last part of the caller's ARN"),
      value: like['role_session_name'] ?? ownName(),
      validateInput: (text) => problemWithSessionName(text.trim()),
    }),
  );
  const externalId = await ask(3, {
    prompt: l10n.t('The external ID, if the role asks for one'),
    placeHolder: l10n.t('none'),
    value: like['external_id'] ?? '',
    validateInput: optional(problemWithExternalId),
  });
  const duration = await ask(4, {
    prompt: l10n.t('How long the session lasts, in seconds from 900 to 43200'),
    placeHolder: l10n.t('one hour'),
    value: like['duration_seconds'] ?? '',
    validateInput: optional(problemWithDuration),
  });
  const mfaSerial = await ask(5, {
    prompt: l10n.t('The MFA device, if the role asks for MFA; its code is asked for next'),
    placeHolder: l10n.t('none, or such as arn:aws:iam::123456789012:mfa/kim'),
    value: like['mfa_serial'] ?? '',
    validateInput: optional(problemWithMfaSerial),
  });
  return {
    kind: 'assumed',
    from,
    role: {
      roleArn,
      sessionName,
      ...(externalId !== undefined && { externalId }),
      ...(duration !== undefined && { duration: Number(duration) }),
      ...(mfaSerial !== undefined && { mfaSerial }),
    },
  };
}

/** Asks for one of the known roles, or for an ARN. */
async function askRoleArn(known: readonly KnownRole[], partition: string | undefined): Promise<string> {
  const title = l10n.t('Assume Role ({0}/{1})', 1, steps);
  const type = { label: `$(edit) ${l10n.t('Enter a role ARN…')}`, value: undefined, alwaysShow: true };
  if (known.length > 0) {
    const items = known.map(({ roleArn, from }) => ({
      label: roleName(roleArn),
      description: from,
      detail: visible(roleArn),
      value: roleArn,
    }));
    const options = { title, placeHolder: l10n.t('Which role?'), ignoreFocusOut: true, matchOnDetail: true };
    const picked = await pickOne<string | undefined>([...items, type], options);
    if (picked !== undefined) return picked;
  }
  return askText(
    { title, prompt: l10n.t('The ARN of the role'), placeHolder: 'arn:aws:iam::123456789012:role/NAME' },
    (text) => problemWithRoleArn(text, partition),
  );
}

/** The person's user name on this machine, as far as AWS accepts it, or else a fixed name. */
function ownName(): string {
  const name = sessionNameLike(userInfo().username);
  return name.length >= 2 ? name : 'vscode';
}

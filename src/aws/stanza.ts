import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { redact } from '../core/redact';
import { sentences } from '../core/text';
import type { Profile } from './profile';
import { isPublic } from './settings';
import type { CredentialSource } from './sources';

/** AWS's names for the sources of a role's credentials that are not profiles. */
const credentialSource = {
  environment: 'Environment',
  container: 'EcsContainer',
  instance: 'Ec2InstanceMetadata',
} as const;

/**
 * The `~/.aws/config` section that describes a caller: a profile's own settings, or the role that was
 * assumed. Of a profile's settings it has those that AWS knows and that are no secret. Every line ends in `\n`,
 * including the last.
 *
 * @param name the profile's name
 * @throws Failure `invalid` for a caller that no section can describe, a name that AWS does not read, a setting that
 *   AWS's SDK and its CLI read differently, or a `credential_process` with what looks like a secret in it
 */
export function profileStanza(name: string, source: CredentialSource, profile: Profile | undefined): string {
  if (!/^[\w@+.%:/-]+$/.test(name) || name === '__proto__') {
    throw new Failure('invalid', l10n.t('A profile has a name of letters, digits or: _ @ + . % : / -'));
  }
  const head = name === 'default' ? '[default]' : `[profile ${name}]`;
  const settings = source.kind === 'assumed' ? roleSettings(source) : profile?.settings;
  if (!settings) {
    throw new Failure(
      'invalid',
      l10n.t('Only a profile, or a role that was assumed here, can be written down.'),
      {
        remedy: l10n.t('Assume a role from this caller first.'),
      },
    );
  }
  const differs = profile?.differences.find(
    ({ setting = '' }) => isPublic(setting) && settings[setting] !== undefined,
  );
  if (differs) {
    throw new Failure('invalid', differs.text, {
      remedy: sentences(differs.remedy, `${differs.at.file}:${differs.at.line}`),
    });
  }
  const command = settings['credential_process'] ?? '';
  if (redact(command) !== command) {
    throw new Failure('invalid', l10n.t('There is a secret in credential_process of this profile.'), {
      remedy: l10n.t('Let the program get it from elsewhere. Nothing was copied.'),
    });
  }
  return `${[head, ...linesOf(settings)].join('\n')}\n`;
}

/** Writes what AWS's SDK reads as `s3.addressing_style` indented below `s3 =`, as files have it. */
function linesOf(settings: Readonly<Record<string, string | undefined>>): string[] {
  const plain: string[] = [];
  const nested = new Map<string, string[]>();
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined || !isPublic(key)) continue;
    const [outer = '', inner] = key.split('.', 2);
    if (inner === undefined) plain.push(`${key} = ${value}`);
    else nested.set(outer, [...(nested.get(outer) ?? []), `  ${inner} = ${value}`]);
  }
  return [...plain, ...[...nested].flatMap(([outer, lines]) => [`${outer} =`, ...lines])];
}

function roleSettings({
  from,
  role,
}: Extract<CredentialSource, { kind: 'assumed' }>): Record<string, string | undefined> {
  return {
    role_arn: role.roleArn,
    ...(from.kind === 'profile' ? { source_profile: from.name } : { credential_source: sourceFor(from) }),
    role_session_name: role.sessionName,
    external_id: role.externalId,
    mfa_serial: role.mfaSerial,
    duration_seconds: role.duration === undefined ? undefined : String(role.duration),
  };
}

function sourceFor(from: CredentialSource): string {
  switch (from.kind) {
    case 'environment':
    case 'container':
    case 'instance':
      return credentialSource[from.kind];
    case 'profile':
    case 'web-identity':
    case 'assumed':
      throw new Failure('invalid', l10n.t('AWS has no way to write down what this role was assumed from.'), {
        remedy: l10n.t(
          'Write the caller that it was assumed from as a profile first, and assume the role from it.',
        ),
      });
  }
}

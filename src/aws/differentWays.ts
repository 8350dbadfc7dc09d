import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';
import type { BothReadings, Difference } from './bothReadings';
import { settingsOf, type How } from './how';

/** The difference that two ways to get credentials make, where every setting is read alike. */
export function waysDiffer(name: string, bySdk: How, byCli: How, both: BothReadings): Difference {
  const { cli, files } = both;
  const settings = cli.profiles.get(name);
  const key = settingOf(byCli, bySdk).find((one) => settings?.has(one));
  const setting = key === undefined ? undefined : settings?.get(key);
  const head = cli.heads.get(name) ?? both.sections(name)[0];
  const place = setting ?? head;
  return {
    at: { file: files[place?.file ?? 'config'].path, line: place?.line ?? 1 },
    text: l10n.t(
      "The profile {0} gets its credentials differently. AWS's SDK for JavaScript: {1}. AWS CLI: {2}.",
      visible(name),
      wordOf(bySdk),
      wordOf(byCli),
    ),
    remedy: remedyOf(bySdk, byCli, settings),
    caller: true,
  };
}

/** The settings that tell the two ways apart, the telling ones first. */
function settingOf(byCli: How, bySdk: How): readonly string[] {
  if (byCli.by === 'keys' && bySdk.by === 'keys') return ['aws_security_token', ...settingsOf.keys];
  if (byCli.by === 'fails' || byCli.by === 'nothing')
    return ['role_arn', 'sso_session', ...settingsOf[bySdk.by]];
  return settingsOf[byCli.by];
}

function wordOf(how: How): string {
  switch (how.by) {
    case 'keys':
      return how.token === undefined
        ? l10n.t('its access key')
        : l10n.t('its access key with a session token');
    case 'assume-role':
      return l10n.t('the role {0}, from: {1}', visible(how.role), wordOf(how.from));
    case 'source':
      return visible(how.source);
    case 'web-identity':
      return l10n.t('the role {0} with a web identity token', visible(how.role));
    case 'process':
      return l10n.t('the program of credential_process');
    case 'sso':
      return l10n.t('SSO as {0} in {1}', visible(how.role), visible(how.account));
    case 'login':
      return l10n.t('the console sign-in');
    case 'nothing':
      return l10n.t('nothing');
    case 'fails':
      return l10n.t('it fails');
  }
}

function remedyOf(bySdk: How, byCli: How, settings: ReadonlyMap<string, unknown> | undefined): string {
  const there = (how: How) => settingsOf[how.by].filter((key) => settings?.has(key)).join(', ');
  if (bySdk.by === 'keys' && byCli.by === 'keys') {
    if (settings?.has('aws_security_token'))
      return l10n.t('Write the token as aws_session_token alone, and take aws_security_token away.');
    return l10n.t('Write the access key, its secret and its token into one file alone.');
  }
  if (bySdk.by === 'keys' && settings?.has('role_arn'))
    return l10n.t('Take role_arn away, or write what to assume it with: source_profile');
  if (bySdk.by === 'keys' && byCli.by === 'fails')
    return l10n.t('Write aws_access_key_id and aws_secret_access_key into one file.');
  if (bySdk.by === 'assume-role' && byCli.by === 'assume-role')
    return l10n.t('Correct the profile that it starts from, whose own problem says what to write.');
  if (settings?.has('source_profile') && settings.has('credential_source'))
    return l10n.t('Keep one of source_profile and credential_source.');
  const [one, other] = [there(bySdk), there(byCli)];
  if (one !== '' && other !== '' && one !== other)
    return l10n.t('Keep one of the two, and take the lines of the other away: {0}; {1}', one, other);
  if (settings?.has('sso_session'))
    return l10n.t('Let the profile and its sso-session say the same, in sections that both read.');
  return l10n.t('Write all that it needs, each setting once.');
}

import { readAsCli, shellWords, type CliFile, type CliRefusal, type CliSetting } from './cliFile';
import type { AwsFileKind } from './sections';

/** A setting as the CLI reads it, with where it stands. */
export interface PlacedSetting extends CliSetting {
  readonly file: AwsFileKind;
}

type Settings = ReadonlyMap<string, PlacedSetting>;

/** Both AWS files as the AWS CLI puts them together. */
export interface CliConfig {
  /** The refusal of a file, after which the CLI does nothing for any profile. */
  readonly refused: (CliRefusal & { readonly file: AwsFileKind }) | undefined;
  /** Every profile, with the settings of both files; those of the credentials file win. */
  readonly profiles: ReadonlyMap<string, Settings>;
  /** The profiles of the config file and of the credentials file by themselves, where keys are looked for. */
  readonly alone: Readonly<Record<AwsFileKind, ReadonlyMap<string, Settings>>>;
  /** The line of each profile's head, in the config file where it is there. */
  readonly heads: ReadonlyMap<string, { readonly file: AwsFileKind; readonly line: number }>;
  readonly sessions: ReadonlyMap<string, Settings>;
  readonly services: ReadonlyMap<string, Settings>;
}

/**
 * Puts both files together as botocore does (configloader.py, `build_profile_map`; session.py, `full_config`): a head of
 * two words that begins with `profile`, `sso-session` or `services`, quoted as in a shell, names one, and a later head of
 * the same name takes the place of an earlier one; in the credentials file a whole head is a name.
 */
export function cliConfigOf(config: string, credentials: string): CliConfig {
  const [inConfig, inCredentials] = [readAsCli(config), readAsCli(credentials)];
  const alone = { config: new Map<string, Settings>(), credentials: new Map<string, Settings>() };
  const heads = new Map<string, { file: AwsFileKind; line: number }>();
  const sessions = new Map<string, Settings>();
  const services = new Map<string, Settings>();
  for (const [head, settings, line] of sectionsOf(inConfig, 'config')) {
    const [kind, named] = (
      [
        ['profile', alone.config],
        ['sso-session', sessions],
        ['services', services],
      ] as const
    ).find(([prefix]) => head.startsWith(prefix)) ?? [undefined, undefined];
    const [, name, ...more] = kind === undefined ? [] : (shellWords(head) ?? []);
    const said = head === 'default' ? head : more.length === 0 ? name : undefined;
    if (said === undefined) continue;
    const into = head === 'default' ? alone.config : named;
    into?.set(said, settings);
    if (into === alone.config) heads.set(said, { file: 'config', line });
  }
  for (const [head, settings, line] of sectionsOf(inCredentials, 'credentials')) {
    alone.credentials.set(head, settings);
    if (!heads.has(head)) heads.set(head, { file: 'credentials', line });
  }
  const profiles = new Map(alone.config);
  for (const [name, settings] of alone.credentials)
    profiles.set(name, new Map([...withoutBlocks(profiles.get(name), settings), ...settings]));
  const refused = inConfig.refused
    ? { ...inConfig.refused, file: 'config' as const }
    : inCredentials.refused && { ...inCredentials.refused, file: 'credentials' as const };
  return { refused, profiles, alone, heads, sessions, services };
}

function sectionsOf(file: CliFile, kind: AwsFileKind): [head: string, settings: Settings, line: number][] {
  if (file.refused) return [];
  return [...file.sections].map(([head, { settings, line }]) => [
    head,
    new Map([...settings].map(([key, setting]) => [key, { ...setting, file: kind }])),
    line,
  ]);
}

/** The settings of the config file without those that the credentials file replaces: a nested block goes as a whole. */
function withoutBlocks(settings: Settings | undefined, newer: Settings): [string, PlacedSetting][] {
  const outer = (key: string) => key.split('.', 1)[0] ?? '';
  const replaced = new Set([...newer.keys()].map(outer));
  return [...(settings ?? [])].filter(([key]) => !replaced.has(outer(key)));
}

import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { sentences } from '../core/text';
import { checkProfile } from './checkProfile';
import { cliConfigOf } from './cliConfig';
import type { BothReadings } from './bothReadings';
import { differencesOf } from './difference';
import { pathProblems, readAwsFiles } from './files';
import { awsPaths } from './paths';
import { longestChain, settingsOf } from './how';
import type { Place } from './need';
import type { Draft, FileProblem, Method, Profile } from './profile';
import { isSecret } from './settings';
import { scanSections, type AwsFileKind, type Section } from './sections';

interface ProfileList {
  /** `default` first, the rest by name. */
  readonly profiles: readonly Profile[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads every profile of the AWS config and credentials files. The values come from AWS's own SDK; where a
 * section begins, and what the SDK leaves out, is read here. Files that do not exist count as empty. Uses no
 * network and starts no program.
 */
export async function readProfiles(): Promise<ProfileList> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const files = await readAwsFiles();
  // The SDK would wait for a pipe for ever.
  const [configFilepath = '', filepath = ''] = files.map(({ path, unreadable }) =>
    unreadable === undefined ? path : devNull,
  );
  const loaded = await loadSharedConfigFiles({ ignoreCache: true, configFilepath, filepath });
  const problems: FileProblem[] = [...pathProblems()];
  const places = new Map<string, { readonly at: Place; readonly readable: boolean }[]>();
  const sections = new Map<string, (Section & { readonly file: AwsFileKind })[]>();
  const sessions = new Map<string, Record<string, string | undefined>>();
  let sdkRefuses: Place | undefined;
  for (const file of files) {
    if (file.unreadable !== undefined) {
      problems.push({ file: file.path, line: undefined, problem: file.unreadable });
      continue;
    }
    const scanned = scanSections(file.text, file.kind);
    for (const { line, problem, whole } of scanned.problems) {
      problems.push({ file: file.path, line, problem });
      if (whole) sdkRefuses ??= { file: file.path, line };
    }
    for (const section of scanned.sections) {
      const { kind, name, line, readable } = section;
      if (kind === 'sso-session') sessions.set(name, own(loaded.configFile, `sso-session.${name}`) ?? {});
      if (kind !== 'profile') continue;
      push(places, name, { at: { file: file.path, line }, readable });
      push(sections, name, { ...section, file: file.kind });
    }
  }
  const [inConfig, inCredentials] = files;
  const cli = cliConfigOf(inConfig.text, inCredentials.text);
  for (const [name, { file, line }] of cli.heads)
    if (!places.has(name)) places.set(name, [{ at: { file: awsPaths()[file], line }, readable: false }]);
  const valuesOf = (name: string): Record<string, string | undefined> => ({
    ...own(loaded.configFile, name),
    ...own(loaded.credentialsFile, name),
  });
  const both: BothReadings = {
    cli,
    sdk: {
      profile: (name) =>
        own(loaded.configFile, name) || own(loaded.credentialsFile, name) ? valuesOf(name) : undefined,
      session: (name) => own(loaded.configFile, `sso-session.${name}`),
    },
    files: {
      config: { path: inConfig.path, lines: inConfig.text.split(/\r\n|\n|\r/) },
      credentials: { path: inCredentials.path, lines: inCredentials.text.split(/\r\n|\n|\r/) },
    },
    sections: (name) => sections.get(name) ?? [],
    sdkRefuses,
  };
  const print = (name: string) => {
    const hash = createHash('sha256');
    const seen = new Set<string>();
    for (let at: string | undefined = name; at !== undefined && !seen.has(at) && seen.size <= longestChain;) {
      seen.add(at);
      const values = valuesOf(at);
      const session = own(loaded.configFile, `sso-session.${values['sso_session'] ?? ''}`);
      hash.update(JSON.stringify([at, values, session]));
      at = values['source_profile'];
    }
    return hash.digest('base64url');
  };
  const drafts = [...places].flatMap(([name, found]): Draft[] => {
    const [first] = found;
    if (!first) return [];
    const values = valuesOf(name);
    const settings = Object.fromEntries(Object.entries(values).filter(([key]) => !isSecret(key)));
    return [
      {
        name,
        method: methodOf(values),
        settings,
        at: first.at,
        file: first.at.file === inConfig.path ? 'config' : 'credentials',
        places: found.map(({ at }) => at),
        readable: found.some(({ readable }) => readable),
        hasKeys: Boolean(values['aws_access_key_id'] && values['aws_secret_access_key']),
      },
    ];
  });
  const named = new Map(drafts.map((draft) => [draft.name, draft]));
  const profiles = drafts.map((draft): Profile => {
    const { name, method, settings, at, places } = draft;
    const problem = checkProfile(draft, named, sessions);
    const differences = differencesOf(name, both);
    return { name, method, settings, at, places, problem, differences, print: print(name) };
  });
  const rank = (name: string) => (name === 'default' ? 0 : 1);
  return {
    profiles: profiles.sort((a, b) => rank(a.name) - rank(b.name) || compareNames(a.name, b.name)),
    problems: byLine([
      ...problems,
      ...(cli.refused ? differencesOf('', both) : profiles.flatMap(({ differences }) => differences)).map(
        ({ at, text, remedy }) => ({ file: at.file, line: at.line, problem: sentences(text, remedy) }),
      ),
    ]),
  };
}

function push<T>(all: Map<string, T[]>, name: string, one: T): void {
  const known = all.get(name);
  if (known) known.push(one);
  else all.set(name, [one]);
}

/** One problem for each line, with all that is wrong there; those of a whole file first. */
function byLine(problems: readonly FileProblem[]): FileProblem[] {
  const lines = new Map<string, FileProblem>();
  for (const one of problems) {
    const id = `${one.file}:${one.line ?? ''}`;
    const before = lines.get(id)?.problem;
    const problem = before === undefined || before === one.problem ? one.problem : `${before} ${one.problem}`;
    lines.set(id, { ...one, problem });
  }
  return [...lines.values()];
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * How a profile gets its credentials, in the order of AWS's SDK (`@aws-sdk/credential-provider-ini`,
 * resolveProfileData).
 */
function methodOf(values: Readonly<Record<string, string | undefined>>): Method {
  const [from, source] = [values['source_profile'], values['credential_source']];
  if (values['role_arn'] && (from === undefined) !== (source === undefined)) return 'assume-role';
  if (values['aws_access_key_id'] && values['aws_secret_access_key']) return 'keys';
  if (values['role_arn'] && values['web_identity_token_file']) return 'web-identity';
  if (values['role_arn']) return 'assume-role';
  if (values['credential_process']) return 'process';
  if (settingsOf.sso.some((key) => values[key] !== undefined)) return 'sso';
  return values['login_session'] ? 'login' : 'none';
}

const byName = new Intl.Collator(undefined, { numeric: true });

function compareNames(a: string, b: string): number {
  return byName.compare(a, b) || (a < b ? -1 : 1);
}

/** The profile of this name. @throws Failure `no-credentials` when neither AWS file has it */
export async function requireProfile(name: string): Promise<Profile> {
  const { profiles } = await readProfiles();
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const names = profiles.map((profile) => profile.name);
  throw new Failure('no-credentials', l10n.t('There is no AWS profile of this name: {0}', name), {
    remedy:
      names.length === 0
        ? l10n.t('Neither AWS file has a profile. Run "aws configure", or set AWS_CONFIG_FILE.')
        : l10n.t('Profiles that exist: {0}', names.slice(0, 20).join(', ')),
  });
}

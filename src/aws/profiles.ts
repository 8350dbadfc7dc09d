import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { awsPaths, readAwsFiles } from './files';
import { checkProfile } from './checkProfile';
import type { Place } from './need';
import type { Draft, FileProblem, Method, Profile } from './profile';
import { isSecret } from './settings';
import { scanSections, type LineProblem } from './sections';

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
  const { config, credentials } = awsPaths();
  const [files, loaded] = await Promise.all([
    readAwsFiles(),
    loadSharedConfigFiles({ ignoreCache: true, configFilepath: config, filepath: credentials }),
  ]);
  const problems: FileProblem[] = [];
  const places = new Map<string, { readonly at: Place; readonly readable: boolean }[]>();
  const sessions = new Map<string, Record<string, string | undefined>>();
  for (const file of files) {
    if (file.unreadable !== undefined) {
      problems.push({ file: file.path, line: undefined, problem: file.unreadable });
      continue;
    }
    const scanned = scanSections(file.text, file.kind);
    problems.push(...scanned.problems.map((problem: LineProblem) => ({ file: file.path, ...problem })));
    for (const { kind, name, line, readable } of scanned.sections) {
      if (kind === 'sso-session') sessions.set(name, own(loaded.configFile, `sso-session.${name}`) ?? {});
      if (kind !== 'profile') continue;
      const known = places.get(name) ?? [];
      known.push({ at: { file: file.path, line }, readable });
      places.set(name, known);
    }
  }
  const valuesOf = (name: string): Record<string, string | undefined> => ({
    ...own(loaded.configFile, name),
    ...own(loaded.credentialsFile, name),
  });
  const print = (name: string) => {
    const hash = createHash('sha256');
    const seen = new Set<string>();
    for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
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
    return { name, method, settings, at, places, problem, print: print(name) };
  });
  const rank = (name: string) => (name === 'default' ? 0 : 1);
  return {
    profiles: profiles.sort((a, b) => rank(a.name) - rank(b.name) || compareNames(a.name, b.name)),
    problems,
  };
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * How a profile gets its credentials, in the order of AWS's SDK (`@aws-sdk/credential-provider-ini`,
 * resolveProfileData).
 */
function methodOf(values: Readonly<Record<string, string | undefined>>): Method {
  if (values['role_arn'] && (values['source_profile'] ?? values['credential_source'])) return 'assume-role';
  if (values['aws_access_key_id'] && values['aws_secret_access_key']) return 'keys';
  if (values['role_arn'] && values['web_identity_token_file']) return 'web-identity';
  if (values['role_arn']) return 'assume-role';
  if (values['credential_process']) return 'process';
  if (values['sso_session'] ?? values['sso_start_url'] ?? values['sso_account_id']) return 'sso';
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

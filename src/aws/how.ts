import type { CliConfig } from './cliConfig';

/** How a profile gets its credentials, told by the files alone. Holds secrets, so it is compared and never shown. */
export type How =
  | { readonly by: 'keys'; readonly id: string; readonly secret: string; readonly token: string | undefined }
  | {
      readonly by: 'assume-role';
      readonly role: string;
      readonly session: string | undefined;
      readonly externalId: string | undefined;
      readonly mfa: string | undefined;
      readonly from: How;
    }
  | { readonly by: 'source'; readonly source: string }
  | {
      readonly by: 'web-identity';
      readonly role: string;
      readonly file: string;
      readonly session: string | undefined;
    }
  | { readonly by: 'process'; readonly command: string }
  | {
      readonly by: 'sso';
      readonly account: string;
      readonly role: string;
      readonly url: string;
      readonly region: string;
      readonly session: string | undefined;
    }
  | { readonly by: 'login'; readonly session: string }
  | { readonly by: 'nothing' }
  | { readonly by: 'fails' };

/** How AWS's tools call a way to get credentials, in the settings that stand for it. */
export const settingsOf: Readonly<Record<How['by'], readonly string[]>> = {
  keys: ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'],
  'assume-role': ['role_arn', 'source_profile', 'credential_source'],
  source: ['credential_source'],
  'web-identity': ['web_identity_token_file', 'role_arn'],
  process: ['credential_process'],
  sso: ['sso_session', 'sso_account_id', 'sso_role_name', 'sso_start_url', 'sso_region'],
  login: ['login_session'],
  nothing: [],
  fails: [],
};

const nothing: How = { by: 'nothing' };
const fails: How = { by: 'fails' };
const sources = ['Environment', 'EcsContainer', 'Ec2InstanceMetadata'];

/** How many source profiles are followed from one to the next, so that long chains cost no more than their profiles. */
export const longestChain = 100;

type Values = Readonly<Record<string, string | undefined>>;

/** What AWS's SDK for JavaScript reads. */
export interface SdkConfig {
  /** The settings of a profile from both files; `undefined` where the SDK sees no such profile. */
  readonly profile: (name: string) => Values | undefined;
  readonly session: (name: string) => Values | undefined;
}

/**
 * How AWS's SDK for JavaScript gets a profile's credentials (`@aws-sdk/credential-provider-ini`, resolveProfileData;
 * `@aws-sdk/credential-provider-sso`, fromSSO).
 */
export function howSdk(name: string, config: SdkConfig, visited: ReadonlySet<string> = new Set()): How {
  const values = config.profile(name);
  if (!values) return fails;
  const { role_arn: role, source_profile: from, credential_source: source } = values;
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = values;
  const keys: How | undefined =
    id !== undefined && secret !== undefined ? { by: 'keys', id, secret, token } : undefined;
  if (keys && visited.size > 0) return keys;
  const sourceAlone = visited.size > 0 && role === undefined && source !== undefined;
  if (sourceAlone && from === undefined) return sources.includes(source) ? { by: 'source', source } : fails;
  if (role !== undefined && (from === undefined) !== (source === undefined)) {
    if (from !== undefined && (visited.has(from) || visited.size > longestChain)) return fails;
    const known = source !== undefined && sources.includes(source);
    const start: How =
      from !== undefined
        ? howSdk(from, config, new Set([...visited, from]))
        : known
          ? { by: 'source', source }
          : fails;
    return assuming(start, values, role);
  }
  if (keys) return keys;
  const { web_identity_token_file: file, credential_process: command, login_session: login } = values;
  if (role !== undefined && file !== undefined)
    return { by: 'web-identity', role, file, session: values['role_session_name'] };
  if (command !== undefined) return { by: 'process', command };
  if (settingsOf.sso.some((key) => values[key] !== undefined)) return ssoSdk(values, config);
  return login === undefined ? nothing : { by: 'login', session: login };
}

function assuming(from: How, values: Values, role: string): How {
  if (from.by === 'fails' || from.by === 'nothing') return fails;
  const { role_session_name: session, external_id: externalId, mfa_serial: mfa } = values;
  return { by: 'assume-role', role, session, externalId, mfa, from };
}

function ssoSdk(values: Values, config: SdkConfig): How {
  const { sso_session: session } = values;
  const shared = session === undefined ? values : config.session(session);
  if (!shared) return fails;
  const { sso_account_id: account, sso_role_name: role } = values;
  const { sso_start_url: url, sso_region: region } = shared;
  return account && role && url && region ? { by: 'sso', account, role, url, region, session } : fails;
}

/**
 * How the AWS CLI gets the credentials of `--profile` (botocore's credentials.py, `create_credential_resolver`), without
 * what it asks when the profile gives none: the container endpoint and instance metadata.
 */
export function howCli(name: string, config: CliConfig): How {
  const values = cliValues(config.profiles.get(name));
  if (config.refused || !values) return fails;
  return assumesRole(values) ? roleCli(name, values, config, [name]) : withoutRole(name, values, config);
}

function cliValues(settings: ReadonlyMap<string, { readonly text: string }> | undefined): Values | undefined {
  if (!settings) return undefined;
  // A setting with a block below it is there, whatever it is.
  const blocks = [...settings.keys()].map((key) => [key.split('.', 1)[0] ?? '', '']);
  return Object.fromEntries([...blocks, ...[...settings].map(([key, { text }]) => [key, text])]) as Values;
}

const has = (values: Values, key: string) => Object.hasOwn(values, key);
const assumesRole = (values: Values) => has(values, 'role_arn') && !has(values, 'web_identity_token_file');
const hasKey = (values: Values) => has(values, 'aws_access_key_id') || has(values, 'aws_secret_access_key');

function roleCli(name: string, values: Values, config: CliConfig, visited: readonly string[]): How {
  const { role_arn: role = '', source_profile: from, credential_source: source } = values;
  if ((from === undefined) === (source === undefined)) return fails;
  if (from === undefined)
    return sources.includes(source ?? '')
      ? assuming({ by: 'source', source: source ?? '' }, values, role)
      : fails;
  const next = cliValues(config.profiles.get(from));
  if (!next) return fails;
  if (visited.length > longestChain) return fails;
  if (visited.includes(from) && (from !== name || !hasKey(next))) return fails;
  const start =
    hasKey(next) || !assumesRole(next)
      ? withoutRole(from, next, config)
      : roleCli(from, next, config, [...visited, from]);
  return assuming(start, values, role);
}

/** `ProfileProviderBuilder.providers`, in their order: the first that finds its settings decides. */
function withoutRole(name: string, values: Values, config: CliConfig): How {
  const { web_identity_token_file: file, role_arn: role, role_session_name: session } = values;
  if (file) return role ? { by: 'web-identity', role, file, session } : fails;
  if (has(values, 'sso_account_id') || has(values, 'sso_role_name')) return ssoCli(values, config);
  const shared = keysCli(cliValues(config.alone.credentials.get(name)));
  if (shared) return shared;
  if (values['login_session'] !== undefined) return { by: 'login', session: values['login_session'] };
  if (values['credential_process'] !== undefined)
    return { by: 'process', command: values['credential_process'] };
  return keysCli(cliValues(config.alone.config.get(name))) ?? nothing;
}

function keysCli(values: Values | undefined): How | undefined {
  const { aws_access_key_id: id, aws_secret_access_key: secret } = values ?? {};
  if (id === undefined) return undefined;
  if (secret === undefined) return fails;
  return { by: 'keys', id, secret, token: values?.['aws_security_token'] ?? values?.['aws_session_token'] };
}

function ssoCli(values: Values, config: CliConfig): How {
  const { sso_session: session } = values;
  const shared = session === undefined ? {} : cliValues(config.sessions.get(session));
  if (!shared) return fails;
  if (Object.keys(shared).some((key) => has(values, key) && values[key] !== shared[key])) return fails;
  const {
    sso_account_id: account,
    sso_role_name: role,
    sso_start_url: url,
    sso_region: region,
  } = {
    ...values,
    ...shared,
  };
  const missing = [account, role, url, region].includes(undefined);
  return missing
    ? fails
    : { by: 'sso', account: account ?? '', role: role ?? '', url: url ?? '', region: region ?? '', session };
}

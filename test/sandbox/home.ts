import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalId, mfaSerial, type AwsWorld, type Credentials } from './awsWorld';
import { startUrl } from './sso';
import { accounts, apiAudience } from './world';

/** The sections of the shared credentials file that hold keys. */
const keyed: [profile: string, sample: keyof AwsWorld['samples']][] = [
  ['default', 'kim'],
  ['ci-runner', 'ciRunner'],
  ['ec2', 'instance'],
  ['expired', 'expired'],
  ['gov', 'govUser'],
  ['china', 'chinaUser'],
];

/**
 * Writes a home directory that belongs to this world: `.aws/config`, `.aws/credentials`, and the login that chainctl
 * would have left in `.cache/chainguard`, with chainctl's modes. `login` is kim's token for the API, `serviceToken`
 * the web identity token of a pod.
 */
export async function writeHomeFiles(
  directory: string,
  aws: AwsWorld,
  login: string,
  serviceToken: string,
): Promise<void> {
  const config = join(directory, '.aws');
  await mkdir(config, { recursive: true, mode: 0o700 });
  const credentials = keyed.map(([profile, sample]) => section(`[${profile}]`, keysOf(aws.samples[sample])));
  await writeFile(join(config, 'credentials'), credentials.join('\n'), { mode: 0o600 });
  const tokenFile = join(config, 'service-account-token');
  await writeFile(tokenFile, serviceToken, { mode: 0o600 });
  await writeFile(join(config, 'config'), profiles(tokenFile).join('\n'), { mode: 0o600 });
  const cache = join(directory, '.cache', 'chainguard', apiAudience.replaceAll('/', '-'));
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await writeFile(join(cache, 'oidc-token'), login, { mode: 0o600 });
}

function profiles(tokenFile: string): string[] {
  const role = (path: string) => `arn:aws:iam::${accounts.aws}:role/${path}`;
  const developer = { sso_account_id: accounts.aws, sso_role_name: 'Developer' };
  return [
    section('[default]', { region: 'us-east-1' }),
    ...['ci-runner', 'ec2', 'expired'].map((name) => section(`[profile ${name}]`, { region: 'eu-west-1' })),
    section('[profile gov]', { region: 'us-gov-west-1' }),
    section('[profile china]', { region: 'cn-north-1' }),
    section('[profile deploy]', {
      role_arn: role('teams/shop/deploy'),
      source_profile: 'default',
      external_id: externalId,
      role_session_name: 'kim-deploys',
      region: 'us-east-1',
    }),
    section('[profile assume-ci]', {
      role_arn: role('ci-runner'),
      source_profile: 'default',
      region: 'us-east-1',
    }),
    section('[profile admin]', {
      role_arn: role('admin'),
      source_profile: 'default',
      mfa_serial: mfaSerial,
      region: 'us-east-1',
    }),
    section('[profile denied]', { role_arn: role('audit'), source_profile: 'default', region: 'us-east-1' }),
    section('[profile instance]', {
      role_arn: role('ci-runner'),
      credential_source: 'Ec2InstanceMetadata',
      region: 'us-east-1',
    }),
    section('[profile eks]', {
      role_arn: role('eks-pull'),
      web_identity_token_file: tokenFile,
      role_session_name: 'puller-0',
      region: 'us-east-1',
    }),
    section('[profile sso]', { sso_session: 'acme', ...developer, region: 'us-east-1' }),
    section('[profile sso-expired]', { sso_session: 'other', ...developer, region: 'us-east-1' }),
    section('[sso-session acme]', { sso_start_url: startUrl, sso_region: 'us-east-1' }),
    section('[sso-session other]', { sso_start_url: startUrl, sso_region: 'us-east-1' }),
    section('[profile broken]', {
      role_arn: role('ci-runner'),
      source_profile: 'nobody',
      region: 'us-east-1',
    }),
  ];
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Record<string, string> {
  return {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    ...(sessionToken === undefined ? {} : { aws_session_token: sessionToken }),
  };
}

function section(head: string, values: Record<string, string>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  return `${[head, ...lines].join('\n')}\n`;
}

/** The environment of a process that lives in this world, with nothing that leads out of it. */
export function environment(
  directory: string,
  urls: { sts: string; sso: string; metadata: string },
): Record<string, string> {
  return {
    HOME: directory,
    USERPROFILE: directory,
    XDG_CACHE_HOME: join(directory, '.cache'),
    AWS_CONFIG_FILE: join(directory, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, '.aws', 'credentials'),
    AWS_ENDPOINT_URL_STS: urls.sts,
    AWS_ENDPOINT_URL_SSO: urls.sso,
    AWS_ENDPOINT_URL_SSO_OIDC: urls.sso,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: urls.metadata,
    AWS_EC2_METADATA_V1_DISABLED: 'true',
  };
}

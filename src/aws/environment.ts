import type { AwsCredentials } from './sign';

/**
 * The variables with which AWS's tools call with these credentials in this region. `null` takes a variable away that
 * would speak against them: a token of other credentials (botocore asks `AWS_SECURITY_TOKEN` before
 * `AWS_SESSION_TOKEN`: credentials.py, EnvProvider), the end of other credentials, a profile (the SDK for JavaScript
 * passes keys over where `AWS_PROFILE` is set: `@aws-sdk/credential-provider-node`).
 */
export function callerVariables(
  credentials: AwsCredentials,
  region: string,
): Readonly<Record<string, string | null>> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? null,
    AWS_SECURITY_TOKEN: null,
    AWS_CREDENTIAL_EXPIRATION: credentials.expiration?.toISOString() ?? null,
    AWS_PROFILE: null,
    AWS_DEFAULT_PROFILE: null,
    AWS_REGION: region,
    // boto3, and version 1 of the AWS CLI, know this one alone.
    AWS_DEFAULT_REGION: region,
  };
}

/** Commands that set variables and take those that are `null` away: of PowerShell for Windows, else of a POSIX shell. */
export function shellCommands(
  variables: Readonly<Record<string, string | null>>,
  platform: NodeJS.Platform,
): string {
  const all = Object.entries(variables);
  const gone = all.filter(([, value]) => value === null).map(([name]) => name);
  const set = all.filter((one): one is [string, string] => one[1] !== null);
  const lines =
    platform === 'win32'
      ? [
          `Remove-Item -ErrorAction Ignore ${gone.map((name) => `Env:${name}`).join(', ')}`,
          ...set.map(([name, value]) => `$Env:${name} = '${value.replaceAll("'", "''")}'`),
        ]
      : [
          `unset ${gone.join(' ')}`,
          ...set.map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
        ];
  return `${lines.join('\n')}\n`;
}

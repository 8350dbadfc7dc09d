import * as l10n from '@vscode/l10n';
import type { Difference } from './bothReadings';
import type { AwsCredentials } from './sign';

/**
 * The variables that make AWS's tools call with these credentials in this region. `null` removes a variable
 * that would conflict with them: a token of other credentials (botocore asks `AWS_SECURITY_TOKEN` before
 * `AWS_SESSION_TOKEN`: credentials.py, EnvProvider), the end of other credentials, or a profile (the SDK for
 * JavaScript ignores keys where `AWS_PROFILE` is set: `@aws-sdk/credential-provider-node`).
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
    // boto3 and version 1 of the AWS CLI read only this one.
    AWS_DEFAULT_REGION: region,
  };
}

/**
 * Commands that set variables and remove those that are `null`: for PowerShell on Windows, else for a POSIX
 * shell.
 */
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

/**
 * What AWS's SDK for JavaScript and the AWS CLI read differently of the keys in the environment (botocore's
 * credentials.py, EnvProvider; `@aws-sdk/credential-provider-node`).
 */
export function environmentDifferences(env: NodeJS.ProcessEnv = process.env): Difference[] {
  const differences: Difference[] = [];
  const say = (name: string, text: string, remedy: string) =>
    differences.push({ at: { file: name, line: 0 }, text, remedy, caller: true });
  const older = env['AWS_SECURITY_TOKEN'];
  if (older && older !== env['AWS_SESSION_TOKEN']) {
    say(
      'AWS_SECURITY_TOKEN',
      l10n.t(
        "The AWS CLI takes the token of AWS_SECURITY_TOKEN; AWS's SDK for JavaScript that of AWS_SESSION_TOKEN.",
      ),
      l10n.t('Take AWS_SECURITY_TOKEN away where VS Code is started.'),
    );
  }
  const profile = env['AWS_PROFILE'];
  if (profile) {
    say(
      'AWS_PROFILE',
      l10n.t(
        "The AWS CLI takes these keys before AWS_PROFILE; AWS's SDK for JavaScript takes the profile {0}.",
        profile,
      ),
      l10n.t('Take the keys or AWS_PROFILE away where VS Code is started.'),
    );
  }
  return differences;
}

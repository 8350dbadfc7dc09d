import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callerVariables, shellCommands } from '../../../src/aws/environment';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: "it's $HOME `id` \\" };
const session = { ...keys, sessionToken: 'new', expiration: new Date('2026-01-02T03:04:05Z') };
/** What an earlier caller has left in a shell. */
const before = {
  AWS_SESSION_TOKEN: 'old',
  AWS_SECURITY_TOKEN: 'old',
  AWS_CREDENTIAL_EXPIRATION: 'old',
  AWS_PROFILE: 'old',
  AWS_DEFAULT_PROFILE: 'old',
  AWS_REGION: 'old',
};

/** The AWS variables of a shell of somebody else after the commands. */
function shellAfter(commands: string): Record<string, string> {
  const env = execFileSync('/bin/sh', ['-euc', `${commands}env -0`], {
    env: { PATH: process.env['PATH'], ...before },
    encoding: 'utf8',
  });
  const all = env.split('\0').filter((line) => line.startsWith('AWS_'));
  return Object.fromEntries(
    all.map((line): [string, string] => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}

describe('the environment of a caller', () => {
  it('a shell calls as the caller, and nothing that was set before speaks against it', () => {
    const commands = shellCommands(callerVariables(session, 'eu-west-1'), 'linux');
    expect(shellAfter(commands)).toEqual({
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: 'new',
      AWS_CREDENTIAL_EXPIRATION: '2026-01-02T03:04:05.000Z',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    });
  });

  it('keys that do not end leave no token and no end of others', () => {
    const commands = shellCommands(callerVariables(keys, 'eu-west-1'), 'darwin');
    expect(Object.keys(shellAfter(commands))).not.toContain('AWS_SESSION_TOKEN');
    expect(Object.values(shellAfter(commands))).not.toContain('old');
  });

  it('in PowerShell for Windows', () => {
    const commands = shellCommands({ AWS_PROFILE: null, AWS_REGION: "it's" }, 'win32');
    expect(commands).toBe("Remove-Item -ErrorAction Ignore Env:AWS_PROFILE\n$Env:AWS_REGION = 'it''s'\n");
  });
});

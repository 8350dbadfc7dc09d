import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../src/aws/credentials';
import { needOf } from '../../../src/aws/need';
import { readProfiles } from '../../../src/aws/profiles';
import { scanSections } from '../../../src/aws/sections';
import { asFailure } from '../../../src/core/failure';
import { useHome } from './home';

const home = useHome();

/** Makes these the files, and lists what is in them. */
async function read(config: string, credentials = '') {
  const [configFile, credentialsFile] = ['config', 'credentials'].map((name) =>
    join(home().directory, `files-${name}`),
  ) as [string, string];
  await writeFile(configFile, config);
  await writeFile(credentialsFile, credentials);
  process.env['AWS_CONFIG_FILE'] = configFile;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = credentialsFile;
  return { ...(await readProfiles()), configFile, credentialsFile };
}

const keys = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = SECRETSECRET\n';
const roleArn = 'arn:aws:iam::111122223333:role/x';
const ssoRole = ['sso_account_id = 111122223333', 'sso_role_name = r'];
const ssoSession = ['[sso-session s]', 'sso_start_url = https://x', 'sso_region = us-east-1'];
const lines = (...all: string[]) => all.join('\n');

describe('every profile is listed', () => {
  it('of both files, default first, the rest by name, with where it begins', async () => {
    const { profiles, configFile, credentialsFile } = await read(
      lines('# mine', '[default]', 'region = us-east-1', '[profile b10]', 'region = eu-west-1'),
      lines('[b9]', keys, '[default]', keys),
    );
    expect(profiles.map(({ name, method, at }) => [name, method, at.file, at.line])).toEqual([
      ['default', 'keys', configFile, 2],
      ['b9', 'keys', credentialsFile, 1],
      ['b10', 'none', configFile, 4],
    ]);
  });

  it('with CRLF, a byte order mark, inline comments, and dots in names', async () => {
    const { profiles, problems } = await read(
      '\ufeff[profile corp.dev] ; work\r\nregion = eu-west-1 # Ireland\r\n\r\n[profile "quoted"]\r\nsso_session = s\r\n[sso-session s]\r\nsso_start_url = https://x\r\n',
    );
    // The AWS CLI takes the byte order mark for a line of its own.
    expect(problems.map(({ line }) => line)).toEqual([1]);
    expect(profiles.map(({ name, method, settings }) => [name, method, settings['region']])).toEqual([
      ['corp.dev', 'none', 'eu-west-1'],
      ['quoted', 'sso', undefined],
    ]);
  });

  it('once when it is written twice, the later values first, every place named', async () => {
    const { profiles } = await read(
      lines('[profile a]', 'region = us-east-1', 'output = json', '[profile a]', 'region = eu-west-1'),
    );
    expect(profiles).toHaveLength(1);
    expect(profiles[0]?.settings).toEqual({ region: 'eu-west-1', output: 'json' });
    expect(profiles[0]?.places.map(({ line }) => line)).toEqual([1, 4]);
  });

  it('with names that are not ASCII, and a word where the SDK does not read them', async () => {
    const { profiles } = await read('[profile größe]\nregion = us-east-1', `[日本]\n${keys}`);
    expect(profiles.map(({ name, problem }) => [name, needOf(problem)?.kind])).toEqual([
      ['größe', 'fix'],
      ['日本', undefined],
    ]);
  });

  it('with names that are properties of objects', async () => {
    const { profiles } = await read('', `[toString]\n${keys}`);
    expect(profiles.map(({ name }) => name)).toEqual(['toString']);
  });

  it('without anything secret', async () => {
    const other =
      'aws_security_token = TOKENTOKEN\nx_refresh_token = TOKENTOKEN\nproxy_password = TOKENTOKEN\n';
    const { profiles } = await read('', `[a]\n${keys}aws_session_token = TOKENTOKEN\n${other}`);
    expect(JSON.stringify(profiles)).not.toMatch(/SECRETSECRET|TOKENTOKEN|AKIA/);
  });

  it('five hundred of them, without asking or starting anything', async () => {
    const asked = home().sandbox.requests.length;
    const many = Array.from({ length: 500 }, (_, i) =>
      lines(`[profile p${i}]`, `credential_process = touch ${home().directory}/ran`, ''),
    );
    const { profiles } = await read(many.join('\r\n'));
    expect(profiles).toHaveLength(500);
    expect(home().sandbox.requests.length).toBe(asked);
    expect(existsSync(join(home().directory, 'ran'))).toBe(false);
  });

  it('from no file at all', async () => {
    process.env['AWS_CONFIG_FILE'] = join(home().directory, 'nothing');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(home().directory, 'nothing', 'either');
    expect(await readProfiles()).toEqual({ profiles: [], problems: [] });
  });
});

describe('what is wrong is named with its line, and nothing else suffers', () => {
  it.each<[string, number, string]>([
    ['a line without a value', 3, lines('[profile a]', 'region = us-east-1', 'output')],
    ['a bracket that is not closed', 3, lines('[profile a]', 'region = us-east-1', '[profile b')],
    ['a line before any section', 1, lines('region = us-east-1', '[profile a]', 'region = eu-west-1')],
    ['a profile without its prefix', 3, lines('[profile a]', 'region = us-east-1', '[b]')],
    ['a name that AWS refuses', 1, lines('[profile __proto__]', 'x = y', '[profile a]', 'region = x')],
  ])('%s', async (_, line, config) => {
    const { problems, profiles, configFile } = await read(config);
    expect(problems.map((problem) => [problem.file, problem.line])).toEqual([[configFile, line]]);
    expect(profiles.map(({ name }) => name)).toContain('a');
  });

  it('a head of any length and of any white space', () => {
    const head = `[profile${' '.repeat(300_000)}\r\u2028]`;
    expect(scanSections(head, 'config').sections.map(({ readable }) => readable)).not.toContain(true);
  });

  it('a file that is not text', async () => {
    const { problems, profiles } = await read('\ufffe[\0p\0]\0', `[a]\n${keys}`);
    expect(problems.map(({ line }) => line)).toEqual([1]);
    expect(profiles.map(({ name }) => name)).toEqual(['a']);
  });

  it.skipIf(process.platform === 'win32')('a pipe, which nobody waits for', async () => {
    await read('', `[b]\n${keys}`);
    const pipe = join(home().directory, `pipe-${Math.random()}`);
    execFileSync('mkfifo', [pipe]);
    process.env['AWS_CONFIG_FILE'] = pipe;
    const { profiles, problems } = await readProfiles();
    expect(problems.map(({ file, line }) => [file, line])).toEqual([[pipe, undefined]]);
    expect(profiles.map(({ name }) => name)).toEqual(['b']);
    const asking = credentialsOf({ kind: 'profile', name: 'b' }).catch(asFailure);
    expect(await asking).toMatchObject({ kind: 'invalid', message: `This is not a regular file: ${pipe}` });
  });

  it('a file that may not be read, or is a folder', async () => {
    await read('[profile a]\nregion = x', `[b]\n${keys}`);
    process.env['AWS_CONFIG_FILE'] = home().directory;
    const folder = await readProfiles();
    expect(folder.problems.map(({ file, line }) => [file, line])).toEqual([[home().directory, undefined]]);
    expect(folder.profiles.map(({ name }) => name)).toEqual(['b']);
    if (process.getuid?.() === 0) return;
    const closed = join(home().directory, 'closed');
    await writeFile(closed, '');
    await chmod(closed, 0);
    process.env['AWS_CONFIG_FILE'] = closed;
    expect((await readProfiles()).problems).toHaveLength(1);
  });

  it.each<[string, string, string[]]>([
    ['a missing source profile', 'source-profile', [`role_arn = ${roleArn}`, 'source_profile = nobody']],
    ['a loop of one', 'loop', [`role_arn = ${roleArn}`, 'source_profile = p']],
    ['no source at all', 'fix', [`role_arn = ${roleArn}`]],
    [
      'two sources',
      'fix',
      [`role_arn = ${roleArn}`, 'source_profile = ok', 'credential_source = Environment'],
    ],
    ['an unknown source', 'fix', [`role_arn = ${roleArn}`, 'credential_source = Magic']],
    ['a role ARN of a session', 'fix', ['role_arn = arn:aws:sts::1:assumed-role/x', 'source_profile = ok']],
    [
      'a role of another partition',
      'fix',
      ['role_arn = arn:aws-cn:iam::111122223333:role/x', 'source_profile = ok', 'region = us-east-1'],
    ],
    [
      'a session name with a space',
      'fix',
      [`role_arn = ${roleArn}`, 'source_profile = ok', 'role_session_name = a b'],
    ],
    [
      'a duration in minutes',
      'fix',
      [`role_arn = ${roleArn}`, 'source_profile = ok', 'duration_seconds = 60'],
    ],
    ['an sso-session that is not there', 'fix', ['sso_session = gone']],
    ['an SSO profile without an account', 'fix', ['sso_session = s', 'sso_role_name = r', ...ssoSession]],
    [
      'an sso-session without a region',
      'fix',
      ['sso_session = s', ...ssoRole, 'sso_region = us-east-1', ...ssoSession.slice(0, -1)],
    ],
    ['an older SSO profile without a start URL', 'fix', [...ssoRole, 'sso_region = us-east-1']],
  ])('%s', async (_, kind, settings) => {
    const { profiles } = await read(lines('[profile p]', ...settings), `[ok]\n${keys}`);
    const needs = profiles.map(({ name, problem }) => [name, needOf(problem)?.kind]);
    expect(needs).toEqual([
      ['ok', undefined],
      ['p', kind],
    ]);
  });

  it('but not an SSO profile that has all that it needs, in its session or by itself', async () => {
    const session = ['[profile p]', 'sso_session = s', ...ssoRole, ...ssoSession];
    const older = ['[profile q]', ...ssoRole, 'sso_region = us-east-1', 'sso_start_url = https://x'];
    const { profiles } = await read(lines(...session, ...older));
    expect(profiles.map(({ method, problem }) => [method, problem])).toEqual([
      ['sso', undefined],
      ['sso', undefined],
    ]);
  });

  it('a loop of three, spelled out', async () => {
    const role = (name: string, from: string) =>
      lines(`[profile ${name}]`, `role_arn = ${roleArn}`, `source_profile = ${from}`);
    const { profiles } = await read(lines(role('a', 'b'), role('b', 'c'), role('c', 'a')));
    expect(needOf(profiles[0]?.problem)).toMatchObject({ kind: 'loop', profiles: ['a', 'b', 'c', 'a'] });
  });

  it('the end of a chain that gives no credentials, with its own line', async () => {
    const middle = lines('[profile m]', `role_arn = ${roleArn}`, 'source_profile = end');
    const { profiles, configFile } = await read(
      lines(
        '[profile p]',
        `role_arn = ${roleArn}`,
        'source_profile = m',
        middle,
        '[profile end]',
        'region = x',
      ),
    );
    const p = profiles.find(({ name }) => name === 'p')?.problem;
    expect([p?.message, p?.remedy]).toEqual([
      'The profile m starts from a profile that gives no credentials: end',
      `Write keys, a role or a sign-in into it here: ${configFile}:7`,
    ]);
  });

  it('but not a profile with keys that names itself', async () => {
    const { profiles } = await read(
      lines('[profile p]', `role_arn = ${roleArn}`, 'source_profile = p', keys),
    );
    expect(profiles[0]?.problem).toBeUndefined();
  });
});

describe('the fingerprint of a profile', () => {
  it('tells a profile that changed from one that did not, through its chain', async () => {
    const prints = async (secret: string) => {
      const config = lines('[profile r]', `role_arn = ${roleArn}`, 'source_profile = k');
      const { profiles } = await read(
        config,
        lines('[k]', keys, `aws_session_token = ${secret}`, '[other]', keys),
      );
      return new Map(profiles.map(({ name, print }) => [name, print]));
    };
    const [one, two] = [await prints('one'), await prints('two')];
    const changed = [...one.keys()].filter((name) => one.get(name) !== two.get(name));
    expect(changed.sort()).toEqual(['k', 'r']);
  });
});

import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addProfile } from '../../../src/aws/configFile';
import { credentialsOf } from '../../../src/aws/credentials';
import { readProfiles } from '../../../src/aws/profiles';
import type { CredentialSource } from '../../../src/aws/sources';
import { profileStanza } from '../../../src/aws/stanza';
import { externalId, mfaSerial } from '../../sandbox/awsWorld';
import { accounts } from '../../sandbox/world';
import { failureOf, useHome } from './home';

const home = useHome();
const roleArn = `arn:aws:iam::${accounts.aws}:role/teams/shop/deploy`;
const deploy: CredentialSource = {
  kind: 'assumed',
  from: { kind: 'profile', name: 'default' },
  role: { roleArn, sessionName: 'written', externalId, duration: 900, mfaSerial },
};

describe('the section that stands for a caller', () => {
  it('has all that a role was assumed with', () => {
    expect(profileStanza('d', deploy, undefined)).toBe(
      [
        '[profile d]',
        `role_arn = ${roleArn}`,
        'source_profile = default',
        'role_session_name = written',
        `external_id = ${externalId}`,
        `mfa_serial = ${mfaSerial}`,
        'duration_seconds = 900',
        '',
      ].join('\n'),
    );
  });

  it('names the credential source where there is no profile', () => {
    const from = { ...deploy, from: { kind: 'instance' } } as CredentialSource;
    expect(profileStanza('d', from, undefined)).toContain('credential_source = Ec2InstanceMetadata');
  });

  it('has a profile’s settings and no secret', async () => {
    await home().config('[profile mixed]\nregion = eu-west-1\naws_secret_access_key = SECRETSECRET');
    const { profiles } = await readProfiles();
    const mixed = profiles.find(({ name }) => name === 'mixed');
    expect(profileStanza('m', { kind: 'profile', name: 'mixed' }, mixed)).toBe(
      '[profile m]\nregion = eu-west-1\n',
    );
  });

  it('has nothing below other settings that AWS does not read there, at no depth and in no case', async () => {
    const { accessKeyId } = home().sandbox.world.aws.samples.kim;
    await home().config(
      [
        '[profile nested]',
        '  cli_pager =',
        `    aws_access_key_id = ${accessKeyId}`,
        '    aws_secret_access_key = SECRETSECRET',
        '  s3 =',
        '    addressing_style = path',
        '    Aws_Session_Token = SECRETSECRET',
        'AWS_SECRET_ACCESS_KEY = SECRETSECRET',
        'granted_pin = SECRETSECRET',
        'x_custom = SECRETSECRET',
        'output = json',
      ].join('\n'),
    );
    const nested = (await readProfiles()).profiles.find(({ name }) => name === 'nested');
    expect(JSON.stringify({ ...nested?.settings, x_custom: '' })).not.toMatch(/SECRETSECRET|AKIA|ASIA/);
    const stanza = profileStanza('n', { kind: 'profile', name: 'nested' }, nested);
    expect(stanza).toBe('[profile n]\noutput = json\ns3 =\n  addressing_style = path\n');
  });

  it('is not copied with a secret in its program', async () => {
    await home().config('[profile p]\ncredential_process = get --password=hunter2hunter2');
    const p = (await readProfiles()).profiles.find(({ name }) => name === 'p');
    expect(() => profileStanza('n', { kind: 'profile', name: 'p' }, p)).toThrow('There is a secret');
  });

  it.each([['a b'], ['x]\ncredential_process = evil'], ['']])('refuses the name %j', (name) => {
    expect(() => profileStanza(name, deploy, undefined)).toThrow();
  });

  it('keeps settings of services where AWS reads them', async () => {
    const section =
      '[profile services]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n  use_dualstack = true\n';
    await home().config(section);
    const read = async (name: string) => (await readProfiles()).profiles.find((one) => one.name === name);
    const stanza = profileStanza('copied', { kind: 'profile', name: 'services' }, await read('services'));
    expect(stanza).toBe(section.replace('services', 'copied'));
    await home().config(stanza);
    expect((await read('copied'))?.settings).toEqual((await read('services'))?.settings);
  });

  it('has no name for which AWS refuses the whole file', () => {
    expect(() => profileStanza('__proto__', deploy, undefined)).toThrow('A profile has a name');
  });

  it('stands for no role that was assumed from another role of this window', () => {
    expect(() => profileStanza('d', { ...deploy, from: deploy }, undefined)).toThrow();
  });
});

describe('writing it', () => {
  let file = '';
  beforeEach(async () => {
    const directory = join(home().directory, 'written');
    await rm(directory, { recursive: true, force: true });
    file = join(directory, 'config');
    process.env['AWS_CONFIG_FILE'] = file;
  });
  const stanza = '[profile new]\nregion = eu-west-1\n';

  it('makes the file, for the person alone, where there is none', async () => {
    const written = await addProfile('new', stanza);
    expect(written).toEqual({ path: file, backup: undefined, line: 1 });
    expect(await readFile(file, 'utf8')).toBe(stanza);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps every byte and the mode, and leaves nothing else behind, above all no copy that holds keys', async () => {
    const before =
      '\ufeff# über alles\r\n[profile b] ; second\r\naws_secret_access_key=x\r\n[default]\r\noutput = json';
    await addProfile('other', 'gone');
    await writeFile(file, before);
    await chmod(file, 0o640);
    const written = await addProfile('new', stanza);
    expect(await readFile(file, 'utf8')).toBe(`${before}\r\n\r\n[profile new]\r\nregion = eu-west-1\r\n`);
    expect(written).toEqual({ path: file, line: 7 });
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(file, '..'))).toEqual(['config']);
    const names = (await readProfiles()).profiles.map(({ name }) => name);
    expect(names).toContain('new');
  });

  it('writes through a link and leaves the link', async () => {
    await addProfile('other', '[profile other]\nregion = x\n');
    const link = join(home().directory, 'written', 'link');
    await symlink(file, link);
    process.env['AWS_CONFIG_FILE'] = link;
    await addProfile('new', stanza);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toContain('[profile new]');
  });

  it('writes through a link that leads to nothing yet', async () => {
    await mkdir(join(file, '..'), { recursive: true });
    await symlink(join('..', 'dotfiles', 'aws-config'), file);
    const written = await addProfile('new', stanza);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect(written.path).toBe(join(home().directory, 'dotfiles', 'aws-config'));
    expect(await readFile(file, 'utf8')).toBe(stanza);
    await rm(written.path);
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe and a folder, and waits for neither', async () => {
    await mkdir(join(file, '..'), { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(await failureOf(addProfile('new', stanza))).toMatchObject({
      kind: 'invalid',
      message: `This is not a regular file: ${file}`,
    });
    expect((await lstat(file)).isFIFO()).toBe(true);
    process.env['AWS_CONFIG_FILE'] = join(file, '..');
    expect((await failureOf(addProfile('new', stanza))).kind).toBe('invalid');
  });

  it('refuses a name that the credentials file has, whose keys would be the new profile’s', async () => {
    const failure = await failureOf(addProfile('default', '[default]\nregion = x\n'));
    expect([failure.kind, failure.remedy]).toEqual(['invalid', expect.stringMatching(/credentials:\d+$/)]);
  });

  it('loses nothing when two write at once', async () => {
    await addProfile('one', '[profile one]\nregion = x\n');
    const names = Array.from({ length: 8 }, (_, i) => `at-once-${i}`);
    await Promise.all(names.map((name) => addProfile(name, `[profile ${name}]\nregion = x\n`)));
    const there = (await readProfiles()).profiles.map(({ name }) => name);
    expect(there).toEqual(expect.arrayContaining(names));
    expect((await readdir(join(file, '..'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says what keeps it from writing, and leaves nothing behind', async () => {
    process.env['AWS_CONFIG_FILE'] = join(await home().write('written/plain', ''), 'config');
    const failure = await failureOf(addProfile('new', stanza));
    expect(failure.kind).toBe('unexpected');
    expect(failure.message).toContain('could not be changed');
  });

  it('refuses a name that is there, and a file that is not text, and changes nothing', async () => {
    await addProfile('new', stanza);
    expect((await failureOf(addProfile('new', stanza))).kind).toBe('invalid');
    expect(await readFile(file, 'utf8')).toBe(stanza);
    const bytes = Buffer.from([0x5b, 0xff, 0xfe]);
    await writeFile(file, bytes);
    expect((await failureOf(addProfile('new2', stanza))).kind).toBe('invalid');
    expect(await readFile(file)).toEqual(bytes);
  });
});

describe('a written role', () => {
  it('a role that was written down is the same caller', async () => {
    const source: CredentialSource = {
      kind: 'assumed',
      from: { kind: 'profile', name: 'default' },
      role: { roleArn, sessionName: 'written', externalId },
    };
    await addProfile('written', profileStanza('written', source, undefined));
    const credentials = await credentialsOf({ kind: 'profile', name: 'written' });
    expect(credentials.sessionToken).toBeTruthy();
  });
});

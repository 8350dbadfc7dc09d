import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import {
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asFailure } from '../../../src/core/failure';
import { dockerConfigPath, writeDockerAuth } from '../../../src/flows/dockerConfig';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assumable-'));
  path = join(directory, 'config.json');
});
afterEach(() => rm(directory, { recursive: true }));

const json = async (file = path) => JSON.parse(await readFile(file, 'utf8')) as unknown;
const write = () => writeDockerAuth(path, 'cgr.dev', '_token', 'secret');
const auth = Buffer.from('_token:secret').toString('base64');

describe('writing a password into a Docker configuration', () => {
  it('makes the file and its folder, for the owner alone', async () => {
    path = join(directory, 'new', 'config.json');
    await write();
    expect(await json()).toEqual({ auths: { 'cgr.dev': { auth } } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'new'))).mode & 0o777).toBe(0o700);
  });

  it('leaves everything else as it is, and nothing beside it', async () => {
    const before = {
      auths: { 'ghcr.io': { auth: 'eA==' } },
      HttpHeaders: { A: 'b' },
      credHelpers: { 'gcr.io': 'gcloud' },
    };
    await writeFile(path, JSON.stringify(before), { mode: 0o644 });
    await write();
    expect(await json()).toEqual({ ...before, auths: { ...before.auths, 'cgr.dev': { auth } } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['config.json']);
  });

  it('writes through a link', async () => {
    await mkdir(join(directory, 'elsewhere'));
    const target = join(directory, 'elsewhere', 'docker.json');
    await writeFile(target, '{}');
    await symlink(target, path);
    await write();
    expect(await readlink(path)).toBe(target);
    expect(await json(target)).toEqual({ auths: { 'cgr.dev': { auth } } });
  });

  it.each([
    '{',
    '[]',
    '"text"',
    '{"auths":[]}',
    '{"auths":"no"}',
    '{"auths":{},}',
    '{"credHelpers":{"cgr.dev":1}}',
    '['.repeat(100_000),
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    '// comment\n{}',
  ])('refuses what is no Docker configuration and leaves it: %s', async (text) => {
    await writeFile(path, text);
    expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(directory)).toEqual(['config.json']);
  });

  it.each([
    '{"credsStore":"desktop"}',
    '{"credHelpers":{"cgr.dev":"chainctl"}}',
    '{"CREDSSTORE":"pass"}',
    '{"credHelpers":{"cgr.dev":"","cgr.dev":"x"}}',
  ])('refuses where Docker asks a credential helper: %s', async (text) => {
    await writeFile(path, text);
    expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('keeps what somebody else wrote meanwhile, and says so', async () => {
    await writeFile(path, '{}');
    const writing = write().catch(asFailure);
    const isWriting = () => {
      const [owner] = existsSync(`${path}.lock`) ? readdirSync(`${path}.lock`) : [];
      return owner !== undefined && existsSync(join(`${path}.lock`, owner, 'next'));
    };
    while (!isWriting()) await setImmediate();
    writeFileSync(path, '{"psFormat":"table"}');
    expect(await writing).toMatchObject({
      kind: 'unexpected',
      message: `The Docker configuration was changed meanwhile: ${path}`,
      remedy: expect.stringContaining('Try again') as unknown,
    });
    expect(await json()).toEqual({ psFormat: 'table' });
    expect(await readdir(directory)).toEqual(['config.json']);
  });

  it('writes through links that lead to nothing yet', async () => {
    await symlink(join('dotfiles', 'docker.json'), path);
    await symlink('elsewhere', join(directory, 'dotfiles'));
    await mkdir(join(directory, 'elsewhere'));
    await write();
    expect(await readlink(path)).toBe(join('dotfiles', 'docker.json'));
    expect(await json(join(directory, 'elsewhere', 'docker.json'))).toEqual({
      auths: { 'cgr.dev': { auth } },
    });
  });

  it.skipIf(process.platform === 'win32')(
    'refuses a pipe, a folder and links in a circle, and waits for none',
    async () => {
      execFileSync('mkfifo', [path]);
      expect(await write().catch(asFailure)).toMatchObject({
        kind: 'invalid',
        message: `This is not a regular file: ${path}`,
      });
      await rm(path);
      await mkdir(path);
      expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
      await rm(path, { recursive: true });
      await symlink(path, path);
      expect(await write().catch(asFailure)).toMatchObject({ kind: 'unexpected' });
    },
  );

  it.skipIf(process.getuid?.() !== 0)('keeps the owner of the file', async () => {
    await writeFile(path, '{}');
    await chown(path, 1234, 4321);
    await write();
    const { uid, gid } = await stat(path);
    expect([uid, gid]).toEqual([1234, 4321]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const bytes = Buffer.from('7b2261223a22ff227d', 'hex');
    await writeFile(path, bytes);
    expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
    expect(await readFile(path)).toEqual(bytes);
  });

  it.each([
    [
      '{"detachKeys":"x","big":12345678901234567890,"auths":null,"credHelpers":null,"credsStore":null}',
      `{"detachKeys":"x","big":12345678901234567890,"auths":{"cgr.dev":{"auth":"${auth}"}},"credHelpers":null,"credsStore":null}`,
    ],
    [
      '{"a":1,"a":2.50,"\\u0061":3,"auths":{"x":{},"x":{}}}',
      `{"a":1,"a":2.50,"\\u0061":3,"auths":{"x":{},"x":{},"cgr.dev":{"auth":"${auth}"}}}`,
    ],
    [
      '{\n    "auths": {\n        "x": { "auth": "eA==" }\n    },\n    "n": 1e400\n}\n',
      `{\n    "auths": {\n        "x": { "auth": "eA==" },\n        "cgr.dev": {\n            "auth": "${auth}"\n        }\n    },\n    "n": 1e400\n}\n`,
    ],
    [
      '{\r\n\t"n": 1\r\n}',
      `{\r\n\t"n": 1,\r\n\t"auths": {\r\n\t\t"cgr.dev": {\r\n\t\t\t"auth": "${auth}"\r\n\t\t}\r\n\t}\r\n}`,
    ],
    [
      '{"auths":{"cgr.dev":{"auth":"old","identitytoken":"t"}},"auths":{"cgr.dev":{}}}',
      `{"auths":{"cgr.dev":{"auth":"${auth}"}},"auths":{"cgr.dev":{"auth":"${auth}"}}}`,
    ],
    [
      '{"credsStore":"desktop","credHelpers":{"cgr.dev":""}}',
      `{"credsStore":"desktop","credHelpers":{"cgr.dev":""},"auths":{"cgr.dev":{"auth":"${auth}"}}}`,
    ],
    ['{"Auths":{}}', `{"Auths":{"cgr.dev":{"auth":"${auth}"}}}`],
    [' {} ', ` {\n\t"auths": {\n\t\t"cgr.dev": {\n\t\t\t"auth": "${auth}"\n\t\t}\n\t}\n} `],
  ])('edits the text and writes nothing else anew: %j', async (before, after) => {
    await writeFile(path, before);
    await write();
    expect(await readFile(path, 'utf8')).toBe(after);
  });

  it('leaves every JSON a JSON with one member more', async () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const config = fc.record(
      { auths: fc.dictionary(fc.string(), value), other: value },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(config, fc.constantFrom(undefined, 1, 2, '\t'), async (before, indent) => {
        await writeFile(path, JSON.stringify(before, undefined, indent));
        await write();
        const auths = { ...before.auths, 'cgr.dev': { auth } };
        expect(await json()).toEqual(JSON.parse(JSON.stringify({ ...before, auths })));
      }),
      { numRuns: 60 },
    );
  });

  it('is where Docker looks', () => {
    expect(dockerConfigPath({ DOCKER_CONFIG: '/d' }, 'linux')).toBe(join('/d', 'config.json'));
    expect(dockerConfigPath({ DOCKER_CONFIG: '', HOME: '/home/kim' }, 'linux')).toBe(
      join('/home/kim', '.docker', 'config.json'),
    );
    expect(dockerConfigPath({ HOME: '' }, 'linux')).toBe(join(homedir(), '.docker', 'config.json'));
    expect(dockerConfigPath({ HOME: '/c/Users/kim', USERPROFILE: '/C/Users/kim' }, 'win32')).toBe(
      join('/C/Users/kim', '.docker', 'config.json'),
    );
    expect(dockerConfigPath({ HOME: '/home/kim' }, 'darwin')).toBe(
      join('/home/kim', '.docker', 'config.json'),
    );
  });
});

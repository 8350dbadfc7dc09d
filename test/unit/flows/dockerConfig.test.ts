import { execFileSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  open,
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

  it.each(['{', '[]', '"text"', '{"auths":[]}', '{"auths":"no"}', '// comment\n{}'])(
    'refuses what is no Docker configuration and leaves it: %s',
    async (text) => {
      await writeFile(path, text);
      expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
      expect(await readFile(path, 'utf8')).toBe(text);
      expect(await readdir(directory)).toEqual(['config.json']);
    },
  );

  it.each(['{"credsStore":"desktop"}', '{"credHelpers":{"cgr.dev":"chainctl"}}'])(
    'refuses where Docker asks a credential helper: %s',
    async (text) => {
      await writeFile(path, text);
      expect(await write().catch(asFailure)).toMatchObject({ kind: 'invalid' });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'keeps what somebody else wrote meanwhile, and says so',
    async () => {
      // A pipe is read to its end only when its writer says so: the edit is made after the file was opened.
      execFileSync('mkfifo', [path]);
      const writing = write().catch(asFailure);
      const pipe = await open(path, 'w');
      await pipe.writeFile('{}');
      await rm(path);
      await writeFile(path, '{"psFormat":"table"}');
      await pipe.close();
      expect(await writing).toMatchObject({
        kind: 'unexpected',
        message: `The Docker configuration was changed meanwhile: ${path}`,
        remedy: expect.stringContaining('Try again') as unknown,
      });
      expect(await json()).toEqual({ psFormat: 'table' });
      expect(await readdir(directory)).toEqual(['config.json']);
    },
  );

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

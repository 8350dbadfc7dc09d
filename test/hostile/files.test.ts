import { execFileSync, spawn } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addProfile } from '../../src/aws/configFile';
import { readProfiles } from '../../src/aws/profiles';
import { asFailure, isFailure } from '../../src/core/failure';
import { writeDockerAuth } from '../../src/flows/dockerConfig';
import { iniProfile } from '../../src/generate/quote/ini';
import { payloads } from './payloads';
import { unseenInLines } from './unseen';

let folder = '';
const before = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  process.env['AWS_CONFIG_FILE'] = join(folder, 'file');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
});
afterEach(async () => {
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
    Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
  await rm(folder, { recursive: true, force: true });
});

/** Every file that the program writes besides those of an editor: what writes one, and a text that it takes. */
const writers = {
  'AWS config': {
    empty: '',
    add: (path: string, name: string) => {
      process.env['AWS_CONFIG_FILE'] = path;
      return addProfile(name, `[profile ${name}]\nregion = eu-west-1\n`);
    },
    holds: (text: string, name: string) => text.includes(`[profile ${name}]\nregion = eu-west-1\n`),
    mode: (was: number) => was,
  },
  'Docker configuration': {
    empty: '{}',
    add: (path: string, name: string) => writeDockerAuth(path, 'cgr.dev', '_token', name),
    holds: (text: string, name: string) =>
      (JSON.parse(text) as { auths: Record<string, { auth: string }> }).auths['cgr.dev']?.auth ===
      Buffer.from(`_token:${name}`).toString('base64'),
    // It holds a token from then on; `docker login` too writes one that may only be read, and leaves it so.
    mode: (was: number) => was & 0o600,
  },
} as const;

describe.skipIf(process.platform === 'win32').each(Object.entries(writers))('the %s', (_, writer) => {
  const path = () => join(folder, 'file');
  const failure = async () =>
    asFailure(
      await writer.add(path(), 'mine').then(
        () => undefined,
        (error: unknown) => error,
      ),
    );

  it('is written through links, also where the last one leads to nothing yet', async () => {
    await mkdir(join(folder, 'far'));
    await symlink('far/link', path());
    await symlink('./target', join(folder, 'far', 'link'));
    await writer.add(path(), 'mine');
    expect(writer.holds(await readFile(join(folder, 'far', 'target'), 'utf8'), 'mine')).toBe(true);
    for (const link of [path(), join(folder, 'far', 'link')])
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  it('is refused where links lead in a circle, or through what is no folder', async () => {
    await symlink('file', path());
    expect((await failure()).kind).toBe('unexpected');
    await rm(path());
    await writeFile(join(folder, 'plain'), 'x');
    await symlink('plain/below', path());
    expect((await failure()).kind).toBe('unexpected');
    expect(await readFile(join(folder, 'plain'), 'utf8')).toBe('x');
  });

  it('is refused where it is a pipe, a folder or a device, without waiting for anybody', async () => {
    execFileSync('mkfifo', [path()]);
    expect(['invalid', 'unexpected']).toContain((await failure()).kind);
    expect((await lstat(path())).isFIFO()).toBe(true);
    await rm(path());
    await mkdir(path());
    expect(['invalid', 'unexpected']).toContain((await failure()).kind);
    await rm(path(), { recursive: true });
    await symlink('/dev/zero', path());
    expect(['invalid', 'unexpected']).toContain((await failure()).kind);
  });

  it.each([0o600, 0o640, 0o644, 0o400])(
    'has no wider mode than before, and leaves nothing beside it: %i',
    async (mode) => {
      await writeFile(path(), writer.empty);
      await chmod(path(), mode);
      await writer.add(path(), 'mine');
      expect((await stat(path())).mode & 0o777).toBe(writer.mode(mode));
      expect(await readdir(folder)).toEqual(['file']);
    },
  );

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3])],
    ['half a character', Buffer.from([0xc3])],
  ])('stays as it is where it holds %s', async (__, bytes) => {
    await writeFile(path(), bytes);
    expect((await failure()).kind).toBe('invalid');
    expect(await readFile(path())).toEqual(bytes);
  });

  it('loses nothing of two windows that write at the same time', async () => {
    const all = Array.from({ length: 12 }, (__, index) => `p${index}`);
    await writeFile(path(), writer.empty);
    const results = await Promise.allSettled(all.map((name) => writer.add(path(), name)));
    const text = await readFile(path(), 'utf8');
    const done = all.filter((__, index) => results[index]?.status === 'fulfilled');
    expect(done.length).toBeGreaterThan(0);
    expect(done.filter((name) => writer.holds(text, name)).length).toBe(
      writer.empty === '' ? done.length : 1,
    );
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('the AWS files', () => {
  it('are read whatever stands in them, and what is said about them has nothing hidden', async () => {
    for (const payload of payloads) {
      const text = `[profile ${payload}]\nregion = ${payload}\n${payload} = ${payload}\n[${payload}]\nrole_arn = ${payload}\nsource_profile = ${payload}\n`;
      await writeFile(join(folder, 'file'), text);
      await writeFile(join(folder, 'credentials'), text);
      const read = await readProfiles().catch((error: unknown) => error);
      if (read instanceof Error) {
        expect(isFailure(read), String(read.stack)).toBe(true);
        continue;
      }
      const { problems } = read as Awaited<ReturnType<typeof readProfiles>>;
      for (const { problem } of problems) expect(problem).not.toMatch(unseenInLines);
    }
  });

  it('take a profile of any name that a form gives it', async () => {
    for (const name of new Set(payloads.map(iniProfile).filter((each) => each !== '' && each.length < 100))) {
      await rm(join(folder, 'file'), { force: true });
      await addProfile(name, `[profile ${name}]\nregion = eu-west-1\n`);
      const { profiles } = await readProfiles();
      expect(profiles.map((profile) => profile.name)).toContain(name);
    }
  });
});

it.skipIf(process.platform === 'win32')('a pipe that somebody holds open keeps nobody waiting', async () => {
  execFileSync('mkfifo', [join(folder, 'file')]);
  const holder = spawn('sh', ['-c', 'exec 3<>"$1"; echo held; cat >/dev/null', 'sh', join(folder, 'file')]);
  await once(holder.stdout, 'data');
  expect(
    isFailure(await writers['AWS config'].add(join(folder, 'file'), 'x').catch((error: unknown) => error)),
  ).toBe(true);
  holder.kill();
});

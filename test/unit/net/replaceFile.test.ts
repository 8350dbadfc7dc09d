import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asFailure } from '../../../src/core/failure';
import { withLock } from '../../../src/net/lock';
import { contentOf, replaceFile, targetOf } from '../../../src/net/replaceFile';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assumable-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

describe('replacing a file', () => {
  it('keeps every bit of its mode, whatever the umask', async () => {
    await writeFile(path, 'a');
    await chmod(path, 0o666);
    const before = await contentOf(path);
    expect(await withLock(`${path}.lock`, (lock) => replaceFile(lock, path, before, 'b'))).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('b');
    expect((await stat(path)).mode & 0o7777).toBe(0o666);
  });

  it('is refused where the file was written meanwhile', async () => {
    await writeFile(path, 'a');
    const before = await contentOf(path);
    await writeFile(path, 'c');
    expect(await withLock(`${path}.lock`, (lock) => replaceFile(lock, path, before, 'b'))).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('c');
  });
});

describe('the file that a path leads to', () => {
  it('is found through links to links, relative to where each stands, to what is not there yet', async () => {
    await symlink(join('b', 'two'), join(folder, 'one'));
    await symlink(folder, join(folder, 'b'));
    await symlink('three', join(folder, 'two'));
    expect(await targetOf(join(folder, 'one'))).toBe(join(await targetOf(folder), 'three'));
  });

  it('is not found in a circle', async () => {
    await symlink('two', join(folder, 'one'));
    await symlink('one', join(folder, 'two'));
    await expect(targetOf(join(folder, 'one'))).rejects.toMatchObject({ code: 'ELOOP' });
  });
});

it.skipIf(process.platform === 'win32')('a device is no file to read', async () => {
  expect(await contentOf('/dev/zero').catch(asFailure)).toMatchObject({ kind: 'invalid' });
});

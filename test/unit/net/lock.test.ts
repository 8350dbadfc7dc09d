import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { asFailure } from '../../../src/core/failure';
import { withLock } from '../../../src/net/lock';
import { count, storeIn, type Job } from './lockOwner';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assumable-'));
  folders.push(folder);
  return folder;
}

/** Another process that does a job. */
function start(job: Job, folder: string, ...more: string[]): ChildProcess {
  return fork(join(import.meta.dirname, 'lockOwner.ts'), [job, folder, ...more], {
    execArgv: ['--import', 'tsx'],
  });
}

/** What came of its job; fails where it ended without. */
async function outcome(child: ChildProcess): Promise<unknown> {
  let answer: unknown;
  child.on('message', (message) => (answer = message));
  await once(child, 'exit');
  expect(answer).toHaveProperty('done');
  return (answer as { done: unknown }).done;
}

async function isStopped({ pid }: ChildProcess): Promise<boolean> {
  return (await readFile(`/proc/${pid ?? 0}/stat`, 'utf8')).includes(' T ');
}

const locksIn = async (folder: string) => (await readdir(folder)).filter((name) => name.includes('lock'));
const counted = async (folder: string) => (await storeIn(folder).latest()).accounts[0]?.expires ?? 0;

/** Whether the first of two that hold the lock at once would be noticed: a file that only one can make. */
async function alone(folder: string, work: () => Promise<void> = () => sleep(1)): Promise<void> {
  const path = join(folder, 'alone');
  await writeFile(path, '', { flag: 'wx' });
  await work();
  await rm(path);
}

describe.concurrent('three processes that write 400 times each', () => {
  it.each([
    {
      job: 'count' as const,
      file: 'accounts.json',
      read: (text: string) => (JSON.parse(text) as { accounts: { expires: number }[] }).accounts[0]?.expires,
    },
    {
      job: 'addProfiles' as const,
      file: 'config',
      read: (text: string) => {
        const whole = /^(\[profile \w-\d+\]\nregion = x\n\n?)*$/;
        expect(text).toMatch(whole);
        return new Set(text.match(/\[profile .*\]/g)).size;
      },
    },
  ])('lose nothing, and $file is whole whenever it is read', async ({ job, file, read }) => {
    const folder = await newFolder();
    const ended = Promise.all(['a', 'b', 'c'].map((name) => outcome(start(job, folder, name, '400'))));
    let seen = 0;
    const over = new AbortController();
    void ended.catch(() => undefined).then(() => over.abort());
    const now = async () => read(await readFile(join(folder, file), 'utf8')) ?? NaN;
    while (!over.signal.aborted) {
      const next = await now().catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
        throw error;
      });
      expect(next).toBeGreaterThanOrEqual(seen);
      seen = next;
      await sleep(5);
    }
    await ended;
    expect(await now()).toBe(1200);
    expect(await locksIn(folder)).toEqual([]);
  });
});

describe.concurrent('a lock', () => {
  it('is held by one at a time, and each gets it', async () => {
    const folder = await newFolder();
    const path = join(folder, 'lock');
    await Promise.all(Array.from({ length: 30 }, () => withLock(path, () => alone(folder))));
    expect(await locksIn(folder)).toEqual([]);
  });

  it('is given up when the work fails', async () => {
    const folder = await newFolder();
    const path = join(folder, 'lock');
    const failed = withLock(path, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(await withLock(path, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('whose owner was killed is taken by those that wait, one after the other', async () => {
    const folder = await newFolder();
    const path = join(folder, 'lock');
    const owner = start('hold', folder);
    await once(owner, 'message');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await locksIn(folder)).toEqual(['lock']);
    await Promise.all(Array.from({ length: 20 }, () => withLock(path, () => alone(folder))));
    expect(await locksIn(folder)).toEqual([]);
  });

  it('is left to an owner that lives, however long it works', async () => {
    const folder = await newFolder();
    const owner = start('hold', folder);
    await once(owner, 'message');
    const waited = withLock(join(folder, 'lock'), () => Promise.resolve('taken'), AbortSignal.timeout(8000));
    expect(await waited.catch(asFailure)).toMatchObject({ kind: 'cancelled' });
    owner.send('go on');
    await outcome(owner);
    expect(await locksIn(folder)).toEqual([]);
  });

  it('that its owner lost while it stalled keeps it from replacing a file', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), 'before');
    const owner = start('stopReplacing', folder);
    await expect.poll(() => isStopped(owner)).toBe(true);
    await withLock(join(folder, 'file.lock'), () => Promise.resolve());
    owner.kill('SIGCONT');
    expect(await outcome(owner)).toBe(false);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('before');
    expect(await locksIn(folder)).toEqual([]);
  });

  it('that its owner lost while it stalled lets it change accounts only as they are by then', async () => {
    const folder = await newFolder();
    await count(storeIn(folder));
    const owner = start('stopCounting', folder);
    await expect.poll(() => isStopped(owner)).toBe(true);
    await count(storeIn(folder));
    owner.kill('SIGCONT');
    await outcome(owner);
    expect(await counted(folder)).toBe(3);
    expect(await locksIn(folder)).toEqual([]);
  });

  it('is not waited for when its signal fires, before and after', async () => {
    const folder = await newFolder();
    const path = join(folder, 'lock');
    await withLock(path, async () => {
      const ended = AbortSignal.abort();
      expect(await withLock(path, () => Promise.resolve(), ended).catch(asFailure)).toMatchObject({
        kind: 'cancelled',
      });
      const later = AbortSignal.timeout(50);
      expect(await withLock(path, () => Promise.resolve(), later).catch(asFailure)).toMatchObject({
        kind: 'cancelled',
      });
    });
    expect(await locksIn(folder)).toEqual([]);
  });

  it('says what to do where nothing can be written, or something else is in its place', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), '');
    for (const path of [join(folder, 'file', 'lock'), join(folder, 'file')]) {
      expect(await withLock(path, () => Promise.resolve()).catch(asFailure)).toMatchObject({
        kind: 'unexpected',
        remedy: 'Check who may write there. Nothing was changed.',
      });
    }
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('holds nothing of what is written under it, once it is free', async () => {
    const folder = await newFolder();
    await count(storeIn(folder));
    expect((await readdir(folder)).sort()).toEqual(['accounts.json', 'accounts.revision']);
    expect(await readFile(join(folder, 'accounts.revision'), 'utf8')).toBe('1');
  });
});

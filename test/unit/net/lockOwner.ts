import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addProfile } from '../../../src/aws/configFile';
import type { Account, Secret } from '../../../src/flows/account';
import { AccountStore } from '../../../src/flows/accountStore';
import { withLock } from '../../../src/net/lock';
import { contentOf, replaceFile } from '../../../src/net/replaceFile';

/** The account whose `expires` counts the writes. */
const counter: Account = {
  id: 'counter',
  label: '',
  by: { kind: 'browser' },
  issuerUrl: '',
  audience: '',
  token: 'secret',
  expires: 0,
};

/** Accounts that a file holds, instead of VS Code. */
export function storeIn(folder: string): AccountStore {
  const path = join(folder, 'accounts.json');
  const secret: Secret = {
    read: () => readFile(path, 'utf8').catch(() => undefined),
    write: async (text) => {
      await writeFile(`${path}.${process.pid}`, text);
      await rename(`${path}.${process.pid}`, path);
    },
  };
  return new AccountStore(secret, folder);
}

/** Counts one write. */
export function count(store: AccountStore, meanwhile?: () => void): Promise<void> {
  return store.change(({ accounts: [now = counter] }) => {
    meanwhile?.();
    return { accounts: [{ ...now, expires: now.expires + 1 }] };
  });
}

const stop = () => process.kill(process.pid, 'SIGSTOP');

/** What another process does with a lock; each tells what came of it. */
const jobs = {
  count: async (folder: string, _name: string, times: number) => {
    const store = storeIn(folder);
    for (let i = 0; i < times; i++) await count(store);
  },
  addProfiles: async (folder: string, name: string, times: number) => {
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    for (let i = 0; i < times; i++) {
      const profile = `${name}-${i}`;
      await addProfile(profile, `[profile ${profile}]\nregion = x\n`);
    }
  },
  hold: (folder: string) =>
    withLock(join(folder, 'lock'), async () => {
      process.send?.('held');
      await new Promise((resolve) => process.once('message', resolve));
    }),
  /** Stops when accounts are read and not yet written. */
  stopCounting: (folder: string) => count(storeIn(folder), stopOnce()),
  /** Stops when a file is read and not yet written. */
  stopReplacing: (folder: string) =>
    withLock(join(folder, 'file.lock'), async (lock) => {
      const path = join(folder, 'file');
      const before = await contentOf(path);
      stop();
      return replaceFile(lock, path, before, 'of the one that stalled');
    }),
};

function stopOnce(): () => void {
  let stopped = false;
  return () => {
    if (!stopped) stop();
    stopped = true;
  };
}

/** The name of a job, for another process to do. */
export type Job = keyof typeof jobs;

const [, script = '', job = '', folder = '', name = '', times] = process.argv;
if (script.endsWith('lockOwner.ts')) {
  void jobs[job as Job](folder, name, Number(times)).then((done) => {
    process.send?.({ done: done ?? null });
    process.disconnect();
  });
}

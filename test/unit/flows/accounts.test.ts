import { appendFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Callers } from '../../../src/aws/callers';
import { needOf } from '../../../src/aws/need';
import { asFailure } from '../../../src/core/failure';
import { readChainguardToken } from '../../../src/core/token/token';
import { Accounts } from '../../../src/flows/accounts';
import type { Account } from '../../../src/flows/account';
import { mfaCode, mfaSerial } from '../../sandbox/awsWorld';
import { accounts as awsAccounts, apiAudience, identities, people } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const kim = people['kim@acme.example'];
const lee = people['lee@acme.example'];

const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Neither reads nor writes at once, so that two windows can come between each other. */
class Store {
  constructor(public kept?: string) {}
  async read(): Promise<string | undefined> {
    await turn();
    return this.kept;
  }
  async write(text: string): Promise<void> {
    await turn();
    this.kept = text;
  }
}
let store = new Store();
let folder = '';
let trusted = true;
let audience = apiAudience;
let callers = new Callers();
const open = (at: Pick<Store, 'read' | 'write'> = store, signal?: AbortSignal) =>
  new Accounts(at, {
    folder,
    signal,
    at: () => ({ issuerUrl: sandbox().urls.issuer, apiUrl: sandbox().urls.api, audience }),
    mayRenew: () => trusted,
    credentialsOf: (id) => {
      const source = callers.source(id);
      return source && callers.credentials(source, undefined, { quietly: true });
    },
  });
const nobodyWaits = (error: unknown) => {
  throw new Error('a renewal failed', { cause: error });
};
const exchanges = () => sandbox().requests.filter(({ path }) => path.startsWith('/sts/exchange')).length;

/** Another window has read what is kept, and writes this. */
const write = (next: object) => {
  store.kept = JSON.stringify({ ...(JSON.parse(store.kept ?? '{}') as object), ...next });
};

/** A sign-in whose token ends in so many seconds, as it is kept. */
async function signIn(who: string, seconds: number, by: Account['by'] = { kind: 'browser' }) {
  const token = await sandbox().sessionToken(who, apiAudience, { lifetime: seconds });
  const claims = readChainguardToken(token);
  if (!claims?.expiresAt) throw new Error('not a token');
  const refreshToken = by.kind === 'browser' ? await sandbox().refreshToken(who) : undefined;
  return [{ token, refreshToken, claims, expires: claims.expiresAt, label: who }, by] as const;
}
/** Keeps it. */
const add = async (...how: Parameters<typeof signIn>): Promise<Account> =>
  open().add(...(await signIn(...how)));

beforeEach(async () => {
  store = new Store();
  folder = await mkdtemp(join(tmpdir(), 'assumable-'));
  trusted = true;
  audience = apiAudience;
  callers = new Callers();
  sandbox().requests.length = 0;
});

afterEach(async () => {
  const left = await readdir(folder);
  await rm(folder, { recursive: true });
  expect(left.filter((name) => name.includes('lock'))).toEqual([]);
});

describe('accounts', () => {
  it('are for the API that they were signed in for, until the person lets them go to another', async () => {
    const account = await add('kim@acme.example', 3600);
    const elsewhere = new Accounts(store, {
      folder,
      at: () => ({ issuerUrl: sandbox().urls.issuer, apiUrl: 'https://elsewhere.example', audience }),
      mayRenew: () => trusted,
      credentialsOf: () => undefined,
    });
    const active = async () => (await elsewhere.all()).active ?? expect.fail('nobody is signed in');
    expect(open().elsewhere(account)).toBeUndefined();
    expect(elsewhere.elsewhere(await active())).toBe('https://elsewhere.example');
    await elsewhere.moveTo('https://elsewhere.example', await active());
    expect(elsewhere.elsewhere(await active())).toBeUndefined();
    expect(open().elsewhere(await active())).toBe(sandbox().urls.api);
  });

  it('are not renewed where the settings name another API, which would get the new token', async () => {
    const account = await add('kim@acme.example', 3600);
    const elsewhere = new Accounts(store, {
      folder,
      at: () => ({ issuerUrl: sandbox().urls.issuer, apiUrl: 'https://elsewhere.example', audience }),
      mayRenew: () => trusted,
      credentialsOf: () => undefined,
    });
    sandbox().requests.length = 0;
    await expect(elsewhere.renew(account)).rejects.toMatchObject({ kind: 'signed-out' });
    expect(sandbox().requests).toEqual([]);
  });

  it('of earlier versions are for the API that their audience names', async () => {
    const { apiUrl, ...earlier } = await add('kim@acme.example', 3600);
    expect(apiUrl).toBe(sandbox().urls.api);
    expect(open().elsewhere(earlier)).toBe(sandbox().urls.api);
    const there = new Accounts(store, {
      folder,
      at: () => ({ issuerUrl: sandbox().urls.issuer, apiUrl: audience, audience }),
      mayRenew: () => trusted,
      credentialsOf: () => undefined,
    });
    expect(there.elsewhere(earlier)).toBeUndefined();
  });

  it('are several, of which one is used; signing in again replaces', async () => {
    const accounts = open();
    await add('kim@acme.example', 3600);
    await add('lee@acme.example', 3600);
    await add('kim@acme.example', 1800);
    const all = await accounts.all();
    expect(all.accounts.map(({ label }) => label)).toEqual(['lee@acme.example', 'kim@acme.example']);
    expect(all.active?.id).toBe(kim);
    await accounts.use(lee);
    expect((await accounts.all()).active?.id).toBe(lee);
    await accounts.remove(lee);
    expect(await accounts.all()).toMatchObject({ accounts: [{ id: kim }], active: undefined });
  });

  describe('that two windows change at once', () => {
    const ids = async () => (await open().all()).accounts.map(({ id }) => id).sort();

    it('are both kept when each signs one in', async () => {
      const one = await signIn('kim@acme.example', 3600);
      const other = await signIn('lee@acme.example', 3600);
      await Promise.all([open().add(...one), open().add(...other)]);
      await expect.poll(ids).toEqual([kim, lee].sort());
    });

    it.each([0, 1])('are kept and forgotten when one signs in and the other out, %i first', async (first) => {
      await add('kim@acme.example', 3600);
      const next = await signIn('lee@acme.example', 3600);
      const both = [() => open().remove(kim), () => open().add(...next)];
      if (first === 1) both.reverse();
      await Promise.all(both.map((act) => act()));
      await expect.poll(ids).toEqual([lee]);
    });

    it('keep the new token when one renews and the other signs in', async () => {
      const account = await add('kim@acme.example', 60);
      const next = await signIn('lee@acme.example', 3600);
      const [{ token }] = await Promise.all([open().renew(account), open().add(...next)]);
      expect(await ids()).toEqual([kim, lee].sort());
      expect((await open().all()).accounts.map((one) => one.token)).toContain(token);
    });

    it('are all kept although each window sees a little later what the other wrote', async () => {
      /** As VS Code's windows keep what they have read, and are told of changes. */
      const windows = [1, 2].map(() => new Store());
      const late = windows.map((own) => ({
        read: () => own.read(),
        write: async (text: string) => {
          await own.write(text);
          void sleep(150).then(() => windows.map((other) => other !== own && (other.kept = text)));
        },
      }));
      for (const [window, who] of [
        [0, 'kim@acme.example'],
        [1, 'lee@acme.example'],
      ] as const) {
        await open(late[window]).add(...(await signIn(who, 3600)));
      }
      expect((await open(windows[1]).all()).accounts.map(({ id }) => id)).toEqual([kim, lee]);
    });
  });

  it('are written without another look where what a window wrote long ago is not seen', async () => {
    let reads = 0;
    const counting = { read: () => store.read().finally(() => reads++), write: store.write.bind(store) };
    await open(counting).add(...(await signIn('kim@acme.example', 3600)));
    const usual = reads;
    await writeFile(join(folder, 'accounts.revision'), '70');
    await utimes(join(folder, 'accounts.revision'), 0, 0);
    await open(counting).add(...(await signIn('lee@acme.example', 3600)));
    expect(reads).toBe(2 * usual);
  });

  it('are written soon where what a window wrote last is not seen', async () => {
    await writeFile(join(folder, 'accounts.revision'), '70');
    await add('lee@acme.example', 3600);
    expect((await open().all()).active?.id).toBe(lee);
  });

  it('say so where nothing can be written beside them', async () => {
    await writeFile(join(folder, 'file'), '');
    const accounts = new Accounts(store, {
      folder: join(folder, 'file'),
      at: () => ({ issuerUrl: sandbox().urls.issuer, apiUrl: sandbox().urls.api, audience }),
      mayRenew: () => true,
      credentialsOf: () => undefined,
    });
    expect(await accounts.use(kim).catch(asFailure)).toMatchObject({
      kind: 'unexpected',
      message: expect.stringContaining(join(folder, 'file')) as unknown,
      remedy: expect.stringContaining('Check who may write there') as unknown,
    });
  });

  it('stay when one of them is not what this version writes', async () => {
    const account = await add('kim@acme.example', 3600);
    const odd = { ...account, id: lee, by: { kind: 'passkey' } };
    write({ active: account.id, accounts: [odd, account, 7, null] });
    expect((await open().all()).accounts).toEqual([account]);
    expect((await open().all()).active).toEqual(account);
    const { id } = await add('lee@acme.example', 3600);
    expect(JSON.parse(store.kept ?? '')).toMatchObject({ accounts: [odd, 7, null, account, { id }] });
  });

  it('of other settings are not shown, and not lost', async () => {
    await add('kim@acme.example', 3600);
    audience = 'https://other.example';
    expect(await open().all()).toEqual({ accounts: [], active: undefined });
    audience = apiAudience;
    expect((await open().all()).active?.id).toBe(kim);
  });

  it.each(['not json', '[]', '{"accounts":[{"id":1}]}'])(
    'start anew when what was kept is unreadable: %s',
    async (text) => {
      store.kept = text;
      expect((await open().all()).accounts).toEqual([]);
      await add('kim@acme.example', 3600);
      expect((await open().all()).active?.id).toBe(kim);
    },
  );
});

describe('a token', () => {
  it('that lasts is given without asking anybody', async () => {
    const account = await add('kim@acme.example', 3600);
    expect(await open().fresh(account, nobodyWaits)).toEqual(account);
    expect(sandbox().requests).toEqual([]);
  });

  it('that ends soon is given at once, and renewed behind it', async () => {
    const account = await add('kim@acme.example', 60);
    const accounts = open();
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    expect(await accounts.fresh(account, nobodyWaits)).toEqual(account);
    sandbox().faults.clear();
    const renewed = await accounts.renew(account);
    expect(renewed.expires).toBeGreaterThan(account.expires);
    expect((await accounts.all()).active?.token).toBe(renewed.token);
    expect(exchanges()).toBe(1);
  });

  it('that has ended is renewed once, however many ask', async () => {
    const account = await add('kim@acme.example', -1);
    const accounts = open();
    const renewed = await Promise.all(Array.from({ length: 50 }, () => accounts.fresh(account, nobodyWaits)));
    expect(new Set(renewed.map(({ token }) => token)).size).toBe(1);
    expect(exchanges()).toBe(1);
    // Another window takes what the first one got.
    expect((await open().fresh(account, nobodyWaits)).token).toBe(renewed[0]?.token);
    expect(exchanges()).toBe(1);
  });

  it('is renewed by one window while the others wait', async () => {
    const account = await add('kim@acme.example', -1);
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    const first = open().fresh(account, nobodyWaits);
    while (exchanges() === 0) await turn();
    const others = [open(), open()].map((accounts) => accounts.fresh(account, nobodyWaits));
    sandbox().faults.clear();
    const tokens = (await Promise.all([first, ...others])).map(({ token }) => token);
    expect(new Set(tokens).size).toBe(1);
    expect(exchanges()).toBe(1);
  });

  it('is renewed once although several windows begin behind it', async () => {
    const account = await add('kim@acme.example', 60);
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    const windows = [open(), open(), open()];
    for (const window of windows) expect(await window.fresh(account, nobodyWaits)).toEqual(account);
    while (exchanges() === 0) await turn();
    sandbox().faults.clear();
    const renewed = await Promise.all(windows.map((window) => window.renew(account)));
    expect(new Set(renewed.map(({ token }) => token)).size).toBe(1);
    expect(exchanges()).toBe(1);
  });

  it('is not waited for any longer once the window closes', async () => {
    const account = await add('kim@acme.example', -1);
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    const first = open().renew(account);
    while (exchanges() === 0) await turn();
    const closed = new AbortController();
    const closing = open(store, closed.signal).renew(account).catch(asFailure);
    closed.abort();
    expect(await closing).toMatchObject({ kind: 'cancelled' });
    sandbox().faults.clear();
    await first;
  });

  it('that somebody had by signing in anew meanwhile counts more than the renewed one', async () => {
    const account = await add('kim@acme.example', -1);
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'hang' } });
    const renewal = open().renew(account);
    while (exchanges() === 0) await turn();
    const anew = await add('kim@acme.example', 7200);
    sandbox().faults.clear();
    expect(await renewal).toEqual(anew);
    expect((await open().all()).accounts).toEqual([anew]);
  });

  it('of an identity is had anew from the AWS caller', async () => {
    const by = { kind: 'identity', identity: identities['ci-runner'], source: 'profile:ci-runner' } as const;
    const account = await add('ci-runner', -1, by);
    const renewed = await open().fresh(account, nobodyWaits);
    expect(renewed.expires).toBeGreaterThan(Date.now());
    expect(readChainguardToken(renewed.token)?.actor?.issuer).toBe('https://sts.amazonaws.com');
  });

  it('of an identity waits for the code that its caller needs, and asks for none itself', async () => {
    const role = [...sandbox().world.aws.roles.values()].find(({ roleName }) => roleName === 'ci-runner');
    if (!role) throw new Error('no such role');
    Object.assign(role, { mfaSerial });
    const section = `[profile ci-mfa]\nrole_arn = arn:aws:iam::${awsAccounts.aws}:role/ci-runner\n`;
    const settings = `source_profile = default\nmfa_serial = ${mfaSerial}\nregion = us-east-1\n`;
    await appendFile(join(sandbox().home, '.aws', 'config'), `\n${section}${settings}`);
    let codes = 0;
    callers = new Callers({
      mfaCode: () => {
        codes++;
        return Promise.resolve(mfaCode);
      },
    });
    const source = 'profile:ci-mfa';
    const by = { kind: 'identity', identity: identities['ci-runner'], source } as const;
    const soon = await add('ci-runner', 60, by);
    const behind = await new Promise<unknown>((resolve) => {
      void open().fresh(soon, resolve);
    });
    expect(needOf(behind)).toEqual({ kind: 'mfa-code', serial: mfaSerial, caller: source });
    expect(asFailure(behind).remedy).toContain('AWS Callers');
    expect([codes, exchanges()]).toEqual([0, 0]);

    await callers.identify({ kind: 'profile', name: 'ci-mfa' });
    expect((await open().renew(soon)).expires).toBeGreaterThan(soon.expires);
    expect([codes, exchanges()]).toEqual([1, 1]);
    Object.assign(role, { mfaSerial: undefined });
  });

  it('of an identity ends where its caller is no longer there', async () => {
    const source = 'assumed:profile:default:arn:aws:iam::123456789012:role/gone:kim';
    const by = { kind: 'identity', identity: identities['ci-runner'], source } as const;
    const account = await add('ci-runner', -1, by);
    expect(await open().fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({
      kind: 'signed-out',
      remedy: 'Sign in again.',
    });
  });

  it.each([{ kind: 'code' } as const, { kind: 'token' } as const])(
    'by $kind ends with itself',
    async (by) => {
      const account = await add('kim@acme.example', -1, by);
      const failure = await open().fresh(account, nobodyWaits).catch(asFailure);
      expect(failure).toMatchObject({ kind: 'signed-out', remedy: 'Sign in again.' });
      expect(exchanges()).toBe(0);
    },
  );

  it('is not renewed in Restricted Mode', async () => {
    trusted = false;
    const soon = await add('lee@acme.example', 60);
    expect(await open().fresh(soon, nobodyWaits)).toEqual(soon);
    const account = await add('kim@acme.example', -1);
    expect(await open().fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({ kind: 'signed-out' });
    expect(exchanges()).toBe(0);
  });

  it('that the issuer no longer renews is not asked for again', async () => {
    const account = await add('kim@acme.example', -1);
    const accounts = open();
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status: 401 } });
    expect(await accounts.fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({ kind: 'signed-out' });
    sandbox().faults.clear();
    expect(await accounts.fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({ kind: 'signed-out' });
    expect(exchanges()).toBe(1);
  });

  it('that another window renewed meanwhile is taken from there, and not spoilt', async () => {
    const account = await add('kim@acme.example', -1);
    const faster: Account = {
      ...account,
      token: 'newer',
      refreshToken: 'next',
      expires: Date.now() + 3600_000,
    };
    const { issuer, api } = sandbox().urls;
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status: 401 } });
    const accounts = new Accounts(store, {
      folder,
      at: () => {
        // Asked when the renewal has read what is kept, and before it asks the issuer.
        write({ active: faster.id, accounts: [faster] });
        return { issuerUrl: issuer, apiUrl: api, audience };
      },
      mayRenew: () => true,
      credentialsOf: () => undefined,
    });
    expect(await accounts.fresh(account, nobodyWaits)).toEqual(faster);
    expect((await open().all()).accounts).toEqual([faster]);
  });

  it('is never sent to the issuer of other settings', async () => {
    const account = await add('kim@acme.example', -1);
    const elsewhere = { issuerUrl: sandbox().urls.sts, apiUrl: sandbox().urls.api, audience };
    const accounts = new Accounts(store, {
      folder,
      at: () => elsewhere,
      mayRenew: () => true,
      credentialsOf: () => undefined,
    });
    sandbox().requests.length = 0;
    expect(await accounts.fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({ kind: 'signed-out' });
    expect(sandbox().requests).toEqual([]);
  });

  it('is renewed later when the issuer could not be reached', async () => {
    const account = await add('kim@acme.example', -1);
    const accounts = open();
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'reset' } });
    expect(await accounts.fresh(account, nobodyWaits).catch(asFailure)).toMatchObject({ kind: 'offline' });
    sandbox().faults.clear();
    expect((await accounts.fresh(account, nobodyWaits)).expires).toBeGreaterThan(Date.now());
  });

  it('of somebody who signed out meanwhile is not kept again', async () => {
    const account = await add('kim@acme.example', -1);
    const accounts = open();
    const renewal = accounts.renew(account);
    await accounts.remove(kim);
    await renewal.catch(() => undefined);
    expect((await accounts.all()).accounts).toEqual([]);
  });
});

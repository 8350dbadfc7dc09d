import { beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../src/flows/account';
import { SeenAccounts } from '../../../src/flows/seenAccounts';

const account = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  label: id,
  by: { kind: 'browser' },
  issuerUrl: 'https://issuer.example',
  audience: 'https://api.example',
  token: 'secret',
  expires: 0,
  ...more,
});
const kim = account('kim');
const lee = account('lee');

describe('who is signed in', () => {
  let kept: readonly Account[] = [];
  let told = 0;
  /** Answers to reads that wait until they are let go, where `slow`. */
  let waiting: (() => void)[] = [];
  let slow = false;
  let seen: SeenAccounts;

  const read = async () => {
    const now = { accounts: kept, active: kept[0] };
    if (slow) await new Promise<void>((resolve) => waiting.push(resolve));
    return now;
  };
  /** Writes as another window does. */
  const write = async (...accounts: readonly Account[]) => {
    kept = accounts;
    await seen.look();
  };
  const ask = () => seen.request(({ active }) => Promise.resolve(active?.id));

  beforeEach(() => {
    [kept, told, waiting, slow] = [[], 0, [], false];
    seen = new SeenAccounts(read, () => told++);
  });

  it('is told after a sign-in, a switch and a sign-out, and not where a token was renewed', async () => {
    expect(await ask()).toBeUndefined();
    await write(kim);
    expect([await ask(), told]).toEqual(['kim', 1]);
    await write(account('kim', { token: 'newer', expires: 1 }));
    expect(told).toBe(1);
    await write(lee, kim);
    await write(kim, lee);
    await write();
    expect(told).toBe(4);
  });

  it('is told of another issuer or audience', async () => {
    await write(kim);
    await write(account('kim', { audience: 'https://other.example' }));
    expect(told).toBe(2);
  });

  it('is told after a sign-out, although a request from before the sign-in ends only then', async () => {
    let end: () => void = () => undefined;
    const first = seen.request(() => new Promise<void>((resolve) => (end = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    await write(kim);
    expect(await ask()).toBe('kim');
    end();
    await first;
    await write();
    expect(told).toBe(2);
  });

  it('is told after a sign-out, although a request sees that before the look at it is over', async () => {
    await write(kim);
    expect(await ask()).toBe('kim');
    slow = true;
    const look = write();
    slow = false;
    expect(await ask()).toBeUndefined();
    for (const go of waiting) go();
    await look;
    expect(told).toBe(2);
  });

  it('is what the last look found, whichever ends last', async () => {
    await write(kim);
    slow = true;
    const looks = [write(), write(lee)];
    slow = false;
    for (const go of waiting.reverse()) go();
    await Promise.all(looks);
    expect(told).toBe(2);
    await write();
    expect(told).toBe(3);
  });

  it('is told where the same account is there again after a request that failed', async () => {
    await write(kim);
    await expect(seen.request(() => Promise.reject(new Error('expired')))).rejects.toThrow('expired');
    await write(account('kim', { token: 'newer' }));
    expect(told).toBe(2);
    await write(account('kim', { token: 'newest' }));
    expect(told).toBe(2);
  });

  it('is not told for a failure that a later request has overcome, and is for one that an earlier has not', async () => {
    await write(kim);
    const fails = () => seen.request(() => Promise.reject(new Error('expired')));
    await expect(fails()).rejects.toThrow();
    await ask();
    await write(kim);
    expect(told).toBe(1);
    let end: () => void = () => undefined;
    const early = seen.request(() => new Promise<void>((resolve) => (end = resolve)));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(fails()).rejects.toThrow();
    end();
    await early;
    await write(kim);
    expect(told).toBe(2);
  });

  it('is told while a request is open, which may fail for what was there before', async () => {
    await write(kim);
    let fail: (error: Error) => void = () => undefined;
    const open = seen.request(() => new Promise<void>((_, reject) => (fail = reject)));
    await new Promise((resolve) => setImmediate(resolve));
    await write(account('kim', { token: 'newer' }));
    expect(told).toBe(2);
    fail(new Error('expired'));
    await expect(open).rejects.toThrow();
  });

  it('is told where a sign-in was expected, even of the same account', async () => {
    await write(kim);
    seen.expect();
    await ask();
    await write(kim);
    expect(told).toBe(2);
    await write(kim);
    expect(told).toBe(2);
  });
});

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CallerFailure } from '../../../src/aws/need';
import { chainctlTokenPath } from '../../../src/chainguard/chainctlCache';
import { asFailure, Failure } from '../../../src/core/failure';
import { isOver, type Account } from '../../../src/flows/account';
import {
  accountSession,
  chainctlSession,
  isForPerson,
  pastedSignIn,
  renewalIn,
  requireChainctlSession,
} from '../../../src/flows/session';
import { redirectThrough, waysToSignIn } from '../../../src/flows/signIn';
import { apiAudience } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const now = new Date('2026-11-21T12:00:00Z');
const at = { issuerUrl: 'https://issuer.example', apiUrl: 'https://api.example', audience: 'api' };
const seconds = (from: Date, after: number) => Math.floor(from.getTime() / 1000) + after;
const jwt = (claims: object) =>
  [{ alg: 'none' }, claims, '-']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const token = jwt({ aud: 'api', sub: 'kim', exp: seconds(now, 60) });

const account = (left: number, more: Partial<Account> = {}): Account => ({
  id: 'kim',
  label: 'kim@acme.example',
  by: { kind: 'browser' },
  issuerUrl: at.issuerUrl,
  audience: at.audience,
  token,
  refreshToken: 'refresh',
  expires: now.getTime() + left * 1000,
  ...more,
});
const failing = (work: () => unknown): Failure => {
  try {
    work();
  } catch (error) {
    return asFailure(error);
  }
  throw new Error('It did not fail.');
};

describe('when a sign-in is renewed', () => {
  const minutes = 60_000;

  it('is ten minutes before its token ends, by chance up to a minute later', () => {
    expect(renewalIn(account(3600), now, 0)).toBe(50 * minutes);
    expect(renewalIn(account(3600), now, 1)).toBe(51 * minutes);
    expect(renewalIn(account(601), now, 0.5)).toBe(1000 + 30_000);
  });

  it.each([600, 60, 0, -60])(
    'is looked at a minute later where it has begun, %i s before the end',
    (left) => {
      expect(renewalIn(account(left), now, 0.5)).toBe(minutes);
    },
  );

  it('is never where it takes the person, and then they hear that it is over', () => {
    const byCode = account(3600, { by: { kind: 'code' }, refreshToken: undefined });
    expect(renewalIn(byCode, now, 0)).toBeUndefined();
    expect(isOver(byCode, now)).toBe(false);
    expect(isOver({ ...byCode, expires: now.getTime() }, now)).toBe(true);
    expect(isOver(account(-1), now)).toBe(false);
  });

  it('is not at once where its token ends in months', () => {
    expect(renewalIn(account(60 * 24 * 3600), now, 0)).toBe(2 ** 31 - 1);
  });
});

describe('a renewal that failed with nobody waiting', () => {
  const code = new CallerFailure('no-credentials', { kind: 'mfa-code', serial: 's' }, 'A code is needed.');

  it('is for the person where a code helps, once for each token', () => {
    expect(isForPerson(code, account(60), undefined)).toBe(true);
    expect(isForPerson(code, account(60), account(60).expires)).toBe(false);
    expect(isForPerson(code, account(3600), account(60).expires)).toBe(true);
  });

  it('is for the log where they cannot help', () => {
    expect(isForPerson(new Failure('offline', 'gone'), account(60), undefined)).toBe(false);
    expect(isForPerson(new CallerFailure('denied', { kind: 'expired' }, ''), account(60), undefined)).toBe(
      false,
    );
  });
});

describe('a session', () => {
  it('is of an account whose token serves', () => {
    expect(accountSession(account(60), at, now)).toMatchObject({
      account: { id: 'kim' },
      label: 'kim@acme.example',
      expires: new Date(now.getTime() + 60_000),
      connection: { apiUrl: at.apiUrl, token },
    });
  });

  it('is over at the moment that its token ends', () => {
    const ended = new Date(now.getTime() + 60_000);
    expect(accountSession(account(60), at, new Date(ended.getTime() - 1)).expires).toEqual(ended);
    expect(failing(() => accountSession(account(60), at, ended))).toMatchObject({
      kind: 'signed-out',
      message: 'The Chainguard sign-in has expired.',
      remedy: 'Sign in again.',
    });
  });

  it('is not had with a token for another audience, and is with one for none', () => {
    const other = { ...at, audience: 'other' };
    expect(failing(() => accountSession(account(60), other, now))).toMatchObject({
      kind: 'signed-out',
      message: 'This token is for another audience: api',
      remedy: 'A token for other is needed.',
    });
    expect(accountSession(account(60, { token: jwt({ sub: 'kim' }) }), other, now).expires).toBeUndefined();
  });

  it('comes of chainctl’s sign-in, named after whom it is for', async () => {
    const real = { ...at, audience: apiAudience };
    expect(await chainctlSession(real, new Date())).toMatchObject({
      account: undefined,
      label: expect.stringContaining('@') as unknown,
    });
    expect(sandbox().requests).toEqual([]);
  });

  it('is none where chainctl has no sign-in for the audience, which is told to those who ask for it', async () => {
    expect(await chainctlSession(at, now)).toBeUndefined();
    expect(await requireChainctlSession(at, now).catch(asFailure)).toMatchObject({
      kind: 'signed-out',
      message: 'chainctl is not signed in for the audience: api',
    });
  });

  it('is none where what chainctl left is no token', async () => {
    const path = chainctlTokenPath('api', process.env, process.platform);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'rubbish');
    expect(await chainctlSession(at, now).catch(asFailure)).toMatchObject({
      kind: 'signed-out',
      message: 'What chainctl left as its sign-in is not a token.',
    });
    await rm(path);
  });
});

describe('a pasted token', () => {
  it('is a sign-in, without what stood around it and without a way to renew it', () => {
    expect(pastedSignIn(` Bearer ${token}\n`, at, now)).toMatchObject({
      token,
      refreshToken: undefined,
      label: 'kim',
      expires: new Date(now.getTime() + 60_000),
    });
  });

  it.each([
    ['rubbish', 'invalid', 'This is not a Chainguard token.'],
    ['UE9TVCBodHRwcw==', 'invalid', 'This is a signed AWS request.'],
    [
      jwt({ aud: 'cgr.dev', exp: seconds(now, 60) }),
      'invalid',
      'This token is for another audience: cgr.dev',
    ],
    [jwt({ aud: 'api', exp: seconds(now, 0) }), 'signed-out', 'The Chainguard sign-in has expired.'],
    [jwt({ aud: 'api' }), 'invalid', 'This token does not say when it ends.'],
  ])('that cannot serve is refused: %s', (text, kind, message) => {
    expect(failing(() => pastedSignIn(text, at, now))).toMatchObject({
      kind,
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('the ways to sign in', () => {
  it('begin with the one that works from where the browser is', () => {
    expect(waysToSignIn(false)).toEqual(['browser', 'code', 'identity']);
    expect(waysToSignIn(true)).toEqual(['code', 'browser', 'identity']);
  });

  it('let the browser come back through a tunnel on its own machine', () => {
    expect(redirectThrough('http://127.0.0.1:4711/callback', 'http://localhost:8080/')).toBe(
      'http://127.0.0.1:8080/callback',
    );
  });

  it.each(['https://localhost:1/', 'http://vscode.example/', 'http://localhost:1/proxy/4711/'])(
    'do not let it come back by %s, which the issuer does not take',
    (outside) => {
      expect(failing(() => redirectThrough('http://127.0.0.1:4711/callback', outside))).toMatchObject({
        kind: 'offline',
        remedy: 'Sign in with a code instead.',
      });
    },
  );
});

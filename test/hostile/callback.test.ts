import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenForCallback } from '../../src/chainguard/callback';
import { asFailure } from '../../src/core/failure';
import { payloads } from './payloads';

type Callback = Awaited<ReturnType<typeof listenForCallback>>;
let callback: Callback;
let port = 0;
let mark = '';
let waiting: Promise<unknown>;
let settled = false;

beforeEach(async () => {
  callback = await listenForCallback();
  const { port: of, searchParams } = new URL(callback.redirect);
  port = Number(of);
  mark = searchParams.get('state') ?? '';
  settled = false;
  waiting = callback.wait(60_000, new AbortController().signal).then(
    (brought) => brought,
    (error: unknown) => asFailure(error),
  );
  void waiting.then(() => (settled = true));
});
afterEach(() => callback.close());

/** What the listener answers to exactly these bytes; empty where it hangs up. */
async function say(bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part)).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.end(bytes);
  await closed;
  return Buffer.concat(parts).toString('latin1');
}

const get = (target: string, headers = `Host: localhost:${port}`, method = 'GET') =>
  say(`${method} ${target} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 400);
const marked = () => `/callback?state=${mark}&token=t`;

/** The right answer, which still ends the wait. */
async function isStillAwaited(): Promise<void> {
  expect(settled).toBe(false);
  expect(statusOf(await get(`/callback?state=${mark}&token=right&refresh_token=r`))).toBe(308);
  expect(await waiting).toEqual({ token: 'right', refreshToken: 'r', marked: true });
}

describe('the listener for the browser', () => {
  it('takes no answer by another method', async () => {
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'])
      expect(statusOf(await get(marked(), undefined, method)), method).toBeGreaterThanOrEqual(400);
    await get(marked(), undefined, 'CONNECT');
    await isStillAwaited();
  });

  it('takes no answer under another name', async () => {
    const hosts = [
      'Host: evil.example',
      `Host: evil.example:${port}`,
      'Host: localhost.evil.example',
      'Host: evil.localhost',
      `Host: 127.0.0.1:${port}`,
      `Host: [::1]:${port}`,
      'Host: localhost:1@evil.example',
      'Host: user@localhost',
      'Host: localhost:',
      'Host: LOCALHOST.',
      'Host: localhost\r\nHost: evil.example',
      'Host: evil.example\r\nHost: localhost',
      'Host:',
      'X: y',
    ];
    for (const host of hosts) expect(statusOf(await get(marked(), host)), host).toBeGreaterThanOrEqual(400);
    await isStillAwaited();
  });

  it('takes no answer that a script, an image or a frame asks for', async () => {
    for (const more of [
      'Origin: null',
      'Origin: http://localhost',
      `Origin: http://localhost:${port}`,
      'Sec-Fetch-Dest: iframe',
      'Sec-Fetch-Dest: empty',
      'Sec-Fetch-Dest: Document',
      'Sec-Fetch-Dest: document, image',
      'Sec-Fetch-Dest:',
    ])
      expect(statusOf(await get(marked(), `Host: localhost:${port}\r\n${more}`)), more).toBe(403);
    await isStillAwaited();
  });

  it('is not ended by a refusal that anybody may send', async () => {
    for (const query of [
      'error=x',
      'error=x&state=',
      'error=x&status_code=404',
      `error=x&state=${mark}x`,
      `error=x&state=${'x'.repeat(mark.length)}`,
      `error=x&State=${mark}`,
      `state=x&state=${mark}&error=x`,
    ])
      expect(statusOf(await get(`/callback?${query}`)), query).toBeGreaterThanOrEqual(400);
    await isStillAwaited();
  });

  it('shows no payload that a page sends, whatever it is', async () => {
    for (const payload of payloads) {
      const text = encodeURIComponent(payload.replace(/\p{Cs}/gu, '\ufffd').slice(0, 2000));
      for (const query of [`error=${text}`, `state=${text}`, `error=x&error_description=${text}`, text]) {
        const answer = await get(`/callback?${query}`);
        expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
        expect(answer).not.toMatch(/touch pwned|alert\(1\)|command:/);
      }
    }
    await isStillAwaited();
  });

  it('bears what is no request, or is far too long', async () => {
    for (const bytes of [
      '',
      '\r\n\r\n',
      Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff]),
      'GET\r\n\r\n',
      'GET /callback HTTP/9.9\r\n\r\n',
      `GET /callback?token=${'x'.repeat(1 << 20)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET /${'../'.repeat(4000)}callback?token=x HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET ${marked()} HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(20_000)}\r\n`,
      `GET ${marked()} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      `GET ${marked()} HTTP/1.1\r\nHost: local\0host\r\n\r\n`,
    ])
      expect(await say(bytes)).not.toMatch(/^HTTP\/1\.1 [23]/);
    await isStillAwaited();
  });

  it.each([
    '/callback/',
    '/callback/x',
    '/Callback',
    '/callback%2f',
    '/%63allback',
    '/callback;x',
    '/./x/../callbacks',
  ])('takes no answer at %s', async (path) => {
    expect(statusOf(await get(`${path}?state=${mark}&token=t`))).toBeGreaterThanOrEqual(400);
    await isStillAwaited();
  });

  it('answers a person while others only hold their connections open', async () => {
    const held = Array.from({ length: 50 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    for (const socket of held) socket.write('GET /callback HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    await isStillAwaited();
    for (const socket of held) socket.destroy();
  });

  it('tells a page nothing about where it sends the person, but at its own secret address', async () => {
    const start = new URL(callback.start(new URL('https://issuer.example/oauth?secret=1')));
    for (const path of [
      '/',
      '/start',
      start.pathname.slice(0, -1),
      `${start.pathname}x`,
      start.pathname.toUpperCase(),
    ])
      expect(await get(path)).not.toContain('issuer.example');
    expect(await get(start.pathname)).toContain('Location: https://issuer.example/oauth?secret=1');
    await isStillAwaited();
  });
});

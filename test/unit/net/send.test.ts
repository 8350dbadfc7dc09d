import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { getGlobalDispatcher, ProxyAgent, setGlobalDispatcher } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { isFailure, type Failure } from '../../../src/core/failure';
import { send, type Outgoing } from '../../../src/net/send';

const servers: Server[] = [];
const direct = getGlobalDispatcher();

afterEach(() => {
  setGlobalDispatcher(direct);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server on loopback and gives its port. */
async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function get(url: string, more: Partial<Outgoing> = {}) {
  return send({ service: 'The service', method: 'GET', url: new URL(url), ...more });
}

async function failureOf(answer: Promise<unknown>): Promise<Failure> {
  try {
    await answer;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error('the request did not fail');
}

test('gives status, headers and body of any answer', async () => {
  const port = await listen(
    createServer((_, response) => response.writeHead(418, { 'x-a': 'b' }).end('grüß Gott')),
  );
  const answer = await get(`http://127.0.0.1:${port}/`);
  expect([answer.status, answer.headers.get('x-a'), answer.body]).toEqual([418, 'b', 'grüß Gott']);
});

test('a name that does not resolve: offline, with the host and what to check', async () => {
  const failure = await failureOf(get('https://issuer.invalid/'));
  expect(failure.kind).toBe('offline');
  expect(failure.message).toContain('could not be found: issuer.invalid');
  expect(failure.remedy).toContain('VPN');
});

test('a port where nobody listens: offline', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`));
  expect([failure.kind, failure.message]).toEqual([
    'offline',
    `The service could not be reached: 127.0.0.1:${port}`,
  ]);
  expect(failure.remedy).toContain('http.proxy');
});

test('a proxy that asks for a password: offline, names the setting', async () => {
  const proxy = createServer();
  proxy.on('connect', (_, socket) => {
    socket.end(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n',
    );
  });
  setGlobalDispatcher(new ProxyAgent(`http://127.0.0.1:${await listen(proxy)}`));
  const failure = await failureOf(get('https://issuer.example/'));
  expect(failure.kind).toBe('offline');
  expect(failure.message).toContain('The proxy asks for a user name and a password');
  expect(failure.remedy).toContain('http.proxy');
});

test('a certificate that nobody vouches for: offline, names the cause and the setting, and stays strict', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
  });
  const asked: unknown[] = [];
  const port = await listen(
    createSecureServer({ key, cert }, (request, response) => {
      asked.push(request.url);
      response.end();
    }),
  );
  const failure = await failureOf(get(`https://127.0.0.1:${port}/`));
  expect(failure.kind).toBe('offline');
  expect(failure.message).toContain(
    'The certificate of The service is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
  );
  expect(failure.remedy).toContain('http.systemCertificates');
  expect(asked).toEqual([]);
});

test('an answer that does not come: offline at the deadline', async () => {
  const port = await listen(createServer(() => undefined));
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { deadline: 20 }));
  expect([failure.kind, failure.message]).toEqual([
    'offline',
    `The service did not answer in time: 127.0.0.1:${port}`,
  ]);
});

test('an answer that never ends: offline at the deadline', async () => {
  const port = await listen(createServer((_, response) => void response.writeHead(200).write('a')));
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { deadline: 20 }));
  expect(failure.kind).toBe('offline');
});

test.each([
  ['before', AbortSignal.abort()],
  ['while it waits', undefined],
])('a person who cancels %s: cancelled', async (_, signal) => {
  const abort = new AbortController();
  const port = await listen(createServer(() => abort.abort()));
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { signal: signal ?? abort.signal }));
  expect(failure.kind).toBe('cancelled');
});

test('a redirect is refused, and nothing goes where it points', async () => {
  const elsewhere: unknown[] = [];
  const target = await listen(
    createServer((request, response) => response.end(elsewhere.push(request.headers))),
  );
  const port = await listen(
    createServer((_, response) => response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end()),
  );
  const secret = { headers: { authorization: 'Bearer secret' } };
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { ...secret, method: 'POST' }));
  expect([failure.kind, failure.status]).toEqual(['unexpected', 307]);
  expect(elsewhere).toEqual([]);
});

test('a body over the limit is refused, one at the limit is not', async () => {
  const port = await listen(createServer((_, response) => response.end('x'.repeat(2048))));
  expect((await get(`http://127.0.0.1:${port}/`, { limit: 2048 })).body).toHaveLength(2048);
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { limit: 2047 }));
  expect(failure.kind).toBe('unexpected');
});

test.each([403, 503])(
  'a refusal (%i) with a body that never ends keeps its status and how it began',
  async (status) => {
    let gone = (): void => undefined;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const port = await listen(
      createServer((_, response) => {
        response.writeHead(status, { 'retry-after': '7' });
        const more = () => {
          while (response.write('x'.repeat(1024)));
        };
        response.on('drain', more).on('close', gone);
        more();
      }),
    );
    const answer = await get(`http://127.0.0.1:${port}/`, { limit: 16 << 20 });
    expect([answer.status, answer.headers.get('retry-after'), answer.body.length]).toEqual([
      status,
      '7',
      64 << 10,
    ]);
    await closed;
  },
);

test('a body cut short: offline', async () => {
  const port = await listen(
    createServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    }),
  );
  const failure = await failureOf(get(`http://127.0.0.1:${port}/`));
  expect(failure.kind).toBe('offline');
  expect(failure.message).toContain('broke before the answer was complete');
});

test('a line end behind a header is left out', async () => {
  const port = await listen(createServer((request, response) => response.end(request.headers.authorization)));
  const answer = await get(`http://127.0.0.1:${port}/`, { headers: { Authorization: 'Bearer a\r\n' } });
  expect(answer.body).toBe('Bearer a');
});

test.each(['s3cret\nend', 's3cret\r\nSet-Cookie: a=b', 's3cret\0', 's3cret\u0007', 's3cret…'])(
  'a header that cannot be sent is refused before anything is sent, and stays unsaid: %j',
  async (secret) => {
    const asked: unknown[] = [];
    const port = await listen(createServer((request, response) => response.end(asked.push(request.url))));
    const headers = { Authorization: `Bearer ${secret}` };
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { headers }));
    expect(failure.kind).toBe('invalid');
    expect(failure.message).toContain('what The service is sent: Authorization');
    expect(`${failure.message}${failure.remedy ?? ''}`).not.toContain('s3cret');
    expect([asked, failure.cause]).toEqual([[], undefined]);
  },
);

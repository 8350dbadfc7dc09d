import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { getGlobalDispatcher, ProxyAgent, setGlobalDispatcher } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
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

describe('sending a request', () => {
  it('gives status, headers and body of any answer', async () => {
    const port = await listen(
      createServer((_, response) => response.writeHead(418, { 'x-a': 'b' }).end('grüß Gott')),
    );
    const answer = await get(`http://127.0.0.1:${port}/`);
    expect([answer.status, answer.headers.get('x-a'), answer.body]).toEqual([418, 'b', 'grüß Gott']);
  });

  it('says of a name that does not resolve which host that is, and what to check', async () => {
    const failure = await failureOf(get('https://issuer.invalid/'));
    expect(failure.kind).toBe('offline');
    expect(failure.message).toContain('could not be found: issuer.invalid');
    expect(failure.remedy).toContain('VPN');
  });

  it('takes a port where nobody listens for being offline', async () => {
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

  it('names the setting where a proxy asks for a password', async () => {
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

  it('stays strict about a certificate that nobody vouches for, and names the cause and the setting', async () => {
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

  it('waits for an answer until the deadline', async () => {
    const port = await listen(createServer(() => undefined));
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { deadline: 20 }));
    expect([failure.kind, failure.message]).toEqual([
      'offline',
      `The service did not answer in time: 127.0.0.1:${port}`,
    ]);
  });

  it('reads an answer that never ends until the deadline', async () => {
    const port = await listen(createServer((_, response) => void response.writeHead(200).write('a')));
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { deadline: 20 }));
    expect(failure.kind).toBe('offline');
  });

  it.each([
    ['before it begins', AbortSignal.abort()],
    ['while it waits', undefined],
  ])('can be cancelled %s', async (_, signal) => {
    const abort = new AbortController();
    const port = await listen(createServer(() => abort.abort()));
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { signal: signal ?? abort.signal }));
    expect(failure.kind).toBe('cancelled');
  });

  it('refuses a redirect, and sends nothing where it points', async () => {
    const elsewhere: unknown[] = [];
    const target = await listen(
      createServer((request, response) => response.end(elsewhere.push(request.headers))),
    );
    const port = await listen(
      createServer((_, response) =>
        response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end(),
      ),
    );
    const secret = { headers: { authorization: 'Bearer secret' } };
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { ...secret, method: 'POST' }));
    expect([failure.kind, failure.status]).toEqual(['unexpected', 307]);
    expect(elsewhere).toEqual([]);
  });

  it('refuses a body over the limit, and takes one at the limit', async () => {
    const port = await listen(createServer((_, response) => response.end('x'.repeat(2048))));
    expect((await get(`http://127.0.0.1:${port}/`, { limit: 2048 })).body).toHaveLength(2048);
    const failure = await failureOf(get(`http://127.0.0.1:${port}/`, { limit: 2047 }));
    expect(failure.kind).toBe('unexpected');
  });

  it.each([403, 503])(
    'keeps the status of a refusal (%i) with a body that never ends, and how it began',
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

  it('does not take a body that was cut short', async () => {
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

  it('leaves out a line end behind a header', async () => {
    const port = await listen(
      createServer((request, response) => response.end(request.headers.authorization)),
    );
    const answer = await get(`http://127.0.0.1:${port}/`, { headers: { Authorization: 'Bearer a\r\n' } });
    expect(answer.body).toBe('Bearer a');
  });

  it.each(['s3cret\nend', 's3cret\r\nSet-Cookie: a=b', 's3cret\0', 's3cret\u0007', 's3cret…'])(
    'refuses a header that cannot be sent before anything is sent, and does not say it: %j',
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
});

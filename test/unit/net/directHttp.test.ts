import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeHttpHandler } from '../../../src/net/directHttp';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(host: string, answer: RequestListener): Promise<number> {
  server = createServer(answer).listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ask = (hostname: string, port: number, requestTimeout = 10_000) =>
  NodeHttpHandler.create().handle(
    {
      protocol: 'http:',
      hostname,
      port,
      path: '/v1/credentials',
      query: { role: 'a b' },
      headers: { Authorization: 'Basic x' },
    },
    { requestTimeout },
  );

describe('a container that is asked directly', () => {
  it.each(['127.0.0.1', '[::1]'])('gives its answer: %s', async (hostname) => {
    const port = await serve(hostname.replace(/[[\]]/g, ''), (request, response) => {
      response.writeHead(201).end(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    });
    const { response } = await ask(hostname, port);
    expect(response.statusCode).toBe(201);
    expect(await text(response.body)).toBe('/v1/credentials?role=a+b Basic x');
  });

  it('has to answer in time, to the end of its answer', async () => {
    const silent = await serve('127.0.0.1', () => undefined);
    await expect(ask('127.0.0.1', silent, 20)).rejects.toThrow('aborted');
    server?.close();
    const slow = await serve('127.0.0.1', (_, response) => {
      response.writeHead(200).write('{');
    });
    const whole = ask('127.0.0.1', slow, 200).then(({ response }) => text(response.body));
    await expect(whole).rejects.toThrow('aborted');
  });

  it('is no failure that stays unsaid where nobody listens', async () => {
    const port = await serve('127.0.0.1', () => undefined);
    server?.close();
    await expect(ask('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});

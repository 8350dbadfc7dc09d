import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect } from 'vitest';

/** A server that answers as a test says. */
export interface BadServer {
  readonly url: string;
  readonly port: number;
  /** The connections that are open. */
  readonly open: number;
  /** The targets that it was asked for. */
  readonly asked: readonly string[];
  answer: (response: ServerResponse) => void;
}

/** How servers answer that never come to an end, or send people elsewhere. */
export const behaviours = {
  hangs: () => undefined,
  /** Until the connection is gone. */
  'never stops': (response: ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(64 << 10)));
      if (!response.destroyed) response.once('drain', more);
    };
    response.writeHead(200);
    more();
  },
  drips: (response: ServerResponse) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  },
  redirects: (response: ServerResponse) => {
    response.writeHead(307, { location: '/elsewhere' }).end();
  },
} as const;

/** Starts a server before each test, and ends it after. */
export function useBadServer(): BadServer {
  let server: Server;
  const bad = {
    url: '',
    port: 0,
    open: 0,
    asked: [] as string[],
    answer: (response: ServerResponse): void => void response.end(),
  };
  beforeEach(async () => {
    Object.assign(bad, { open: 0, asked: [], answer: behaviours.hangs });
    server = createServer((request, response) => {
      bad.asked.push(request.url ?? '');
      bad.answer(response);
    });
    server.on('connection', (socket) => {
      bad.open += 1;
      socket.once('close', () => (bad.open -= 1));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    bad.port = (server.address() as AddressInfo).port;
    bad.url = `http://127.0.0.1:${bad.port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    const closed = once(server, 'close');
    server.close();
    await closed;
    // What is left of it does not count for the next one.
    await expect.poll(() => bad.open).toBe(0);
  });
  return bad;
}

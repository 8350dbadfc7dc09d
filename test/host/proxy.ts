import { createServer as createHttpServer, request as httpRequest, Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import type { Duplex } from 'node:stream';

import { privateAuthority } from './certificates';

/** A network behind a proxy: the only way to some hosts, whose certificates a private authority signed. */
export interface ProxiedNetwork {
  /** The proxy's address, for `http.proxy`. */
  readonly url: string;
  /** The authority's certificate, PEM. */
  readonly authority: string;
  /** What the proxy was asked for so far: `CONNECT host:port`, or a method and an address of plain HTTP. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts the network; `hosts` gives for each host name the address of the plain server that stands for it. */
export async function startProxiedNetwork(hosts: Readonly<Record<string, string>>): Promise<ProxiedNetwork> {
  const { authority, certificate, key } = privateAuthority(Object.keys(hosts));
  const front = createHttpsServer({ key, cert: certificate }, (request, response) => {
    const target = hosts[(request.headers.host ?? '').replace(/:\d+$/, '')];
    if (target === undefined) {
      response.writeHead(421).end();
      return;
    }
    const { hostname, port } = new URL(target);
    const { method, url: path, headers } = request;
    const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const frontPort = await listen(front);

  const asked: string[] = [];
  const tunnels = new Set<Duplex>();
  const proxy = createHttpServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket, head: Buffer) => {
    const target = request.url ?? '';
    asked.push(`CONNECT ${target}`);
    if (hosts[target.replace(/:443$/, '')] === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const onward = connect(frontPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    for (const end of [socket, onward]) tunnels.add(end);
  });
  const proxyPort = await listen(proxy);
  return {
    url: `http://127.0.0.1:${proxyPort}`,
    authority,
    asked,
    close: async () => {
      for (const end of tunnels) end.destroy();
      await Promise.all([front, proxy].map(stop));
    },
  };
}

/** Passes every connection to an address of this machine on to a server; `url` is where it listens. */
export async function startRelay(host: string, to: string): Promise<{ url: string; close(): Promise<void> }> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Duplex>();
  const relay = createTcpServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const end of [socket, onward]) sockets.add(end);
    socket.pipe(onward).pipe(socket);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const own = await listen(relay, host);
  const close = async () => {
    for (const end of sockets) end.destroy();
    await stop(relay);
  };
  return { url: `http://${host}:${own}`, close };
}

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if (server instanceof HttpServer || server instanceof HttpsServer) server.closeAllConnections();
  await closed;
}

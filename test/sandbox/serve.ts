import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Faults, Service } from './faults';

/** A request as the sandbox's services see it. */
export interface Asked {
  method: string;
  path: string;
  /** Path and query as they were sent. */
  target: string;
  query: URLSearchParams;
  /** By lower-case name; repeated ones joined with a comma. */
  headers: Map<string, string>;
  body: Buffer;
  /** The service's clock. */
  now: Date;
  /** The fault that the service itself has to act. */
  fault: Fault | undefined;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Objects are sent as JSON, text as it is. */
  body?: unknown;
}

/** One line of what the sandbox was asked; nothing of it is secret. */
export interface Recorded {
  service: Service;
  method: string;
  /** Without the query. */
  path: string;
  /** What was asked of the API; empty for the other services, whose queries may hold what is secret. */
  query: string;
  /** When it came, in milliseconds since 1970. */
  came: number;
  /** When its answer was sent, likewise. */
  answered: number | undefined;
  /** What was answered; undefined while there is no answer, or if the connection was dropped. */
  status: number | undefined;
  /** Whether whoever asked did not wait for the answer. */
  givenUp: boolean;
  /** Whether the request carried an Authorization header. */
  authorized: boolean;
}

interface Serving {
  faults: Faults;
  requests: Recorded[];
  now: () => Date;
  /** Where a redirect fault points. */
  elsewhere: () => string;
}

const bodyLimit = 4 * 1024 * 1024;

/**
 * Starts one service on a port of 127.0.0.1 (0 picks a free one). Every request is recorded, meets the faults that
 * are set, and is then answered by `answer`; what that throws becomes a 500.
 */
export async function serve(
  service: Service,
  port: number,
  serving: Serving,
  answer: (asked: Asked) => Reply | Promise<Reply>,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    handle(service, serving, answer, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

async function handle(
  service: Service,
  serving: Serving,
  answer: (asked: Asked) => Reply | Promise<Reply>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const control = path.startsWith('/_sandbox/');
  const method = request.method ?? 'GET';
  const authorized = request.headers.authorization !== undefined;
  const record: Recorded = {
    service,
    method,
    path,
    query: service === 'api' && question >= 0 ? target.slice(question + 1) : '',
    came: clock(),
    answered: undefined,
    status: undefined,
    givenUp: false,
    authorized,
  };
  response.once('close', () => (record.givenUp = !response.writableFinished));
  if (!control) serving.requests.push(record);
  const fault = control ? undefined : serving.faults.take(service, path);
  const body = await readBody(request);
  if (body === undefined) {
    send(response, record, { status: 413 });
    return;
  }
  if (fault?.kind === 'latency') await delay(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'hang') await serving.faults.untilCleared();
  if (fault && fault.kind !== 'cut' && misbehave(response, record, fault, serving)) return;
  const asked: Asked = {
    method,
    path,
    target,
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
    headers: headersOf(request),
    body,
    now: new Date(serving.now().getTime() + serving.faults.clockOffset(service)),
    fault,
  };
  let reply: Reply;
  try {
    reply = await answer(asked);
  } catch (error) {
    reply = { status: 500, body: { code: 13, message: String(error), details: [] } };
  }
  send(response, record, reply, fault?.kind === 'cut');
}

function clock(): number {
  return performance.timeOrigin + performance.now();
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const value = request.rawHeaders[i + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function send(response: ServerResponse, record: Recorded, reply: Reply, cut = false): void {
  if (response.destroyed) return;
  const text = typeof reply.body === 'string';
  const body = text ? String(reply.body) : reply.body === undefined ? '' : JSON.stringify(reply.body);
  const bytes = Buffer.from(body);
  record.status = reply.status;
  record.answered = clock();
  response.writeHead(reply.status, {
    ...(text ? {} : { 'content-type': 'application/json' }),
    'content-length': String(bytes.length),
    ...reply.headers,
  });
  if (!cut) response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** Answers as the fault says; false when the usual answer is still due. */
function misbehave(response: ServerResponse, record: Recorded, fault: Fault, serving: Serving): boolean {
  const json = { 'content-type': 'application/json' };
  switch (fault.kind) {
    case 'status': {
      const headers = {
        ...(fault.contentType === undefined ? json : { 'content-type': fault.contentType }),
        ...(fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }),
      };
      const body = fault.body ?? JSON.stringify(statusBody(fault.status));
      send(response, record, { status: fault.status, headers, body });
      return true;
    }
    case 'html': {
      const body = '<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>';
      send(response, record, { status: 502, headers: { 'content-type': 'text/html' }, body });
      return true;
    }
    case 'wrongShape':
      send(response, record, {
        status: 200,
        headers: json,
        body: '{"weather":["rain",7],"token":{},"identities":3}',
      });
      return true;
    case 'notJson':
      send(response, record, { status: 200, headers: json, body: 'All is well.' });
      return true;
    case 'redirect': {
      const location = `${serving.elsewhere()}${record.path}`;
      send(response, record, { status: 307, headers: { location }, body: '' });
      return true;
    }
    case 'reset':
      response.destroy();
      return true;
    case 'endless':
      record.status = 200;
      response.writeHead(200, json);
      pour(response);
      return true;
    case 'latency':
    case 'hang':
    case 'cut':
    case 'clock':
    case 'unending':
    case 'stale':
    case 'meanwhile':
    case 'xml':
      return false;
  }
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const more = () => {
    if (response.destroyed) return;
    if (response.write(chunk)) setImmediate(more);
    else response.once('drain', more);
  };
  more();
}

const codes: Record<number, [number, string] | undefined> = {
  400: [3, 'invalid argument'],
  401: [16, 'unauthenticated'],
  403: [7, 'permission denied'],
  404: [5, 'not found'],
  409: [6, 'already exists'],
  429: [8, 'too many requests'],
  503: [14, 'unavailable'],
  504: [4, 'deadline exceeded'],
};

function statusBody(status: number): { code: number; message: string; details: unknown[] } {
  const [code, message] = codes[status] ?? [13, 'internal error'];
  return { code, message, details: [] };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import { request as throughProxy } from 'node:https';
import { Readable } from 'node:stream';

/**
 * VS Code sends everything that goes through `http.request` to the person's proxy, even plain requests to
 * 169.254.169.254, 169.254.170.2 and the like, which only this machine can answer. A `ClientRequest` that is
 * made directly goes straight there. webpack.config.js puts the two below in place of what AWS's providers
 * would use.
 */

/** How long a request may take when nobody says otherwise, in milliseconds, and how much of an answer is read, in bytes. */
const limits = { time: 5_000, answer: 64 << 10 };

const ending = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`, whose direct requests end when the signal fires. */
export function endingWith<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return ending.run(signal, work);
}

/** Sends nothing yet. The request ends at the deadline, with the signal of {@link endingWith}, and where the answer is too long. */
function bounded(
  make: (options: ClientRequestArgs) => ClientRequest,
  options: ClientRequestArgs,
  deadline: number,
): ClientRequest {
  const cancel = ending.getStore();
  const timeout = AbortSignal.timeout(deadline);
  const request = make({ ...options, signal: cancel ? AbortSignal.any([cancel, timeout]) : timeout });
  request.once('response', (answer: IncomingMessage) => {
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > limits.answer) request.destroy(new Error('The answer is too long.'));
    });
  });
  return request;
}

/** Replaces the module `node-http`, from which AWS's provider of instance metadata gets Node's `http`. */
export const node_http = {
  /** Works as `http.request` does with options alone, but without a proxy, and never for ever. */
  request: (options: ClientRequestArgs): ClientRequest =>
    bounded((all) => new ClientRequest(all), options, limits.time),
};

/** A request as AWS's provider of container credentials gives it to a handler. */
interface Asked {
  readonly protocol: string;
  readonly hostname: string;
  /** 0 for the port of the protocol. */
  readonly port: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answered {
  readonly statusCode: number;
  readonly body: Readable;
}

/**
 * Replaces the handler of the same name in AWS's provider of container credentials (ECS, EKS). The provider
 * allows plain HTTP only to loopback and link-local addresses, so plain HTTP goes without a proxy. HTTPS may
 * lead anywhere, and goes as the person's settings say.
 */
export class NodeHttpHandler {
  static create(): NodeHttpHandler {
    return new NodeHttpHandler();
  }

  /**
   * Sends a GET request and reads the whole answer. Follows no redirect. Fails as Node does, and also when the answer is
   * not complete after `requestTimeout` milliseconds, is longer than 64 KiB, or the signal of {@link endingWith} fires.
   */
  handle(asked: Asked, { requestTimeout }: { requestTimeout: number }): Promise<{ response: Answered }> {
    const { protocol, hostname, port, path, query, headers } = asked;
    const search = new URLSearchParams(query).toString();
    const options = {
      host: hostname.replace(/^\[(.+)\]$/, '$1'),
      ...(port !== 0 && { port }),
      path: search === '' ? path : `${path}?${search}`,
      headers,
    };
    const make = (all: ClientRequestArgs) =>
      protocol === 'https:' ? throughProxy(all) : new ClientRequest(all);
    return new Promise((resolve, reject) => {
      const request = bounded(make, options, requestTimeout);
      request.once('error', reject);
      request.once('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const body = Readable.from([Buffer.concat(chunks)]);
          resolve({ response: { statusCode: answer.statusCode ?? 0, body } });
        });
      });
      request.end();
    });
  }

  destroy(): void {
    // Nothing is kept open.
  }
}

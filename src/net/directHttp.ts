import { ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import { request as throughProxy } from 'node:https';

/**
 * VS Code sends everything that goes through `http.request` to the person's proxy, even plain requests to
 * 169.254.169.254, 169.254.170.2 and the like, which only this machine can answer. A `ClientRequest` that is
 * made directly goes straight there. webpack.config.js puts the two below in place of what AWS's providers
 * would use.
 */

/** Replaces the module `node-http`, from which AWS's provider of instance metadata gets Node's `http`. */
export const node_http = {
  /** Works as `http.request` does with options alone, but without a proxy. */
  request: (options: ClientRequestArgs): ClientRequest => new ClientRequest(options),
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
  readonly body: IncomingMessage;
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
   * Sends a GET request. Fails as Node does, and also when the answer is not complete after `requestTimeout`
   * milliseconds.
   */
  handle(asked: Asked, { requestTimeout }: { requestTimeout: number }): Promise<{ response: Answered }> {
    const { protocol, hostname, port, path, query, headers } = asked;
    const search = new URLSearchParams(query).toString();
    const options = {
      host: hostname.replace(/^\[(.+)\]$/, '$1'),
      ...(port !== 0 && { port }),
      path: search === '' ? path : `${path}?${search}`,
      headers,
      signal: AbortSignal.timeout(requestTimeout),
    };
    return new Promise((resolve, reject) => {
      const request = protocol === 'https:' ? throughProxy(options) : new ClientRequest(options);
      request.once('error', reject);
      request.once('response', (body) => {
        resolve({ response: { statusCode: body.statusCode ?? 0, body } });
      });
      request.end();
    });
  }

  destroy(): void {
    // Nothing is kept open.
  }
}

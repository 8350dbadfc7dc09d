import * as l10n from '@vscode/l10n';
import { safeAddress } from '../core/address';
import { Failure, isFailure } from '../core/failure';
import { send, type Outgoing } from './send';

/** A request as AWS's SDK gives it to a handler. */
interface Asked {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as AWS's SDK reads it. */
interface Answered {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies Outgoing['method'][];

/**
 * Sends the requests of AWS's SDK as {@link send} does: with a deadline, a limit of the answer's size, without
 * following redirects, and only by https or to this machine. Every request ends when the signal fires.
 */
export class RequestHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #signal: AbortSignal;
  readonly #deadline: number;
  #failure: Failure | undefined;

  /** @param deadline how long one request may take, in milliseconds */
  constructor(signal: AbortSignal, deadline = 15_000) {
    this.#signal = signal;
    this.#deadline = deadline;
  }

  /** Why the last request got no answer; the SDK passes on only its words, if anything. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** @throws Failure `invalid` for an address that is neither https nor loopback, and as {@link send} */
  async handle(asked: Asked): Promise<{ response: Answered }> {
    this.#failure = undefined;
    try {
      return { response: await this.#send(asked) };
    } catch (error) {
      if (isFailure(error)) this.#failure = error;
      throw error;
    }
  }

  async #send(asked: Asked): Promise<Answered> {
    const { body } = asked;
    const answer = await send({
      service: 'AWS',
      method: methodOf(asked.method),
      url: addressOf(asked),
      headers: headersOf(asked),
      ...(body !== undefined && { body: textOf(body) }),
      deadline: this.#deadline,
      limit: 256 << 10,
      signal: this.#signal,
    });
    const { status, headers } = answer;
    return { statusCode: status, headers: Object.fromEntries(headers), body: Buffer.from(answer.body) };
  }

  /** Has nothing to configure, and keeps nothing open. */
  updateHttpClientConfig(): void {
    // The SDK calls it on every handler.
  }

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {
    // See above.
  }
}

function addressOf({ protocol, hostname, port, path, query }: Asked): URL {
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  const url = safeAddress(origin);
  if (!url) throw refused(origin);
  const full = new URL(url.origin + path.replace(/^\/?/, '/'));
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  if (pairs.length > 0) full.search = pairs.join('&');
  return full;
}

function refused(origin: string): Failure {
  return new Failure(
    'invalid',
    l10n.t('The address of an AWS service has to be https, or http on this machine: {0}', origin),
    {
      remedy: l10n.t('Correct the endpoint in the AWS config file or in the environment. Nothing was sent.'),
    },
  );
}

function methodOf(method: string): Outgoing['method'] {
  if (methods.includes(method)) return method as Outgoing['method'];
  throw new Failure('unexpected', l10n.t('AWS has no request of this kind: {0}', method));
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  throw new Failure('unexpected', l10n.t('AWS sends no body of this kind: {0}', typeof body));
}

/** `fetch` sets the host and the length itself. */
function headersOf({ headers }: Asked): Record<string, string> {
  const own = ['host', 'content-length'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase())));
}

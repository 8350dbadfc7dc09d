import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { cancelled, Failure } from '../core/failure';
import { tooSlow, unreachable } from './unreachable';

/** One HTTP request. */
export interface Outgoing {
  /** What people call the other side, such as `AWS STS`. */
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the whole exchange may take, in milliseconds; 15 seconds unless set. */
  readonly deadline?: number;
  /** The largest body of a success (2xx) that is read, in bytes; one MiB unless set. */
  readonly limit?: number;
  /** Ends the request when a person cancels. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer to an {@link Outgoing} request. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text (UTF-8): complete for a success, cut at 64 KiB for any other answer. */
  readonly body: string;
}

/** How much of a refusal is read, in bytes: what matters is at its beginning. */
const refusalLimit = 64 << 10;

/**
 * Sends one request through `globalThis.fetch`, looked up at the time of the call: inside VS Code, that one
 * uses the person's proxy and certificates. Refuses redirects, because what is sent is signed for, or a
 * secret of, the intended address. Retries nothing.
 *
 * @throws Failure `cancelled` when `signal` fires, `offline` when no whole answer came before the deadline,
 *   `invalid` for a value that no header can carry, `unexpected` for a redirect or a success over the limit
 */
export async function send(request: Outgoing): Promise<Answer> {
  const { service, url } = request;
  requireSendable(service, request.headers ?? {});
  const timeout = AbortSignal.timeout(request.deadline ?? 15_000);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  try {
    const response = await globalThis.fetch(url, {
      method: request.method,
      redirect: 'manual',
      signal,
      ...(request.headers && { headers: request.headers }),
      ...(request.body !== undefined && { body: request.body }),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Failure(
        'unexpected',
        l10n.t('{0} answered with a redirect, which is refused: {1}', service, url.host),
        {
          status: response.status,
          remedy: l10n.t('Check the address in the settings. A sign-in page of a network may be in between.'),
        },
      );
    }
    const body = await readBody(response, request);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (request.signal?.aborted) throw cancelled(error);
    if (timeout.aborted) throw tooSlow(service, url.host, error);
    throw unreachable(service, url.host, error);
  }
}

/** `fetch` trims values. Where it refuses one, its message quotes the value, which may be a secret. */
function requireSendable(service: string, headers: Readonly<Record<string, string>>): void {
  const odd = Object.keys(headers).find((name) =>
    /[^\t\x20-\x7e\x80-\xff]/.test(headers[name]?.trim() ?? ''),
  );
  if (odd === undefined) return;
  throw new Failure(
    'invalid',
    l10n.t(
      'A line break or another character that no header can carry stands in what {0} is sent: {1}',
      service,
      odd,
    ),
    { remedy: l10n.t('Take a token whole and on one line. Nothing was sent.') },
  );
}

/** Waits for `ms` milliseconds. @throws Failure `cancelled` when `signal` fires */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch((error: unknown) => {
    throw cancelled(error);
  });
}

/** Parses a body as JSON; `undefined` when it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

async function readBody(response: Response, { service, url, limit = 1 << 20 }: Outgoing): Promise<string> {
  const most = response.ok ? limit : refusalLimit;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > most) break;
  }
  if (size > most && response.ok) {
    throw new Failure(
      'unexpected',
      l10n.t('{0} sent more than {1} KiB, which is refused: {2}', service, limit >> 10, url.host),
      { remedy: l10n.t('Check the address in the settings: something else may have answered.') },
    );
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8');
}

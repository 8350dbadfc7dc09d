import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';
import { visible } from '../core/text';
import { cancelled } from '../net/send';

/** What the browser brought back. Secrets. */
interface Brought {
  readonly token: string;
  readonly refreshToken: string | undefined;
  /**
   * Whether it came with the mark that was sent out. Chainguard's protocol has no state; a mark in the redirect
   * address comes back only where the issuer keeps what stood there. Without it, a page that guessed the port could
   * have brought a token of somebody else: ask the person before it is used.
   */
  readonly marked: boolean;
}

/** A listener on this machine that waits for one browser to come back. */
interface Callback {
  /** The address to be sent back to, as chainguard-dev/sdk auth/login/server.go has it, and a mark. */
  readonly redirect: string;
  /**
   * An address of this listener that sends the browser on to `target`, once it is asked for by the name that nobody
   * else knows. VS Code opens simple addresses unchanged, and takes nested ones apart.
   */
  start(target: URL): string;
  /**
   * Waits for the browser.
   *
   * @throws Failure `denied` when the page says no, `signed-out` after `deadline` milliseconds, `cancelled`
   */
  wait(deadline: number, signal: AbortSignal): Promise<Brought>;
  /** Stops listening: at once, or where a browser has been here as soon as it has seen the last page. */
  close(): void;
}

/**
 * Listens on a free port of this machine's loopback addresses for the browser that comes back from Chainguard's
 * sign-in. Only a GET of a page by a browser that was sent to `localhost` counts: another host name (DNS rebinding), a
 * request made by a script or an image of another origin, and a wrong mark are refused, and the wait goes on.
 *
 * @throws Failure `signed-out` when no port can be listened on
 */
export async function listenForCallback(): Promise<Callback> {
  const mark = randomBytes(24).toString('base64url');
  const waiting = promised<Brought>();
  const { servers, port } = await listen();
  const origin = `http://localhost:${port}`;
  const startPath = `/${randomBytes(24).toString('base64url')}`;
  let target: URL | undefined;
  let brought = false;
  const close = () => {
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
  };
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const outcome = read(request, mark, brought);
    if (outcome === 404 && target && request.url === startPath) {
      response.writeHead(302, { ...headers, Location: target.href }).end();
    } else if (outcome === 'done') {
      answer(response, 200, l10n.t('You are signed in. This tab can be closed.'));
      close();
    } else if (typeof outcome === 'number') {
      answer(response, outcome, l10n.t('This is not the sign-in that was waited for.'));
    } else if (outcome instanceof Failure) {
      answer(response, 200, outcome.message);
      waiting.reject(outcome);
    } else {
      brought = true;
      // A redirect takes the token out of the address bar and the history.
      response.writeHead(308, { Location: '/', ...headers }).end();
      waiting.resolve(outcome);
    }
  };
  for (const server of servers) server.on('request', serve);
  return {
    redirect: `${origin}/callback?token=true&error=true&state=${mark}`,
    start: (to) => {
      target = to;
      return origin + startPath;
    },
    wait: (deadline, signal) => until(waiting.promise, deadline, signal),
    // The browser still has to be shown the page that it was redirected to.
    close: () => {
      if (brought) setTimeout(close, 5000).unref();
      else close();
    },
  };
}

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

/** How many ports are tried before none counts as free. */
const mostPorts = 5;

/**
 * Listens on one port of both families: a browser may try `localhost` at ::1 first, where somebody else who uses this
 * machine could listen on the port that 127.0.0.1 has. A machine without IPv6 does without.
 */
async function listen(): Promise<{ servers: Server[]; port: number }> {
  let cause: unknown;
  for (let tried = 0; tried < mostPorts; tried++) {
    const [four, six] = [createServer(), createServer()];
    try {
      const port = await listenAt(four, 0, '127.0.0.1');
      const both = await listenAt(six, port, '::1').then(
        () => true,
        (error: unknown) => {
          if (isTaken(error)) throw error;
          return false;
        },
      );
      return { servers: both ? [four, six] : [four], port };
    } catch (error) {
      four.close();
      cause = error;
      if (!isTaken(error)) break;
    }
  }
  throw new Failure(
    'signed-out',
    l10n.t('No port on this machine can be listened on for the browser to come back.'),
    {
      remedy: l10n.t('Sign in with a code instead, which needs no port.'),
      cause,
    },
  );
}

function listenAt(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** What was brought, the refusal that was, `done` for the page after it, or the status of what is turned away. */
function read(request: IncomingMessage, mark: string, brought: boolean): Brought | Failure | 'done' | number {
  if (request.method !== 'GET') return 405;
  if (!/^localhost(?::\d+)?$/.test(request.headers.host ?? '')) return 421;
  // Browsers say how a request came about: only a page that a person sees may bring a token.
  const how = request.headers['sec-fetch-dest'];
  if (request.headers.origin !== undefined || (how !== undefined && how !== 'document')) return 403;
  // As in `//host` and `http://host`, which are no paths.
  const target = request.url ?? '';
  if (!/^\/(?!\/)/.test(target)) return 400;
  const url = new URL(`http://localhost${target}`);
  if (url.pathname === '/' && brought) return 'done';
  if (url.pathname !== '/callback') return 404;
  const query = url.searchParams;
  const state = query.get('state');
  if (state !== null && !same(state, mark)) return 403;
  const token = query.get('token') ?? '';
  if (token !== '' && token !== 'true')
    return { token, refreshToken: query.get('refresh_token') || undefined, marked: state !== null };
  const [status, said] = [query.get('status_code'), query.get('error')];
  // Whoever comes by without a word and without the mark does not end the wait.
  return (state ?? status ?? said) === null ? 400 : refused(status, said ?? '');
}

function refused(status: string | null, said: string): Failure {
  if (status === '404') {
    return new Failure('denied', l10n.t('Chainguard has no account for the person who signed in.'), {
      status: 404,
      remedy: l10n.t('Ask to be invited to an organization, or sign in as somebody else.'),
    });
  }
  return new Failure(
    'denied',
    l10n.t('Chainguard refused the sign-in. It said: {0}', visible(said.slice(0, 200)) || l10n.t('nothing')),
    { remedy: l10n.t('Sign in again, or through another identity provider.') },
  );
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  const text = sentence.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  response.writeHead(status, headers).end(`<!doctype html><title>Assumable Identities</title><p>${text}</p>`);
}

/** A promise that is settled from outside, and whose failure may come before anybody waits for it. */
function promised<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Failure) => void = () => undefined;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** `work`, or the Failure of the deadline or of a person who stopped it, whichever is first. */
async function until<T>(work: Promise<T>, deadline: number, signal: AbortSignal): Promise<T> {
  const late = AbortSignal.timeout(deadline);
  const ended = promised<never>();
  const stop = () =>
    ended.reject(
      signal.aborted
        ? cancelled()
        : new Failure('signed-out', l10n.t('The browser did not come back from the sign-in in time.'), {
            remedy: l10n.t('Sign in again. If the browser cannot reach this machine, sign in with a code.'),
          }),
    );
  const both = AbortSignal.any([signal, late]);
  if (both.aborted) stop();
  both.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    both.removeEventListener('abort', stop);
  }
}

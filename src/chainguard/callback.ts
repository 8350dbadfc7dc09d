import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as l10n from '@vscode/l10n';
import { orCancelled } from '../aws/shared';
import { cancelled, Failure } from '../core/failure';
import { isCode } from '../net/lock';

/** What the browser brought back: secrets. */
interface Brought {
  readonly token: string;
  readonly refreshToken: string | undefined;
  /**
   * Whether it came with the mark that was sent out. Chainguard's protocol has no state; a mark in the redirect address
   * comes back only where the issuer keeps it. Without it, a page that guessed the port may have brought somebody else's
   * token: ask the person before using it.
   */
  readonly marked: boolean;
}

/** A listener on this machine that waits for the browser to come back. */
interface Callback {
  /** The address to come back to, as in chainguard-dev/sdk auth/login/server.go, with a mark. */
  readonly redirect: string;
  /**
   * A secret address of this listener that redirects the browser to `target`. VS Code opens simple addresses unchanged,
   * and takes nested ones apart.
   */
  start(target: URL): string;
  /**
   * Waits for the browser.
   *
   * @throws Failure `denied` when the page says no, `signed-out` after `deadline` milliseconds, `cancelled`
   */
  wait(deadline: number, signal: AbortSignal): Promise<Brought>;
  /** Stops listening, but still shows the last page to a browser that came back. */
  close(): void;
}

/**
 * Listens on a free port of this machine's loopback addresses for the browser to come back from Chainguard's sign-in.
 * Only a browser's GET of a page at `localhost` counts: another host name (DNS rebinding), a request by a script or an
 * image of another origin, and a wrong mark are refused, and the wait goes on.
 *
 * @throws Failure `signed-out` when no port can be listened on
 */
export async function listenForCallback(): Promise<Callback> {
  const mark = randomBytes(24).toString('base64url');
  let resolve: (brought: Brought) => void = () => undefined;
  let reject: (reason: Failure) => void = () => undefined;
  const waiting = new Promise<Brought>((...settle) => ([resolve, reject] = settle));
  // It may fail before anybody waits.
  waiting.catch(() => undefined);
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
      answer(
        response,
        outcome,
        l10n.t(
          'This is not the sign-in that VS Code waits for, and it waits on. If Chainguard refused to sign you in, cancel there and try again.',
        ),
      );
    } else if (outcome instanceof Failure) {
      answer(response, 200, outcome.message);
      reject(outcome);
    } else {
      brought = true;
      // A redirect takes the token out of the address bar and the history.
      response.writeHead(308, { Location: '/', ...headers }).end();
      resolve(outcome);
    }
  };
  for (const server of servers) server.on('request', serve);
  return {
    redirect: `${origin}/callback?token=true&error=true&state=${mark}`,
    start: (to) => {
      target = to;
      return origin + startPath;
    },
    wait: (deadline, signal) =>
      orCancelled(waiting, AbortSignal.any([signal, AbortSignal.timeout(deadline)]), () =>
        signal.aborted
          ? cancelled()
          : new Failure('signed-out', l10n.t('The browser did not come back from the sign-in in time.'), {
              remedy: l10n.t('Sign in again. If the browser cannot reach this machine, sign in with a code.'),
            }),
      ),
    // The browser still has to load the page that it was redirected to.
    close: () => {
      if (brought) setTimeout(close, 5000).unref();
      else close();
    },
  };
}

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

/** How many ports to try. */
const mostPorts = 5;

/**
 * Listens on one port of both families: a browser may try `localhost` at ::1 first, where another user of
 * this machine could listen on the same port. On a machine without IPv6, listens on IPv4 only.
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
          if (isCode(error, 'EADDRINUSE')) throw error;
          return false;
        },
      );
      return { servers: both ? [four, six] : [four], port };
    } catch (error) {
      four.close();
      cause = error;
      if (!isCode(error, 'EADDRINUSE')) break;
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

/**
 * What the browser brought, the refusal that came instead, `done` for the page after it, or the status to
 * reject the request with.
 */
function read(request: IncomingMessage, mark: string, brought: boolean): Brought | Failure | 'done' | number {
  if (request.method !== 'GET') return 405;
  // Node takes the first of two names, and something in between may have taken the other one.
  const [host, ...others] = request.headersDistinct['host'] ?? [];
  if (host === undefined || others.length > 0 || !/^localhost(?::\d+)?$/.test(host)) return 421;
  // Browsers say what a request is for: only a page that a person sees may bring a token.
  const how = request.headers['sec-fetch-dest'];
  if (request.headers.origin !== undefined || (how !== undefined && how !== 'document')) return 403;
  // Rejects `//host` and `http://host`, which are not paths.
  const target = request.url ?? '';
  if (!/^\/(?!\/)/.test(target)) return 400;
  const url = new URL(`http://localhost${target}`);
  if (url.pathname === '/' && brought) return 'done';
  // As it was written: a browser sends no other way to say this path.
  if (!/^\/callback(?:\?|$)/.test(target)) return 404;
  const query = url.searchParams;
  const state = query.get('state');
  if (state !== null && !same(state, mark)) return 403;
  const token = query.get('token') ?? '';
  if (token !== '' && token !== 'true')
    return { token, refreshToken: query.get('refresh_token') || undefined, marked: state !== null };
  // Any page can send the browser here to say that the sign-in failed; without the mark, the wait goes on.
  return state === null ? 400 : refused(query.get('status_code'));
}

/** The words that came with a refusal are not shown: they are a page's. */
function refused(status: string | null): Failure {
  if (status === '404') {
    return new Failure('denied', l10n.t('Chainguard has no account for the person who signed in.'), {
      status: 404,
      remedy: l10n.t('Ask to be invited to an organization, or sign in as somebody else.'),
    });
  }
  return new Failure('denied', l10n.t('Chainguard refused the sign-in.'), {
    remedy: l10n.t('Sign in again, or through another identity provider.'),
  });
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  const text = sentence.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  response.writeHead(status, headers).end(`<!doctype html><title>Assumable Identities</title><p>${text}</p>`);
}

import * as l10n from '@vscode/l10n';
import { Failure } from '../core/failure';

/** Certificate errors of Node's TLS (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const cutShortCodes = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ECONNRESET',
  'EPIPE',
]);

/**
 * Explains why a request got no whole answer, and what to do about it.
 *
 * @param service what people call the other side, such as `AWS STS`
 * @param host the host that was asked
 * @param error what `fetch` threw; its chain of causes is searched for the codes of Node and undici
 * @returns a Failure of kind `offline`, or `unexpected` for a cause that is not known
 */
export function unreachable(service: string, host: string, error: unknown): Failure {
  const facts = chain(error);
  const code = facts.map((fact) => fact.code).find((found) => found !== undefined);
  const offline = (message: string, remedy: string) =>
    new Failure('offline', message, { remedy, cause: error });

  if (facts.some((fact) => asksForProxyPassword(fact.message))) {
    return offline(
      l10n.t('The proxy asks for a user name and a password before it lets a request through to: {0}', host),
      l10n.t(
        'Set "http.proxy" with the credentials of your proxy, or ask whoever runs it to let this host pass.',
      ),
    );
  }
  if (code !== undefined && certificateCodes.has(code)) {
    return offline(
      l10n.t('The certificate of {0} is not trusted ({1}): {2}', service, code, host),
      l10n.t(
        'If your network inspects TLS, add its certificate authority to this system\'s store and keep "http.systemCertificates" on. Certificate checks stay on.',
      ),
    );
  }
  // `fetch` has no code for a port that it never asks, such as 1 (https://fetch.spec.whatwg.org/#port-blocking).
  const blocked = facts.some(({ message }) => message === 'bad port') ? 'EACCES' : undefined;
  switch (code ?? blocked) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return offline(
        l10n.t('The address of {0} could not be found: {1}', service, host),
        l10n.t('Check the network connection, the VPN and the address in the settings.'),
      );
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EACCES':
      return offline(
        l10n.t('{0} could not be reached: {1}', service, host),
        l10n.t('Check the network connection, the firewall and "http.proxy".'),
      );
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return tooSlow(service, host, error);
    case undefined:
      break;
    default:
      if (code !== undefined && cutShortCodes.has(code)) {
        return offline(
          l10n.t('The connection to {0} broke before the answer was complete: {1}', service, host),
          l10n.t('Try again. If it happens every time, look for a proxy or a firewall in between.'),
        );
      }
  }
  return new Failure(
    'unexpected',
    l10n.t('The request to {0} failed: {1}', service, facts.at(-1)?.message ?? host),
    {
      cause: error,
    },
  );
}

/** The Failure (`offline`) of a request that outlived its deadline. */
export function tooSlow(service: string, host: string, cause?: unknown): Failure {
  return new Failure('offline', l10n.t('{0} did not answer in time: {1}', service, host), {
    remedy: l10n.t('Try again. If it happens every time, check the network connection and "http.proxy".'),
    cause,
  });
}

/** A proxy's 407 has no error code: undici and VS Code's proxy agent tell it only in the message. */
function asksForProxyPassword(message: string): boolean {
  return /\b407\b|proxy authentication required/i.test(message);
}

/** An error and its causes, outermost first. */
function chain(error: unknown): { code: string | undefined; message: string }[] {
  const facts: { code: string | undefined; message: string }[] = [];
  for (let at = error; at instanceof Error && facts.length < 10; at = at.cause) {
    const first: unknown = at instanceof AggregateError ? at.errors[0] : undefined;
    const code = codeOf(at) ?? codeOf(first);
    facts.push({ code, message: at.message || (first instanceof Error ? first.message : '') });
  }
  return facts;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

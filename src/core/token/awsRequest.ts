import * as l10n from '@vscode/l10n';
import { type HttpRequest, parseRequest } from './httpRequest';
import { longestToken } from './token';
import { visible } from '../text';

/**
 * The token that Chainguard accepts from AWS callers: a signed `GetCallerIdentity` request in base64
 * (chainguard-dev/sdk auth/aws/generate.go). It is a secret for fifteen minutes; what is here is safe to show.
 */
export interface AwsToken {
  /** How the token differs from base64url with padding on one line; the request was read anyway. */
  readonly encodingFlaws: readonly EncodingFlaw[];
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The host of AWS that the request is for; `undefined` if it names none. */
  readonly host: string | undefined;
  /** In lower case and in the token's order; empty if `Authorization` names none, or names them twice. */
  readonly signedHeaders: readonly string[];
  /** `Chainguard-Audience`: the issuer for which the token was made. */
  readonly audience: string | undefined;
  /** `Chainguard-Identity`: the UIDP that the caller asks to assume. */
  readonly identity: string | undefined;
  /** `X-Amz-Date`. */
  readonly date: Date | undefined;
  /** Fifteen minutes after `date`. */
  readonly expires: Date | undefined;
  readonly region: string | undefined;
  /** Four characters at either end of the access key's id. */
  readonly accessKeyId: string | undefined;
  /** Whether the credentials were temporary, and their session token travels in clear. */
  readonly hasSessionToken: boolean;
  /** Signed headers that the request does not carry: AWS cannot verify the signature without them. */
  readonly unsentHeaders: readonly string[];
  /** Whether Go's HTTP server code would refuse the text of the request. */
  readonly malformed: boolean;
  /** Which of the four headers that must be unique are not. */
  readonly repeated: readonly string[];
}

type EncodingFlaw = 'standard-alphabet' | 'white-space' | 'padding';

/** Which check refuses: one of Chainguard's, in their order, or AWS's of the signature. */
type AwsTokenProblemKind =
  'encoding' | 'request' | 'unsigned' | 'audience' | 'identity' | 'future' | 'expired' | 'aws';

/** One reason why Chainguard would refuse a token, as a sentence. */
interface AwsTokenProblem {
  readonly kind: AwsTokenProblemKind;
  readonly message: string;
}

/** What a token is checked against. What is absent is not checked, except for `host`. */
export interface AwsTokenExpectation {
  readonly at: Date;
  readonly audience?: string;
  readonly identity?: string;
  /** The host of AWS STS; by default `sts.amazonaws.com`, the only one that the verifier accepts by default. */
  readonly host?: string;
}

const once = ['authorization', 'x-amz-date', 'chainguard-audience', 'chainguard-identity'] as const;
const mustSign = ['host', 'x-amz-date', 'chainguard-audience', 'chainguard-identity'] as const;
const lifetime = 15 * 60 * 1000;
const clockSkew = 5 * 60 * 1000;

/**
 * Reads a signed AWS request from base64. Tolerates flaws of the encoding (`encodingFlaws`) and of the request
 * (`malformed`); `undefined` if there is no readable request. Never throws; does not check the signature.
 */
export function readAwsToken(text: string): AwsToken | undefined {
  const decoded = decode(text);
  if (decoded === undefined) return undefined;
  const request = parseRequest(decoded.text);
  if (request === undefined) return undefined;
  const authorization = request.headers.get('authorization')?.[0] ?? '';
  const [accessKeyId, , region] = component(authorization, 'Credential')?.split('/') ?? [];
  const signedHeaders = component(authorization, 'SignedHeaders')?.toLowerCase().split(';') ?? [];
  const date = readDate(request.headers.get('x-amz-date')?.[0]);
  return {
    encodingFlaws: decoded.flaws,
    method: request.method,
    path: request.path,
    host: request.host,
    signedHeaders,
    audience: bound(request, 'chainguard-audience'),
    identity: bound(request, 'chainguard-identity'),
    date,
    expires: date === undefined ? undefined : new Date(date.getTime() + lifetime),
    region,
    accessKeyId: accessKeyId === undefined ? undefined : maskKeyId(accessKeyId),
    hasSessionToken: (request.headers.get('x-amz-security-token')?.[0] ?? '') !== '',
    unsentHeaders: signedHeaders.filter((name) => name !== 'host' && !request.headers.has(name)),
    malformed: request.malformed,
    repeated: once.filter((name) => (request.headers.get(name)?.length ?? 0) > 1),
  };
}

/**
 * Every reason why Chainguard's verifier would refuse `token` before it asks AWS, in the verifier's order
 * (chainguard-dev/sdk auth/aws/verify.go), then what AWS would certainly refuse. A token without problems may still be
 * refused: AWS checks the signature and the credentials, and Chainguard the caller.
 */
export function problemsWithAwsToken(token: AwsToken, expected: AwsTokenExpectation): AwsTokenProblem[] {
  const problems: AwsTokenProblem[] = token.encodingFlaws.map((flaw) => ({
    kind: 'encoding',
    message: flawMessage(flaw),
  }));
  const add = (kind: AwsTokenProblemKind, message: string) => problems.push({ kind, message });

  if (token.malformed)
    add('encoding', l10n.t('The request inside the token is cut short or not well-formed.'));
  for (const name of token.repeated) add('request', l10n.t('The token has a header twice: {0}', name));
  if (token.method !== 'POST')
    add('request', l10n.t('The request has to be a POST. Its method is: {0}', visible(token.method)));
  const host = expected.host ?? 'sts.amazonaws.com';
  if (token.host !== host) {
    const actual = visible(token.host ?? l10n.t('nowhere'));
    add('request', l10n.t('The request has to go to {0}. It goes to: {1}', host, actual));
  }
  const unsigned = mustSign.filter((name) => !token.signedHeaders.includes(name)).join(', ');
  if (unsigned !== '') add('unsigned', l10n.t('The signature does not cover these headers: {0}', unsigned));
  const { at, audience, identity } = expected;
  if (audience !== undefined && token.audience !== canonical(audience)) {
    const actual = visible(token.audience ?? l10n.t('nobody'));
    add('audience', l10n.t('The token has to be made for {0}. It is made for: {1}', audience, actual));
  }
  if (identity !== undefined && token.identity !== canonical(identity)) {
    const actual = visible(token.identity ?? l10n.t('none'));
    add('identity', l10n.t('The token has to name the identity {0}. It names: {1}', identity, actual));
  }
  const { date } = token;
  if (!date) add('encoding', l10n.t('The token has no readable date in X-Amz-Date.'));
  else if (date.getTime() - at.getTime() > clockSkew)
    add(
      'future',
      l10n.t('The token is dated more than five minutes ahead. Check the clock: {0}', date.toISOString()),
    );
  else if (at.getTime() - date.getTime() > lifetime)
    add(
      'expired',
      l10n.t('The token is older than fifteen minutes. It was signed at: {0}', date.toISOString()),
    );
  // The verifier sends the request to an address of its own, whatever the token says, so only that one can be signed.
  if (queryOf(token.path) !== 'Action=GetCallerIdentity&Version=2011-06-15') {
    const path = visible(token.path);
    add('aws', l10n.t('AWS will refuse the signature, which is for another request: {0}', path));
  }
  if (token.unsentHeaders.length > 0) {
    const names = visible(token.unsentHeaders.join(', '));
    add(
      'aws',
      l10n.t('AWS will refuse the signature, which covers headers that the token lacks: {0}', names),
    );
  }
  return problems;
}

/** The query of a request to the root, its parameters in order; `undefined` of another path. */
function queryOf(path: string): string | undefined {
  return /^\/?\?(.*)$/.exec(path)?.[1]?.split('&').toSorted().join('&');
}

function flawMessage(flaw: EncodingFlaw): string {
  switch (flaw) {
    case 'standard-alphabet':
      return l10n.t(
        'The token is in standard base64. It has to be in the URL-safe alphabet, with - and _ for + and /.',
      );
    case 'white-space':
      return l10n.t('The token contains spaces or tabs. Remove them.');
    case 'padding':
      return l10n.t('The token has lost the equals signs that pad its end.');
  }
}

/**
 * Decodes base64 of either alphabet, as long as a token may be. Go's decoder ignores line ends anywhere, so they are no
 * flaw.
 */
function decode(text: string): { text: string; flaws: EncodingFlaw[] } | undefined {
  if (text.length > longestToken) return undefined;
  const unwrapped = text.replace(/[\r\n]/g, '');
  const compact = unwrapped.replace(/\s/g, '');
  const digits = compact.replace(/[=]{1,2}$/, '');
  if (!/^[A-Za-z0-9+/_-]+$/.test(digits) || digits.length % 4 === 1) return undefined;
  const flaws: EncodingFlaw[] = [];
  if (/[+/]/.test(digits)) flaws.push('standard-alphabet');
  if (compact !== unwrapped) flaws.push('white-space');
  if (compact.length % 4 !== 0) flaws.push('padding');
  const binary = atob(digits.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), flaws };
}

/** The value of `Name=value` in an `Authorization` header, if it is there exactly once. */
function component(authorization: string, name: string): string | undefined {
  const parameters = authorization.replace(/^\s*[^\s=]+\s+/, '').split(',');
  const values = parameters
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter.startsWith(`${name}=`))
    .map((parameter) => parameter.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

/** The value of a header as the verifier compares it; `undefined` if it is empty. */
function bound(request: HttpRequest, name: string): string | undefined {
  const value = canonical(request.headers.get(name)?.[0] ?? '');
  return value === '' ? undefined : value;
}

/** The signature's canonical form of a value: trimmed, with runs of spaces made one. */
function canonical(value: string): string {
  return value.trim().replace(/ {2,}/g, ' ');
}

/** Reads `20060102T150405Z`, also with a fraction of a second, which Go's parser accepts. */
function readDate(text: string | undefined): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)([.,]\d+)?Z$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const date = new Date(`${iso}${fraction.replace(',', '.').slice(0, 4)}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? date : undefined;
}

function maskKeyId(id: string): string {
  return id.length < 12 ? '…' : visible(`${id.slice(0, 4)}…${id.slice(-4)}`);
}

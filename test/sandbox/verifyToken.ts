import { readRequest, sendable, type GoRequest } from './goRequest';

/** The caller that STS named in its answer to GetCallerIdentity. */
export interface Caller {
  account: string;
  arn: string;
  userId: string;
}

/**
 * The request that the verifier forwards to STS. `method` is always POST; `host` is the host that was signed;
 * `path` is always the GetCallerIdentity query (the token's own path is overwritten). `headers` are the token's
 * headers under Go's canonical names, in alphabetical order, a repeated name repeated, one character per byte
 * (latin1), without Host, Content-Length and Transfer-Encoding. `body` is the declared body, usually empty.
 */
export interface StsRequest {
  method: string;
  host: string;
  path: string;
  headers: [name: string, value: string][];
  body: string;
}

/** What STS answered: the status, and the body as text. */
export interface StsAnswer {
  status: number;
  body: string;
}

/** Sends one request to STS. Resolves with any answer of any status; rejects only when there was no answer. */
type CallSts = (request: StsRequest) => Promise<StsAnswer>;

export interface VerifyOptions {
  /** Acceptable values of Chainguard-Audience; at least one. */
  audiences: string[];
  /** The identity to be assumed, compared with Chainguard-Identity; not empty. */
  identity: string;
  /** The host that must have been signed, for example `sts.amazonaws.com`; not empty. */
  stsHost: string;
  now: Date;
  callSts: CallSts;
}

type Verdict = { ok: true; caller: Caller } | { ok: false; error: string };

const forwardedPath = '/?Action=GetCallerIdentity&Version=2011-06-15';
const allowedSkew = 5n * 60n * 1_000_000_000n;
const lifetime = 15n * 60n * 1_000_000_000n;
const once = ['Authorization', 'X-Amz-Date', 'Chainguard-Audience', 'Chainguard-Identity'];
const mustBeSigned = ['host', 'x-amz-date', 'chainguard-audience', 'chainguard-identity'];

const invalidEncoding = 'invalid token encoding';
const invalidRequest = 'token is not a well-formed GetCallerIdentity request';

/**
 * Verifies a Chainguard token made from AWS credentials: check for check, in order and with the error texts of
 * chainguard-dev/sdk auth/aws/verify.go. The signature itself is left to STS, through `callSts`. Never throws.
 */
export async function verifyToken(token: string, options: VerifyOptions): Promise<Verdict> {
  const refused = (error: string): Verdict => ({ ok: false, error });
  const identity = canonicalValue(options.identity);
  if (identity === '' || options.audiences.length === 0 || options.stsHost === '')
    return refused('verification was incorrectly configured');
  const decoded = decodeBase64Url(token);
  const request = decoded === undefined ? undefined : readRequest(decoded);
  if (!request) return refused(invalidEncoding);

  const header = (name: string) => utf8(request.headers.get(name)?.[0] ?? '');
  if (once.some((name) => (request.headers.get(name)?.length ?? 0) > 1)) return refused(invalidRequest);
  if (request.method !== 'POST') return refused(invalidRequest);
  if (utf8(request.host) !== options.stsHost) return refused(invalidRequest);
  const signed = signedHeaderNames(header('Authorization'));
  if (mustBeSigned.some((name) => !signed.includes(name)))
    return refused('a required header is not covered by the request signature');
  if (!options.audiences.map(canonicalValue).includes(canonicalValue(header('Chainguard-Audience'))))
    return refused('audience header in token does not match expected audience');
  if (canonicalValue(header('Chainguard-Identity')) !== identity)
    return refused('identity header in token does not match expected identity');

  const signedAt = parseAmzDate(header('X-Amz-Date'));
  if (signedAt === undefined) return refused(invalidEncoding);
  const now = BigInt(options.now.getTime()) * 1_000_000n;
  if (signedAt > now + allowedSkew) return refused('token timestamp is in the future');
  if (signedAt + lifetime < now) return refused('token expired');

  return askSts(request, options);
}

async function askSts(request: GoRequest, { stsHost, callSts }: VerifyOptions): Promise<Verdict> {
  const unreachable = (problem: string): Verdict => ({
    ok: false,
    error: `failed to reach AWS STS endpoint: Post "https://${stsHost}${forwardedPath}": ${problem}`,
  });
  const problem = sendable(request);
  if (problem !== undefined) return unreachable(problem);
  let answer: StsAnswer;
  try {
    answer = await callSts({
      method: request.method,
      host: request.host,
      path: forwardedPath,
      headers: forwardedHeaders(request),
      body: 'bytes' in request.body ? request.body.bytes : '',
    });
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : String(error));
  }
  if (answer.status !== 200) return { ok: false, error: 'token rejected by AWS STS endpoint' };
  const read = readAnswer(answer.body);
  return 'caller' in read
    ? { ok: true, caller: read.caller }
    : { ok: false, error: `failed to parse json from AWS STS response ${read.problem}` };
}

/** Headers as Go writes them: sorted, without those it writes itself, only the first User-Agent. */
function forwardedHeaders(request: GoRequest): [string, string][] {
  const own = ['Content-Length', 'Transfer-Encoding', 'Trailer'];
  return [...request.headers]
    .filter(([name]) => !own.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) =>
      (name === 'User-Agent' ? values.slice(0, 1) : values).map((value): [string, string] => [
        name,
        value.replace(/^[ \t]+/, '').replace(/[ \t]+$/, ''),
      ]),
    );
}

/**
 * Go's base64.URLEncoding: padding required, CR and LF ignored anywhere, unused trailing bits not checked.
 * Returns the bytes as latin1 text.
 */
function decodeBase64Url(token: string): string | undefined {
  const text = token.replace(/[\r\n]/g, '');
  const data = text.replace(/={1,2}$/, '');
  if (text.length % 4 !== 0 || data.length % 4 === 1 || /[^A-Za-z0-9_-]/.test(data)) return undefined;
  if (text.endsWith('\n') || Math.ceil(data.length / 4) * 4 !== text.length) return undefined;
  return Buffer.from(data, 'base64url').toString('latin1');
}

/** The names in the one SignedHeaders component, in lower case; none when there are two components. */
function signedHeaderNames(authorization: string): string[] {
  const lists = authorization
    .split(',')
    .map((part) => trimSpace(part))
    .filter((part) => part.startsWith('SignedHeaders='));
  // Go lowers U+0130 to a plain i, JavaScript to an i with a combining dot.
  return lists.length === 1
    ? (lists[0] ?? '').slice('SignedHeaders='.length).replaceAll('\u0130', 'i').toLowerCase().split(';')
    : [];
}

/** A header value as the SigV4 signer canonicalises it: runs of 0x20 become one, white space at the ends goes. */
function canonicalValue(value: string): string {
  return trimSpace(value.replace(/ +/g, ' '));
}

/** Go's strings.TrimSpace, which trims U+0085 and leaves U+FEFF, unlike JavaScript's trim. */
function trimSpace(text: string): string {
  const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
  return text.replace(new RegExp(`^${space}`), '').replace(new RegExp(`${space}$`), '');
}

/** Go's time.Parse with the layout 20060102T150405Z (a fraction after the seconds is taken), in nanoseconds. */
function parseAmzDate(text: string): bigint | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?Z$/.exec(text);
  if (!match || text.endsWith('\n')) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  date.setUTCHours(hour, minute, second);
  const fraction = (match[7] ?? '').slice(0, 9).padEnd(9, '0');
  return BigInt(date.getTime()) * 1_000_000n + BigInt(fraction);
}

/** The caller in the first JSON value of an STS answer, read as Go's json.Decoder does: unknown keys pass. */
function readAnswer(body: string): { caller: Caller } | { problem: string } {
  const text = body.replace(/^[ \t\r\n]+/, '');
  if (text === '') return { problem: 'EOF' };
  if (!/^[[{"\-0-9tfn]/.test(text))
    return { problem: `invalid character '${text.charAt(0)}' looking for beginning of value` };
  const end = endOfValue(text);
  if (end === undefined) return { problem: 'unexpected EOF' };
  let value: unknown;
  try {
    value = JSON.parse(text.slice(0, end));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  try {
    const result = field(field(value, 'GetCallerIdentityResponse'), 'GetCallerIdentityResult');
    const caller = {
      account: asText(field(result, 'Account')),
      arn: asText(field(result, 'Arn')),
      userId: asText(field(result, 'UserId')),
    };
    return { caller };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the first JSON value of a text ends: a bracketed value at its closing bracket, any other at white space. */
function endOfValue(text: string): number | undefined {
  if (!/^[[{]/.test(text)) return /[ \t\r\n]/.exec(text)?.index ?? text.length;
  let depth = 0;
  for (const { 0: piece, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (piece === '[' || piece === '{') depth++;
    else if (piece === ']' || piece === '}') depth--;
    if (depth === 0) return index + piece.length;
  }
  return undefined;
}

function field(value: unknown, name: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error(`json: cannot unmarshal ${kindOf(value)} into Go value`);
  const entries = Object.entries(value as Record<string, unknown>);
  return entries.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string')
    throw new Error(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`);
  return value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

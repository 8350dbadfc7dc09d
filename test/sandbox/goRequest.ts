import { cut, parseRequestUri } from './goUrl';

/**
 * An HTTP request as Go's `http.ReadRequest` hands it over. Text is one character per byte (latin1), because Go's
 * strings are bytes. `headers` maps Go's canonical names to values in order of arrival.
 */
export interface GoRequest {
  method: string;
  /** The authority of an absolute-form target, otherwise the Host header, otherwise empty. */
  host: string;
  headers: Map<string, string[]>;
  /** The declared body; `problem` says why Go's client could not send it on. */
  body: { bytes: string } | { problem: string };
}

/**
 * Parses one request from bytes, following net/http `readRequest`, net/textproto `ReadMIMEHeader` and net/http
 * `readTransfer` of Go 1.26. A name with a space is read, and fails when the request is sent on (see `sendable`).
 * Returns undefined for whatever Go returns an error for.
 */
export function readRequest(bytes: string): GoRequest | undefined {
  const lines = new Lines(bytes);
  const first = lines.next();
  if (first === undefined) return undefined;
  const [method, afterMethod] = cut(first, ' ');
  if (afterMethod === undefined) return undefined;
  const [target, proto] = cut(afterMethod, ' ');
  if (proto === undefined || !isToken(method)) return undefined;
  const version = /^HTTP\/([0-9])\.([0-9])$/.exec(proto);
  if (!version || proto.endsWith('\n')) return undefined;
  const url = parseRequestUri(method === 'CONNECT' && !target.startsWith('/') ? `http://${target}` : target);
  if (!url) return undefined;
  const headers = readHeaders(lines);
  if (!headers || (headers.get('Host')?.length ?? 0) > 1) return undefined;
  const host = url.host === '' ? (headers.get('Host')?.[0] ?? '') : url.host;
  headers.delete('Host');
  if (headers.get('Pragma')?.[0] === 'no-cache' && !headers.has('Cache-Control'))
    headers.set('Cache-Control', ['no-cache']);
  const protocol = Number(version[1]) * 10 + Number(version[2]);
  const body = readTransfer(headers, protocol === 0 ? 11 : protocol, lines.rest());
  return body && { method, host, headers, body };
}

/**
 * Why Go's HTTP client would refuse to send the request on, or undefined when it would send it: net/http
 * `Transport.roundTrip` checks header names, and a body shorter than declared cannot be written.
 */
export function sendable(request: GoRequest): string | undefined {
  const odd = [...request.headers.keys()].find((name) => !isToken(name));
  if (odd !== undefined) return `net/http: invalid header field name ${JSON.stringify(odd)}`;
  return 'problem' in request.body ? request.body.problem : undefined;
}

/** Whether a header value has a control byte other than a tab. */
function hasControl(value: string): boolean {
  return Buffer.from(value, 'latin1').some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f);
}

/** bufio's lines: each ends with LF, a CR before it goes too, the last may lack its LF. */
class Lines {
  private at = 0;
  constructor(private readonly bytes: string) {}

  next(): string | undefined {
    if (this.at >= this.bytes.length) return undefined;
    const lf = this.bytes.indexOf('\n', this.at);
    const line = lf < 0 ? this.bytes.slice(this.at) : this.bytes.slice(this.at, lf);
    this.at = lf < 0 ? this.bytes.length : lf + 1;
    return lf >= 0 && line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Consumes the white space that starts a continuation line; true if there was any. */
  skipSpace(): boolean {
    const from = this.at;
    while (this.bytes[this.at] === ' ' || this.bytes[this.at] === '\t') this.at++;
    return this.at > from;
  }

  startsWithSpace(): boolean {
    return this.bytes[this.at] === ' ' || this.bytes[this.at] === '\t';
  }

  rest(): string {
    return this.bytes.slice(this.at);
  }
}

function readHeaders(lines: Lines): Map<string, string[]> | undefined {
  const headers = new Map<string, string[]>();
  if (lines.startsWithSpace()) return undefined;
  for (;;) {
    const first = lines.next();
    if (first === undefined) return undefined;
    if (first === '') return headers;
    if (!first.includes(':')) return undefined;
    let line = trimBlanks(first);
    while (lines.skipSpace()) {
      line += ' ';
      const more = lines.next();
      if (more === undefined) break;
      line += trimBlanks(more);
    }
    const [name, value = ''] = cut(line, ':');
    if (!isToken(name.replaceAll(' ', '')) || hasControl(value)) return undefined;
    const key = canonicalName(name);
    const values = headers.get(key) ?? [];
    headers.set(key, values);
    values.push(value.replace(/^[ \t]+/, ''));
  }
}

function readTransfer(headers: Map<string, string[]>, version: number, rest: string) {
  const encodings = headers.get('Transfer-Encoding');
  headers.delete('Transfer-Encoding');
  const chunked = encodings !== undefined && version >= 11;
  if (chunked && (encodings.length !== 1 || !/^chunked$/i.test(encodings[0] ?? ''))) return undefined;
  const lengths = (headers.get('Content-Length') ?? []).map(trimString);
  const [declared = '0'] = lengths;
  if (lengths.some((length) => length !== declared)) return undefined;
  if (!/^[0-9]+$/.test(declared) || BigInt(declared) >= 1n << 63n) return undefined;
  if (chunked) {
    headers.delete('Content-Length');
    const trailers = (headers.get('Trailer') ?? []).flatMap((value) => value.split(',')).map(trimString);
    headers.delete('Trailer');
    const names = trailers.filter((name) => name !== '').map(canonicalName);
    if (names.some((name) => /^(?:Transfer-Encoding|Trailer|Content-Length)$/.test(name))) return undefined;
    const odd = names.find((name) => !isToken(name));
    return odd === undefined
      ? dechunk(rest)
      : { problem: `net/http: invalid trailer field name ${JSON.stringify(odd)}` };
  }
  return BigInt(declared) > BigInt(rest.length)
    ? { problem: 'unexpected EOF' }
    : { bytes: rest.slice(0, Number(declared)) };
}

/** What bufio reads at once: no line of a chunked body, and no trailer, is longer. */
const buffer = 4096;

/** The body behind chunks, following net/http/internal `chunkedReader` and net/http `readTrailer`. */
function dechunk(rest: string): { bytes: string } | { problem: string } {
  const pieces: string[] = [];
  let excess = 0;
  for (let at = 0; ;) {
    const lf = rest.indexOf('\n', at);
    if (lf < 0) return { problem: rest.length - at < buffer ? 'unexpected EOF' : 'header line too long' };
    const line = rest.slice(at, lf);
    if (line.length >= buffer) return { problem: 'header line too long' };
    const cr = line.indexOf('\r');
    if (cr < 0) return { problem: 'chunked line ends with bare LF' };
    if (cr !== line.length - 1) return { problem: 'invalid CR in chunked line' };
    const [size] = cut(line.slice(0, cr).replace(/[ \t]+$/, ''), ';');
    if (size === '') return { problem: 'empty hex number for chunk length' };
    if (!/^[0-9a-fA-F]+$/.test(size)) return { problem: 'invalid byte in chunk length' };
    if (size.length > 16) return { problem: 'http chunk length too large' };
    const length = Number.parseInt(size, 16);
    excess = Math.max(0, excess + line.length + 1 - 16 - 2 * length);
    if (excess > 16 * 1024) return { problem: 'chunked encoding contains too much non-data' };
    at = lf + 1;
    if (length === 0) {
      const problem = trailerProblem(rest.slice(at));
      return problem === undefined ? { bytes: pieces.join('') } : { problem };
    }
    if (at + length + 2 > rest.length) return { problem: 'unexpected EOF' };
    pieces.push(rest.slice(at, at + length));
    at += length;
    if (!rest.startsWith('\r\n', at)) return { problem: 'malformed chunked encoding' };
    at += 2;
  }
}

function trailerProblem(tail: string): string | undefined {
  if (tail.startsWith('\r\n')) return undefined;
  if (tail.length < 2) return 'http: unexpected EOF reading trailer';
  if (!tail.slice(0, buffer).includes('\r\n\r\n'))
    return 'http: suspiciously long trailer after chunked body';
  return readHeaders(new Lines(tail)) ? undefined : 'malformed MIME header line';
}

function isToken(text: string): boolean {
  return text !== '' && !/[^!#$%&'*+\-.0-9A-Z^_`a-z|~]/.test(text);
}

/** textproto's canonical name; a name with any other byte than a token's keeps its spelling. */
function canonicalName(name: string): string {
  if (!isToken(name)) return name;
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

/** textproto.TrimString: blanks, tabs and line ends. */
function trimString(text: string): string {
  return text.replace(/^[ \t\r\n]+/, '').replace(/[ \t\r\n]+$/, '');
}

/** The head of an HTTP request, as far as it is readable. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query of the request target. */
  readonly path: string;
  /** The host of an absolute request target, else of the `Host` header; `undefined` without either. */
  readonly host: string | undefined;
  /** Values by name in lower case, in order, trimmed. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Whether Go's `http.ReadRequest` would return an error. */
  readonly malformed: boolean;
}

/** A token of RFC 9110: a method or a header's name. */
const tokenCharacters = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** ASCII's control characters except the tab. Go looks at bytes, so it does not see those beyond ASCII. */
const controls = /(?![\t\u0080-\u009f])\p{Cc}/u;

/**
 * Reads the head of an HTTP/1 request as Go's `http.ReadRequest` does (line ends CRLF or LF, folded lines joined, the
 * body ignored), but continues where Go would stop and sets `malformed`. `undefined` if the first line is not a request
 * line. Takes time linear in the length of `text`.
 */
export function parseRequest(text: string): HttpRequest | undefined {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const [, first = '', rest = ''] = /^([^\n]*?)\r?(?:\n([^]*))?$/.exec(head) ?? [];
  const [method = '', target = '', version = '', ...more] = first.split(' ');
  if (more.length > 0 || !tokenCharacters.test(method) || !/^HTTP\/[0-9.]{1,9}$/.test(version))
    return undefined;
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)(.*)$/s.exec(target);
  if (absolute === null && !target.startsWith('/')) return undefined;

  const { headers, flawed } = parseHeaders(rest === '' ? [] : unfolded(rest));
  const hosts = headers.get('host') ?? [];
  const readable =
    /^HTTP\/\d\.\d$/.test(version) &&
    !/^[ \t]/.test(rest) &&
    targetIsReadable(target) &&
    hosts.length <= 1 &&
    framingIsReadable(headers);
  return {
    method,
    path: absolute === null ? target : (absolute[2] ?? ''),
    host: absolute?.[1] ?? hosts[0],
    headers,
    malformed: end === null || flawed || !readable,
  };
}

/** Go's `url.ParseRequestURI` refuses control characters and, before the query, a `%` without two digits. */
function targetIsReadable(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return !target.includes('\t') && !controls.test(target) && !/%(?![0-9A-Fa-f]{2})/.test(path);
}

/** The lines of the head, each joined with those that continue it, after each of them is trimmed. */
function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const physical of text.split(/\r?\n/)) {
    const line = physical.replace(/(?<![ \t])[ \t]+$/, '');
    const before = lines.pop();
    if (before === undefined) lines.push(line);
    else if (/^[ \t]/.test(physical)) lines.push(`${before} ${line.replace(/^[ \t]+/, '')}`);
    else lines.push(before, line);
  }
  return lines;
}

function parseHeaders(lines: readonly string[]) {
  const headers = new Map<string, string[]>();
  let flawed = false;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!tokenCharacters.test(name)) {
      flawed = true;
      continue;
    }
    const values = headers.get(name) ?? [];
    const value = line.slice(colon + 1).replace(/^[ \t]+/, '');
    if (controls.test(value)) flawed = true;
    values.push(value);
    headers.set(name, values);
  }
  return { headers, flawed };
}

/** Go refuses a request if it cannot tell where the body ends. */
function framingIsReadable(headers: ReadonlyMap<string, readonly string[]>): boolean {
  const lengths = new Set(headers.get('content-length') ?? []);
  const codings = headers.get('transfer-encoding') ?? [];
  return (
    lengths.size <= 1 &&
    [...lengths].every((length) => /^\d{1,18}$/.test(length)) &&
    codings.length <= 1 &&
    codings.every((coding) => coding.toLowerCase() === 'chunked')
  );
}

import { isIPv6 } from 'node:net';

/**
 * Parses a request target as Go's `url.ParseRequestURI` does (net/url, Go 1.26) and keeps only its host, which is
 * empty for origin-form and opaque targets. Returns undefined where Go returns an error.
 */
export function parseRequestUri(target: string): { host: string } | undefined {
  const control = Buffer.from(target, 'latin1').some((byte) => byte < 0x20 || byte === 0x7f);
  if (target === '' || control) return undefined;
  if (target === '*') return { host: '' };
  const split = splitScheme(target);
  if (!split) return undefined;
  const path = split.rest.split('?')[0] ?? '';
  if (!path.startsWith('/')) return split.scheme === '' ? undefined : { host: '' };
  if (split.scheme === '' || !path.startsWith('//')) return escapesAreValid(path) ? { host: '' } : undefined;
  const slash = path.indexOf('/', 2);
  const authority = slash < 0 ? path.slice(2) : path.slice(2, slash);
  const host = parseAuthority(split.scheme.toLowerCase(), authority);
  return host === undefined || !escapesAreValid(slash < 0 ? '' : path.slice(slash)) ? undefined : { host };
}

function splitScheme(target: string): { scheme: string; rest: string } | undefined {
  if (target.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target)?.[1];
  return scheme === undefined
    ? { scheme: '', rest: target }
    : { scheme, rest: target.slice(scheme.length + 1) };
}

function parseAuthority(scheme: string, authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (/[^A-Za-z0-9\-._:~!$&'()*+,;=%@]/.test(user) || !escapesAreValid(user)) return undefined;
  }
  return parseHost(scheme, authority.slice(at + 1));
}

function parseHost(scheme: string, host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) return parseAddress(host);
  // Only where no web address is meant, the host itself may hold colons.
  const colon = scheme === 'http' || scheme === 'https' ? host.indexOf(':') : host.lastIndexOf(':');
  return colon >= 0 && !isOptionalPort(host.slice(colon)) ? undefined : unescapeHost(host, false);
}

/** An IPv6 address in brackets, with its zone if it has one, and a port. */
function parseAddress(host: string): string | undefined {
  const end = host.lastIndexOf(']');
  const port = host.slice(end + 1);
  if (end < 0 || !isOptionalPort(port)) return undefined;
  const name = host.slice(1, end);
  const zone = name.indexOf('%25');
  const address =
    zone < 0
      ? unescapeHost(name, false)
      : joined(unescapeHost(name.slice(0, zone), false), unescapeHost(name.slice(zone), true));
  if (address === undefined) return undefined;
  const [number, zoneName] = cut(address, '%');
  return isIPv6(number) && zoneName !== '' ? `[${address}]${port}` : undefined;
}

function joined(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function isOptionalPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text) && !text.endsWith('\n');
}

function escapesAreValid(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

/** net/url `unescape` in its host and zone modes: which bytes may stand, and which escapes may name. */
function unescapeHost(text: string, zone: boolean): string | undefined {
  if (!escapesAreValid(text)) return undefined;
  for (const [escape] of text.matchAll(/%../g)) {
    const byte = Number.parseInt(escape.slice(1), 16);
    if (!zone && byte < 0x80 && escape !== '%25') return undefined;
    if (zone && escape !== '%25' && byte !== 0x20 && !mayStandInHost(String.fromCharCode(byte)))
      return undefined;
  }
  const plain = text.replace(/%../g, '');
  for (const c of plain) if (c < '\x80' && !mayStandInHost(c)) return undefined;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function mayStandInHost(c: string): boolean {
  return /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/.test(c);
}

/** Go's `strings.Cut`: the text before and after the first separator, the latter undefined without one. */
export function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

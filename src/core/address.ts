/**
 * Parses `text` as an address to which a signed request may be sent: https, or http on this machine, without
 * user name, password, query or fragment. `undefined` for anything else.
 */
export function safeAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return undefined;
  // A bare `?` or `#` leaves no trace in the URL, and would swallow a path that is appended to the text.
  return url.username + url.password === '' && !/[?#]/.test(text) ? url : undefined;
}

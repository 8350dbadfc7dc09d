/**
 * The URL that `text` is, if a signed request may be sent there: https, or http on this machine, without user
 * name, query or fragment. `undefined` for anything else.
 */
export function safeAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return undefined;
  return url.username + url.password + url.search + url.hash === '' ? url : undefined;
}

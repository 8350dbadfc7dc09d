import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { refreshToken, type IssuerParts } from './issuer';
import type { Asked, Reply } from './serve';
import { badField, StatusError } from './status';
import { organization } from './world';

/** How long a code can be used, in seconds (Chainguard's documentation of `chainctl auth login --headless`). */
const codeLife = 900;

interface Headless {
  /** When the code was first shown to the sign-in page. */
  since: number;
  session?: { ecdhPublicKey: string; encryptedIdtoken: string };
}

/**
 * The issuer's side of a person's sign-in: `/oauth` is a page with a link for each person, one for somebody
 * without an account, and one who says no; `/orgcheck` says whether an organization may be named in place of an
 * identity provider; `/sts/headless_sessions` hands out what was encrypted for a code, once. What Chainguard
 * answers while a code waits is not public: here it is NotFound.
 */
export class SignIns {
  private readonly codes = new Map<string, Headless>();

  constructor(private readonly parts: IssuerParts) {}

  /** The answer, or undefined for a path that has nothing to do with it. */
  async answer(asked: Asked): Promise<Reply | undefined> {
    if (asked.method !== 'GET') return undefined;
    switch (asked.path) {
      case '/oauth':
        return this.choose(asked);
      case '/oauth/chosen':
        return this.chosen(asked);
      case '/orgcheck':
        return { status: 200, body: JSON.stringify(asked.query.get('name') === organization.name) };
      case '/sts/headless_sessions':
        return this.collect(asked);
      default:
        return undefined;
    }
  }

  private choose({ query, now }: Asked): Reply {
    const idp = query.get('idp_id');
    if (idp !== null && idp !== organization.name && !/^[0-9a-f]{40}(?:\/[0-9a-f]{16})+$/.test(idp))
      throw badField('idp_id', `no such identity provider: ${idp}`);
    const code = query.get('headless_code');
    if (code === null) {
      redirectOf(query);
      if ((query.get('client_id') === null) === (idp === null))
        throw badField('client_id', 'exactly one of client_id and idp_id');
    } else {
      publicKey(code);
      this.codes.set(code, { since: now.getTime() });
    }
    const link = (who: string, label: string) =>
      `<li><a href="/oauth/chosen?${new URLSearchParams([...query, ['who', who]]).toString().replaceAll('&', '&amp;')}">${label}</a></li>`;
    const people = [...this.parts.resources.people.values()].map(({ email }) => link(email, email));
    const others = [link('nobody', 'Somebody without an account'), link('refused', 'Say no')];
    return page(`<h1>Sign in to Chainguard (sandbox)</h1><ul>${[...people, ...others].join('')}</ul>`);
  }

  private async chosen(asked: Asked): Promise<Reply> {
    const { query, now } = asked;
    const { resources, tokens, urls } = this.parts;
    const who = query.get('who') ?? '';
    const person = [...resources.people.values()].find(({ email }) => email === who);
    const code = query.get('headless_code');
    if (code !== null) {
      if (!person) return page('<h1>Nobody signed in</h1>');
      const { token } = await tokens.issue(urls.issuer, person.uid, { audience: [urls.issuer], at: now });
      this.codes.set(code, { since: now.getTime(), session: encrypt(code, token) });
      return page('<h1>Signed in</h1><p>Go back to where the code was shown.</p>');
    }
    const target = redirectOf(query);
    for (const name of ['token', 'error']) target.searchParams.delete(name);
    if (person) {
      const audience = (query.get('audience') ?? '').split(',').filter((aud) => aud !== '');
      if (audience.length === 0) throw badField('audience', 'is required');
      target.searchParams.set(
        'token',
        (await tokens.issue(urls.issuer, person.uid, { audience, at: now })).token,
      );
      if (query.get('create_refresh_token') === 'true')
        target.searchParams.set('refresh_token', (await refreshToken(this.parts, person.uid, now)).token);
    } else {
      target.searchParams.set('error', who === 'nobody' ? 'account not found' : 'access_denied');
      target.searchParams.set('status_code', who === 'nobody' ? '404' : '403');
    }
    return { status: 302, headers: { location: target.href } };
  }

  private collect({ query, now }: Asked): Reply {
    const code = query.get('code') ?? '';
    publicKey(code);
    const waiting = this.codes.get(code);
    if (waiting && now.getTime() - waiting.since > codeLife * 1000) this.codes.delete(code);
    if (!waiting?.session || !this.codes.has(code)) throw new StatusError(5, 'headless session not found');
    this.codes.delete(code);
    return { status: 200, body: waiting.session };
  }
}

/** Only a loopback address that asks for the token may be sent one. */
function redirectOf(query: URLSearchParams): URL {
  const text = query.get('redirect') ?? '';
  if (query.get('exit') !== 'redirect' || !URL.canParse(text)) throw badField('redirect', 'is required');
  const url = new URL(text);
  if (url.protocol !== 'http:' || url.hostname !== 'localhost' || url.pathname !== '/callback')
    throw badField('redirect', `not allowed: ${text}`);
  if (url.searchParams.get('token') !== 'true') throw badField('redirect', 'does not ask for a token');
  return url;
}

function publicKey(code: string) {
  if (!/^[\w-]{43}$/.test(code)) throw badField('code', 'not a public key');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: code }, format: 'jwk' });
}

/** chainguard-dev/sdk auth/headless/code.go: X25519, then AES-256-GCM with the nonce in front; bytes as base64. */
function encrypt(code: string, token: string): { ecdhPublicKey: string; encryptedIdtoken: string } {
  const own = generateKeyPairSync('x25519');
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey: publicKey(code) });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const { x = '' } = own.publicKey.export({ format: 'jwk' });
  return { ecdhPublicKey: Buffer.from(x).toString('base64'), encryptedIdtoken: sealed.toString('base64') };
}

function page(body: string): Reply {
  const html = `<!doctype html><html lang="en"><title>Sign in</title><body>${body}</body></html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

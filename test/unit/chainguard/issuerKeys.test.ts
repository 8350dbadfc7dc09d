import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSignature } from '../../../src/chainguard/issuerKeys';
import { isFailure } from '../../../src/core/failure';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox';

let sandbox: Sandbox;
let token = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await sandbox.sessionToken('kim@acme.example');
});
afterAll(() => sandbox.close());

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (isFailure(error) ? error.kind : error),
  );

describe("checking a token's signature", () => {
  it("finds a token genuine by the issuer's own keys, and sends it nowhere", async () => {
    sandbox.requests.length = 0;
    const issuer = sandbox.urls.issuer;
    expect(await checkSignature(token, issuer)).toEqual({ kind: 'genuine', issuer });
    expect(sandbox.requests.map(({ path }) => path)).toEqual([
      '/.well-known/openid-configuration',
      '/.well-known/jwks.json',
    ]);
    expect(JSON.stringify(sandbox.requests)).not.toContain(token);
  });

  it('refuses changed claims', async () => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'f'.repeat(40) })).toString('base64url');
    const check = await checkSignature(`${header}.${forged}.${signature}`, sandbox.urls.issuer);
    expect(check.kind).toBe('refused');
  });

  it('refuses a token without a signature', async () => {
    const [, payload = ''] = token.split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const check = await checkSignature(`${header}.${payload}.`, sandbox.urls.issuer);
    expect(check.kind).toBe('refused');
  });

  it('asks nobody about a token of another issuer', async () => {
    const other = await sandbox.oidcToken({ iss: 'https://elsewhere.example', sub: 'x', aud: 'y' });
    sandbox.requests.length = 0;
    expect(await failureOf(checkSignature(other, sandbox.urls.issuer))).toBe('invalid');
    expect(sandbox.requests).toEqual([]);
  });

  it('does not follow an issuer that has its keys at another address', async () => {
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ jwks_uri: `${sandbox.urls.elsewhere}/keys` })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const named = await sandbox.oidcToken({ iss: issuer, sub: 'x', aud: 'y' });
    sandbox.requests.length = 0;
    expect(await failureOf(checkSignature(named, issuer))).toBe('unexpected');
    expect(sandbox.requests).toEqual([]);
    server.close();
  });
});

describe('an issuer with several keys, none of which the token names', () => {
  const signedBy = async (key: CryptoKey, issuer: string) =>
    new SignJWT({ iss: issuer, sub: 'x' }).setProtectedHeader({ alg: 'RS256' }).sign(key);

  it('has made the token when one of them fits, and not when none does', async () => {
    const pairs = await Promise.all(
      Array.from({ length: 3 }, () => generateKeyPair('RS256', { extractable: true })),
    );
    const [first, second, stranger] = pairs;
    if (!first || !second || !stranger) throw new Error('no keys');
    const keys = await Promise.all([first, second].map(({ publicKey }) => exportJWK(publicKey)));
    const server = createServer((request, response) =>
      response.end(
        JSON.stringify(
          request.url === '/keys' ? { keys } : { jwks_uri: `http://${request.headers.host}/keys` },
        ),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const genuine = await signedBy(second.privateKey, issuer);
    expect(await checkSignature(genuine, issuer)).toEqual({ kind: 'genuine', issuer });
    const forged = await signedBy(stranger.privateKey, issuer);
    expect((await checkSignature(forged, issuer)).kind).toBe('refused');
    server.close();
  });
});

import { describe, expect, it } from 'vitest';
import { exchange } from '../../../src/chainguard/exchange';
import { asFailure } from '../../../src/core/failure';
import { apiAudience, identities } from '../../sandbox/world';
import { inSandbox } from '../inSandbox';

const sandbox = inSandbox();
const statuses: Record<number, number> = { 1: 499, 3: 400, 5: 404, 6: 409, 7: 403, 9: 400, 16: 401 };
const jwt = 'eyJ.eyJ.c2ln';
const aws = 'UE9TVA==';

/** The failure of an exchange that the issuer refuses with this gRPC code and these words. */
async function refusedWith(code: number, message: string, token: string) {
  const body = JSON.stringify({ code, message, details: [] });
  const fault = { kind: 'status', status: statuses[code] ?? 500, body } as const;
  sandbox().faults.set({ service: 'issuer', fault });
  const to = { issuerUrl: sandbox().urls.issuer, identity: identities.release, audience: apiAudience };
  return asFailure(await exchange({ ...to, token }).catch((error: unknown) => error));
}

describe('what to do about a refused exchange', () => {
  it.each([
    'verifying token: oidc: token is expired (Token Expiry: 2026-01-01 00:00:00 +0000 UTC)',
    'rpc error: token has expired',
    'jwt expired',
    'JWT validation failed: "exp" not satisfied',
  ])('is a new token for one that has expired: %s', async (words) => {
    for (const code of [7, 16, 3]) {
      const failure = await refusedWith(code, words, jwt);
      expect(failure.remedy).toBe("The token has expired, or this machine's clock is behind. Get a new one.");
      expect(failure).toMatchObject({ kind: 'denied', refused: 'token' });
    }
  });

  it.each([
    ['oidc: expected audience "a" got ["b"]', /audience that the identity asks for/],
    ['oidc: id token issued by a different provider, expected "a" got "b"', /another issuer/],
    ['oidc: current time 1 before the nbf (not before) time: 2', /not valid yet/],
    ['failed to verify signature: no keys match', /keys/],
  ])('fits the words %s', async (words, remedy) => {
    expect((await refusedWith(7, words, jwt)).remedy).toMatch(remedy);
  });

  it('is to compare what the token has, by its kind', async () => {
    expect((await refusedWith(7, 'no', jwt)).remedy).toMatch(/issuer, subject and audience/);
    expect((await refusedWith(7, 'no', aws)).remedy).toMatch(/account, ARN and user ID/);
  });

  it('is nothing about the caller where the issuer speaks of something else', async () => {
    for (const code of [1, 3, 5, 6, 9, 16]) {
      const { remedy = '', message } = await refusedWith(code, 'the words', aws);
      expect(remedy).not.toMatch(/ARN|another name|address|what was entered/);
      expect(remedy).not.toBe('');
      expect(message).toContain('the words');
    }
  });

  it.each([
    [9, 'denied', /put right at Chainguard/],
    [6, 'denied', /new token/],
    [1, 'offline', /Try again in a moment/],
    [5, 'denied', /may have been deleted/],
  ] as const)('is, for gRPC code %i, a failure of its own', async (code, kind, remedy) => {
    const failure = await refusedWith(code, 'x', aws);
    expect(failure.kind).toBe(kind);
    expect(failure.remedy).toMatch(remedy);
  });
});

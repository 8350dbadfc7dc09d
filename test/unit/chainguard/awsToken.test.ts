import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { awsToken } from '../../../src/chainguard/awsToken';

interface Vector {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  time: string;
  audience: string;
  identity: string;
  token: string;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/generate.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

describe('the AWS token', () => {
  it.each(vectors)("makes the bytes that Chainguard's own SDK makes: $name", async (vector) => {
    const token = await awsToken(vector, vector, new Date(vector.time));
    expect(Buffer.from(token, 'base64url').toString()).toBe(
      Buffer.from(vector.token, 'base64url').toString(),
    );
    expect(token).toBe(vector.token);
  });
});

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const to = { audience: 'https://issuer.enforce.dev', identity: 'deadbeef' };

describe('what cannot be signed', () => {
  it.each([
    ['a line break in the identity', { ...to, identity: 'a\r\nX-Evil: 1' }],
    ['a tab in the audience', { ...to, audience: 'https://issuer\t.enforce.dev' }],
    ['a no-break space in the audience', { ...to, audience: 'https://issuer.enforce.dev\u00a0' }],
    ['half a surrogate pair', { ...to, identity: '\ud83d' }],
  ])('refuses %s before anything is signed', async (_, unfit) => {
    await expect(awsToken(credentials, unfit, new Date(0))).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('refuses a session token that would add a header of its own', async () => {
    const split = { ...credentials, sessionToken: 'a\r\nHost: evil' };
    await expect(awsToken(split, to, new Date(0))).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('refuses credentials without a key', async () => {
    const empty = { accessKeyId: '', secretAccessKey: '' };
    await expect(awsToken(empty, to, new Date(0))).rejects.toMatchObject({ kind: 'no-credentials' });
  });
});

import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { awsToken } from '../../../../src/chainguard/awsToken';
import { problemsWithAwsToken, readAwsToken } from '../../../../src/core/token/awsRequest';
import { formatTimeLeft, timeLeft } from '../../../../src/core/token/countdown';
import { maskToken, readChainguardToken } from '../../../../src/core/token/token';
import { kindOfToken } from '../../../../src/core/token/tokenKind';
import generated from '../../../fixtures/generate.json';
import verified from '../../../fixtures/verify.json';
import { verifyToken } from '../../../sandbox/verifyToken';

const organization = '0123456789abcdef0123456789abcdef01234567';
const identity = `${organization}/89abcdef01234567`;

function jwt(
  claims: unknown,
  header: unknown = { alg: 'RS256', kid: 'k1' },
  signature = 'c2lnbmF0dXJl',
): string {
  return `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}.${signature}`;
}

const claims = {
  iss: 'https://issuer.enforce.dev',
  sub: identity,
  aud: 'https://console-api.enforce.dev',
  iat: 1_700_000_000,
  exp: 1_700_003_600,
  act: {
    iss: 'https://sts.amazonaws.com',
    sub: 'arn:aws:sts::123456789012:assumed-role/ci/x',
    aud: ['a', 'b'],
  },
  email: 'kim@acme.example',
  email_verified: true,
  cap: { [organization]: 'AAAAAAAAAFwAAAAAAAAAAAAAAAAIAAAA', [identity]: 'nonsense!' },
};

describe('a Chainguard token', () => {
  it('is read claim by claim', () => {
    expect(readChainguardToken(jwt(claims))).toEqual({
      header: { alg: 'RS256', kid: 'k1' },
      issuer: 'https://issuer.enforce.dev',
      subject: identity,
      audiences: ['https://console-api.enforce.dev'],
      issuedAt: new Date(1_700_000_000_000),
      expiresAt: new Date(1_700_003_600_000),
      actor: {
        issuer: 'https://sts.amazonaws.com',
        subject: 'arn:aws:sts::123456789012:assumed-role/ci/x',
        audiences: ['a', 'b'],
      },
      email: 'kim@acme.example',
      capabilities: [
        { group: organization, set: claims.cap[organization] },
        { group: identity, set: claims.cap[identity] },
      ],
      otherClaims: { email_verified: true },
    });
  });

  it('may be pasted with what stood around it', () => {
    expect(readChainguardToken(`  Bearer ${jwt(claims)}\n`)?.subject).toBe(identity);
  });

  it('whose claims have other types than they should have lacks them', () => {
    const odd = {
      iss: 1,
      sub: {},
      aud: [1, 'x'],
      iat: 'now',
      exp: 1e300,
      act: 'me',
      email: null,
      cap: ['a'],
    };
    expect(readChainguardToken(jwt(odd))).toMatchObject({
      issuer: undefined,
      subject: undefined,
      audiences: ['x'],
      issuedAt: undefined,
      expiresAt: undefined,
      actor: undefined,
      email: undefined,
      capabilities: [],
    });
  });

  it('cannot reach a prototype through its claims', () => {
    const body = base64url.encode('{"__proto__":{"polluted":true},"constructor":1}');
    const token = readChainguardToken(`${base64url.encode('{"alg":"none"}')}.${body}.`);
    expect(Object.getPrototypeOf(token?.otherClaims)).toBe(Object.prototype);
    expect(Object.keys(token?.otherClaims ?? {})).toEqual(['__proto__', 'constructor']);
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => jwt(value)),
        ),
        (text) => {
          const token = readChainguardToken(text);
          expect(token === undefined || Array.isArray(token.audiences)).toBe(true);
          expect(() => kindOfToken(text)).not.toThrow();
        },
      ),
    );
  });
});

describe('a token of any kind', () => {
  it('is of a kind that its claims or its form tell', () => {
    expect(kindOfToken(jwt(claims))).toBe('chainguard-jwt');
    expect(kindOfToken(jwt({ iss: 'http://127.0.0.1:1234', sub: identity }))).toBe('chainguard-jwt');
    expect(kindOfToken(jwt({ iss: 'https://token.actions.githubusercontent.com', sub: 'repo:x' }))).toBe(
      'jwt',
    );
    expect(kindOfToken(jwt({ iss: 'https://evil.example/.enforce.dev', sub: 'x' }))).toBe('jwt');
    expect(kindOfToken(`Bearer ${generated.vectors[1]?.token ?? ''}`)).toBe('aws-request');
    for (const text of ['', 'hello', 'a.b.c', '{}', 'SGVsbG8=']) expect(kindOfToken(text)).toBeUndefined();
  });

  it('shows the time that it has left, or that it has expired', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    expect(formatTimeLeft(timeLeft(new Date('2026-01-01T00:59:58Z'), at))).toBe('59:58');
    expect(formatTimeLeft(3_723_000)).toBe('1:02:03');
    expect(formatTimeLeft(1)).toBe('0:01');
    for (const ms of [0, -1, Number.NaN]) expect(formatTimeLeft(ms)).toBe('expired');
  });

  it('tells its beginning and its length when it is masked, and no more', () => {
    const token = jwt(claims);
    expect(maskToken(token)).toBe(`eyJhbG… (${token.length} characters)`);
    expect(maskToken('hunter2')).toBe('… (7 characters)');
    expect(maskToken('s'.repeat(200))).toBe('… (200 characters)');
  });
});

describe('a signed AWS request', () => {
  it.each(generated.vectors)('made by the SDK is read: $name', (vector) => {
    const token = readAwsToken(vector.token);
    expect(token).toMatchObject({
      encodingFlaws: [],
      malformed: false,
      method: 'POST',
      path: '/?Action=GetCallerIdentity&Version=2011-06-15',
      host: 'sts.amazonaws.com',
      region: 'us-east-1',
      hasSessionToken: vector.sessionToken !== '',
      date: new Date(Math.floor(Date.parse(vector.time) / 1000) * 1000),
    });
    if (token === undefined) return;
    expect(token.expires?.getTime()).toBe((token.date?.getTime() ?? 0) + 900_000);
    const { audience, identity } = vector;
    if (audience !== '' && !/[^ -~]/.test(audience)) {
      expect(problemsWithAwsToken(token, { at: new Date(vector.time), audience, identity })).toEqual([]);
    }
    expect(JSON.stringify(token)).not.toContain(vector.secretAccessKey);
    if (vector.accessKeyId.length > 8) expect(JSON.stringify(token)).not.toContain(vector.accessKeyId);
    if (vector.sessionToken !== '') expect(JSON.stringify(token)).not.toContain(vector.sessionToken);
    expect(JSON.stringify(token)).not.toContain(/Signature=(\w+)/.exec(vector.request)?.[1]);
  });

  const kinds = new Map([
    ['invalid token encoding', 'encoding'],
    ['token is not a well-formed GetCallerIdentity request', 'request'],
    ['a required header is not covered by the request signature', 'unsigned'],
    ['audience header in token does not match expected audience', 'audience'],
    ['identity header in token does not match expected identity', 'identity'],
    ['token timestamp is in the future', 'future'],
    ['token expired', 'expired'],
  ]);
  const local = verified.vectors.filter(
    ({ result }) => result.startsWith('accepted') || kinds.has(result.replace('error: ', '')),
  );

  it.each(local)('is refused for the reason that the SDK gives, or not at all: $name', (vector) => {
    const token = readAwsToken(vector.token);
    const problems =
      token === undefined
        ? [{ kind: 'encoding' }]
        : problemsWithAwsToken(token, {
            at: new Date(vector.now),
            audience: vector.expectedAudience,
            identity: vector.expectedIdentity,
            host: vector.expectedStsHost,
          }).filter(({ kind }) => kind !== 'aws');
    expect(problems[0]?.kind).toBe(kinds.get(vector.result.replace('error: ', '')));
  });

  it('covers most of the vectors', () => {
    expect(local.length).toBeGreaterThan(45);
  });

  const request = generated.vectors[1]?.request ?? '';
  const expectation = { at: new Date('2023-11-14T22:13:20Z') };
  const encode = (text: string) => btoa(text).replace(/\+/g, '-').replace(/\//g, '_');
  const problemsOf = (text: string) => {
    const token = readAwsToken(encode(text));
    return token === undefined ? undefined : problemsWithAwsToken(token, expectation).map(({ kind }) => kind);
  };

  it('is refused by AWS when it lacks a header that it signed, as curl leaves one out', () => {
    expect(problemsOf(request)).toEqual([]);
    expect(problemsOf(request.replace(';x-amz-date', ';x-amz-date;x-amz-security-token'))).toEqual(['aws']);
  });

  it('is refused by AWS when it signs another action', () => {
    expect(problemsOf(request.replace('GetCallerIdentity', 'GetSessionToken'))).toEqual(['aws']);
    expect(problemsOf(request.replace(/\?(\S+)&(\S+)/, '?$2&$1'))).toEqual([]);
  });

  it('in standard base64 is read, and refused', () => {
    const { token = '' } = generated.vectors.find(({ name }) => name === 'urlsafe-alphabet-matters') ?? {};
    const standard = readAwsToken(token.replace(/-/g, '+').replace(/_/g, '/'));
    expect(standard?.encodingFlaws).toEqual(['standard-alphabet']);
    expect(standard && problemsWithAwsToken(standard, expectation)[0]?.kind).toBe('encoding');
  });

  it('gives every reason at once', () => {
    const broken = request.replace('POST', 'GET').replace('sts.amazonaws', 'sts.eu-west-1.amazonaws');
    const late = readAwsToken(encode(broken));
    const problems = late && problemsWithAwsToken(late, { at: new Date('2024-01-01'), identity: 'x' });
    expect(problems?.map(({ kind }) => kind)).toEqual(['request', 'request', 'identity', 'expired']);
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.nat(request.length), fc.string(), (cut, more) => {
        const mutilated = `${request.slice(0, cut)}${more}${request.slice(cut + more.length)}`;
        const token = readAwsToken(base64url.encode(mutilated));
        expect(token === undefined || problemsWithAwsToken(token, expectation).length >= 0).toBe(true);
      }),
    );
  });
});

describe('what passes every check here', () => {
  const at = new Date('2026-01-01T00:00:00Z');
  const audience = 'https://issuer.enforce.dev';
  const signer = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
  const pieces = [
    ...[
      '\r',
      '\n',
      '\r\n',
      '\r\n ',
      ' ',
      '\t',
      '\0',
      '\u0001',
      '\u007f',
      '\u0085',
      'é',
      ':',
      ';',
      ',',
      '=',
      '%',
    ],
    ...['%zz', '?', '#', '//', '@', '[', 'A', '0', ':443', 'http://a', 'HTTP/1.0', 'SignedHeaders=host'],
    ...['Host: x', 'X-Amz-Date: 1', 'Content-Length: 5', 'Transfer-Encoding: x', ': x', 'a : x'].map(
      (header) => `${header}\r\n`,
    ),
  ];
  const change = fc.record({ at: fc.nat(700), left: fc.nat(3), piece: fc.constantFrom('', ...pieces) });

  it('is not refused by the verifier before it asks AWS', async () => {
    const token = await awsToken(signer, { audience, identity }, at);
    const text = Buffer.from(token, 'base64url').toString('latin1');
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 2 }), async (changes) => {
        const changed = changes.reduce(
          (rest, { at, left, piece }) => rest.slice(0, at) + piece + rest.slice(at + left),
          text,
        );
        const encoded = Buffer.from(changed, 'latin1').toString('base64');
        const mutant = encoded.replaceAll('+', '-').replaceAll('/', '_');
        const read = readAwsToken(mutant);
        if (
          !read ||
          problemsWithAwsToken(read, { at, audience, identity }).some(({ kind }) => kind !== 'aws')
        )
          return;
        passed += 1;
        const verdict = await verifyToken(mutant, {
          audiences: [audience],
          identity,
          stsHost: 'sts.amazonaws.com',
          now: at,
          callSts: () => Promise.resolve({ status: 403, body: '' }),
        });
        // A body that is shorter than it says keeps the verifier from asking.
        expect(verdict).toMatchObject({
          ok: false,
          error: expect.stringMatching(/^token rejected by AWS STS|^failed to reach AWS STS/) as string,
        });
      }),
      { numRuns: 5000 },
    );
    expect(passed).toBeGreaterThan(100);
  }, 60_000);
});

describe('the readers of tokens', () => {
  it('a reader comes to an end with whatever stands in a token', () => {
    const request = `POST http://${'a'.repeat(500_000)}/\r HTTP/1.1\nHost: a\n\n`;
    expect(kindOfToken(Buffer.from(request).toString('base64url'))).toBe('aws-request');
  });
});

import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { foreignWords, redact } from '../../../src/core/redact';
import generated from '../../fixtures/generate.json';

const uidp = '0123456789abcdef0123456789abcdef01234567/89abcdef01234567';
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** Nine characters of `secret` that stand in `text`, if there are any. */
function leak(text: string, secret: string): string | undefined {
  for (let at = 0; at + 9 <= secret.length; at++) {
    const piece = secret.slice(at, at + 9);
    if (text.includes(piece)) return piece;
  }
  return undefined;
}

const characters = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc
    .array(
      fc.nat(alphabet.length - 1).map((index) => alphabet.charAt(index)),
      { minLength, maxLength },
    )
    .map((all) => all.join(''));
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base64 = `${letters}+/`;
const urlSafe = `${letters}-_`;

const key = characters(base64, 40);
const sessionToken = characters(base64, 100, 400).map((rest) => `IQoJb3JpZ2lu${rest}==`);
const jwt = fc
  .tuple(characters(urlSafe, 20, 80), characters(urlSafe, 342))
  .map(([body, signature]) => `${base64url.encode('{"alg":"RS256"}')}.eyJ${body}.${signature}`);
const refreshToken = characters(letters, 30, 100).map((secret) =>
  btoa(JSON.stringify({ exp: 1_700_000_000, secret })),
);
const awsRequest = fc.constantFrom(...generated.vectors.map(({ token }) => token));
const dockerAuth = jwt.map((token) => btoa(`_token:${token}`));

/** Whatever may stand around a secret, but for what would be part of it. */
const around = fc.string({ unit: 'binary-ascii', maxLength: 40 });
const places: ((secret: string, before: string, after: string) => string)[] = [
  (secret, before, after) => `${before} ${secret} ${after}`,
  (secret, before, after) => `${before}\n${secret}\n${after}`,
  (secret, before, after) => JSON.stringify({ before, token: secret, after }),
  (secret, before, after) => JSON.stringify({ log: JSON.stringify([before, secret, after]) }),
  (secret, before, after) => JSON.stringify({ lines: `${before}\n${secret}\r\n${after}` }),
  (secret) => `https://issuer.enforce.dev/sts?aud=x&token=${encodeURIComponent(secret)}&identity=${uidp}`,
  (secret) => `GET https://example.test/callback?q=${encodeURIComponent(secret)}#end`,
  (secret, before, after) => `${before}\nAuthorization: Bearer ${secret}\r\n${after}`,
  (secret, before) => `${before.replace(/['"`\\]/g, '')} --identity-token '${secret}' --output json`,
];
const namedPlaces: typeof places = [
  (secret) => `[default]\naws_secret_access_key = ${secret}\nregion = us-east-1`,
  (secret) => `export AWS_SECRET_ACCESS_KEY="${secret}"; aws sts get-caller-identity`,
  (secret, before, after) => JSON.stringify({ before, SecretAccessKey: secret, after }, undefined, 2),
  (secret, before, after) => JSON.stringify(JSON.stringify({ before, SessionToken: secret, after })),
  (secret) => `<Credentials><SecretAccessKey>${secret}</SecretAccessKey></Credentials>`,
  (secret) => `X-Amz-Security-Token: ${secret}\r\nX-Amz-Date: 20260101T000000Z`,
  (secret) => `?X-Amz-Security-Token=${encodeURIComponent(secret)}&X-Amz-Signature=00`,
  (secret) => `{ secretAccessKey: '${secret}', expiration: 2026 }`,
  (secret) => `https://kim:${encodeURIComponent(secret)}@proxy.example:3128`,
  (secret) => `Proxy-Authorization: Basic ${btoa(`kim:${secret}`)}`,
];

const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIGFi\nc2VjcmV0\n-----END EC PRIVATE KEY-----';

describe('no secret survives', () => {
  const kinds = { jwt, refreshToken, awsRequest, sessionToken, dockerAuth };
  it.each(Object.entries(kinds))('anywhere: %s', (_, kind) => {
    fc.assert(
      fc.property(kind, around, around, fc.constantFrom(...places), (secret, before, after, place) => {
        expect(leak(redact(place(secret, before, after)), secret)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('under its name: any key or token', () => {
    const named = fc.oneof(key, sessionToken, characters(base64, 20, 200));
    fc.assert(
      fc.property(named, around, around, fc.constantFrom(...namedPlaces), (secret, before, after, place) => {
        expect(leak(redact(place(secret, before, after)), secret)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('wrapped into lines', () => {
    fc.assert(
      fc.property(fc.oneof(awsRequest, sessionToken), fc.constantFrom('\n', '\r\n', '\\n'), (secret, end) => {
        const wrapped = secret.replace(/.{76}/g, `$&${end}`);
        const lines = wrapped.split(end);
        const redacted = redact(`token:\n${wrapped}\nwas sent`);
        for (const line of lines) expect(leak(redacted, line)).toBeUndefined();
      }),
    );
  });

  it('of a signed request that was decoded', () => {
    for (const { request, signature, sessionToken: session } of generated.vectors.map((vector) => ({
      ...vector,
      signature: /Signature=(\w+)/.exec(vector.request)?.[1] ?? '',
    }))) {
      for (const text of [request, JSON.stringify({ request }), request.replace(/\r\n/g, '\n> ')]) {
        expect(leak(redact(text), signature)).toBeUndefined();
        expect(leak(redact(text), session)).toBeUndefined();
      }
    }
  });

  it.each([
    [`found ${secretKey} in the log`, 'found [redacted] in the log'],
    [`AKIAIOSFODNN7EXAMPLE signed`, 'AKIA…MPLE signed'],
    ['password=hunter2&user=kim', 'password=[redacted]&user=kim'],
    ['{"password":"a\\"b","user":"kim"}', '{"password":"[redacted]","user":"kim"}'],
    ['https://u:p@proxy.example:8080/a', 'https://[redacted]@proxy.example:8080/a'],
    ['cookie: a=b; c=d\nnext', 'cookie: [redacted]\nnext'],
    ['http://localhost:1/callback?code=abc&x=1', 'http://localhost:1/callback?code=[redacted]&x=1'],
    ['Credential=x, Signature=00ff', 'Credential=x, Signature=[redacted]'],
    ['token: 0123abcdef0123abcdef', 'token: [redacted]'],
    [
      `{\\"password\\":\\"p\\",\\"user\\":\\"kim\\"}`,
      `{\\"password\\":\\"[redacted]\\",\\"user\\":\\"kim\\"}`,
    ],
    [`auth at cgr.dev ${btoa('_token:short')}`, 'auth at cgr.dev [redacted]'],
    ['?q=Bearer%3DeyJhbGciOiJub25lIn0', '?q=Bearer%3D[redacted]'],
    ['Basic YTpi', 'Basic [redacted]'],
    [
      `{"dpopKey":"${pem.replaceAll('\n', '\\n')}","clientId":"cli"}`,
      '{"dpopKey":"[redacted]","clientId":"cli"}',
    ],
    [`key:\n${pem}\nnext`, 'key:\n[redacted]\nnext'],
    [`cut: ${pem.slice(0, 50)}`, 'cut: [redacted]'],
  ])('%s', (text, redacted) => expect(redact(text)).toBe(redacted));
});

describe('what is no secret stays', () => {
  it.each([
    uidp,
    `identity ${uidp} of group ${uidp}/0011223344556677 in account 123456789012`,
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/Kim.Smith@example.com-0123456789',
    'arn:aws-us-gov:iam::123456789012:role/a/Path/With/Upper/And/1/Digits/To/It/That/Goes/On/And/On/For/Very/Long/Until/100',
    `arn:aws:iam::123456789012:user/${'Ab1'.repeat(12).slice(1)}`,
    'AROAIOSFODNN7EXAMPLE:i-0123456789abcdef0',
    'rpc error: code = PermissionDenied desc = verifying token: oidc: token is expired (Token Expiry: 2026-01-01)',
    'Could not read the token: file not found',
    'Bearer token expected; Basic authentication required',
    'token rejected by AWS STS endpoint',
    'Request failed with status code 404 Not Found: GET https://console-api.enforce.dev/iam/v1/identities?uidp.childrenOf=x',
    'at Object.<anonymous> (/home/Kim/.vscode/extensions/acme.assumable-identities-0.1.0/dist/extension.js:1:2345)',
    'sha256:4215d55e5d34d3ccfba3721473b8fbcbf925fc7bb966e3ae30372405a22fc243',
    'commit 587ba8a2bda9886335037763a0428f23cf0aab5b',
    'CHAINGUARD_IDENTITY=ci-runner CHAINGUARD_AUDIENCE=https://issuer.enforce.dev',
    '^arn:aws:sts::123456789012:assumed-role/ci-runner/(.+)$ did not match keyJsonPathExpressionLonger',
    'expires in 59:58, 10 capabilities, 37 repositories',
  ])('%s', (text) => expect(redact(text)).toBe(text));
});

describe('redaction', () => {
  it('changes nothing more when it is done twice', () => {
    fc.assert(
      fc.property(
        fc.oneof(around, jwt),
        fc.constantFrom(...places, ...namedPlaces),
        around,
        (secret, place, more) => {
          const once = redact(place(secret, more, more));
          expect(redact(once)).toBe(once);
        },
      ),
    );
  });

  it('comes to an end with whatever it is given', () => {
    const units = [
      'a',
      'eyJ',
      'token="\\"',
      'token=\\"',
      '://',
      '://a@',
      'AKIA',
      '-',
      '"',
      '\\',
      'Bearer ',
      'arn:aws:',
      '-----BEGIN EC PRIVATE KEY-----',
    ];
    for (const unit of [
      ...units,
      'aB1/',
      'UE9TVCAv\n',
      '=',
      'authorization:\\',
      '--token ',
      '%41',
      ' ',
      '\n',
    ])
      expect(typeof redact(unit.repeat(200_000))).toBe('string');
  });
});

describe('what a server said', () => {
  const secret = `IQoJ${'Zm9vYmFyYmF6'.repeat(20)}`;

  it('is quoted without secrets, also where the quote is cut inside of one', () => {
    expect(foreignWords(`The token ${secret} is odd`)).toBe('The token [redacted] is odd');
    const cut = foreignWords(`${'x '.repeat(245)}${secret}`);
    expect(cut.length).toBeLessThanOrEqual(500);
    expect(cut).not.toContain('IQoJ');
  });

  it('is one line in which nothing is hidden', () => {
    expect(foreignWords(' no\nMatch ✓\u202e\u001b[31m ')).toBe('no\\u000aMatch ✓\\u202e\\u001b[31m');
  });

  it('is nothing where nothing was said', () => {
    expect(foreignWords(' \n')).toBe('');
  });
});

import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { longestToken, readChainguardToken } from '../../../../src/core/token/token';
import { findToken, kindOfToken } from '../../../../src/core/token/tokenKind';
import generated from '../../../fixtures/generate.json';

const encoded = (value: unknown) => base64url.encode(JSON.stringify(value));
const jwt = [
  encoded({ alg: 'RS256', kid: 'k1' }),
  encoded({
    iss: 'https://issuer.enforce.dev',
    sub: '0123456789abcdef0123456789abcdef01234567/89abcdef01234567',
    aud: 'cgr.dev',
    exp: 1_700_003_600,
  }),
  base64url.encode('s'.repeat(256)),
].join('.');
const aws = generated.vectors.find(({ sessionToken }) => sessionToken !== '')?.token ?? '';
const padded = generated.vectors.find(({ token }) => token.endsWith('='))?.token ?? '';
const tokens: [string, string][] = [
  ['a JWT', jwt],
  ['a signed request', aws],
  ['a padded request', padded],
];

/** Where people have tokens; `@` is the token. */
const places = [
  '@',
  '\n  @\n',
  'Bearer @',
  'Authorization: Bearer @\r\nAccept: */*',
  '> Authorization: Bearer @',
  `curl -H "Authorization: Bearer @" https://console-api.enforce.dev/iam/v1/groups`,
  `curl -H'Authorization:Bearer @'`,
  'curl -u _token:@ https://cgr.dev/v2/',
  'curl https://_token:@@cgr.dev/v2/'.replace('@@', '@\u0040'),
  'TOK=@',
  'TOK=@; chainctl auth login',
  "export TOKEN='@' # mine",
  'export TOKEN="@"',
  'set TOKEN=@\r\n',
  '$env:TOKEN = "@"',
  'chainctl auth login --identity-token @ -v',
  'chainctl auth login --identity-token=@ --identity x',
  'chainctl auth login --identity-token="@"',
  'docker login -u _token -p@ cgr.dev',
  'docker login -u _token -p @ cgr.dev',
  `docker login cgr.dev -p '@'`,
  'echo @ | docker login',
  'TOKEN=$(cat <<EOF\n@\nEOF\n)',
  '{"expiry": "2026-01-01", "token": "@"}',
  '{"token":"@","refreshToken":""}',
  String.raw`{"body":"{\"token\":\"@\"}"}`,
  String.raw`"stdout": "\n@\n"`,
  'token: @',
  "token: '@'",
  'token: |\n  @\n',
  'token:@',
  '- @',
  'token = "@"',
  '<token>@</token>',
  'http://localhost:1234/callback?token=@&state=1',
  'http://localhost:1234/callback#access_token=@',
  'https://example.com/t/@',
  'curl -d "aud=cgr.dev" -d "subject_token=@"',
  'redirect=http%3A%2F%2Flocalhost%2Fcallback%3Ftoken%3D@',
  'The token is (@), and it has expired.',
  '`@`',
  '| token | @ |',
  'level=info token=@ msg="exchanged"',
  '“@”',
  'Set-Cookie: session=@; Path=/',
  '\u001b[32m@\u001b[0m',
  'TOKEN=\u001b[1;33m@\u001b[0m',
  '//libraries.cgr.dev/javascript/:_authToken=@',
  'machine libraries.cgr.dev login x password @',
  'docker run -e TOKEN=@ img',
  'map[token:@]',
  'TOKEN:=@',
  'TOKEN?=@',
  'Sec-WebSocket-Protocol: bearer, @',
  'token — @',
];

describe('finding a token in a text', () => {
  it.each(places)('where it stands: %j', (place) => {
    for (const [kind, token] of tokens) {
      const text = place.replace('@', () => token);
      expect([kind, findToken(text)]).toEqual([kind, token]);
    }
  });

  it.each([
    [
      'in an address, where its padding is percent-encoded',
      (token: string) => `?t=${encodeURIComponent(token)}&x=1`,
    ],
    ['in lines of 76', (token: string) => token.replace(/(.{76})/g, '$1\n')],
    ['in lines of 64 in a variable', (token: string) => `TOK="${token.replace(/(.{64})/g, '$1\n')}"`],
    ['in indented lines', (token: string) => `t: |\n  ${token.replace(/(.{70})/g, '$1\n  ')}\nother: x`],
    [
      'behind a prompt that shares the terminal’s first line',
      (token: string) => `kim@box:~$ echo ${token}`.replace(/(.{80})/g, '$1\r\n'),
    ],
    [
      'in a command that goes on after backslashes',
      (token: string) =>
        `x --identity-token ${token.slice(0, 60)}\\\n${token.slice(60, 90)}\\\n${token.slice(90)}`,
    ],
    ['in a quotation', (token: string) => `> ${token.replace(/(.{70})/g, '$1\n> ')}`],
    ['before a shorter line of something else', (token: string) => `${token}\nexport`],
    ['before another one', (token: string) => `${token}\n${token}`],
    ['behind half of one', (token: string) => `eyJhbGciOiJSUzI1NiJ9. UE9TVC ${token}`],
  ])('%s', (_, write) => {
    for (const [kind, token] of tokens) expect([kind, findToken(write(token))]).toEqual([kind, token]);
  });

  it('takes one of the standard alphabet, in an address too', () => {
    const standard = aws.replaceAll('-', '+').replaceAll('_', '/');
    expect(findToken(`t=${standard}`)).toBe(standard);
    expect(findToken(`?t=${encodeURIComponent(standard)}`)).toBe(standard);
  });

  it('takes a request by another method', () => {
    const other = base64url.encode(
      `GET /?Action=x HTTP/1.1\r\nHost: sts.amazonaws.com\r\nX: ${'y'.repeat(200)}\r\n\r\n`,
    );
    expect(findToken(`--identity-token=${other}`)).toBe(other);
  });

  it('finds none in anything else, in linear time', () => {
    const line = `${'a/'.repeat(30)}UE9TVC/${'b'.repeat(30)}`;
    for (const text of [
      '',
      'eyJhbGciOiJ',
      'a.b.c',
      'eyJ.'.repeat(300_000),
      'eyJ.eyJ.eyJhbGciOiJub25lIn0 '.repeat(2000),
      'UE9TVC'.repeat(200_000),
      '/UE9TVC'.repeat(200_000),
      `${line}\n`.repeat(20_000),
      'x'.repeat(1_000_000),
    ])
      expect(findToken(text)).toBeUndefined();
  });

  it('finds it behind and before whatever else a text holds', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(noise, noise, fc.constantFrom(jwt, padded), (head, tail, token) => {
        expect(findToken(`${head} ${token} ${tail}`)).toBe(token);
      }),
    );
  });
});

describe('the characters of a token', () => {
  it.each([
    '\u001b[201~touch pwned',
    '\n',
    ' x',
    '\u202e',
    '\u0000',
    '%0a',
    '"',
    ';',
    '$(x)',
    'é',
    '/..',
    '.x',
  ])('are base64url’s: none with %j in it', (foreign) => {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    for (const token of [
      `${header}.${payload}.${signature}${foreign}x`,
      `${header}.${payload}.S${foreign}${signature}`,
      `${header}.${payload}${foreign}x.${signature}`,
      `${foreign}x${header}.${payload}.${signature}`,
    ]) {
      expect(readChainguardToken(token)).toBeUndefined();
      expect(kindOfToken(token)).toBeUndefined();
      expect(findToken(token) ?? '').toMatch(/^[\w.=+/-]*$/);
    }
  });

  it('are few enough', () => {
    const long = `${encoded({ alg: 'none' })}.${encoded({ x: 'y'.repeat(longestToken) })}.`;
    expect(kindOfToken(long)).toBeUndefined();
    expect(
      kindOfToken(base64url.encode(`POST / HTTP/1.1\r\nX: ${'y'.repeat(longestToken)}\r\n\r\n`)),
    ).toBeUndefined();
  });

  it('that are found are always those of a token', () => {
    const piece = fc.constantFrom('eyJ', '.', 'UE9TVC', jwt, aws, '\n', '\u001b[201~', '=', '%3D', '"', ' ');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        expect(findToken(pieces.join('')) ?? '').toMatch(/^[\w.=+/-]*$/);
      }),
    );
  });
});

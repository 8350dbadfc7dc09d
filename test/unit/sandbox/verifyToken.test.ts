import { describe, expect, it } from 'vitest';
import vectors126 from '../../fixtures/verify-go126.json';
import vectors from '../../fixtures/verify.json';
import { verifyToken, type StsRequest, type VerifyOptions } from '../../sandbox/verifyToken';

const accepted = JSON.stringify({
  GetCallerIdentityResponse: {
    GetCallerIdentityResult: {
      UserId: 'AIDAVICTIM',
      Arn: 'arn:aws:iam::123456789012:user/victim',
      Account: '123456789012',
    },
  },
});

/** What the stub of STS answered when the vectors were made. */
const answers: Record<string, { status: number; body: string }> = {
  'STS answers 403': { status: 403, body: accepted },
  'STS answers 404': { status: 404, body: accepted },
  'STS answers 200 XML': { status: 200, body: '<GetCallerIdentityResponse/>' },
};

describe('verifyToken agrees with the SDK on Go 1.19', () => {
  it.each(vectors.vectors.map((vector) => [vector.name, vector] as const))('%s', async (name, vector) => {
    const verdict = await verifyToken(vector.token, {
      audiences: [vector.expectedAudience],
      identity: vector.expectedIdentity,
      stsHost: vector.expectedStsHost,
      now: new Date(vector.now),
      callSts: () => Promise.resolve(answers[name] ?? { status: 200, body: accepted }),
    });
    const said = verdict.ok
      ? `accepted: ${JSON.stringify({ UserId: verdict.caller.userId, Arn: verdict.caller.arn, Account: verdict.caller.account })}`
      : `error: ${verdict.error}`;
    expect(said).toBe(vector.result);
  });
});

/** An address that Go's own failure names, which is another one each time. */
const sockets = /readfrom tcp \S+: /;

describe('verifyToken agrees with the SDK on Go 1.26', () => {
  it.each(vectors126.vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
    let forwarded = false;
    const verdict = await verifyToken(vector.token, {
      audiences: vector.audiences,
      identity: vector.identity,
      stsHost: 'sts.amazonaws.com',
      now: new Date(vector.now),
      callSts: () => {
        forwarded = true;
        return Promise.resolve({ status: 200, body: accepted });
      },
    });
    expect(verdict.ok ? '' : verdict.error).toBe(vector.error.replace(sockets, ''));
    // Whether STS looks at a request before its body breaks off is chance, in Go too.
    if (!vector.error.startsWith('failed to reach')) expect(forwarded).toBe(vector.forwarded);
  });
});

const audience = 'https://issuer.enforce.dev';
const identity = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
const list = 'accept;chainguard-audience;chainguard-identity;host;x-amz-date';
const authorization = (names: string) =>
  `AWS4-HMAC-SHA256 Credential=x, SignedHeaders=${names}, Signature=00`;

/** A request like the SDK's; a line of `changed` replaces the one of the same name, null removes it. */
function raw(
  changed: Record<string, string | null> = {},
  more: { first?: string; last?: string; body?: string } = {},
) {
  const lines: Record<string, string | null> = {
    Host: 'sts.amazonaws.com',
    Accept: 'application/json',
    Authorization: authorization(list),
    'Chainguard-Audience': audience,
    'Chainguard-Identity': identity,
    'X-Amz-Date': '20231114T221320Z',
    ...changed,
  };
  const first = more.first ?? 'POST /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1';
  const text = Object.entries(lines).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}\r\n`],
  );
  return `${first}\r\n${text.join('')}${more.last ?? ''}\r\n${more.body ?? ''}`;
}

async function said(request: string, options: Partial<VerifyOptions> = {}): Promise<string> {
  const token = Buffer.from(request).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  const verdict = await verifyToken(token, {
    audiences: [audience],
    identity,
    stsHost: 'sts.amazonaws.com',
    now: new Date('2023-11-14T22:13:20Z'),
    callSts: () => Promise.resolve({ status: 200, body: accepted }),
    ...options,
  });
  return verdict.ok ? 'accepted' : verdict.error;
}

const encoding = 'invalid token encoding';
const request = 'token is not a well-formed GetCallerIdentity request';
const unsigned = 'a required header is not covered by the request signature';
const unreachable = /^failed to reach AWS STS endpoint: /;

/** Compared with http.ReadRequest, http.Client and time.Parse of Go 1.26.8. */
describe('verifyToken reads HTTP as Go does', () => {
  const cases: [string, string, string | RegExp][] = [
    ['the plain request', raw(), 'accepted'],
    ['a leading empty line', `\r\n${raw()}`, encoding],
    ['two spaces in the request line', raw({}, { first: 'POST  / HTTP/1.1' }), encoding],
    ['a space after the version', raw({}, { first: 'POST / HTTP/1.1 ' }), encoding],
    ['version 1.10', raw({}, { first: 'POST / HTTP/1.10' }), encoding],
    ['version 9.9', raw({}, { first: 'POST / HTTP/9.9' }), 'accepted'],
    ['a lower-case protocol', raw({}, { first: 'POST / http/1.1' }), encoding],
    ['a lower-case method', raw({}, { first: 'post / HTTP/1.1' }), request],
    ['a method with a forbidden character', raw({}, { first: 'P@ST / HTTP/1.1' }), encoding],
    ['a target without a slash', raw({}, { first: 'POST sts HTTP/1.1' }), encoding],
    ['an asterisk as target', raw({}, { first: 'POST * HTTP/1.1' }), 'accepted'],
    ['a bad escape in the path', raw({}, { first: 'POST /%zz HTTP/1.1' }), encoding],
    ['a bad escape in the query', raw({}, { first: 'POST /?%zz HTTP/1.1' }), 'accepted'],
    ['an opaque target', raw({}, { first: 'POST mailto:x HTTP/1.1' }), 'accepted'],
    [
      'absolute form with a user',
      raw({}, { first: 'POST https://u@sts.amazonaws.com/ HTTP/1.1' }),
      'accepted',
    ],
    [
      'absolute form with a port',
      raw({}, { first: 'POST https://sts.amazonaws.com:443/ HTTP/1.1' }),
      request,
    ],
    [
      'absolute form with a bad port',
      raw({}, { first: 'POST https://sts.amazonaws.com:x/ HTTP/1.1' }),
      encoding,
    ],
    [
      'absolute form and no Host',
      raw({ Host: null }, { first: 'POST https://sts.amazonaws.com/ HTTP/1.1' }),
      'accepted',
    ],
    ['two slashes, which are a path', raw({}, { first: 'POST //evil.example/ HTTP/1.1' }), 'accepted'],
    ['a line without a colon', raw({}, { last: 'nonsense\r\n' }), encoding],
    ['a line without a name', raw({}, { last: ': x\r\n' }), encoding],
    ['a first header that is indented', raw().replace('Host:', ' Host:'), encoding],
    ['a space before the colon of Host', raw().replace('Host:', 'Host :'), request],
    ['a name with a space', raw({}, { last: 'A B: x\r\n' }), unreachable],
    ['a name with a forbidden character', raw({}, { last: 'A(B: x\r\n' }), encoding],
    ['a control character in a value', raw({}, { last: 'X-A: a\x01b\r\n' }), encoding],
    ['a folded audience', raw({ 'Chainguard-Audience': `\r\n ${audience}` }), 'accepted'],
    ['a folded Host with a rest', raw({ Host: 'sts.amazonaws.com\r\n\t' }), request],
    [
      'blanks around the values',
      raw({ Host: ' sts.amazonaws.com\t ', 'X-Amz-Date': ' 20231114T221320Z ' }),
      'accepted',
    ],
    ['a second Host', raw({}, { last: 'HOST: sts.amazonaws.com\r\n' }), encoding],
    ['a second Authorization', raw({}, { last: 'authorization: x\r\n' }), request],
    [
      'a second security token',
      raw({}, { last: 'X-Amz-Security-Token: a\r\nX-Amz-Security-Token: b\r\n' }),
      'accepted',
    ],
    ['a length that is no number', raw({}, { last: 'Content-Length: five\r\n' }), encoding],
    ['a negative length', raw({}, { last: 'Content-Length: -1\r\n' }), encoding],
    ['two lengths that differ', raw({}, { last: 'Content-Length: 0\r\nContent-Length: 1\r\n' }), encoding],
    ['two lengths that agree', raw({}, { last: 'Content-Length: 0\r\nContent-Length: 0\r\n' }), 'accepted'],
    ['an empty length', raw({}, { last: 'Content-Length:\r\n' }), encoding],
    ['a body as long as declared', raw({}, { last: 'Content-Length: 5\r\n', body: 'hello' }), 'accepted'],
    ['a body shorter than declared', raw({}, { last: 'Content-Length: 5\r\n', body: 'hell' }), unreachable],
    ['an unknown transfer encoding', raw({}, { last: 'Transfer-Encoding: gzip\r\n' }), encoding],
    [
      'two transfer encodings',
      raw({}, { last: 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n' }),
      encoding,
    ],
    ['chunks', raw({}, { last: 'Transfer-Encoding: Chunked\r\n', body: '2\r\nok\r\n0\r\n\r\n' }), 'accepted'],
    [
      'chunks with a length that is no number',
      raw({}, { last: 'Transfer-Encoding: chunked\r\nContent-Length: x\r\n', body: '0\r\n\r\n' }),
      encoding,
    ],
    [
      'chunks whose lines end without CR',
      raw({}, { last: 'Transfer-Encoding: chunked\r\n', body: '2\nok\r\n0\r\n\r\n' }),
      unreachable,
    ],
    [
      'chunks with a trailer',
      raw({}, { last: 'Transfer-Encoding: chunked\r\n', body: '0\r\nX: y\r\n\r\n' }),
      'accepted',
    ],
    [
      'chunks with a trailer that is none',
      raw({}, { last: 'Transfer-Encoding: chunked\r\n', body: '0\r\nX\r\n\r\n' }),
      unreachable,
    ],
    [
      'a name for a trailer that is none',
      raw({}, { last: 'Transfer-Encoding: chunked\r\nTrailer: a b\r\n', body: '0\r\n\r\n' }),
      unreachable,
    ],
    ['a host with two colons', raw({}, { first: 'POST https://a:1:2/ HTTP/1.1' }), encoding],
    ['two colons where no web address is meant', raw({}, { first: 'POST x://a:1:2/ HTTP/1.1' }), request],
    ['an address in brackets', raw({}, { first: 'POST https://[::1]/ HTTP/1.1' }), request],
    [
      'an address with a zone in brackets',
      raw({}, { first: 'POST https://[fe80::1%25e0]/ HTTP/1.1' }),
      request,
    ],
    ['an IPv4 address in brackets', raw({}, { first: 'POST https://[1.2.3.4]/ HTTP/1.1' }), encoding],
    ['a name in brackets', raw({}, { first: 'POST https://[sts]/ HTTP/1.1' }), encoding],
    ['a bracket inside the host', raw({}, { first: 'POST https://a[::1]/ HTTP/1.1' }), encoding],
    ['broken chunks', raw({}, { last: 'Transfer-Encoding: chunked\r\n', body: 'x' }), unreachable],
    [
      'a forbidden trailer',
      raw({}, { last: 'Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n' }),
      encoding,
    ],
    ['no Authorization', raw({ Authorization: null }), unsigned],
    ['signed names in capitals', raw({ Authorization: authorization(list.toUpperCase()) }), 'accepted'],
    [
      'two lists of signed names',
      raw({ Authorization: `${authorization(list)}, SignedHeaders=${list}` }),
      unsigned,
    ],
    [
      'another spelling of SignedHeaders',
      raw({ Authorization: authorization(list).replace('Signed', 'signed') }),
      unsigned,
    ],
    ['a date with a fraction', raw({ 'X-Amz-Date': '20231114T221320.5Z' }), 'accepted'],
    ['a date with a comma', raw({ 'X-Amz-Date': '20231114T221320,123456789Z' }), 'accepted'],
    ['a date in no calendar', raw({ 'X-Amz-Date': '20230229T000000Z' }), encoding],
    ['a sixtieth second', raw({ 'X-Amz-Date': '20231114T221360Z' }), encoding],
    ['a 24th hour', raw({ 'X-Amz-Date': '20231114T240000Z' }), encoding],
  ];
  it.each(cases)('%s', async (_, text, expected) => {
    expect(await said(text)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });
});

describe('verifyToken', () => {
  it('refuses a configuration that is not whole', async () => {
    const wrong = 'verification was incorrectly configured';
    expect(await said(raw(), { audiences: [] })).toBe(wrong);
    expect(await said(raw(), { stsHost: '' })).toBe(wrong);
    expect(await said(raw({ 'Chainguard-Identity': ' ' }), { identity: ' ' })).toBe(wrong);
  });

  it('compares audience and identity in their canonical form, on both sides', async () => {
    expect(
      await said(raw({ 'Chainguard-Audience': 'a  b   c\u00a0' }), { audiences: ['x', '\ta b c '] }),
    ).toBe('accepted');
    expect(await said(raw({ 'Chainguard-Identity': 'a \t b' }), { identity: 'a \t b' })).toBe('accepted');
    expect(await said(raw({ 'Chainguard-Audience': 'a\tb' }), { audiences: ['a b'] })).toMatch(
      /^audience header/,
    );
  });

  it('counts to the nanosecond', async () => {
    const now = new Date('2023-11-14T22:28:20Z');
    expect(await said(raw(), { now })).toBe('accepted');
    expect(await said(raw({ 'X-Amz-Date': '20231114T221319.999999999Z' }), { now })).toBe('token expired');
    const early = new Date('2023-11-14T22:08:20Z');
    const ahead = raw({ 'X-Amz-Date': '20231114T221320.000000001Z' });
    expect(await said(ahead, { now: early })).toBe('token timestamp is in the future');
  });

  it('forwards the headers, and neither the path nor the host header', async () => {
    const seen: StsRequest[] = [];
    const callSts = (asked: StsRequest) => {
      seen.push(asked);
      return Promise.resolve({ status: 200, body: accepted });
    };
    await said(raw({}, { first: 'POST /other HTTP/1.1', last: 'x-a: 1\r\nX-A: 2\r\n' }), { callSts });
    const [asked] = seen;
    expect(asked?.path).toBe('/?Action=GetCallerIdentity&Version=2011-06-15');
    expect(asked?.host).toBe('sts.amazonaws.com');
    expect(asked?.headers.map(([name]) => name)).toEqual([
      'Accept',
      'Authorization',
      'Chainguard-Audience',
      'Chainguard-Identity',
      'X-A',
      'X-A',
      'X-Amz-Date',
    ]);
  });

  const parsing = 'failed to parse json from AWS STS response ';
  const answered: [string, string][] = [
    ['', `${parsing}EOF`],
    ['{"GetCallerIdentityResponse":', `${parsing}unexpected EOF`],
    ['{} trailing', 'accepted'],
    ['null', 'accepted'],
    ['{"getcalleridentityresponse":{"GETCALLERIDENTITYRESULT":{"account":"1"}}}', 'accepted'],
    [
      '{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":1}}}',
      `${parsing}json: cannot unmarshal number into Go value of type string`,
    ],
  ];
  it.each(answered)('reads the answer %j', async (body, expected) => {
    expect(await said(raw(), { callSts: () => Promise.resolve({ status: 200, body }) })).toBe(expected);
  });

  it('says when STS was not reached', async () => {
    const callSts = () => Promise.reject(new Error('connection refused'));
    expect(await said(raw(), { callSts })).toMatch(
      /^failed to reach AWS STS endpoint: .*connection refused$/,
    );
  });
});

import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { readAwsToken } from '../../../../src/core/token/awsRequest';
import { readChainguardToken } from '../../../../src/core/token/token';
import { findToken } from '../../../../src/core/token/tokenKind';
import { awsTokenText, jwtText, type SignatureCheck } from '../../../../src/core/token/tokenText';
import generated from '../../../fixtures/generate.json';

const organization = '0123456789abcdef0123456789abcdef01234567';
const encoded = (value: unknown) => base64url.encode(JSON.stringify(value));
const jwt = (claims: object) =>
  `${encoded({ alg: 'RS256', kid: 'k1' })}.${encoded(claims)}.${base64url.encode('s'.repeat(256))}`;
const claims = {
  iss: 'https://issuer.enforce.dev',
  sub: `${organization}/89abcdef01234567`,
  aud: 'https://console-api.enforce.dev',
  iat: 1_700_000_000,
  exp: 1_700_003_600,
  cap: { [organization]: 'AAAAAAAAAFwAAAAAAAAAAAAAAAAIAAAA' },
};
const aws = generated.vectors.find(({ sessionToken }) => sessionToken !== '');

describe('a JWT as text', () => {
  const text = (extra: object, signature: SignatureCheck = { kind: 'not-checked' }) => {
    const secret = jwt({ ...claims, ...extra });
    const read = readChainguardToken(secret);
    if (!read) throw new Error('not a token');
    return {
      secret,
      text: jwtText({ title: 'T', secret, claims: read, signature, at: new Date(1_700_000_000_000) }),
    };
  };

  it('names every capability that has a name, and counts the others by their bits', () => {
    const set = 'AAAAAAAAAN8AAAEAAAAACAAACAAAAAAAAAAAAAAAAIAAAAAAQBAAAA';
    const { text: said } = text({ cap: { [organization]: set } });
    expect(said).toContain(
      [
        `  "${organization}":`,
        '    - groups.list',
        '    - repo.blobs.get',
        '    - libraries.request_groups.delete',
        '    # capability number 40, not known here',
        '    # capability number 135, not known here',
        '    # capability number 222, not known here',
      ].join('\n'),
    );
  });

  it('says its claims, what it may do and when it expires, and not the token', () => {
    const { secret, text: said } = text({});
    expect(said).toContain(`subject: ${claims.sub}`);
    expect(said).toContain('expires: 2023-11-14T23:13:20.000Z\n# Time left when it was shown here: 1:00:00');
    expect(text({ exp: 1_600_000_000 }).text).toContain('# Expired when it was shown here.');
    expect(said).toContain('    - ');
    expect(said).toContain('Signature not checked');
    for (const part of secret.split('.')) expect(said).not.toContain(part);
  });

  it('hides a token inside a claim, and characters that do not show', () => {
    const inner = jwt({ sub: 'inner' });
    const { text: said } = text({ upstream: { id_token: inner }, nick: 'a\u202eb' });
    expect(said).toContain('upstream');
    expect(said).not.toContain(inner.split('.')[1]);
    expect(said).toContain('\\u202e');
  });

  it('is not made of claims that nest so deeply that a walk through them would run out of stack', () => {
    const deep = `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const token = (nested: string) => `${encoded({ alg: 'none' })}.${base64url.encode(nested)}.`;
    for (const nested of [deep, deep.slice(0, 100_005)]) {
      expect(readChainguardToken(token(nested))).toBeUndefined();
      expect(findToken(token(nested))).toBeUndefined();
    }
    const { text: said } = text({ x: JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`) as unknown });
    expect(said).toContain('x: [[[');
  });

  it('says what came of the signature', () => {
    const issuer = 'https://issuer.enforce.dev';
    expect(text({}, { kind: 'genuine', issuer }).text).toContain(`made with a key of ${issuer}`);
    expect(text({}, { kind: 'refused', issuer, why: 'because' }).text).toMatch(/not genuine.*because/);
  });
});

describe('a signed AWS request as text', () => {
  it('says every reason for which a signed request would be refused, and nothing secret', () => {
    const token = readAwsToken(aws?.token ?? '');
    if (!token || !aws) throw new Error('no vector');
    const said = awsTokenText(token, { at: new Date('2030-01-01'), audience: 'https://other.example' });
    expect(said).toContain('older than fifteen minutes');
    expect(said).toContain('has to be made for https://other.example');
    expect(said).not.toContain(aws.sessionToken);
    expect(said).not.toContain(/Signature=(\w+)/.exec(aws.request)?.[1]);
    const fresh = awsTokenText(token, { at: new Date(aws.time), audience: aws.audience });
    expect(fresh).toContain('Until it expires, it passes every check');
    expect(fresh).toMatch(/expires: .*Z\n# Time left when it was shown here: 15:00/);
  });
});

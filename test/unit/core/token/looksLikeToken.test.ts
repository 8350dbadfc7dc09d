import { describe, expect, it } from 'vitest';
import { looksLikeToken } from '../../../../src/core/token/looksLikeToken';

const jwt = `${Buffer.from('{"alg":"RS256","kid":"1"}').toString('base64url')}.${Buffer.from('{"sub":"a"}').toString('base64url')}.c2ln`;
const request = Buffer.from(
  `POST / HTTP/1.1\nHost: sts.amazonaws.com\n${'x-amz-date: 1\n'.repeat(20)}`,
).toString('base64');

describe('a text that looks like a token', () => {
  it.each([
    ['a JWT', jwt],
    ['a JWT in a header', `Authorization: Bearer ${jwt}`],
    ['a JWT in quotes', `"token": "${jwt}",`],
    ['a signed request in base64', request],
  ])('is %s', (_, text) => {
    expect(looksLikeToken(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'identity'],
    ['an ARN', 'arn:aws:sts::123456789012:assumed-role/ci-runner/i-0123456789abcdef0'],
    ['an id', `${'0'.repeat(40)}/${'1'.repeat(16)}/${'2'.repeat(16)}`],
    ['a hash', 'a'.repeat(64)],
    ['JSON', '{"awsIdentity": {"awsAccount": "123456789012"}}'],
    ['prose', 'Whoever assumes it can do so no longer. '.repeat(20)],
  ])('is not %s', (_, text) => {
    expect(looksLikeToken(text)).toBe(false);
  });

  it('is known by its beginning, however long the selection is', () => {
    expect(looksLikeToken(`${' '.repeat(5000)}${jwt}`)).toBe(false);
    expect(looksLikeToken(jwt + ' '.repeat(100_000))).toBe(true);
  });
});

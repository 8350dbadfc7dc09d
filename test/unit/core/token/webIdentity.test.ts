import { describe, expect, it } from 'vitest';
import {
  problemWithTokenAudience,
  problemWithTokenDuration,
  readAwsClaims,
  webIdentityPolicy,
} from '../../../../src/core/token/webIdentity';

describe('AWS’s own claims', () => {
  it.each([
    ['a text, as in AWS’s sample', 'o-a1/r-1/ou-1/', ['o-a1/r-1/ou-1/']],
    ['a list, as in Chainguard’s sample', ['o-a1', 'r-1', 'ou-1'], ['o-a1', 'r-1', 'ou-1']],
    ['nothing', undefined, []],
    ['something else', [1, { a: 1 }, 'ou'], ['ou']],
  ])('read organizational units that are %s', (_, ou_path, expected) => {
    const claims = { 'https://sts.amazonaws.com/': { aws_account: '123456789012', ou_path } };
    expect(readAwsClaims(claims)).toMatchObject({ account: '123456789012', organizationalUnits: expected });
  });

  it('tell when the session ends, and nothing where that is not a time', () => {
    const ends = (original_session_exp: unknown) =>
      readAwsClaims({ 'https://sts.amazonaws.com/': { original_session_exp } })?.sessionEnds;
    expect(ends('2026-11-26T12:00:00Z')).toEqual(new Date(Date.UTC(2026, 10, 26, 12)));
    expect(['soon', 7, null, {}].map(ends)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    [{}],
    [{ 'https://sts.amazonaws.com/': 'x' }],
    [{ 'https://sts.amazonaws.com/': null }],
    [{ 'https://sts.amazonaws.com/': [] }],
  ])('are not read from a token without them: %j', (claims) => {
    expect(readAwsClaims(claims)).toBeUndefined();
  });
});

describe('what AWS takes', () => {
  it('is a life of 60 to 3600 seconds', () => {
    const good = ['60', '300', '3600'];
    const bad = ['', '59', '3601', '5m', '-300', '3e2', '300.5', '0', '99999'];
    expect(good.map(problemWithTokenDuration)).toEqual(good.map(() => undefined));
    for (const text of bad) expect(problemWithTokenDuration(text)).toContain('60 to 3600');
  });

  it('is an audience of 1 to 1000 characters', () => {
    expect(problemWithTokenAudience('a'.repeat(1000))).toBeUndefined();
    for (const text of ['', 'a'.repeat(1001)]) expect(problemWithTokenAudience(text)).toContain('1 to 1000');
  });

  it('is a policy with the audience and the duration as its two conditions', () => {
    const policy = JSON.parse(webIdentityPolicy('https://issuer.enforce.dev', 300)) as {
      Statement: unknown[];
    };
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:GetWebIdentityToken',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'https://issuer.enforce.dev' },
          Null: { 'sts:IdentityTokenAudience': 'false' },
          NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
        },
      },
    ]);
  });
});

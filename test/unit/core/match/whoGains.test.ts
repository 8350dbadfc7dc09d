import { describe, expect, it } from 'vitest';
import type { ClaimMatch, Relationship, Rule } from '../../../../src/core/identity';
import { whoGains } from '../../../../src/core/match/whoGains';
import { match } from '../access/matches';

function aws(arn: string, userId = '^AROAEXAMPLE1:(.+)$'): Relationship {
  return { kind: 'aws', match: match(arn, userId) };
}

function claims(subject: string, more: Partial<ClaimMatch> = {}): Relationship {
  const exact = (value: string): Rule => ({ kind: 'exact', value });
  return {
    kind: 'claims',
    issuer: exact('https://ci.example'),
    subject: { kind: 'pattern', value: subject },
    audience: undefined,
    claims: [],
    ...more,
  };
}

const role = '^arn:aws:sts::A:assumed-role';

describe('who gains and who loses access', () => {
  it.each<[string, Relationship, Relationship, readonly [gains: RegExp, loses: RegExp]]>([
    [
      'an anchor',
      aws('arn:aws:sts::A:assumed-role/ci/.*', '.*'),
      aws(`${role}/ci/.*$`, '.*'),
      [
        /^Nobody gains access; that is proven\.$/,
        /^Loses access, for example: arn:aws\S+ with the user ID A/,
      ],
    ],
    [
      'another role',
      aws(`${role}/ci/(.+)$`),
      aws(`${role}/cd/(.+)$`),
      [/^Gains access, for example: \S+\/cd\/\S+ with/, /^Loses access, for example: \S+\/ci\/\S+ with/],
    ],
    ['another notation', aws(`${role}/[a]/.+$`), aws(`${role}/a/.*$`), [/^Nobody gains/, /^Nobody loses/]],
    [
      'another branch and audience',
      claims('^x$'),
      claims('^[xy]$', { audience: { kind: 'exact', value: 'acme' } }),
      [
        /^Gains access, for example: a token of https:\/\/ci\.example with the subject [xy], for acme$/,
        /with the subject x, for issuer\.enforce\.dev$/,
      ],
    ],
    [
      'a claim less',
      claims('^x$', { claims: [{ name: 'actor', rule: { kind: 'exact', value: 'kim' } }] }),
      claims('^x$'),
      [/^Gains access/, /^Nobody loses/],
    ],
    [
      'one claim more',
      claims('^x$'),
      claims('^x$', { claims: [{ name: 'actor', rule: { kind: 'exact', value: 'kim' } }] }),
      [/^Nobody gains/, /^Loses access/],
    ],
    [
      'what is too much work',
      aws('(?:a|b).{20}(?:c|d).{20}$', '.*'),
      aws('(?:a|c).{20}(?:b|d).{20}$', '.*'),
      [/gain/i, /lose/i],
    ],
  ])('by %s', (_, before, after, [gains, loses]) => {
    expect(whoGains(before, after)).toEqual([expect.stringMatching(gains), expect.stringMatching(loses)]);
  });

  it('is not said where another way of trust begins', () => {
    expect(whoGains(aws('.*'), claims('.*'))).toEqual([]);
    expect(whoGains({ kind: 'unknown' }, aws('.*'))).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draft, emptyDraft } from '../../../src/core/draft/draft';
import { subjectOf } from '../../../src/core/match/subject';
import { suggest } from '../../../src/core/match/suggest';
import {
  factsOf,
  partitionOf,
  regionOf,
  roleArnFor,
  roleNameOf,
  sessionNameOf,
} from '../../../src/generate/facts';
import { roleCaller, roleParts, userCaller, userParts } from '../core/callers';
import { filled, sample } from './drafts';

const withMatch = (arn: string, userId: string): Draft => ({
  ...emptyDraft,
  match: {
    account: '123456789012',
    arn: { kind: 'pattern', value: arn },
    userId: { kind: 'pattern', value: userId },
  },
});
const role = '^arn:aws:sts::123456789012:assumed-role';

describe('factsOf', () => {
  it('reads every suggestion for a role back', () => {
    fc.assert(
      fc.property(roleParts, (parts) => {
        for (const { strictness, match } of suggest(subjectOf(roleCaller(parts))))
          expect(factsOf({ ...emptyDraft, match })).toEqual({
            kind: 'role',
            partition: parts.partition,
            name: parts.role,
            session: strictness === 'session' ? parts.session : undefined,
            uniqueId: strictness === 'recreated-role' ? undefined : `AROA${parts.id}`,
          });
      }),
    );
  });

  it('reads every suggestion for a user back', () => {
    fc.assert(
      fc.property(userParts, (parts) => {
        for (const { strictness, match } of suggest(subjectOf(userCaller(parts))))
          expect(factsOf({ ...emptyDraft, match })).toEqual({
            kind: 'user',
            partition: parts.partition,
            name: parts.path + parts.user,
            session: undefined,
            uniqueId: strictness === 'recreated-user' ? undefined : `AIDA${parts.id}`,
          });
      }),
    );
  });

  it.each([
    [`${role}/ci-.*/(.+)$`, '^AROA.*:(.+)$'],
    [`${role}/ci/i-.+$`, '^AROA.*:(.+)$'],
    [`${role}/ci/(.+)$`, '^AROA.*:s1$'],
    [`${role}/ci/(.+)`, '^AROA.*:(.+)$'],
    [`${role}/ci/(.+)$`, '^AROAQ3.*:(.+)$'],
    ['^arn:aws:sts::210987654321:assumed-role/ci/(.+)$', '^AROA.*:(.+)$'],
    ['^arn:aws:iam::123456789012:user/k.*$', '^AIDA.*$'],
    ['^arn:aws:iam::123456789012:root$', '^123456789012$'],
    ['(', '^'],
  ])('has none for %s %s', (arn, userId) => {
    expect(factsOf(withMatch(arn, userId))).toBeUndefined();
  });
});

describe('what a form falls back on', () => {
  it('takes the options first, then the match, then the caller', () => {
    expect([roleNameOf(sample), roleArnFor(sample), sessionNameOf(sample), regionOf(sample)]).toEqual([
      'ci.runner+x',
      'arn:aws:iam::123456789012:role/ci.runner+x',
      'ci-runner',
      'us-east-1',
    ]);
    expect([roleNameOf(filled), roleArnFor(filled), sessionNameOf(filled), regionOf(filled)]).toEqual([
      'ci.runner+x',
      'arn:aws:iam::123456789012:role/teams/shop/ci.runner+x',
      'kim-deploys',
      'eu-west-1',
    ]);
    expect([roleNameOf(emptyDraft), roleArnFor(emptyDraft), sessionNameOf(emptyDraft)]).toEqual([
      'chainguard',
      'arn:aws:iam::000000000000:role/chainguard',
      'chainguard',
    ]);
  });

  it('keeps the partition', () => {
    const china = withMatch('^arn:aws-cn:sts::123456789012:assumed-role/ci/(.+)$', '^AROA.*:(.+)$');
    expect([partitionOf(china), regionOf(china)]).toEqual(['aws-cn', 'cn-north-1']);
    expect(partitionOf(emptyDraft)).toBe('aws');
  });
});

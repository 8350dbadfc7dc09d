import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Draft, emptyDraft, type FormOptions, roleArnOf } from '../../../../src/core/draft/draft';
import { subjectOf } from '../../../../src/core/match/subject';
import { suggest } from '../../../../src/core/match/suggest';
import { caller } from '../callers';

const good: Draft = {
  ...emptyDraft,
  name: 'ci-runner',
  group: { id: '', name: 'acme.example' },
  roles: [{ id: '', name: 'registry.pull' }],
  match: {
    account: '123456789012',
    arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci/(.+)$' },
    userId: { kind: 'exact', value: 'AROAQ3EGCIRUNNEXAMPLE:s1' },
  },
};
const fieldsOf = (draft: Partial<Draft>) =>
  check({ ...good, ...draft }).map(({ field, severity }) => `${severity} ${field}`);
const options = (some: Partial<FormOptions>) => ({ options: { ...emptyDraft.options, ...some } });
const org = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
const rule = (kind: 'exact' | 'pattern', value: string) => ({ kind, value });

describe('check', () => {
  it('has nothing to say of a good draft, for every caller and every suggestion', () => {
    expect(check(good)).toEqual([]);
    fc.assert(
      fc.property(caller, (who) => {
        for (const { match } of suggest(subjectOf(who))) expect(check({ ...good, match })).toEqual([]);
      }),
    );
  });

  it.each<[string, Partial<Draft>, string[]]>([
    ['no name', { name: '' }, ['error name']],
    ['a capital', { name: 'CI' }, ['error name']],
    ['a slash', { name: 'ci/runner' }, ['error name']],
    ['two letters', { name: 'ci' }, ['error name']],
    ['64 letters', { name: 'c'.repeat(64) }, ['error name']],
    ['a line break in the name', { name: 'ci-runner\n' }, ['error name']],
    ['63 letters', { name: 'c'.repeat(63) }, []],
    ['spaces within', { name: 'ci runner_1.x' }, []],
    ['513 characters', { description: 'é'.repeat(513) }, ['error description']],
    ['512 characters', { description: '🙂'.repeat(512) }, []],
    ['two lines', { description: 'a\nb' }, ['error description']],
    ['no group', { group: { id: '', name: ' ' } }, ['error group']],
    ['a group that is no UIDP', { group: { id: 'acme', name: 'acme' } }, ['error group']],
    ['a group below', { group: { id: `${org}/0123456789abcdef`, name: 'web' } }, ['warning group']],
    ['an organization', { group: { id: org, name: 'acme' } }, []],
    ['no role', { roles: [] }, ['warning roles']],
    ['a role that is no UIDP', { roles: [{ id: 'x', name: 'viewer' }] }, ['error roles']],
    ['a role of the organization', { roles: [{ id: `${org}/0123456789abcdef`, name: 'own' }] }, []],
    [
      'a role of another organization',
      {
        group: { id: org, name: 'acme' },
        roles: [{ id: `${'f'.repeat(40)}/0123456789abcdef`, name: 'theirs' }],
      },
      ['error roles'],
    ],
    ['an empty role', { roles: [{ id: '', name: '' }] }, ['error roles']],
    ['no match', { match: emptyDraft.match }, ['error account', 'error arn', 'error userId']],
    ['eleven digits', { match: { ...good.match, account: '12345678901' } }, ['error account']],
    ['other digits', { match: { ...good.match, account: '١٢٣٤٥٦٧٨٩٠١٢' } }, ['error account']],
    ['no RE2', { match: { ...good.match, arn: rule('pattern', '(?=x)') } }, ['error arn']],
    ['a line break', { match: { ...good.match, userId: rule('exact', 'a\nb') } }, ['error userId']],
    ['an empty pattern', { match: { ...good.match, userId: rule('pattern', '') } }, ['error userId']],
    [
      'good options',
      options({
        region: 'us-gov-west-1',
        externalId: 'acme-7f3a91',
        namespace: 'web',
        identity: `${org}/0123456789abcdef`,
      }),
      [],
    ],
    ['an identity without a group', options({ identity: org }), ['error identity']],
    [
      'a role of STS',
      options({ roleArn: 'arn:aws:sts::123456789012:assumed-role/ci/s1' }),
      ['error roleArn'],
    ],
    ['somebody else’s bucket', options({ trustedArn: 'arn:aws:s3:::bucket' }), ['error trustedArn']],
    [
      'a role whose name AWS refuses',
      options({ roleArn: 'arn:aws:iam::123456789012:role/a b' }),
      ['error roleArn'],
    ],
    ['an external id with a quote', options({ externalId: "a'b" }), ['error externalId']],
    ['a session of one letter', options({ sessionName: 'x' }), ['error sessionName']],
    ['a region in words', options({ region: 'Ireland' }), ['error region']],
    ['a line break in a key', options({ stateKey: 'a\nb' }), ['error stateKey']],
    ['a profile in brackets', options({ profile: 'a]b' }), ['error profile']],
    ['a namespace in capitals', options({ namespace: 'Web' }), ['error namespace']],
    ['a bucket in capitals', options({ bucket: 'State' }), ['error bucket']],
    ['a function with a space', options({ lambdaName: 'a b' }), ['error lambdaName']],
    ['a short MFA device', options({ mfaSerial: '12345678' }), ['error mfaSerial']],
    ['an image in two words', options({ image: 'a b' }), ['error image']],
    ['a service account in capitals', options({ serviceAccount: 'Puller' }), ['error serviceAccount']],
  ])('%s', (_, draft, fields) => {
    expect(fieldsOf(draft)).toEqual(fields);
  });

  it('answers for whatever stands in the fields', () => {
    const text = fc.string({ unit: 'binary' });
    const named = fc.record({ id: text, name: text });
    const keys = Object.keys(emptyDraft.options) as (keyof FormOptions)[];
    const any = fc.record({
      name: text,
      description: text,
      group: named,
      roles: fc.array(named),
      match: fc.record({
        account: text,
        arn: fc.record({ kind: fc.constant('pattern' as const), value: text }),
        userId: fc.record({ kind: fc.constant('exact' as const), value: text }),
      }),
      field: fc.constantFrom(...keys),
      value: text,
    });
    fc.assert(
      fc.property(any, ({ field, value, ...draft }) => {
        const problems = check({ ...emptyDraft, ...draft, ...options({ [field]: value }) });
        for (const { message } of problems) expect(message).toMatch(/^\S.*\S$/su);
        if (/[\p{Cc}\p{Cs}]/u.test(value)) expect(problems.map((problem) => problem.field)).toContain(field);
      }),
      { numRuns: 300 },
    );
  });
});

describe('roleArnOf', () => {
  const of = (arn: string, more: Partial<FormOptions> = {}) =>
    roleArnOf({ ...good, subject: { account: '123456789012', arn, userId: undefined }, ...options(more) });

  it('takes what was typed, then the subject', () => {
    const typed = 'arn:aws:iam::123456789012:role/teams/shop/deploy';
    expect(of('arn:aws:sts::123456789012:assumed-role/deploy/s', { roleArn: typed })).toBe(typed);
    expect(of(typed)).toBe(typed);
    expect(of('arn:aws-cn:sts::123456789012:assumed-role/deploy/s')).toBe(
      'arn:aws-cn:iam::123456789012:role/deploy',
    );
    expect(of('arn:aws:iam::123456789012:user/kim')).toBeUndefined();
    expect(roleArnOf(good)).toBeUndefined();
  });
});

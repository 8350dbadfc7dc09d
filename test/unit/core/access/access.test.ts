import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyone, gained, overlap } from '../../../../src/core/access/access';
import type { AwsMatch } from '../../../../src/core/identity';
import { matcherOf } from '../../../../src/core/match/rule';
import { account, exact, isPresentable, match, other, pattern, someCaller, someMatch } from './matches';

const role = '^arn:aws:sts::A:assumed-role';

/** Who is let in: an ARN, `nobody` or `undecided`. Everybody named is let in indeed, and presentable. */
function whom(before: AwsMatch, after: AwsMatch): string {
  const answer = gained(before, after);
  if (answer.kind !== 'somebody') return answer.kind;
  const { caller } = answer;
  expect([matcherOf(before)(caller), matcherOf(after)(caller)]).toEqual([false, true]);
  expect(caller).toSatisfy(isPresentable);
  return caller.arn;
}

describe('whom a change lets in', () => {
  it.each([
    ['nobody by anchors', 'arn:aws:sts::A:assumed-role/ci/(.+)', role + '/ci/(.+)$'],
    ['nobody by escapes', role + '/c.i/(.+)$', role + '/c\\.i/(.+)$'],
    ['nobody by a group', role + '/a/x|arn:aws:sts::A:assumed-role/b/x$', role + '/(?:a|b)/x$'],
    ['nobody by another notation', role + '/[ab]/(.+)$', role + '/(?:a|b)/(.*)$'],
    ['nobody by a slash more, which no session has', role + '/ci/[^/]+$', role + '/ci/(.+)$'],
    ['nobody by digits of other scripts', role + '/d[0-9]/.+$', role + '/d\\pN/.+$'],
    ['nobody by a line break', role + '/ci/.+$', role + '/ci/.+\\n?$'],
    ['nobody by a line break that is demanded', role + '/ci/.+$', role + '/cd/.+\\n$'],
    ['nobody by lines', role + '/ci/(.+)$', '(?m)' + role + '/ci/(.+)$'],
    ['nobody by sessions that are too short', role + '/ci/.{2,}$', role + '/ci/.+$'],
    ['nobody by names that are too long', role + '/ci/.{2,64}$', role + '/(?:ci|x{65,})/.+$'],
    [
      'nobody by an exact value that the pattern fits',
      role + '/ci/(.+)$',
      '=arn:aws:sts::A:assumed-role/ci/kim',
    ],
    ['nobody by a role’s own ARN', role + '/ci/(.+)$', '=arn:aws:iam::A:role/ci'],
    ['nobody by another account in the ARN', role + '/ci/(.+)$', `^arn:aws:sts::${other}:assumed-role/.*$`],
    ['nobody by a pattern that cannot be read', role + '/ci/(.+)$', '('],
  ])('is %s', (_, before, after) => {
    expect(whom(match(before, '^AROA.*$'), match(after, '^AROA.*$'))).toBe('nobody');
  });

  it.each([
    ['another role', role + '/ci/(.+)$', role + '/c[id]/(.+)$', `aws:sts::${account}:assumed-role/cd/`],
    ['another case', role + '/ci/(.+)$', '(?i)' + role + '/ci/(.+)$', /assumed-role\/(?:cI|Ci|CI)\//],
    ['another partition', role + '/ci/(.+)$', '^arn:aws[a-z-]*:sts::A:assumed-role/ci/(.+)$', 'arn:aws-'],
    ['a dot', role + '/c\\.i/(.+)$', role + '/c.i/(.+)$', /assumed-role\/c[^.]i\//],
    ['a plus', role + '/c\\+i/(.+)$', role + '/c+i/(.+)$', 'assumed-role/ci/'],
    ['one session', role + '/ci/(?:kim|lee)$', role + '/ci/(?:kim|lee|max)$', 'ci/max'],
    [
      'after a literal became a pattern',
      '=arn:aws:sts::A:assumed-role/ci/k.m',
      role + '/ci/k.m$',
      /ci\/k[^.]m$/,
    ],
  ])('is named for %s', (_, before, after, found) => {
    expect(whom(match(before, '^AROA.*$'), match(after, '^AROA.*$'))).toMatch(found);
  });

  it('is a user whose path is written like the ARN of a role, where an alternative has no anchor', () => {
    const both = role + '/a/.*|arn:aws:sts::A:assumed-role/b/.*$';
    const grouped = role + '/(?:a|b)/.*$';
    expect(whom(match(grouped, '.*'), match(both, '.*'))).toMatch(/:user\/.*assumed-role\/b\/|assumed-role/);
    expect(whom(match(grouped, '.*'), match(both, '^AIDA'))).toMatch(
      `arn:aws:iam::${account}:user/arn:aws:sts::${account}:assumed-role/b/`,
    );
    expect(whom(match(both, '.*'), match(grouped, '.*'))).toBe('nobody');
  });

  it('holds both texts of a session together', () => {
    const any = role + '/ci/(.+)$';
    expect(whom(match(any, '^AROA.*:kim$'), match(role + '/ci/kim$', '^AROA.*$'))).toBe('nobody');
    expect(whom(match('^$', '.*'), match(role + '/ci/kim$', '^AROA.*:lee$'))).toBe('nobody');
    expect(whom(match(any, '^AROA.*:kim$'), match(role + '/ci/(?:kim|lee)$', '^AROA.*$'))).toMatch('/ci/lee');
    expect(whom(match('^$', '.*'), match(role + '/ci/k.m$', '^AROA.*:.im$'))).toMatch('/ci/kim');
  });

  it('holds a federated user’s name and a root user’s account together', () => {
    const federated = '=arn:aws:sts::A:federated-user/kim';
    expect(whom(match('^$', '.*'), match(federated, '=A:kim'))).toMatch('federated-user/kim');
    expect(whom(match('^$', '.*'), match(federated, '=A:lee'))).toBe('nobody');
    expect(whom(match('^$', '.*'), match(federated, '^AIDA'))).toBe('nobody');
    expect(whom(match('^$', '.*'), match('=arn:aws-cn:iam::A:root', '=A'))).toMatch('aws-cn');
    expect(whom(match('^$', '.*'), match('=arn:aws:iam::A:root', `=${other}`))).toBe('nobody');
  });

  it('tells recreated roles and users by their unique ids', () => {
    const one = match(role + '/ci/(.+)$', '^AROAEXAMPLE1:(.+)$');
    const recreated = match(role + '/ci/(.+)$', '^AROA[A-Z0-9]+:(.+)$');
    expect(whom(one, recreated)).toMatch('assumed-role/ci/');
    expect(whom(recreated, one)).toBe('nobody');
    const user = match('=arn:aws:iam::A:user/kim', '=AIDAEXAMPLE1');
    expect(whom(user, match('=arn:aws:iam::A:user/kim', '^AIDA[A-Z0-9]+$'))).toMatch('user/kim');
    expect(whom(user, match('^arn:aws:iam::A:user/kim$', '=AIDAEXAMPLE1'))).toBe('nobody');
  });

  it('is everybody, where the account is another one', () => {
    const ci = match(role + '/ci/(.+)$', '^AROA.*$');
    expect(whom(match(role + '/ci/(.+)$', '^AROA.*$', other), ci)).toMatch('assumed-role/ci/');
    expect(whom({ ...ci, account: '' }, ci)).toMatch('assumed-role/ci/');
    expect(whom(ci, { ...ci, account: other })).toBe('nobody');
    expect(whom(ci, { ...ci, arn: pattern('.*'), account: '12345' })).toBe('nobody');
    expect(whom({ ...ci, arn: undefined }, ci)).toMatch('assumed-role/ci/');
    expect(whom({ ...ci, arn: pattern('(') }, ci)).toMatch('assumed-role/ci/');
    expect(whom(ci, { ...ci, userId: undefined })).toBe('nobody');
    expect(whom(ci, { ...ci, userId: exact('') })).toBe('nobody');
  });

  it('looks like a caller where that is possible', () => {
    const answer = gained(match('^$', '.*'), match('.*', '.*'));
    expect(answer).toEqual({
      kind: 'somebody',
      caller: {
        account,
        arn: `arn:aws:sts::${account}:assumed-role/other-role/else`,
        userId: 'AROAEXAMPLEANOTHERID7:else',
      },
    });
    expect(
      gained(match(role + '/ci/(.+)$', '.'), match(role + '/ci/(.+)$|user', '^AIDA[^E]+$')),
    ).toMatchObject({
      caller: {
        arn: `arn:aws:iam::${account}:user/a`,
        userId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/) as string,
      },
    });
  });

  it('is proven or shown, whatever the change', () => {
    fc.assert(
      fc.property(someMatch, someMatch, (before, after) => {
        expect(whom(before, after)).not.toBe('undecided');
      }),
      { numRuns: 300 },
    );
  });

  it('is nobody only where none of 20,000 callers is let in', () => {
    const callers = fc.sample(someCaller, { numRuns: 20_000, seed: 1 });
    expect(callers.filter((caller) => !isPresentable(caller))).toEqual([]);
    const matches = fc.sample(someMatch, { numRuns: 20, seed: 2 });
    const accepted = matches.map((each) => callers.map(matcherOf(each)));
    const wrong = matches.flatMap((before, b) =>
      matches.filter((after, a) => {
        const isLetIn = accepted[a]?.some((is, index) => is && accepted[b]?.[index] === false);
        return isLetIn && gained(before, after).kind !== 'somebody';
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['(?:(?:(?:\\PL*)*){30}){30}', '(?:(?:(?:\\PL*)*){30}){30}x'],
    ['^(?:(?:(?:\\PL*)*){30}){30}$', '^(?:(?:(?:\\pL*)*){30}){30}$'],
    ['a.{30}$', 'b.{30}$'],
    ['(?:a|b).{20}(?:c|d).{20}$', '(?:a|c).{20}(?:b|d).{20}$'],
    ['(?:x{0,40}){0,20}y', '(?:[a-z]{0,30}){0,30}z$'],
    ['(?i)(?:.*a.*b.*c.*d){9}', '(?i)(?:.*b.*a.*d.*c){9}'],
  ])('ends for %s', (before, after) => {
    for (const [one, two] of [
      [before, after],
      [after, before],
    ] as const)
      expect(['nobody', 'undecided', 'somebody']).toContain(gained(match(one, one), match(two, two)).kind);
  });
});

describe('anyone', () => {
  it('is one caller, if there is one', () => {
    expect(anyone(match(role + '/ci/(.+)$', '^AROA.*:kim$'))).toMatchObject({
      kind: 'somebody',
      caller: { arn: `arn:aws:sts::${account}:assumed-role/ci/kim` },
    });
    expect(anyone(match(role + '/ci/lee$', '^AROA.*:kim$'))).toEqual({ kind: 'nobody' });
    expect(anyone({ account: '', arn: pattern('.*'), userId: pattern('.*') })).toEqual({ kind: 'nobody' });
  });

  it('is nobody exactly where nobody is gained over nobody', () => {
    fc.assert(
      fc.property(someMatch, (each) => {
        expect(anyone(each).kind).toBe(gained({ ...each, arn: undefined }, each).kind);
      }),
    );
  });
});

describe('an overlap', () => {
  it('is a caller whom both accept', () => {
    const kim = match(role + '/[a-z]+/kim$', '.*');
    const ci = match(role + '/ci/(.+)$', '.*');
    expect(overlap(kim, ci)).toMatchObject({
      caller: { arn: `arn:aws:sts::${account}:assumed-role/ci/kim` },
    });
    expect(overlap(kim, match(role + '/ci/lee$', '.*'))).toEqual({ kind: 'nobody' });
    expect(overlap(kim, { ...ci, account: other })).toEqual({ kind: 'nobody' });
  });

  it('is the same from both sides', () => {
    fc.assert(
      fc.property(someMatch, someMatch, (a, b) => {
        const found = overlap(a, b);
        expect(overlap(b, a).kind).toBe(found.kind);
        if (found.kind === 'somebody')
          expect([matcherOf(a), matcherOf(b)].map((is) => is(found.caller))).toEqual([true, true]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/core/caller';
import { definitionOf } from '../../../../src/core/lint/definition';
import { explain } from '../../../../src/core/match/explain';
import type { AwsMatch } from '../../../../src/core/identity';
import { lint } from '../../../../src/core/lint/lint';
import type { RuleId } from '../../../../src/core/lint/rules';
import { compilePattern, isAnchored } from '../../../../src/core/pattern/pattern';
import { readSubject, type Subject, subjectOf } from '../../../../src/core/match/subject';
import { type Strictness, suggest } from '../../../../src/core/match/suggest';
import {
  account,
  caller,
  iamName,
  partition,
  path,
  roleCaller,
  roleParts,
  uniqueId,
  userCaller,
  userParts,
} from '../callers';

const accepts = (match: AwsMatch, who: Caller) => explain(match, who).matches;
const other = <T>(of: fc.Arbitrary<T>, than: T) => of.filter((each) => each !== than);
const matchOf = (subject: Subject, strictness: Strictness): AwsMatch => {
  const found = suggest(subject).find((each) => each.strictness === strictness);
  if (!found) throw new Error(`no suggestion: ${strictness}`);
  return found.match;
};
const subjectFrom = (arn: string, id?: string): Subject => {
  const reading = readSubject(arn, id);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.subject;
};

/** What a choice means: any unique id, any session even of a role that people share, or one that changes. */
const said: Partial<Record<Strictness, readonly RuleId[]>> = {
  'recreated-role': ['too-broad', 'any-session'],
  'recreated-user': ['too-broad'],
  role: ['any-session'],
  session: ['exact-session'],
};

describe('suggest, for every caller', () => {
  it('accepts the caller, compiles, is anchored at both ends, and recommends one', () => {
    fc.assert(
      fc.property(caller, (who) => {
        const suggestions = suggest(subjectOf(who));
        expect(suggestions.filter(({ recommended }) => recommended)).toHaveLength(1);
        for (const { match, title, who: sentence } of suggestions) {
          expect(accepts(match, who)).toBe(true);
          expect(title).not.toBe('');
          expect(sentence).not.toMatch(/^Nobody|whose ARN fits/);
          for (const rule of [match.arn, match.userId]) {
            if (rule?.kind !== 'pattern') continue;
            expect(compilePattern(rule.value).ok).toBe(true);
            expect(isAnchored(rule.value)).toEqual({ start: true, end: true });
            expect(rule.value).toMatch(/^\^.*\$$/);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is lint-clean, but for what a choice says itself', () => {
    fc.assert(
      fc.property(caller, (who) => {
        for (const { strictness, match } of suggest(subjectOf(who))) {
          const definition = definitionOf({ ...match });
          const rules = lint(definition, { caller: who }).map(({ rule }) => rule);
          expect([strictness, rules.filter((rule) => !(said[strictness] ?? []).includes(rule))]).toEqual([
            strictness,
            [],
          ]);
        }
      }),
    );
  });

  it('refuses a role’s caller that differs in one thing', () => {
    fc.assert(
      fc.property(roleParts, fc.gen(), (parts, g) => {
        const subject = subjectOf(roleCaller(parts));
        const narrow = (['session', 'role', 'recreated-role'] as const).map((each) => matchOf(subject, each));
        const [session, role, recreated] = narrow;
        const changed = (key: keyof typeof parts, of: fc.Arbitrary<string>) =>
          roleCaller({ ...parts, [key]: g(() => other(of, parts[key])) });
        for (const differs of [
          changed('partition', partition),
          changed('account', account),
          changed('role', iamName),
        ])
          for (const match of narrow) expect(accepts(match, differs)).toBe(false);
        const remade = changed('id', uniqueId);
        const again = changed('session', iamName);
        if (!session || !role || !recreated) throw new Error('three suggestions');
        expect([session, role, recreated].map((match) => accepts(match, remade))).toEqual([
          false,
          false,
          true,
        ]);
        expect([session, role, recreated].map((match) => accepts(match, again))).toEqual([false, true, true]);
        const around = { ...roleCaller(parts), arn: `x${roleCaller(parts).arn}` };
        for (const match of narrow) expect(accepts(match, around)).toBe(false);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('refuses a user who differs in one thing', () => {
    fc.assert(
      fc.property(userParts, fc.gen(), (parts, g) => {
        const subject = subjectOf(userCaller(parts));
        const user = matchOf(subject, 'user');
        const recreated = matchOf(subject, 'recreated-user');
        const changed = (key: keyof typeof parts, of: fc.Arbitrary<string>) =>
          userCaller({ ...parts, [key]: g(() => other(of, parts[key])) });
        for (const differs of [
          changed('partition', partition),
          changed('account', account),
          changed('user', iamName),
          changed('path', path),
        ])
          for (const match of [user, recreated]) expect(accepts(match, differs)).toBe(false);
        const remade = changed('id', uniqueId);
        expect([user, recreated].map((match) => accepts(match, remade))).toEqual([false, true]);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('refuses a federated user and a root user who differ in one thing', () => {
    const parts = fc.record({ partition, account, name: iamName });
    fc.assert(
      fc.property(parts, fc.gen(), (of, g) => {
        const federated = (who: typeof of): Caller => ({
          account: who.account,
          arn: `arn:${who.partition}:sts::${who.account}:federated-user/${who.name}`,
          userId: `${who.account}:${who.name}`,
        });
        const root = (who: typeof of): Caller => ({
          account: who.account,
          arn: `arn:${who.partition}:iam::${who.account}:root`,
          userId: who.account,
        });
        const changed = (key: keyof typeof of, to: fc.Arbitrary<string>) => ({
          ...of,
          [key]: g(() => other(to, of[key])),
        });
        const user = matchOf(subjectOf(federated(of)), 'federated-user');
        const owner = matchOf(subjectOf(root(of)), 'root');
        for (const differs of [changed('partition', partition), changed('account', account)]) {
          expect(accepts(user, federated(differs))).toBe(false);
          expect(accepts(owner, root(differs))).toBe(false);
        }
        expect(accepts(user, federated(changed('name', iamName)))).toBe(false);
        // One thing of what is presented at a time, and not what follows from it.
        for (const [match, who] of [
          [user, federated(of)],
          [owner, root(of)],
        ] as const) {
          expect(accepts(match, who)).toBe(true);
          for (const key of ['account', 'arn', 'userId'] as const) {
            expect(accepts(match, { ...who, [key]: `${who[key]}x` })).toBe(false);
            expect(accepts(match, { ...who, [key]: `x${who[key]}` })).toBe(false);
          }
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  const role = 'AROAQ3EGCIRUNNEXAMPLE';
  const sso = 'AWSReservedSSO_Admin_0123456789abcdef';
  it.each<[resource: string, userId: string | undefined, ...choices: [Strictness, RegExp | undefined][]]>([
    [
      'sts assumed-role/ci-runner/i-0f1e2d3c4b5a69788',
      `${role}:i-0f1e2d3c4b5a69788`,
      ['session', /next session.*EC2/],
      ['role', undefined],
      ['recreated-role', /^A new role/],
    ],
    [
      'sts assumed-role/pull/pull',
      `${role}:pull`,
      ['session', undefined],
      ['role', undefined],
      ['recreated-role', /^A new role/],
    ],
    [
      'sts assumed-role/pull/pull',
      undefined,
      ['recreated-session', /^A new role/],
      ['recreated-role', /new role/],
    ],
    [
      'sts assumed-role/pull/botocore-session-1700000000',
      undefined,
      ['recreated-session', /next session.*boto3/],
      ['recreated-role', /^A new role/],
    ],
    [
      `sts assumed-role/${sso}/kim`,
      `${role}:kim`,
      ['session', undefined],
      ['role', /^Everyone.*permission set/],
      ['recreated-role', /^A new role.*Everyone.*permission set/],
    ],
    [
      `sts assumed-role/${sso}/kim`,
      undefined,
      ['recreated-session', /^A new role/],
      ['recreated-role', /^A new role.*Everyone/],
    ],
    [`iam role/aws-reserved/${sso}`, role, ['role', /^Everyone/], ['recreated-role', /^A new.*Everyone/]],
    ['iam role/ci', undefined, ['recreated-role', /^A new role/]],
    ['iam user/kim', 'AIDAQ3EGKIMKIMEXAMPLE', ['user', undefined], ['recreated-user', /^A new user/]],
    ['iam user/kim', undefined, ['recreated-user', /^A new user/]],
    ['sts federated-user/bob', undefined, ['federated-user', undefined]],
    ['iam root', undefined, ['root', /anything in its account/]],
    ['iam instance-profile/ci', undefined],
    ['iam group/admins', undefined],
    ['sts assumed-role/ci', undefined],
  ])('offers for %s (%s): %j', (of, userId, ...choices) => {
    const [service = '', resource = ''] = of.split(' ');
    const offered = suggest({
      account: '123456789012',
      arn: `arn:aws:${service}::123456789012:${resource}`,
      userId,
    });
    expect(offered.map(({ strictness }) => strictness)).toEqual(choices.map(([strictness]) => strictness));
    choices.forEach(([, caution], index) => {
      if (caution) expect(offered[index]?.caution).toMatch(caution);
      else expect(offered[index]?.caution).toBeUndefined();
    });
  });

  it.each<[resource: string, userId: string | undefined, Strictness]>([
    ['assumed-role/ci-runner/i-0f1e2d3c4b5a69788', `${role}:i-0f1e2d3c4b5a69788`, 'role'],
    ['assumed-role/pull/pull', `${role}:pull`, 'role'],
    ['assumed-role/pull/pull', undefined, 'recreated-role'],
    [`assumed-role/${sso}/kim`, `${role}:kim`, 'session'],
    [`assumed-role/${sso}/kim`, undefined, 'recreated-session'],
  ])('recommends for %s (%s): %s', (resource, userId, strictness) => {
    const arn = `arn:aws:sts::123456789012:${resource}`;
    const recommended = suggest({ account: '123456789012', arn, userId }).filter((each) => each.recommended);
    expect(recommended.map((each) => each.strictness)).toEqual([strictness]);
  });
});

describe('suggest, for a typed ARN', () => {
  it('takes the role’s path out, keeps the partition, and accepts every session', () => {
    fc.assert(
      fc.property(roleParts, path, (parts, at) => {
        const arn = `arn:${parts.partition}:iam::${parts.account}:role/${at}${parts.role}`;
        const loose = suggest(subjectFrom(arn));
        expect(loose.map(({ strictness }) => strictness)).toEqual(['recreated-role']);
        expect(loose[0]?.recommended).toBe(true);
        expect(loose.every(({ match }) => accepts(match, roleCaller(parts)))).toBe(true);
        const pinned = subjectFrom(arn, `AROA${parts.id}`);
        expect(accepts(matchOf(pinned, 'role'), roleCaller(parts))).toBe(true);
        expect(accepts(matchOf(pinned, 'role'), roleCaller({ ...parts, id: `${parts.id}2` }))).toBe(false);
      }),
    );
  });

  it('accepts the caller whose ARN was typed, whatever its unique id, and no other session or name', () => {
    const typed = (arn: string) => suggest(subjectFrom(arn)).map(({ match }) => match);
    const arn = 'arn:aws:sts::123456789012:assumed-role/ci/k.m';
    const session = { account: '123456789012', arn, userId: 'AROAANYTHINGATALL:k.m' };
    expect(typed(arn).map((match) => accepts(match, session))).toEqual([true, true]);
    const another = { ...session, userId: 'AROAANYTHINGATALL:kxm' };
    expect(typed(arn).map((match) => accepts(match, another))).toEqual([false, true]);
    const bob = 'arn:aws:sts::123456789012:federated-user/bob';
    const federated = { account: '123456789012', arn: bob, userId: '123456789012:bob' };
    expect(typed(bob).map((match) => accepts(match, federated))).toEqual([true]);
    const root = 'arn:aws:iam::123456789012:root';
    expect(
      typed(root).map((match) =>
        accepts(match, { account: '123456789012', arn: root, userId: '123456789012' }),
      ),
    ).toEqual([true]);
  });

  it('takes the unique id of a session’s role', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/ci/s1';
    expect(subjectFrom(arn, ' AROAQ3EGCIRUNNEXAMPLE ')).toEqual({
      account: '123456789012',
      arn,
      userId: 'AROAQ3EGCIRUNNEXAMPLE:s1',
    });
    expect(subjectFrom('arn:aws:iam::123456789012:user/kim', 'AIDAQ3EGKIMKIMEXAMPLE').userId).toBe(
      'AIDAQ3EGKIMKIMEXAMPLE',
    );
    expect(subjectFrom('arn:aws:iam::123456789012:role/ci', 'AROAQ3EGCIRUNNEXAMPLE').userId).toBe(
      'AROAQ3EGCIRUNNEXAMPLE',
    );
  });

  it.each([
    ['arn:aws:iam::123456789012:root', '123456789012'],
    ['arn:aws:sts::123456789012:federated-user/bob', '123456789012:bob'],
  ])('knows the user ID of %s', (arn, userId) => {
    expect(readSubject(arn, 'AROAQ3EGCIRUNNEXAMPLE')).toEqual({
      ok: true,
      subject: { account: '123456789012', arn, userId },
      caution: undefined,
    });
  });

  it('says what not knowing the unique id costs', () => {
    const reading = readSubject('arn:aws:iam::123456789012:role/teams/shop/deploy');
    expect(reading.ok && reading.caution).toMatch(
      /deleted and made again.*aws iam get-role --role-name deploy$/,
    );
    const session = readSubject('arn:aws:sts::123456789012:assumed-role/deploy/s1');
    expect(session.ok && session.caution).toMatch(/aws iam get-role --role-name deploy$/);
    const user = readSubject('arn:aws:iam::123456789012:user/team/kim');
    expect(user.ok && user.caution).toMatch(/user who is deleted.*aws iam get-user --user-name kim$/);
    const known = readSubject('arn:aws:iam::123456789012:user/kim', 'AIDAQ3EGKIMKIMEXAMPLE');
    expect(known).toMatchObject({ ok: true, caution: undefined });
    expect(suggest(subjectFrom('arn:aws:iam::123456789012:user/kim'))[0]?.strictness).toBe('recreated-user');
  });

  it('takes a session’s ARN, root and a federated user', () => {
    const kinds = (arn: string) => suggest(subjectFrom(arn)).map(({ strictness }) => strictness);
    expect(kinds('arn:aws-cn:sts::123456789012:assumed-role/ci/s1')).toEqual([
      'recreated-session',
      'recreated-role',
    ]);
    expect(kinds('arn:aws:iam::123456789012:root')).toEqual(['root']);
    expect(kinds(' arn:aws:sts::123456789012:federated-user/bob ')).toEqual(['federated-user']);
  });

  it.each([
    ['', '', /Enter the ARN/],
    ['arn:aws:s3:::bucket', '', /service: s3/],
    ['arn:aws:iam::12345678901:role/ci', '', /twelve digits.*12345678901$/],
    ['arn:aws:iam::123456789012:instance-profile/p', '', /instance profile/],
    ['arn:aws:iam::123456789012:group/g', '', /names no role/],
    ['arn:aws:sts::123456789012:assumed-role/ci', '', /session is missing/],
    ['arn:aws:sts::123456789012:assumed-role/a/ci/s', '', /without its path.*a\/$/],
    ['arn:aws:iam::<account>:role/ci', '', /placeholder/],
    ['ci-runner', '', /not an ARN/],
    ['arn:aws:iam::123456789012:role/ci', 'AIDAQ3EGKIMKIMEXAMPLE', /begins with AROA/],
    ['arn:aws:iam::123456789012:user/kim', 'AROAQ3EGKIMKIMEXAMPLE', /begins with AIDA/],
    ['arn:aws:iam::123456789012:role/ci', 'AROA', /not one: AROA/],
    ['arn:aws:iam::123456789012:role/ci', 'AROAQ3EGCIRUNNEXAMPLE:kim', /not one: AROAQ3EGCIRUNNEXAMPLE:kim/],
    ['arn:aws:iam::123456789012:role/ci', 'AROA-Q3EGCIRUNNEXAMPLE', /not one: AROA-Q3/],
    ['arn:aws:sts::123456789012:assumed-role/ci/*', '', /placeholder or a pattern.*assumed-role\/ci\/\*$/],
    ['arn:aws:sts::123456789012:assumed-role/(.+)/kim', '', /has others: \(\.\+\)$/],
    ['arn:aws:iam::123456789012:user/${USER}', '', /placeholder.*\$\{USER\}$/],
    ['arn:aws:iam::123456789012:role/my role', '', /has others: my role$/],
    ['arn:aws:iam::aws:role/ci', '', /twelve digits: arn:aws:iam::aws:role/],
    ['arn:aws:iam::1234567890123:role/ci', '', /twelve digits.*: 1234567890123$/],
    ['arn:aws:iam::12345678901x:role/ci', '', /twelve digits.*: 12345678901x$/],
    ['arn:aws:iam:eu:1234:role/ci', '', /twelve digits.*: 1234$/],
    ['arn:aws:iam::123456789012:', '', /not an ARN such as/],
    ['see arn:aws:iam::1234:role/ci', '', /not an ARN such as/],
    ['x'.repeat(80), '', /: x{80}$/],
    ['x'.repeat(81), '', /: x{79}…$/],
    ['ci\u202erunner', '', /: ci\\u202erunner$/],
    [`arn:aws:iam::123456789012:role/${'x'.repeat(3000)}`, '', /longer/],
  ])('refuses %s %s', (arn, id, sentence) => {
    const reading = readSubject(arn, id);
    expect(reading.ok ? '' : reading.problem).toMatch(sentence);
  });

  it('never throws, and suggests nothing for what does not call', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (arn, id) => {
        readSubject(arn, id);
        expect(suggest({ account: '', arn, userId: id })).toEqual([]);
      }),
    );
  });
});

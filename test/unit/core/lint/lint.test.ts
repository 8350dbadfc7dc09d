import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../src/core/lint/definition';
import type { Finding, Fix, LintOptions } from '../../../../src/core/lint/finding';
import type { Rule } from '../../../../src/core/identity';
import { isIgnored, lint } from '../../../../src/core/lint/lint';
import {
  defaultSeverity,
  type RuleId,
  ruleIds,
  ruleReason,
  ruleTitle,
  type Severity,
} from '../../../../src/core/lint/rules';

const account = '123456789012';
const sts = `arn:aws:sts::${account}:assumed-role`;
/** Any role, also one that is made again. */
const anyId = '~^AROA[A-Z0-9]+:(.+)$';
const anyUserId = '~^AIDA[A-Z0-9]+$';
const good = { account, arn: `~^${sts}/ci-runner/(.+)$`, userId: '~^AROAEXAMPLE1:(.+)$' };
const caller = { account, arn: `${sts}/ci-runner/kim`, userId: 'AROAEXAMPLE1:kim' };

/** `=text` is an exact rule, `~text` a pattern. */
function rule(text: string): Rule {
  return { kind: text.startsWith('=') ? 'exact' : 'pattern', value: text.slice(1) };
}

function short(sets: Fix['sets']): string {
  const of = (set: Rule | undefined) => set && { exact: '=', pattern: '~' }[set.kind] + set.value;
  return sets.account ?? sets.partition ?? of(sets.arn) ?? of(sets.userId) ?? '';
}

type Row = [
  what: Partial<Record<'account' | 'arn' | 'userId', string>>,
  finding: string,
  at: string,
  ...fixes: string[],
];

function found(what: Row[0], options?: LintOptions) {
  const { account: number, arn, userId } = { ...good, ...what };
  const values = { account: number, arn: rule(arn), userId: rule(userId) };
  const texts = { account: number, arn: arn.slice(1), userId: userId.slice(1) };
  return lint(definitionOf(values), options).map(({ rule: id, part, span, fixes }) => [
    `${id} ${part ?? ''}`,
    texts[part as keyof typeof texts].slice(span.start, span.end),
    ...fixes.map(({ sets }) => short(sets)),
  ]);
}

describe('a value', () => {
  it.each<Row>([
    [{ arn: `~${sts}/ci/(.*)` }, 'unanchored arn', `${sts}/ci/(.*)`, `~^${sts}/ci/(.*)$`],
    [{ arn: `~^${sts}/ci/(.*)` }, 'unanchored arn', `^${sts}/ci/(.*)`, `~^${sts}/ci/(.*)$`],
    [{ arn: `~${sts}/ci/(.*)$` }, 'unanchored arn', `${sts}/ci/(.*)$`, `~^${sts}/ci/(.*)$`],
    [{ userId: '~AROAEXAMPLE1:(.+)' }, 'unanchored userId', 'AROAEXAMPLE1:(.+)', '~^AROAEXAMPLE1:(.+)$'],
    [
      { userId: '~AROAEXAMPLE1:(.+)|AROAEXAMPLE2:(.+)' },
      'unanchored userId',
      'AROAEXAMPLE1:(.+)|AROAEXAMPLE2:(.+)',
      '~^(?:AROAEXAMPLE1:(.+)|AROAEXAMPLE2:(.+))$',
    ],
    [
      { userId: '~^AROAEXAMPLE1:aa|AROAEXAMPLE2:bb$' },
      'alternation-anchor userId',
      '^AROAEXAMPLE1:aa|AROAEXAMPLE2:bb$',
      '~^(?:AROAEXAMPLE1:aa|AROAEXAMPLE2:bb)$',
    ],
    [
      { userId: '~^AROAEXAMPLE1:aa$|AROAEXAMPLE2:bb' },
      'alternation-anchor userId',
      '^AROAEXAMPLE1:aa$|AROAEXAMPLE2:bb',
      '~^(?:AROAEXAMPLE1:aa|AROAEXAMPLE2:bb)$',
    ],
    [{ arn: `~^${sts}/ci.runner/(.+)$` }, 'unescaped arn', '.', `~^${sts}/ci\\.runner/(.+)$`],
    [{ arn: `~^${sts}/ci+runner/(.+)$` }, 'unescaped arn', '+', `~^${sts}/ci\\+runner/(.+)$`],
    [
      { userId: '~^AROAEXAMPLE1:kim.l+x@example.com$' },
      'unescaped userId',
      '.',
      '~^AROAEXAMPLE1:kim\\.l\\+x@example\\.com$',
    ],
    [
      { arn: `~arn:aws:iam::${account}:user/team/kim`, userId: '=AIDAEXAMPLE1' },
      'literal-as-pattern arn',
      `arn:aws:iam::${account}:user/team/kim`,
      `=arn:aws:iam::${account}:user/team/kim`,
      `~^arn:aws:iam::${account}:user/team/kim$`,
    ],
    [
      { arn: `=arn:aws:iam::${account}:user/kim`, userId: '~AIDAEXAMPLE1' },
      'literal-as-pattern userId',
      'AIDAEXAMPLE1',
      '=AIDAEXAMPLE1',
      '~^AIDAEXAMPLE1$',
    ],
    [{ userId: '~AROAEXAMPLE1' }, 'literal-as-pattern userId', 'AROAEXAMPLE1', '~^AROAEXAMPLE1:(.+)$'],
    [{ arn: `=${sts}/ci/*` }, 'pattern-as-literal arn', `${sts}/ci/*`, `~^${sts}/ci/(.+)$`],
    [{ arn: `=^${sts}/ci/(.+)$` }, 'pattern-as-literal arn', `^${sts}/ci/(.+)$`, `~^${sts}/ci/(.+)$`],
    [{ userId: '=AROAEXAMPLE1:.*' }, 'pattern-as-literal userId', 'AROAEXAMPLE1:.*', '~^AROAEXAMPLE1:.*$'],
    [
      { arn: `=arn:aws:iam::${account}:user/team-*/kim`, userId: '=AIDAEXAMPLE1' },
      'pattern-as-literal arn',
      `arn:aws:iam::${account}:user/team-*/kim`,
      `~^arn:aws:iam::${account}:user/team-(.+)/kim$`,
    ],
    [
      { arn: `=arn:aws:iam::${account}:user/[^/]+/kim`, userId: '=AIDAEXAMPLE1' },
      'pattern-as-literal arn',
      `arn:aws:iam::${account}:user/[^/]+/kim`,
      `~^arn:aws:iam::${account}:user/[^/]+/kim$`,
    ],
    [
      { arn: `=arn:aws:iam::${account}:user/(team)/k.*`, userId: '=AIDAEXAMPLE1' },
      'pattern-as-literal arn',
      `arn:aws:iam::${account}:user/(team)/k.*`,
      `~^arn:aws:iam::${account}:user/(team)/k.*$`,
    ],
    [
      { arn: `=arn:aws:iam::${account}:role/a(b)/ci` },
      'role-arn arn',
      `arn:aws:iam::${account}:role/a(b)/ci`,
      `~^${sts}/ci/(.+)$`,
    ],
    [{ arn: '~^.*$', userId: anyId }, 'too-broad arn', '^.*$'],
    [{ arn: '~^arn:aws:sts::\\d+:assumed-role/(.+)/(.+)$', userId: anyId }, 'too-broad arn', '(.+)'],
    [
      { arn: `~^arn:aws:sts::${account}:.*$`, userId: anyId },
      'too-broad arn',
      `^arn:aws:sts::${account}:.*$`,
    ],
    [{ arn: `~^${sts}/(.+)/kim$`, userId: anyId }, 'too-broad arn', '(.+)'],
    [{ arn: `~^${sts}/[^/]+/(.+)$`, userId: '~^[A-Z0-9]+:ci$' }, 'too-broad arn', '[^/]+'],
    [{ arn: `~^${sts}/.{6,}/(.+)$`, userId: '~^.*$' }, 'too-broad arn', '.{6,}'],
    [{ arn: `~^${sts}/[a-z]+/(.+)$`, userId: '~^(?:AROA.*:.*|x)$' }, 'too-broad arn', '[a-z]+'],
    [{ arn: '~^arn:aws:sts:.*$', userId: '~^AROA(.*):ci$' }, 'too-broad arn', '^arn:aws:sts:.*$'],
    [{ arn: `~^arn:aws:iam::${account}:user/(.*)$`, userId: anyUserId }, 'too-broad arn', '(.*)'],
    [{ arn: `~^arn:aws:iam::${account}:user/(.*)$`, userId: '~^AIDA.*$' }, 'too-broad arn', '(.*)'],
    [{ arn: '~^arn:aws:iam:.*$', userId: anyUserId }, 'too-broad arn', '^arn:aws:iam:.*$'],
    [{ arn: '~^.*$', userId: '~^(?:AIDA.*|AROAEXAMPLE1:x)$' }, 'too-broad arn', '^.*$'],
    [{ arn: '~^a$' }, 'never arn', '^a$'],
    [{ arn: `~^${sts}/ci:x/(.+)$` }, 'never arn', `^${sts}/ci:x/(.+)$`],
    [{ userId: '~^AGPAEXAMPLE1$' }, 'never userId', '^AGPAEXAMPLE1$'],
    [{ arn: `=${sts}/ci/kim`, userId: '~^AROAEXAMPLE1:lee$' }, 'never userId', '^AROAEXAMPLE1:lee$'],
    [{ arn: `=arn:aws:iam::${account}:user/kim` }, 'never userId', '^AROAEXAMPLE1:(.+)$'],
    [{ arn: `=arn:aws:iam::${account}:root`, userId: '=AIDAEXAMPLE1' }, 'never userId', 'AIDAEXAMPLE1'],
    [{ arn: `~^${sts}/sso/.*$`, userId: '~^AROAEXAMPLE1:.*$' }, 'any-session arn', '.*'],
    [{ arn: `~^${sts}/ci/.*` }, 'unanchored arn', `^${sts}/ci/.*`, `~^${sts}/ci/.*$`],
    [{ userId: '~AROAEXAMPLE1:*k' }, 'unanchored userId', 'AROAEXAMPLE1:*k', '~^AROAEXAMPLE1:*k$'],
    [{ userId: '~*' }, 'not-re2 userId', '*', '~^.*$'],
    [{ userId: '~^AROAEXAMPLE1:(?:+a|b)$' }, 'not-re2 userId', '+', '~^AROAEXAMPLE1:(?:\\+a|b)$'],
    [{ userId: '~^AROAEXAMPLE1:(?:*|b)$' }, 'not-re2 userId', '*', '~^AROAEXAMPLE1:(?:.*|b)$'],
    [
      { arn: `=arn:aws:sts::${account}:federated-user/bob`, userId: '~123456789012:bob' },
      'literal-as-pattern userId',
      '123456789012:bob',
      '=123456789012:bob',
      '~^123456789012:bob$',
    ],
    [
      { userId: '=AROAEXAMPLE1:k(i|m)' },
      'pattern-as-literal userId',
      'AROAEXAMPLE1:k(i|m)',
      '~^AROAEXAMPLE1:k(i|m)$',
    ],
    [{ userId: '=AROAEXAMPLE1:(' }, 'pattern-as-literal userId', 'AROAEXAMPLE1:('],
    [{ arn: `=${sts}/c?/kim` }, 'pattern-as-literal arn', `${sts}/c?/kim`, `~^${sts}/c?/kim$`],
    [{ arn: `~^${sts}/AWSReservedSSO_Admin_0123456789abcdef/(.+)$` }, 'any-session arn', '(.+)'],
    [{ arn: `~^${sts}/platform-admin/.*$` }, 'any-session arn', '.*'],
    [
      { arn: `=arn:aws:iam::${account}:role/a/ci` },
      'role-arn arn',
      `arn:aws:iam::${account}:role/a/ci`,
      `~^${sts}/ci/(.+)$`,
    ],
    [
      { arn: `~arn:aws-cn:iam::${account}:role/c.i` },
      'role-arn arn',
      `arn:aws-cn:iam::${account}:role/c.i`,
      `~^arn:aws-cn:sts::${account}:assumed-role/c\\.i/(.+)$`,
    ],
    [
      { arn: `~^arn:aws:iam::${account}:role/(?:a|b)$` },
      'role-arn arn',
      `^arn:aws:iam::${account}:role/(?:a|b)$`,
      `~^${sts}/(?:a|b)/(.+)$`,
    ],
    [
      { arn: `=arn:aws:iam::${account}:instance-profile/ci` },
      'role-arn arn',
      `arn:aws:iam::${account}:instance-profile/ci`,
    ],
    [{ arn: `=${sts}/ci` }, 'role-arn arn', `${sts}/ci`, `~^${sts}/ci/(.+)$`],
    [{ arn: `~^${sts}/ci$` }, 'role-arn arn', `^${sts}/ci$`, `~^${sts}/ci/(.+)$`],
    [{ userId: '=AROAEXAMPLE1' }, 'role-arn userId', 'AROAEXAMPLE1', '~^AROAEXAMPLE1:(.+)$'],
    [{ userId: '~^AROAEXAMPLE1$' }, 'role-arn userId', '^AROAEXAMPLE1$', '~^AROAEXAMPLE1:(.+)$'],
    [{ arn: `=${sts}/a/b/ci/kim` }, 'role-path arn', 'a/b/', `=${sts}/ci/kim`],
    [{ arn: `~^${sts}/a/.+/x$` }, 'role-path arn', 'a/', `~^${sts}/.+/x$`],
    [{ arn: `~^${sts}/service-role/ci/(.+)$` }, 'role-path arn', 'service-role/', `~^${sts}/ci/(.+)$`],
    [
      { account: '210987654321' },
      'account-mismatch arn',
      account,
      '~^arn:aws:sts::210987654321:assumed-role/ci-runner/(.+)$',
      account,
    ],
    [
      { arn: '~^arn:aws:sts::(?:1|2){12}:assumed-role/ci/(.+)$' },
      'account-mismatch arn',
      '(?:1|2){12}',
      `~^${sts}/ci/(.+)$`,
    ],
    [
      { arn: `=arn:aws:sts::${account}:federated-user/bob`, userId: '=210987654321:bob' },
      'account-mismatch userId',
      '210987654321',
      `=${account}:bob`,
    ],
    [
      { arn: `=arn:aws-gov:sts::${account}:assumed-role/ci/kim` },
      'partition-mismatch arn',
      'aws-gov',
      `=arn:aws-us-gov:sts::${account}:assumed-role/ci/kim`,
    ],
    [{ account: '1234-5678-9012' }, 'account-format account', '1234-5678-9012', account],
    [{ account: 'prod', arn: '~^x$' }, 'account-format account', 'prod'],
    [{ account: '', arn: '~^x$' }, 'account-format account', ''],
    [
      { account: '12345678901', arn: '=arn:aws:iam::012345678901:user/kim', userId: '=AIDAEXAMPLE1' },
      'account-format account',
      '12345678901',
      '012345678901',
    ],
    [{ account: '12345678901' }, 'account-format account', '12345678901'],
    [{ arn: `~^${sts}/ci/(?=k)kim$` }, 'not-re2 arn', '(?='],
    [{ arn: `~^${sts}/ci/kim\\Z` }, 'not-re2 arn', '\\Z', `~^${sts}/ci/kim\\z`],
    [{ arn: `~${sts}/ci/kim\\Z` }, 'not-re2 arn', '\\Z', `~^${sts}/ci/kim\\z`],
    [{ arn: `~^${sts}/ci/\\u0041b$` }, 'not-re2 arn', '\\u', `~^${sts}/ci/\\x{0041}b$`],
    [{ arn: `~^${sts}/ci/[a-z]++$` }, 'not-re2 arn', '++', `~^${sts}/ci/[a-z]+$`],
    [{ arn: `~^${sts}/ci/kim)$` }, 'not-re2 arn', ')', `~^${sts}/ci/kim\\)$`],
    [{ arn: `~^${sts}/ci/(?>kim)$` }, 'not-re2 arn', '(?>', `~^${sts}/ci/(?:kim)$`],
    [{ userId: '~x{1001}' }, 'not-re2 userId', '{1001}'],
    [
      { arn: `=${sts}/ci/botocore-session-1700000000` },
      'exact-session arn',
      'botocore-session-1700000000',
      `~^${sts}/ci/(.+)$`,
    ],
    [
      { userId: '=AROAEXAMPLE1:i-0123456789abcdef0' },
      'exact-session userId',
      'i-0123456789abcdef0',
      '~^AROAEXAMPLE1:(.+)$',
    ],
  ])('%j: %s', (what, finding, at, ...fixes) => {
    expect(found(what)).toEqual([[finding, at, ...fixes]]);
  });

  it.each<Row[0]>([
    {},
    { arn: `=${sts}/ci-runner/kim`, userId: '=AROAEXAMPLE1:kim' },
    { arn: `=${sts}/AWSReservedSSO_Admin_0123456789abcdef/kim`, userId: '=AROAEXAMPLE1:kim' },
    { arn: `~^${sts}/platform-admin/(.+)$`, userId: '~^AROAEXAMPLE1:kim$' },
    { arn: `~^${sts}/ci-(.+)/(.+)$` },
    { arn: `~^${sts}/ci-runner/kim.+$` },
    { arn: `~^${sts}/ci-runner/(?:i-[0-9a-f]+|kim)$` },
    { arn: `~\\A${sts}/ci-runner/.+\\z` },
    { arn: `~^(?:${sts}/a/(.+)|${sts}/b/(.+))$` },
    { arn: `~^${sts}/a/(.+)$|^${sts}/b/(.+)$` },
    { arn: `=arn:aws:iam::${account}:root`, userId: `=${account}` },
    ...['(', 'a(b)', '$x', '^', '?', '{1}', 'a|b', '[x]', '*x', 'a\\b'].map((path) => ({
      arn: `=arn:aws:iam::${account}:user/${path}/kim`,
      userId: '=AIDAEXAMPLE1',
    })),
    { arn: `~^arn:aws:iam::${account}:user/team/(.+)$`, userId: '~^AIDA[A-Z]{2}7QX.*$' },
    { arn: `~^arn:aws(?:-cn)?:sts::${account}:assumed-role/ci/(.+)$` },
    { arn: '~^arn:aws:sts::1234567890\\d\\d:assumed-role/ci/(.+)$' },
    { arn: `~^${sts}/admin/kim.+$` },
    { arn: `~^${sts}/administrivia/(.+)$` },
    { arn: `~^arn:aws:iam::${account}:user/(.+)/kim$`, userId: '=AIDAEXAMPLE1' },
    { userId: '~^AROA(?:EXAMPLE1|EXAMPLE2):(.+)$' },
    { userId: '~^AROA[A-Z]{2}7QX.*:(.+)$' },
    { arn: `=arn:aws:sts::${account}:federated-user/bob`, userId: `=${account}:bob` },
    { arn: '~^arn:aws:sts::\\d{12}:assumed-role/ci/(.+)$' },
    { arn: '~^arn:aws:iam::[0-9]+:user/kim$', userId: '=AIDAEXAMPLE1' },
    { arn: '~^.*$' },
    { arn: `~^${sts}/(.+)/kim$`, userId: '=AROAEXAMPLE1:kim' },
    { arn: `~^arn:aws:iam::${account}:user/.*$`, userId: '=AIDAEXAMPLE1' },
    { arn: `~^${sts}/(?:ci-.*|.*-ci|[^A-Z]*x)/(.+)$`, userId: anyId },
    { userId: '~^[A-Z0-9]+:ci$' },
    { userId: '~^AROA[A-Z0-9]+:(.+)$' },
    { userId: '~^AROA(.*):ci$' },
    { userId: '~^.*$' },
    { userId: '~^(?:AIDA.*|AROAEXAMPLE1:xx)$' },
    { arn: '~^arn:aws:sts::123456789012:assumed-role/aws:ec2-instance/(.+)$', userId: '~^123456789012:.+$' },
  ])('%j has nothing to say', (what) => {
    expect(found(what)).toEqual([]);
  });
});

describe('what is known beside a value', () => {
  it('tightens to a caller who gets in', () => {
    expect(found({ arn: `~^${sts}/(.+)/kim$`, userId: '~^AROA(.*):(.*)$' }, { caller })).toEqual([
      ['too-broad arn', '(.+)', `~^${sts}/ci-runner/kim$`, '~^AROAEXAMPLE1:(.*)$'],
    ]);
    expect(found({ arn: '~^.*$', userId: '~^.*$' }, { caller })).toEqual([
      ['too-broad arn', '^.*$', `~^${sts}/ci-runner/(.+)$`, '~^AROAEXAMPLE1:(.+)$'],
    ]);
    expect(found({ arn: `~^${sts}/(.+)/lee$`, userId: anyId }, { caller })).toEqual([
      ['too-broad arn', '(.+)'],
    ]);
    const admin = { ...caller, arn: `${sts}/admin/k.m`, userId: 'AROAEXAMPLE1:k.m' };
    expect(found({ arn: `~^${sts}/admin/(.+)$` }, { caller: admin })).toEqual([
      ['any-session arn', '(.+)', `~^${sts}/admin/k\\.m$`],
    ]);
  });

  it('tightens to a user', () => {
    const alice = { account, arn: `arn:aws:iam::${account}:user/alice`, userId: 'AIDAEXAMPLE1' };
    const what = { arn: `~^arn:aws:iam::${account}:user/.*$`, userId: '~^AIDA.*$' };
    expect(found(what, { caller: alice })).toEqual([
      ['too-broad arn', '.*', `~^arn:aws:iam::${account}:user/alice$`, '~^AIDAEXAMPLE1$'],
    ]);
    expect(found({ ...what, arn: '~^arn.*$' }, { caller: alice })).toEqual([
      ['too-broad arn', '^arn.*$', `~^arn:aws:iam::${account}:user/alice$`, '~^AIDAEXAMPLE1$'],
    ]);
  });

  it.each([
    { account: '210987654321', arn: `${sts}/ci-runner/kim`, userId: 'AROAEXAMPLE1:kim' },
    { account, arn: `${sts}/ci-runner/lee`, userId: 'AROAEXAMPLE1:kim' },
    { account, arn: `${sts}/ci-runner/kim`, userId: 'AIDAEXAMPLE2' },
  ])('does not tighten to a caller who does not get in: %j', (stranger) => {
    expect(found({ arn: `~^${sts}/(.+)/kim$`, userId: anyId }, { caller: stranger })).toEqual([
      ['too-broad arn', '(.+)'],
    ]);
  });

  it.each<[Row[0], RegExp]>([
    [
      { arn: `~^${sts}/(.+)/kim$`, userId: anyId },
      /any role, for example arn:aws:sts::\d+:assumed-role\/other-role\/kim: /,
    ],
    [
      { arn: `~^arn:aws:iam::${account}:user/.*$`, userId: anyUserId },
      /any user, for example arn:aws:iam::\d+:user\/else: /,
    ],
    [{ arn: `~^${sts}/admin/(.+)$` }, /share, for example arn:aws:sts::\d+:assumed-role\/admin\/aa: admin$/],
    [{ arn: `~^${sts}/ci/kim` }, /longer texts fit as well: .* \(fits, for example, arn:\S+\/ci\/kim\S+\)$/],
    [{ arn: `~${sts}/ci/.*` }, /so it fits anywhere in a text: \S+$/],
    [
      { userId: '~^AROAEXAMPLE1:aa|AROAEXAMPLE2:bb$' },
      /one alternative only: .* \(fits, for example, AROA\S+\)$/,
    ],
    [
      { arn: `=${sts}/ci/kim`, userId: '=AROAEXAMPLE1:lee' },
      /exclude each other.*ci\/kim and AROAEXAMPLE1:lee$/,
    ],
  ])('says by example whom it lets in: %j', (what, message) => {
    const { account: number, arn, userId } = { ...good, ...what };
    const [first] = lint(definitionOf({ account: number, arn: rule(arn), userId: rule(userId) }));
    expect(first?.message).toMatch(message);
  });

  it('finds nothing that is not decided, and promises nothing of its fixes', () => {
    const what = definitionOf({ account, arn: rule('~.*|x'), userId: rule('~.*:.*q') });
    const [first, ...others] = lint(what, { work: { left: 5 } });
    expect([first, ...others].map((each) => each?.rule)).toEqual(['unanchored', 'unanchored']);
    expect(first?.fixes).toMatchObject([
      { widens: true, title: expect.stringMatching(/\(may let/) as string },
    ]);
    const work = { left: 1_000_000 };
    expect(lint(what, { work }).map((each) => each.rule)).toContain('too-broad');
    expect(work.left).toBeLessThan(1_000_000);
  });

  it('pins a session of a shared role to a caller of that role only', () => {
    const what = { arn: `~^${sts}/admin/(.+)$` };
    expect(found(what)).toEqual([['any-session arn', '(.+)']]);
    expect(found(what, { caller })).toEqual([['any-session arn', '(.+)']]);
  });

  it('takes an exact value for what it says when it is the caller’s', () => {
    const arn = `arn:aws:iam::${account}:user/.*/kim`;
    const what = { arn: `=${arn}`, userId: '=AIDAEXAMPLE1' };
    expect(found(what, { caller: { account, arn, userId: 'AIDAEXAMPLE1' } })).toEqual([]);
    expect(found(what, { caller }).map(([finding]) => finding)).toEqual(['pattern-as-literal arn']);
  });

  it('compares the partition with the draft’s and the caller’s', () => {
    const inChina = `~^arn:aws-cn:sts::${account}:assumed-role/ci-runner/(.+)$`;
    expect(found({}, { partition: 'aws-cn' })).toEqual([['partition-mismatch arn', 'aws', inChina, 'aws']]);
    expect(found({ arn: inChina }, { partition: 'aws-cn' })).toEqual([]);
    expect(found({ arn: inChina }, { caller })).toEqual([['partition-mismatch arn', 'aws-cn', good.arn]]);
    expect(found({ arn: inChina }, { caller: { ...caller, account: '210987654321' } })).toEqual([]);
  });

  it('knows whether a live identity has a role binding', () => {
    const live = definitionOf({ account, arn: rule(good.arn), userId: rule(good.userId) });
    const without = {
      rule: 'no-binding',
      span: { start: 0, end: 0 },
      message: 'The identity has no role binding, so it can do nothing.',
      fixes: [],
    };
    expect(lint(live, { bindings: 0 })).toMatchObject([without]);
    expect(lint(live, { bindings: 1 })).toEqual([]);
    expect(lint(live, {})).toEqual([]);
  });

  it('says what is at the same place in the order of the rules', () => {
    expect(found({ account: '1234', arn: '~x' }).map(([finding]) => finding)).toEqual([
      'unanchored arn',
      'account-format account',
    ]);
  });

  it('says once what is wrong with one field where another is set twice', () => {
    const [once, again] = ['a', 'b'].map((role) =>
      definitionOf({ account: '1234', arn: rule(`~^${sts}/${role}/(.+)$`), userId: rule(good.userId) }),
    );
    const arns = (again?.fields ?? []).filter(({ part }) => part === 'arn');
    const both = { ...definitionOf({}), fields: [...(once?.fields ?? []), ...arns] };
    expect(lint(both).filter(({ rule: id }) => id === 'account-format')).toHaveLength(1);
  });

  it.each([
    [9, false],
    [10, true],
    [20, true],
    [21, false],
  ])('ignores what begins in an ignored stretch: %i', (start, ignored) => {
    const [first] = lint({ ...definitionOf({ name: 'CI' }), open: true });
    const at = { ...first, span: { start, end: 30 } } as Finding;
    expect(isIgnored(at, [{ start: 10, end: 20, rules: undefined }])).toBe(ignored);
    expect(isIgnored(at, [{ start: 10, end: 20, rules: ['name-format'] }])).toBe(ignored);
    expect(isIgnored(at, [{ start: 10, end: 20, rules: ['uidp-format'] }])).toBe(false);
  });

  it('leaves out rules that are switched off', () => {
    const what = { arn: '~.*', userId: anyId };
    expect(found(what).map(([finding]) => finding)).toEqual(['unanchored arn', 'too-broad arn']);
    expect(found(what, { off: new Set<RuleId>(['unanchored']) })).toEqual([['too-broad arn', '.*']]);
  });
});

describe('the other fields of an identity', () => {
  const id = `${'0123456789'.repeat(4)}/0123456789abcdef`;
  const rules = (values: Parameters<typeof definitionOf>[0], open = true) =>
    lint({ ...definitionOf(values), open }).map(({ rule: found, part, message }) => ({
      found,
      part,
      message,
    }));

  it.each<[Parameters<typeof definitionOf>[0], RuleId | undefined]>([
    [{ name: 'ci runner_1.2-x' }, undefined],
    [{ name: '' }, 'name-format'],
    [{ name: 'CI' }, 'name-format'],
    [{ name: 'ci/runner' }, 'name-format'],
    [{ description: 'Runs. Ünïcode 😀' }, undefined],
    [{ description: '' }, undefined],
    [{ name: ' ci ' }, undefined],
    [{ description: '😀'.repeat(513) }, undefined],
    [{ description: 'two\nlines' }, undefined],
    [{ description: 'a\ttab' }, undefined],
    [{ id }, undefined],
    [{ id: id.slice(0, 40) }, 'uidp-format'],
    [{ parent: id.slice(0, 40) }, undefined],
    [{ parent: 'acme.example' }, 'uidp-format'],
    [{ parent: id.toUpperCase() }, 'uidp-format'],
  ])('%j: %s', (values, expected) => {
    expect(rules(values).map(({ found: each }) => each)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('says what is missing, where anything of an AWS identity is there', () => {
    expect(rules({ account }, false)).toMatchObject([
      { found: 'none-set', part: 'arn', message: expect.stringMatching(/ARN$/) as string },
      { found: 'none-set', part: 'userId', message: expect.stringMatching(/user ID$/) as string },
    ]);
    expect(rules({ arn: rule('='), userId: rule(good.userId), account }, false)).toMatchObject([
      { found: 'none-set', part: 'arn' },
    ]);
    expect(rules({ account })).toEqual([]);
    expect(rules({ name: 'ci' }, false)).toEqual([]);
  });
});

describe('the rules of lint', () => {
  it('describes every rule, and says how much it matters', () => {
    for (const describe of [ruleTitle, ruleReason]) {
      expect(new Set(ruleIds.map(describe)).size).toBe(ruleIds.length);
      expect(ruleIds.map(describe).filter((text) => !/^[A-Z^].{20}/.test(text))).toEqual([]);
    }
    const of = (severity: Severity) => ruleIds.filter((id) => defaultSeverity[id] === severity);
    expect(of('warning')).toEqual([
      'unanchored',
      'alternation-anchor',
      'literal-as-pattern',
      'too-broad',
      'exact-session',
      'no-binding',
      'workflow-role',
      'issuer-any-account',
      'issuer-format',
      'subject-any',
      'crosses-separator',
      'pull-request',
      'audience-of-another',
      'keys-end',
    ]);
    expect(of('information')).toEqual(['unescaped', 'any-session', 'not-checked', 'mutable-subject']);
    expect(of('error')).toHaveLength(ruleIds.length - 18);
  });

  it('gives each finding its rule’s severity and reason', () => {
    const [first] = lint({ ...definitionOf({ name: 'CI' }), open: true });
    expect(first).toEqual({
      rule: 'name-format',
      severity: 'error',
      part: 'name',
      span: { start: 0, end: 2 },
      message: 'A name has no capital letters: ci',
      reason: ruleReason('name-format'),
      fixes: [],
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../src/core/identity';
import { whoCouldAssume } from '../../../../src/core/match/whoCouldAssume';

const exact = (value: string): Rule => ({ kind: 'exact', value });
const pattern = (value: string): Rule => ({ kind: 'pattern', value });
const account = '123456789012';
const arn = 'arn:aws:sts::123456789012:assumed-role';
const id = 'AROAQ3EGCIRUNNEXAMPLE';

describe('whoCouldAssume', () => {
  it.each([
    [
      exact(`${arn}/ci/s1`),
      exact(`${id}:s1`),
      /^Only the session s1 of the role ci in .*unique ID has to be AROA/,
    ],
    [
      pattern(`^${arn}/ci/(.+)$`),
      pattern(`^${id}:(.+)$`),
      /^Every session of the role ci in .*whoever.*has to be AROA/,
    ],
    [
      pattern(`^${arn}/ci/(.+)$`),
      pattern('^AROA[A-Z0-9]+:(.+)$'),
      /^Every session of the role ci.*Also a role/,
    ],
    [exact(`${arn}/ci/s1`), pattern('^AROA(.*):s1$'), /^Only the session s1 .*Also a role/],
    [pattern(`^${arn}/ci/(.+)$`), pattern('^AROA(.*):s1$'), /^Only the session s1 of the role ci/],
    [pattern(`^${arn}/ci/i-.+$`), pattern(`^${id}:(.+)$`), /^Sessions of the role ci .*name fits i-\.\+/],
    [pattern(`^${arn}/ci-.*/(.+)$`), pattern('^AROA.*:(.+)$'), /whose ARN fits|Every session of the roles/],
    [
      pattern(`^${arn}/ci-[^/]+/(.+)$`),
      pattern('^AROA.*:(.+)$'),
      /^Every session of the roles .*ci-\[\^\/\]\+/,
    ],
    [pattern(`^${arn}/[^/]+/(.+)$`), pattern('^AROA.*:(.+)$'), /^Every session of every role/],
    [pattern(`^${arn}/.*$`), pattern('^AROA.*:.*$'), /^Every session of every role/],
    [pattern(`^${arn}/.*/s1$`), pattern('^AROA.*:.*$'), /^Sessions of every role .*s1/],
    [pattern('^.*$'), pattern('^.*$'), /^Every caller of the account 123456789012 whose ARN fits \^\.\*\$/],
    [pattern(`${arn}/ci/(.+)`), pattern(`${id}:(.+)`), /^Every caller of the account .*whose ARN fits/],
    [
      exact(`arn:aws:iam::${account}:user/team/kim`),
      exact('AIDAQ3EGKIMKIMEXAMPLE'),
      /^Only the user team\/kim .*AIDAQ3/,
    ],
    [
      exact(`arn:aws:iam::${account}:user/kim`),
      pattern('^AIDA[A-Z0-9]+$'),
      /^Only the user kim .*Also a user/,
    ],
    [pattern(`^arn:aws:iam::${account}:user/k[^/]*$`), pattern('^AIDA[A-Z0-9]+$'), /^Users of .*fits k/],
    [exact(`arn:aws:iam::${account}:root`), exact(account), /^Only the root user/],
    [
      exact(`arn:aws:sts::${account}:federated-user/bob`),
      exact(`${account}:bob`),
      /^Only the federated user bob/,
    ],
    [exact(`arn:aws:iam::${account}:role/ci`), exact(`${id}:s1`), /^Nobody: a role’s session calls as/],
    [exact(`${arn}/ci/s1`), exact(`${id}:s2`), /^Nobody: .*different sessions/],
    [exact(`${arn}/ci/s1`), exact('AIDAQ3EGKIMKIMEXAMPLE:s1'), /^Nobody: .*different kinds/],
    [
      exact('arn:aws:sts::210987654321:assumed-role/ci/s1'),
      exact(`${id}:s1`),
      /^Nobody: .*another account.*210987654321/,
    ],
    [pattern('^(?=x)$'), exact('x'), /^Nobody: a pattern cannot be read/],
    [undefined, exact('x'), /^Nobody: the ARN is missing/],
    [exact(`${arn}/ci/s1`), undefined, /^Nobody: the user ID is missing/],
  ])('%o %o', (arnRule, userId, sentence) => {
    expect(whoCouldAssume({ account, arn: arnRule, userId })).toMatch(sentence);
  });

  const sessionOf = pattern(`^${id}:(.+)$`);
  const anyRoleId = pattern('^AROA[A-Z0-9]+:(.+)$');
  const made = `Also a role that is deleted and made again under the same name.`;
  const notMade = `Not a role that is made again under the same name: the unique ID has to be ${id}.`;

  it.each<[arn: Rule, userId: Rule, sentence: string]>([
    [
      pattern(`^${arn}/ci/i-.+$`),
      pattern(`^${id}:i-0.+$`),
      `Sessions of the role ci in the account ${account} whose name fits i-.+ and i-0.+. ${notMade}`,
    ],
    [
      pattern(`^${arn}/ci/i-.+$`),
      exact(`${id}:i-1`),
      `Only the session i-1 of the role ci in the account ${account}. ${notMade}`,
    ],
    [
      pattern(`^${arn}/.*/s1$`),
      anyRoleId,
      `Sessions of every role in the account ${account} whose name fits s1. ${made}`,
    ],
    [
      pattern(`^${arn}/.*/i-.+$`),
      anyRoleId,
      `Sessions of every role in the account ${account} whose name fits i-.+. ${made}`,
    ],
    [
      pattern(`^${arn}/ci-[^/]+/s1$`),
      anyRoleId,
      `Sessions called s1 of the roles in the account ${account} whose name fits ci-[^/]+. ${made}`,
    ],
    [
      pattern(`^${arn}/ci-[^/]+/i-.+$`),
      anyRoleId,
      `Sessions called i-.+ of the roles in the account ${account} whose name fits ci-[^/]+. ${made}`,
    ],
    [pattern(`^${arn}/.*$`), anyRoleId, `Every session of every role in the account ${account}. ${made}`],
    [
      pattern(`^${arn}/ci/(.+)$`),
      pattern('^AROA[A-Z]+:(.+)$'),
      `Every session of the role ci in the account ${account}, whoever starts it. The unique ID has to fit AROA[A-Z]+.`,
    ],
    [
      pattern(`^${arn}/ci/(.+)$`),
      pattern('^AROAQ3.*:(.+)$'),
      `Every session of the role ci in the account ${account}, whoever starts it. The unique ID has to fit AROAQ3.*.`,
    ],
    [
      exact(`arn:aws:iam::${account}:user/team/shop/kim`),
      exact('AIDAQ3EGKIMKIMEXAMPLE'),
      `Only the user team/shop/kim of the account ${account}. Not a user who is made again under the same name: the unique ID has to be AIDAQ3EGKIMKIMEXAMPLE.`,
    ],
    [
      pattern(`^arn:aws:iam::${account}:user/team/k[^/]*$`),
      pattern('^AIDA[A-Z0-9]+$'),
      `Users of the account ${account} whose name fits team/k[^/]*. Also a user who is deleted and made again under the same name.`,
    ],
    [
      exact(`arn:aws:iam::${account}:user/kim`),
      pattern('^AIDAQ3.*$'),
      `Only the user kim of the account ${account}. The unique ID has to fit AIDAQ3.*.`,
    ],
    [exact(`arn:aws:iam::${account}:root`), exact(account), `Only the root user of the account ${account}.`],
    [
      exact(`arn:aws:sts::${account}:federated-user/bob`),
      exact(`${account}:bob`),
      `Only the federated user bob of the account ${account}.`,
    ],
    [
      pattern(`^arn:aws:sts::${account}:federated-user/b.*$`),
      pattern(`^${account}:b.*$`),
      `Federated users of the account ${account} whose name fits b.*.`,
    ],
    [
      exact(`arn:aws:sts::${account}:federated-user/bob`),
      exact(`${account}:eve`),
      'Nobody: the ARN and the user ID name different sessions.',
    ],
    [
      exact(`arn:aws:sts::${account}:federated-user/bob`),
      exact('210987654321:bob'),
      'Nobody: the ARN and the user ID belong to different kinds of caller.',
    ],
    [
      exact(`arn:aws:iam::${account}:user/kim`),
      exact(id),
      'Nobody: the ARN and the user ID belong to different kinds of caller.',
    ],
    [
      exact(`arn:aws:iam::${account}:root`),
      exact('210987654321'),
      'Nobody: the ARN and the user ID belong to different kinds of caller.',
    ],
  ])('says it in full: %o %o', (arnRule, userId, sentence) => {
    expect(whoCouldAssume({ account, arn: arnRule, userId })).toBe(sentence);
  });

  it.each<[what: string, arn: Rule, userId: Rule]>([
    ['any partition', pattern(`^arn:aws.*:sts::${account}:assumed-role/ci/(.+)$`), sessionOf],
    ['a region', pattern(`^arn:aws:sts:us-east-1:${account}:assumed-role/ci/(.+)$`), sessionOf],
    ['any account', pattern('^arn:aws:sts::[0-9]+:assumed-role/ci/(.+)$'), sessionOf],
    ['a root of STS', exact(`arn:aws:sts::${account}:root`), exact(account)],
    ['something of IAM without a name', exact(`arn:aws:iam::${account}:group`), exact(account)],
    ['more after the root', exact(`arn:aws:iam::${account}:root/x`), exact(account)],
    ['a user of STS', exact(`arn:aws:sts::${account}:user/kim`), exact('AIDAQ3EGKIMKIMEXAMPLE')],
    ['a group', exact(`arn:aws:iam::${account}:group/kim`), exact('AIDAQ3EGKIMKIMEXAMPLE')],
    ['any path', pattern(`^arn:aws:iam::${account}:user/.*/kim$`), exact('AIDAQ3EGKIMKIMEXAMPLE')],
    ['any name with its path', pattern(`^arn:aws:iam::${account}:user/.*$`), exact('AIDAQ3EGKIMKIMEXAMPLE')],
    ['a session of another service', exact(`arn:aws:s3::${account}:assumed-role/ci/s1`), exact(`${id}:s1`)],
    [
      'a federated user in a path',
      exact(`arn:aws:sts::${account}:federated-user/a/b`),
      exact(`${account}:b`),
    ],
    ['something else of STS', exact(`arn:aws:sts::${account}:other/ci/s1`), exact(`${id}:s1`)],
    ['more after the session', exact(`${arn}/ci/s1/x`), exact(`${id}:s1`)],
    ['no session', exact(`${arn}/ci`), exact(`${id}:s1`)],
    ['one name of a role', pattern(`^${arn}/[^/]*$`), sessionOf],
    ['a role or a session', pattern(`^${arn}/(?:ci|a/b)$`), sessionOf],
    ['a role, or one with a session', pattern(`^${arn}/(?:ci|a/b)/(.+)$`), sessionOf],
    ['a pattern without its end', pattern(`^${arn}/ci/(.+)`), sessionOf],
    ['a pattern without its start', pattern(`${arn}/ci/(.+)$`), sessionOf],
    ['a user ID without its end', pattern(`^${arn}/ci/(.+)$`), pattern(`^${id}:(.+)`)],
    ['a role’s user ID without a session', exact(`${arn}/ci/s1`), exact(id)],
    ['a user’s user ID with a session', exact(`arn:aws:iam::${account}:user/kim`), exact('AIDAQ3EGKIM:s1')],
  ])('quotes the rules where the ARN or the user ID has %s', (_, arnRule, userId) => {
    expect(whoCouldAssume({ account, arn: arnRule, userId })).toBe(
      `Every caller of the account ${account} whose ARN fits ${arnRule.value} and whose user ID fits ${userId.value}.`,
    );
  });

  it('says nobody for an account that is none', () => {
    const rules = { arn: exact(`${arn}/ci/s1`), userId: exact(`${id}:s1`) };
    expect(whoCouldAssume({ account: '', ...rules })).toMatch(/^Nobody: the account is missing/);
    for (const odd of ['12345678901', '1234567890123', 'x123456789012', '123456789012x'])
      expect(whoCouldAssume({ account: odd, ...rules })).toBe(
        `Nobody: an account has twelve digits, not: ${odd}`,
      );
  });

  it('never throws and always says something', () => {
    const rule = fc.option(
      fc.record({
        kind: fc.constantFrom('exact' as const, 'pattern' as const),
        value: fc.oneof(
          fc.string(),
          fc.stringMatching(/^\^?arn:aws:(iam|sts)::123456789012:[a-z(|).*+/-]{0,20}\$?$/),
        ),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.constantFrom(account, ''), rule, rule, (of, arnRule, userId) => {
        expect(whoCouldAssume({ account: of, arn: arnRule, userId })).toMatch(/\S/);
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/core/identity';
import { whoCouldAssume } from '../../../src/core/whoCouldAssume';

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

  it('says nobody for an account that is none', () => {
    const rules = { arn: exact(`${arn}/ci/s1`), userId: exact(`${id}:s1`) };
    expect(whoCouldAssume({ account: '', ...rules })).toMatch(/^Nobody: the account is missing/);
    expect(whoCouldAssume({ account: '12345678901', ...rules })).toMatch(/^Nobody: an account has twelve/);
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

import { describe, expect, it } from 'vitest';
import { type AwsMatch, type ClaimMatch, ruleOf } from '../../../../src/core/identity';
import { followsFirst, migrationOf, subjectGuess } from '../../../../src/core/match/migration';

const account = '123456789012';
const issuer = ruleOf('https://8f7e6d5c-0000-0000-0000-000000000000.tokens.sts.global.api.aws');
const second = (subject: string): ClaimMatch => ({
  issuer,
  subject: ruleOf(`arn:aws:iam::${account}:${subject}`),
  audience: undefined,
  claims: [],
});
const pattern = (value: string) => ({ kind: 'pattern', value }) as const;
const role = 'arn:aws:sts::123456789012:assumed-role/deploy/';
const anySession: AwsMatch = {
  account,
  arn: pattern(`^${role}.+$`),
  userId: pattern('^AROAEXAMPLEEXAMPLE12:.+$'),
};
const anyId: AwsMatch = { ...anySession, userId: pattern('^AROA[A-Z0-9]+:.+$') };
const session: AwsMatch = { account, arn: ruleOf(`${role}build`), userId: pattern('^AROA[A-Z0-9]+:build$') };
const user: AwsMatch = {
  account,
  arn: ruleOf('arn:aws:iam::123456789012:user/service/nightly'),
  userId: ruleOf('AIDAEXAMPLEEXAMPLE123'),
};

describe('what a migration to web identity tokens loses and gains', () => {
  it.each<[what: string, first: AwsMatch, subject: string, lost: string[], who: RegExp[]]>([
    [
      'any session of a role with its id',
      anySession,
      'role/teams/deploy',
      ['unique ID'],
      [/^Gains/, /^Nobody loses/],
    ],
    ['a role even if recreated', anyId, 'role/deploy', [], [/^Nobody gains/, /^Nobody loses/]],
    ['one session', session, 'role/deploy', ['session'], [/^Gains/, /^Nobody loses/]],
    ['a user', user, 'user/service/nightly', ['unique ID'], [/^Gains/, /^Nobody loses/]],
    ['another role', anyId, 'role/other', [], [/^Gains/, /^Loses.*assumed-role\/deploy/]],
  ])('says it for %s', (_, first, subject, lost, who) => {
    const said = migrationOf(first, second(subject));
    expect(said.lost.map((each) => /^The ([\w ]+?)(?::| as)/.exec(each)?.[1])).toEqual([...lost, 'account']);
    expect(said.who).toEqual(who.map((each) => expect.stringMatching(each) as string));
    expect(said.gained).toHaveLength(4);
  });

  it('says that it is not decided for a subject of which no callers are known', () => {
    const { who, lost } = migrationOf(anyId, second('root'));
    expect(who).toEqual([expect.stringContaining('is not decided')]);
    expect(lost).toHaveLength(1);
  });

  it('tells whether a second identity follows the first', () => {
    expect(followsFirst(session, second('role/any/path/deploy'))).toBe(true);
    expect(followsFirst(session, second('role/other'))).toBe(false);
    expect(followsFirst(user, second('user/service/nightly'))).toBe(true);
    expect(followsFirst({ ...session, account: '999999999999' }, second('role/deploy'))).toBe(false);
  });

  it.each([
    [anySession, `arn:aws:iam::${account}:role/deploy`],
    [session, `arn:aws:iam::${account}:role/deploy`],
    [user, `arn:aws:iam::${account}:user/service/nightly`],
    [{ ...anyId, arn: pattern('.*') }, ''],
    [{ ...anyId, arn: undefined }, ''],
  ])('guesses a subject only where the rules name one', (first, guess) => {
    expect(subjectGuess(first)).toBe(guess);
  });
});

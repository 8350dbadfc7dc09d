import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/core/caller';
import { explain } from '../../../../src/core/match/explain';
import type { Rule } from '../../../../src/core/identity';

const account = '123456789012';
const sts = `arn:aws:sts::${account}:assumed-role`;
const iam = `arn:aws:iam::${account}`;

function session(name: string): Caller {
  return { account, arn: `${sts}/ci/${name}`, userId: `AROAEXAMPLE1:${name}` };
}

const kim = session('kim');
const alice: Caller = { account, arn: `${iam}:user/team/alice`, userId: 'AIDAEXAMPLE1' };
const bob: Caller = { account, arn: `arn:aws:sts::${account}:federated-user/bob`, userId: `${account}:bob` };
const root: Caller = { account, arn: `${iam}:root`, userId: account };

/** `=text` is an exact rule, `~text` a pattern, nothing is a rule that is not set. */
function rule(text: string): Rule | undefined {
  if (text === '') return undefined;
  return { kind: text.startsWith('=') ? 'exact' : 'pattern', value: text.slice(1) };
}

function sentence(field: 'arn' | 'userId', text: string, caller: Caller, arn = `=${caller.arn}`): string {
  const match = { account, arn: rule(arn), userId: rule('~.*'), [field]: rule(text) };
  return explain(match, caller).fields.find((each) => each.field === field)?.sentence ?? '';
}

describe('what a person reads of the ARN', () => {
  it.each<[rule: string, Caller, sentence: RegExp]>([
    [`=${kim.arn}`, kim, /^The ARN fits\.$/],
    [`=${iam}:role/ci`, kim, /ARN of the IAM role.*assumed role.*of the role: ci$/],
    [`=${iam}:role/cd`, kim, /ARN of another IAM role.*: ci$/],
    [`=${sts}/a/b/ci/kim`, kim, /path out: a\/b\/$/],
    [`=${sts}/cd/kim`, kim, /^The role’s name differs.*Expected cd,.*: ci$/],
    [`=${sts}/ci/lee`, kim, /^The session’s name differs.*Expected lee,.*: kim$/],
    [`=${sts}/ci/lee`, session('GitHubActions'), /Expected lee.*\n.*a tool chose: GitHub Actions/],
    [
      `=${sts}/ci/i-1`,
      session('i-0123456789abcdef0'),
      /Expected i-1,.*: i-0123456789abcdef0\n.*another one for each session: EC2/,
    ],
    [`=${sts}/ci`, kim, /^The ARN ends with the role.*: kim$/],
    [`=${iam}:user/team/bob`, alice, /^The user’s name differs.*Expected bob,.*: alice$/],
    [`=${iam}:user/alice`, alice, /^The user’s path differs.*Expected \/,.*: \/team\/$/],
    [`=arn:aws:sts::000000000000:assumed-role/ci/kim`, kim, /account in the ARN.*Expected 0{12},.*: 1234/],
    [kim.arn.replace('arn:aws', '=arn:aws-cn'), kim, /^The partition differs.*Expected aws-cn,.*: aws$/],
    ['~^ci$', kim, /a part of the ARN.*asks for the whole/],
    ['~^ci/kim$', kim, /nothing stands before/],
    [`~^${sts}$`, { ...kim, arn: `${sts}:x` }, /nothing stands after/],
    [`~^${iam}:user/a+b$`, { ...alice, arn: `${iam}:user/a+b` }, /backslash before it: \+$/],
    [`=${iam}:user/a\\.b`, { ...alice, arn: `${iam}:user/a.b` }, /exact ARN has backslashes/],
    [`=${sts}/CI/kim`, kim, /upper and lower case.*ARN/],
    [`=${kim.arn} `, kim, /ARN has white space around it/],
    [`=${sts}/ci /kim`, kim, /ARN has white space in it/],
    [`=${sts}/ci/.*`, kim, /exact ARN is a pattern.*pattern field/],
    ['~lee', kim, /ARN pattern has nothing special.*does not contain it/],
    ['=AROAEXAMPLE1:kim', kim, /looks like a user ID.*Move it to the user ID/],
    ['~(?=x)', kim, /ARN pattern cannot be used.*look ahead.*: \(\?=$/],
    ['', kim, /ARN is not set/],
    ['~^x.*', kim, /The ARN does not fit/],
    ['~^arn:(aws-cn|aws-us-gov):.*', kim, /stops fitting in the caller’s partition\./],
    ['~^arn:aws:(sts:):0+:.*', kim, /stops fitting in the caller’s account\./],
    ['~^arn:aws:.*:role/.*', kim, /stops fitting in the caller’s kind of principal\./],
    ['~^arn:aws:.*:assumed-role/cd/(.+)$', kim, /stops fitting in the caller’s role name\./],
    ['~^arn:aws:.*:assumed-role/ci/[0-9]+$', kim, /stops fitting in the caller’s session name\./],
    ['~^arn:aws:.*:user/team/[0-9]+$', alice, /stops fitting in the caller’s name\./],
  ])('%s', (text, caller, expected) => {
    expect(sentence('arn', text, caller)).toMatch(expected);
  });

  it.each<[rule: string, Caller, asks: string, is: string]>([
    [`=${alice.arn}`, kim, 'a user', 'an assumed role'],
    [`=${kim.arn}`, bob, 'an assumed role', 'a federated user'],
    [`=${bob.arn}`, root, 'a federated user', 'the account’s root user'],
    [`=${root.arn}`, alice, 'the account’s root user', 'a user'],
    [`=${iam}:instance-profile/p`, kim, 'an instance profile', 'an assumed role'],
    [`=${iam}:role/ci`, alice, 'a role', 'a user'],
  ])('%s is another kind of principal', (text, caller, asks, is) => {
    expect(sentence('arn', text, caller)).toMatch(new RegExp(`^The ARN is.*Expected ${asks}, .*: ${is}$`));
  });
});

describe('what a person reads of the user ID', () => {
  it.each<[rule: string, Caller, sentence: RegExp]>([
    ['=AROAEXAMPLE1:kim', kim, /^The user ID fits\.$/],
    ['=AROAOLD:kim', kim, /role was deleted and created again.*Expected AROAOLD,.*: AROAEXAMPLE1$/],
    ['=AIDAOLD', alice, /user was deleted and created again.*Expected AIDAOLD,.*: AIDAEXAMPLE1$/],
    ['=AROAEXAMPLE1:lee', kim, /^The session’s name differs.*Expected lee,.*: kim$/],
    ['=AROAEXAMPLE1', kim, /^The user ID ends with the role.*: kim$/],
    [`=${kim.arn}`, kim, /looks like an ARN.*Move it to the ARN/],
    ['', kim, /user ID is not set/],
    ['~^A(.*1:)[0-9]+$', kim, /stops fitting in the caller’s session name\./],
    ['~^A[0-9]+:.*$', kim, /stops fitting in the caller’s unique id\./],
  ])('%s', (text, caller, expected) => {
    expect(sentence('userId', text, caller)).toMatch(expected);
  });

  it('is another one’s where the ARN does not fit either', () => {
    expect(sentence('userId', '=AROAOLD:kim', kim, `=${sts}/cd/kim`)).toMatch(
      /^The unique id differs\. Expected AROAOLD,.*: AROAEXAMPLE1$/,
    );
  });

  it.each<[rule: string, Caller, asks: string, is: string]>([
    ['=AIDAEXAMPLE1', kim, 'a user', 'a role'],
    ['=AROAEXAMPLE1:kim', alice, 'a role', 'a user'],
    ['=AGPAEXAMPLE1', alice, 'a group', 'a user'],
    ['=AKIAEXAMPLE1', alice, 'an access key', 'a user'],
    ['=ASIAEXAMPLE1', kim, 'an access key', 'a role'],
    ['=AIPAEXAMPLE1', kim, 'an instance profile', 'a role'],
    ['=AIDAEXAMPLE1', root, 'a user', 'an account'],
    [`=${account}`, alice, 'an account', 'a user'],
  ])('%s is that of another kind of principal', (text, caller, asks, is) => {
    const expected = new RegExp(`^The user ID is.*Expected ${asks}, .*: ${is}$`);
    expect(sentence('userId', text, caller)).toMatch(expected);
  });
});

describe('what a person reads of the account', () => {
  it.each([
    [account, /^The account fits\.$/],
    ['000000000000', /^The account differs\. Expected 0{12},.*: 123456789012$/],
    ['1234-5678-9012', /twelve digits.*: 123456789012$/],
    ['', /account is not set/],
    [`${account} `, /account has white space around it/],
  ])('%j', (text, expected) => {
    const [found] = explain({ account: text, arn: undefined, userId: undefined }, kim).fields;
    expect(found?.sentence).toMatch(expected);
  });
});

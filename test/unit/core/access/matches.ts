import fc from 'fast-check';
import type { AwsMatch, Rule } from '../../../../src/core/identity';
import type { Caller } from '../../../../src/core/caller';

export const account = '123456789012';
export const other = '210987654321';

export function pattern(value: string): Rule {
  return { kind: 'pattern', value };
}

export function exact(value: string): Rule {
  return { kind: 'exact', value };
}

/** A match from two short notations: `=` before an exact value, else a pattern; `A` in `:A:` is the account. */
export function match(arn: string, userId: string, of = account): AwsMatch {
  const rule = (text: string) => {
    const value = text.replace(/:A(?=:)|^(=?\^?)A(?=[:$]|$)/g, (found) => found.replace('A', of));
    return value.startsWith('=') ? exact(value.slice(1)) : pattern(value);
  };
  return { account: of, arn: rule(arn), userId: rule(userId) };
}

/** Whether AWS could present a caller: the forms of the IAM and STS references. */
export function isPresentable({ account: of, arn, userId }: Caller): boolean {
  const name = '[\\w+=,.@-]';
  const start = `^arn:aws(?:-[a-z]+)*:`;
  const fits = (text: string) => new RegExp(start + text).exec(arn);
  const session = fits(`sts::${of}:assumed-role/${name}{1,64}/(${name}{2,64})$`)?.[1];
  if (session !== undefined)
    return new RegExp(`^AROA[A-Z0-9]{1,124}:`).test(userId) && userId.endsWith(`:${session}`);
  const federated = fits(`sts::${of}:federated-user/(${name}{2,32})$`)?.[1];
  if (federated !== undefined) return userId === `${of}:${federated}`;
  const instance = fits(`sts::${of}:assumed-role/aws:ec2-instance/(i-[0-9a-f]{8,17})$`)?.[1];
  if (instance !== undefined) return userId === `${of}:aws:ec2-instance:${instance}`;
  if (fits(`iam::${of}:root$`)) return userId === of;
  const isUser = fits(`iam::${of}:user/(?:[!-~]{1,510}/)?${name}{1,64}$`) !== null;
  return isUser && /^AIDA[A-Z0-9]{1,124}$/.test(userId);
}

const arns = [
  '^arn:aws:sts::A:assumed-role/ci/(.+)$',
  '^arn:aws:sts::A:assumed-role/ci/.*|arn:aws:sts::A:assumed-role/cd/.*$',
  'arn:aws:sts::A:assumed-role/ci/',
  '^arn:aws(?:-cn)?:sts::A:assumed-role/(?:ci|cd)/[a-z]+$',
  '^arn:[a-z-]+:sts::A:assumed-role/ci.cd/kim$',
  '(?i)^arn:aws:sts::A:assumed-role/CI/(.+)$',
  '^arn:aws:sts::A:assumed-role/[^/]*/(.+)$',
  '^arn:aws:sts::A:assumed-role/c+/k.m$',
  '^arn:aws:iam::A:user/(.+)$',
  '^arn:aws:iam::A:user/team/[a-z]+$',
  'user/.*/ci$',
  '^arn:aws:sts::A:federated-user/.*$',
  'root$',
  '^arn:.*:A:.*ci',
  '\\bci\\b',
  '^arn:aws:sts::A:assumed-role/aws:ec2-instance/i-0(.+)$',
  '.*',
  '=arn:aws:sts::A:assumed-role/ci/kim',
  '=arn:aws:iam::A:user/team/kim',
  '=arn:aws:iam::A:root',
  '(',
];
const ids = [
  '^AROA[A-Z0-9]+:(.+)$',
  '^AROA(.*):kim$',
  'AROAEXAMPLE1:',
  '^AROAEXAMPLE[0-9]:[^.]+$',
  '^AIDA[A-Z0-9]+$',
  '^A.{20}(?::|$)',
  '^(?:AROA|AIDA)EXAMPLE1',
  '^\\d+',
  '(?i)kim$',
  ':ci-?\\d*$',
  '.*',
  '=AROAEXAMPLE1:kim',
  '=A',
  '=A:kim',
];

/** Matches of one account that are near each other, so that changes between them are of every kind. */
export const someMatch = fc
  .tuple(fc.constantFrom(...arns), fc.constantFrom(...ids))
  .map(([arn, userId]) => match(arn, userId));

/** Names that the rules of {@link someMatch} tell apart, and others. */
const names = [
  'ci',
  'cd',
  'CI',
  'ci.cd',
  'cixcd',
  'c',
  'cc',
  'kim',
  'k.m',
  'kxm',
  'kimm',
  'zz',
  'ci-1',
  'ci-x',
  'a=b',
];
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names) },
  fc.string({ unit: fc.constantFrom(...Array.from('cikmd.-7X')), minLength: 2, maxLength: 5 }),
);
const session = name.filter((each) => each.length > 1);
const id = fc.constantFrom('EXAMPLE1', 'EXAMPLE2', 'EXAMPLEX', '7EXAMPLEANOTHERID', 'Z');
const partition = fc.constantFrom('aws', 'aws', 'aws-cn', 'aws-us-gov');
const path = fc.constantFrom(
  '',
  '',
  'team/',
  'ci/',
  'a/b/',
  `arn:aws:sts::${account}:assumed-role/cd/`,
  'x?*/',
);

/** Callers of the account, of every kind, bred from what {@link someMatch} names. */
export const someCaller: fc.Arbitrary<Caller> = fc.oneof(
  fc.tuple(partition, name, session, id).map(([of, role, named, unique]) => ({
    account,
    arn: `arn:${of}:sts::${account}:assumed-role/${role}/${named}`,
    userId: `AROA${unique}:${named}`,
  })),
  fc.tuple(partition, path, name, id).map(([of, before, user, unique]) => ({
    account,
    arn: `arn:${of}:iam::${account}:user/${before}${user}`,
    userId: `AIDA${unique}`,
  })),
  fc
    .tuple(
      partition,
      name.filter((each) => each.length > 1),
    )
    .map(([of, user]) => ({
      account,
      arn: `arn:${of}:sts::${account}:federated-user/${user}`,
      userId: `${account}:${user}`,
    })),
  partition.map((of) => ({ account, arn: `arn:${of}:iam::${account}:root`, userId: account })),
  fc.tuple(partition, fc.constantFrom('i-0123456789abcdef0', 'i-01234567')).map(([of, instance]) => ({
    account,
    arn: `arn:${of}:sts::${account}:assumed-role/aws:ec2-instance/${instance}`,
    userId: `${account}:aws:ec2-instance:${instance}`,
  })),
);

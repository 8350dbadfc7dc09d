import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/core/caller';
import { explain, explanationText, type FieldVerdict } from '../../../../src/core/match/explain';
import { matchingAssumption } from '../../../../src/core/match/sideBySide';
import { withValues } from '../../../../src/core/field';
import type { AwsMatch, Rule } from '../../../../src/core/identity';
import { compilePattern } from '../../../../src/core/pattern/pattern';

const account = '123456789012';
const roleArn = `arn:aws:sts::${account}:assumed-role/ci-runner`;

function session(name: string, role = 'ci-runner'): Caller {
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${name}`;
  return { account, arn, userId: `AROAEXAMPLE1:${name}` };
}

function user(name: string, path = ''): Caller {
  return { account, arn: `arn:aws:iam::${account}:user/${path}${name}`, userId: 'AIDAEXAMPLE1' };
}

const kim = session('kim');
const ec2 = session('i-05a6373examplehd2');
const sdk = session('aws-sdk-js-1700000000000');
const alice = user('alice');
const federated: Caller = {
  account,
  arn: `arn:aws:sts::${account}:federated-user/bob`,
  userId: `${account}:bob`,
};
const root: Caller = { account, arn: `arn:aws:iam::${account}:root`, userId: account };

/** `=text` is an exact rule, `~text` a pattern, nothing is a rule that is not set. */
function rule(text: string): Rule | undefined {
  if (text === '') return undefined;
  return { kind: text.startsWith('=') ? 'exact' : 'pattern', value: text.slice(1) };
}

function verdict(
  field: 'arn' | 'userId',
  text: string,
  caller: Caller,
  arn = `=${caller.arn}`,
): FieldVerdict {
  const match =
    field === 'arn' ? { arn: rule(text), userId: rule('~.*') } : { arn: rule(arn), userId: rule(text) };
  const found = explain({ account, ...match }, caller).fields.find((each) => each.field === field);
  if (!found) throw new Error(`no verdict for ${field}`);
  return found;
}

function causeOf(found: FieldVerdict) {
  return found.matches ? undefined : found.cause;
}

function changeOf(found: FieldVerdict): string | undefined {
  if (found.matches) return undefined;
  const { account, arn, userId } = found.change.sets;
  const rule = arn ?? userId;
  return rule ? { exact: '=', pattern: '~' }[rule.kind] + rule.value : account;
}

describe('the ARN', () => {
  it.each<[kind: string, rule: string, Caller, cause: object, change: string]>([
    [
      'role-arn',
      `=arn:aws:iam::${account}:role/ci-runner`,
      kim,
      { role: 'ci-runner', sameRole: true },
      `~^${roleArn}/(.+)$`,
    ],
    [
      'role-arn',
      `=arn:aws:iam::${account}:role/service-role/ci-runner`,
      kim,
      { sameRole: true },
      `~^${roleArn}/(.+)$`,
    ],
    ['role-arn', `~^arn:aws:iam::${account}:role/other$`, kim, { sameRole: false }, `~^${roleArn}/(.+)$`],
    ['role-arn', '=arn:aws:iam::000000000000:role/ci-runner', kim, { sameRole: false }, `~^${roleArn}/(.+)$`],
    [
      'role-arn',
      `=arn:aws-cn:iam::${account}:role/ci-runner`,
      kim,
      { sameRole: false },
      `~^${roleArn}/(.+)$`,
    ],
    [
      'role-path',
      `=arn:aws:sts::${account}:assumed-role/a/b/ci-runner/kim`,
      kim,
      { path: 'a/b/', role: 'ci-runner' },
      `=${kim.arn}`,
    ],
    [
      'role-path',
      `~^arn:aws:sts::${account}:assumed-role/a/ci-runner/(.+)$`,
      kim,
      { path: 'a/' },
      `~^${roleArn}/(.+)$`,
    ],
    [
      'role',
      `=arn:aws:sts::${account}:assumed-role/ci-builder/kim`,
      kim,
      { expected: 'ci-builder', actual: 'ci-runner' },
      `=${kim.arn}`,
    ],
    [
      'role',
      `~^arn:aws:sts::${account}:assumed-role/ci-builder/(.+)$`,
      kim,
      { expected: 'ci-builder' },
      `~^${roleArn}/(.+)$`,
    ],
    [
      'role',
      `~^arn:aws:sts::\\d{12}:assumed-role/(x|y)/(.+)$`,
      kim,
      { expected: '(x|y)' },
      '~^arn:aws:sts::\\d{12}:assumed-role/ci-runner/(.+)$',
    ],
    [
      'role',
      `=arn:aws:sts::${account}:assumed-role/a/b/cd/kim`,
      kim,
      { expected: 'cd', actual: 'ci-runner' },
      `=${kim.arn}`,
    ],
    ['role', `=arn:aws:sts::${account}:assumed-role/AROA-x/kim`, kim, { expected: 'AROA-x' }, `=${kim.arn}`],
    [
      'role',
      `~^arn:aws:sts::${account}:(?:assumed-role|user)/cd/(.+)$`,
      kim,
      { expected: 'cd' },
      `~^arn:aws:sts::${account}:(?:assumed-role|user)/ci-runner/(.+)$`,
    ],
    [
      'role',
      `~^arn:aws:sts::${account}:assumed-role/cd/(.+)$`,
      session('kim', 'ci.runner'),
      { actual: 'ci.runner' },
      `~^arn:aws:sts::${account}:assumed-role/ci\\.runner/(.+)$`,
    ],
    [
      'role-path',
      `~^arn:aws:sts::${account}:assumed-role/a\\.b/x+/ci-runner/(.+)$`,
      kim,
      { path: 'a.b/x+/' },
      `~^${roleArn}/(.+)$`,
    ],
    ['session', `=${roleArn}/lee`, kim, { expected: 'lee', actual: 'kim', tool: undefined }, `=${kim.arn}`],
    ['session', `=${roleArn}/i-0`, ec2, { expected: 'i-0', tool: { changes: true } }, `~^${roleArn}/(.+)$`],
    ['session', `=${roleArn}/aws-sdk-js-1`, sdk, { tool: { changes: true } }, `~^${roleArn}/(.+)$`],
    ['session', `~^${roleArn}/i-0$`, ec2, { expected: 'i-0' }, `~^${roleArn}/(.+)$`],
    ['session', `~^${roleArn}/ki$`, kim, { expected: 'ki' }, `~^${roleArn}/kim$`],
    ['session-missing', `=${roleArn}`, kim, { session: 'kim' }, `~^${roleArn}/(.+)$`],
    ['session-missing', `~^${roleArn}$`, kim, { session: 'kim' }, `~^${roleArn}/(.+)$`],
    [
      'user-path',
      `=arn:aws:iam::${account}:user/other/alice`,
      user('alice', 'team/'),
      { expected: '/other/', actual: '/team/' },
      `=arn:aws:iam::${account}:user/team/alice`,
    ],
    [
      'user-path',
      `=arn:aws:iam::${account}:user/a/b/alice`,
      alice,
      { expected: '/a/b/', actual: '/' },
      `=${alice.arn}`,
    ],
    [
      'user',
      `=arn:aws:iam::${account}:user/bob`,
      alice,
      { expected: 'bob', actual: 'alice' },
      `=${alice.arn}`,
    ],
    ['user', `~^arn:aws:iam::${account}:user/bob$`, alice, { expected: 'bob' }, `~^${alice.arn}$`],
    [
      'user',
      `=arn:aws:sts::${account}:federated-user/eve`,
      federated,
      { actual: 'bob' },
      `=${federated.arn}`,
    ],
    [
      'user-path',
      `=arn:aws:iam::${account}:user/alice`,
      user('alice', 'team/'),
      { expected: '/', actual: '/team/' },
      `=arn:aws:iam::${account}:user/team/alice`,
    ],
    [
      'account',
      `=arn:aws:sts::000000000000:assumed-role/ci-runner/kim`,
      kim,
      { expected: '000000000000' },
      `=${kim.arn}`,
    ],
    [
      'account',
      '~^arn:aws:sts::0{12}:assumed-role/ci-runner/(.+)$',
      kim,
      { expected: '0{12}' },
      `~^${roleArn}/(.+)$`,
    ],
    [
      'partition',
      `=${kim.arn.replace('aws', 'aws-cn')}`,
      kim,
      { expected: 'aws-cn', actual: 'aws' },
      `=${kim.arn}`,
    ],
    [
      'partition',
      `~^arn:aws-us-gov:sts::${account}:assumed-role/ci-runner/(.+)$`,
      kim,
      {},
      `~^${roleArn}/(.+)$`,
    ],
    ['principal-kind', `=${alice.arn}`, kim, { expected: 'user', actual: 'assumed-role' }, `=${kim.arn}`],
    [
      'principal-kind',
      `~^${roleArn}/(.+)$`,
      alice,
      { expected: 'assumed-role', actual: 'user' },
      `=${alice.arn}`,
    ],
    ['principal-kind', `=${alice.arn}`, root, { expected: 'user', actual: 'root' }, `=${root.arn}`],
    [
      'principal-kind',
      `=${federated.arn}`,
      root,
      { expected: 'federated-user', actual: 'root' },
      `=${root.arn}`,
    ],
    [
      'principal-kind',
      `~^arn:aws:(?:sts|iam)::${account}:assumed-role/ci/(.+)$`,
      alice,
      { expected: 'assumed-role', actual: 'user' },
      `=${alice.arn}`,
    ],
    ['principal-kind', `=${root.arn}`, alice, { expected: 'root', actual: 'user' }, `=${alice.arn}`],
    [
      'principal-kind',
      `=arn:aws:iam::${account}:instance-profile/p`,
      ec2,
      { expected: 'instance-profile' },
      `~^${roleArn}/(.+)$`,
    ],
    ['anchors', '~^assumed-role/ci-runner/(.+)$', kim, { side: 'start' }, `=${kim.arn}`],
    ['anchors', '~^arn:aws:sts:.*:assumed-role$', kim, { side: 'end' }, `=${kim.arn}`],
    ['anchors', '~^ci-runner$', ec2, { side: 'both' }, `~^${roleArn}/(.+)$`],
    [
      'unescaped',
      `~^arn:aws:iam::${account}:user/a+b$`,
      user('a+b'),
      { character: '+' },
      `~^arn:aws:iam::${account}:user/a\\+b$`,
    ],
    ['unescaped', `~^${roleArn}/x+y$`, session('x+y'), {}, `~^${roleArn}/x\\+y$`],
    ['unescaped', `~^${roleArn}/x+y+z$`, session('x+y+z'), {}, `~^${roleArn}/x\\+y\\+z$`],
    ['unescaped', `~^${roleArn}/(?:x+y|z)$`, session('x+y'), { character: '+' }, `~^${roleArn}/(?:x\\+y|z)$`],
    ['unescaped', `~^${roleArn}/(?:x+y)?$`, session('x+y'), {}, `~^${roleArn}/(?:x\\+y)?$`],
    [
      'unescaped',
      `~^arn:aws:iam::${account}:user/te?m/alice$`,
      user('alice', 'te?m/'),
      { character: '?' },
      `~^arn:aws:iam::${account}:user/te\\?m/alice$`,
    ],
    ['escaped', `=arn:aws:iam::${account}:user/a\\.b`, user('a.b'), {}, `=arn:aws:iam::${account}:user/a.b`],
    ['case', `=${roleArn}/Kim`, kim, {}, `=${kim.arn}`],
    ['case', `~^arn:aws:sts::${account}:assumed-role/CI-Runner/(.+)$`, kim, {}, `~^${roleArn}/(.+)$`],
    ['white-space', `=${kim.arn} `, kim, { where: 'around' }, `=${kim.arn}`],
    ['white-space', `=\n${kim.arn}`, kim, { where: 'around' }, `=${kim.arn}`],
    ['white-space', `~^${roleArn}/ (.+)$`, kim, { where: 'inside' }, `~^${roleArn}/(.+)$`],
    ['exact-pattern', `=${roleArn}/.*`, kim, {}, `~^${roleArn}/.*$`],
    ['exact-pattern', `=^${roleArn}/(.+)$`, kim, {}, `~^${roleArn}/(.+)$`],
    ['exact-pattern', `=kim|lee`, kim, {}, '~kim|lee'],
    ['wrong-field', '~^AROAEXAMPLE1:(.+)$', kim, { belongs: 'userId' }, `=${kim.arn}`],
    ['plain-text', '~lee', kim, {}, `=${kim.arn}`],
    [
      'refused',
      `~^${roleArn}/(?!lee)`,
      kim,
      { at: { start: roleArn.length + 2, end: roleArn.length + 5 } },
      `=${kim.arn}`,
    ],
    ['unset', '', kim, {}, `=${kim.arn}`],
    ['unset', '=', kim, {}, `=${kim.arn}`],
    ['other', '=(', kim, { within: undefined }, `=${kim.arn}`],
    [
      'other',
      '~^arn:aws:s3:::y+$',
      { ...kim, arn: 'arn:aws:s3:::x' },
      { within: undefined },
      '=arn:aws:s3:::x',
    ],
    [
      'account',
      '~^arn:aws:sts::000000000000:assumed-role/.*',
      kim,
      { expected: '000000000000' },
      `~^arn:aws:sts::${account}:assumed-role/.*`,
    ],
    ['escaped', `=${roleArn}/i\\-05a6373examplehd2`, ec2, {}, `=${ec2.arn}`],
    ['unset', '', ec2, {}, `~^${roleArn}/(.+)$`],
    ['other', '~^arn:aws:.*:assumed-role/ci-builder/(.+)$', kim, { within: 'role' }, `=${kim.arn}`],
    ['other', '~^arn:aws:sts:.*:assumed-role/ci-runner/[0-9]+$', kim, { within: 'session' }, `=${kim.arn}`],
    ['other', '~^arn:(aws-cn|aws-us-gov):.*', kim, { within: 'partition' }, `=${kim.arn}`],
  ])('%s: %s', (kind, text, caller, cause, change) => {
    const found = verdict('arn', text, caller);
    expect(causeOf(found)).toMatchObject({ kind, ...cause });
    expect(changeOf(found)).toBe(change);
  });
});

describe('the user ID', () => {
  it.each<[kind: string, rule: string, Caller, cause: object, change: string]>([
    [
      'recreated',
      '~^AROAOLD:(.+)$',
      kim,
      { principal: 'role', expected: 'AROAOLD', actual: 'AROAEXAMPLE1' },
      '~^AROAEXAMPLE1:(.+)$',
    ],
    ['recreated', '=AROAOLD:kim', kim, { principal: 'role' }, '=AROAEXAMPLE1:kim'],
    ['recreated', '=AIDAOLD', alice, { principal: 'user' }, '=AIDAEXAMPLE1'],
    ['principal-kind', '=AIDAOLD', kim, { expected: 'user', actual: 'role' }, '=AROAEXAMPLE1:kim'],
    ['principal-kind', '~^AROA(.*):(.+)$', alice, { expected: 'role', actual: 'user' }, '=AIDAEXAMPLE1'],
    ['principal-kind', '=AKIAEXAMPLE', alice, { expected: 'access-key', actual: 'user' }, '=AIDAEXAMPLE1'],
    ['session', '=AROAEXAMPLE1:lee', kim, { expected: 'lee', actual: 'kim' }, '=AROAEXAMPLE1:kim'],
    ['session', '=AROAEXAMPLE1:i-0', ec2, { tool: { changes: true } }, '~^AROAEXAMPLE1:(.+)$'],
    ['session', '~^AROA(.*):DeploySPA$', kim, { expected: 'DeploySPA' }, '~^AROA(.*):kim$'],
    ['session-missing', '=AROAEXAMPLE1', kim, { session: 'kim' }, '~^AROAEXAMPLE1:(.+)$'],
    ['session-missing', '~^AROAEXAMPLE1$', kim, {}, '~^AROAEXAMPLE1:(.+)$'],
    ['recreated', '~^AROAOLD:kim$', kim, { expected: 'AROAOLD' }, '~^AROAEXAMPLE1:kim$'],
    ['unique-id', '~^AROA[0-9]+:kim$', kim, { expected: 'AROA[0-9]+' }, '~^AROAEXAMPLE1:kim$'],
    ['unique-id', '=FOO:kim', kim, { expected: 'FOO', actual: 'AROAEXAMPLE1' }, '=AROAEXAMPLE1:kim'],
    ['recreated', '=AROAEXAMPLE1:kim', { ...kim, userId: 'FOO:kim' }, { actual: 'FOO' }, '=FOO:kim'],
    ['other', '~^[6-9]+:kim$', kim, { within: 'unique-id' }, '~^AROAEXAMPLE1:kim$'],
    [
      'other',
      '~^(?:AROAOLD|AROAOLDER):(?:kim|lee)$',
      kim,
      { within: 'unique-id' },
      '~^AROAEXAMPLE1:(?:kim|lee)$',
    ],
    ['other', '~^(?:AROAOLD|AROAOLDER):[0-9]+$', ec2, { within: 'unique-id' }, '~^AROAEXAMPLE1:(.+)$'],
    ['other', '=AIDAEXAMPLE1:x', alice, { within: 'unique-id' }, '=AIDAEXAMPLE1'],
    ['other', `=${account}`, federated, {}, `=${account}:bob`],
    ['user', `=${account}:eve`, federated, { expected: 'eve', actual: 'bob' }, `=${account}:bob`],
    [
      'session',
      '=AROAEXAMPLE1:lee',
      session('kim', 'AWSReservedSSO_Admin_0123456789abcdef'),
      { tool: { changes: false } },
      '=AROAEXAMPLE1:kim',
    ],
    ['case', '=aroaexample1:kim', kim, {}, '=AROAEXAMPLE1:kim'],
    ['exact-pattern', '=AROAEXAMPLE1:.*', kim, {}, '~^AROAEXAMPLE1:.*$'],
    ['wrong-field', `=${alice.arn}`, alice, { belongs: 'arn' }, '=AIDAEXAMPLE1'],
    ['unset', '', alice, {}, '=AIDAEXAMPLE1'],
  ])('%s: %s', (kind, text, caller, cause, change) => {
    const found = verdict('userId', text, caller);
    expect(causeOf(found)).toMatchObject({ kind, ...cause });
    expect(changeOf(found)).toBe(change);
  });

  it('is of another role, not of a recreated one, when the role’s name differs', () => {
    const found = verdict(
      'userId',
      '~^AROAOLD:(.+)$',
      kim,
      `~^arn:aws:sts::${account}:assumed-role/other/(.+)$`,
    );
    expect(causeOf(found)).toMatchObject({ kind: 'unique-id', expected: 'AROAOLD' });
  });

  it.each<[arn: string, id: string, Caller, kind: string]>([
    [`~^${roleArn}/(.+)$`, 'AROAOLD:kim', kim, 'recreated'],
    [`~^${roleArn}/.*`, 'AROAOLD:kim', kim, 'recreated'],
    ['~.*', 'AROAOLD:kim', kim, 'unique-id'],
    [`~^arn:aws:sts::${account}:assumed-role/ci-(.+)/kim$`, 'AROAOLD:kim', kim, 'unique-id'],
    [`~^arn:aws:sts::${account}:assumed-role/(?:ci-runner|ci)/kim$`, 'AROAOLD:kim', kim, 'unique-id'],
    [`~^arn:aws:iam::${account}:user/(.+)/alice$`, 'AIDAOLD', user('alice', 'team/'), 'recreated'],
    [`~^arn:aws:iam::${account}:user/(.+)$`, 'AIDAOLD', alice, 'unique-id'],
    [`=${federated.arn}`, 'AIDAOLD', federated, 'principal-kind'],
  ])('is of a recreated one only where the ARN asks for it by name: %s', (arn, id, caller, kind) => {
    expect(causeOf(verdict('userId', `=${id}`, caller, arn))).toMatchObject({ kind });
  });
});

describe('the account', () => {
  it.each([
    ['000000000000', 'account'],
    ['', 'unset'],
    [` ${account}`, 'white-space'],
    ['1234-5678-9012', 'account-format'],
  ])('%j: %s', (text, kind) => {
    const [found] = explain({ account: text, arn: rule('~.*'), userId: rule('~.*') }, kim).fields;
    expect(found && causeOf(found)).toMatchObject({ kind });
    expect(found && changeOf(found)).toBe(account);
  });

  it('is not set, or an exact value', () => {
    const rules = ['', account].map((text) =>
      explain({ account: text, arn: undefined, userId: undefined }, kim),
    );
    expect(rules.map(({ fields }) => fields.map((field) => field.rule))).toEqual([
      ['unset', 'unset', 'unset'],
      ['exact', 'unset', 'unset'],
    ]);
  });

  it('may have lost its zeros', () => {
    const caller = { ...kim, account: '000000000042' };
    const [found] = explain({ account: '42', arn: undefined, userId: undefined }, caller).fields;
    expect(found && causeOf(found)).toMatchObject({ kind: 'account-format' });
  });
});

describe('the place', () => {
  it.each([
    [`=${roleArn}/«lee»`, `${roleArn}/«kim»`],
    [
      `=arn:aws:sts::${account}:assumed-role/ci-«builder»/kim`,
      `arn:aws:sts::${account}:assumed-role/ci-«runner»/kim`,
    ],
    [`=${roleArn}«»`, `${roleArn}«/»kim`],
    [`=${roleArn}/ki«»`, `${roleArn}/ki«m»`],
    [
      `~^arn:aws:sts::${account}:assumed-role/ci-«builder»/(.+)$`,
      `arn:aws:sts::${account}:assumed-role/ci-«runner»/kim`,
    ],
    [`~^${roleArn}/kim«x»`, `${roleArn}/kim«»`],
  ])('%s against %s', (marked, actual) => {
    const plain = (text: string) => text.replace(/[«»]/g, '');
    const place = (text: string) => ({ start: text.indexOf('«'), end: text.indexOf('»') - 1 });
    expect(verdict('arn', plain(marked), { ...kim, arn: plain(actual) })).toMatchObject({
      expectedAt: place(marked.slice(1)),
      actualAt: place(actual),
    });
  });
});

describe('a pattern that Go refuses', () => {
  it('points to what Go refuses of a pattern, and to nothing of the caller', () => {
    const [, found] = explain({ account, arn: rule('~ab(?=c)'), userId: undefined }, kim).fields;
    expect(found).toMatchObject({ expectedAt: { start: 2, end: 5 }, actualAt: { start: 0, end: 0 } });
  });
});

describe('who else gets in', () => {
  const anyId = '~^AROA[A-Z0-9]+:(.+)$';
  const [ci, anyCi] = [`=${roleArn}/kim`, `~^${roleArn}/(.+)$`];
  it.each<[field: 'arn' | 'userId', arn: string, userId: string, caller: Caller, sentence: RegExp]>([
    ['arn', `=${roleArn}/lee`, '=AROAEXAMPLE1:kim', kim, /^Whoever can start .* under the same name: kim$/],
    ['arn', `~^${roleArn}/lee$`, '~^AROAEXAMPLE1:(.+)$', kim, /^Whoever can start .* same name: kim$/],
    [
      'arn',
      `=${roleArn}/lee`,
      anyId,
      kim,
      /^Others, for example: \S+\/kim with the user ID AROA(?!EXAMPLE1:)/,
    ],
    [
      'arn',
      `~^arn:aws:sts::${account}:assumed-role/cd/(.+)$`,
      '~^AROAEXAMPLE1:(.+)$',
      kim,
      /^Other sessions of the same role ci-runner, .* for example: arn:aws:sts::\d+:assumed-role\/ci-runner\/\w+$/,
    ],
    ['arn', `~arn:aws:sts::${account}:assumed-role/cd/.*`, '=AROAEXAMPLE1:kim', kim, /^Whoever can start/],
    [
      'arn',
      '=arn:aws:iam::123456789012:user/bob',
      `=${alice.userId}`,
      alice,
      /a new user of the same name: alice$/,
    ],
    ['arn', `=${alice.arn}`, `=${account}`, root, /^Nobody else\.$/],
    ['userId', ci, '=AROAEXAMPLE1:lee', kim, /under the same name: kim$/],
    ['userId', anyCi, '=AROAEXAMPLE1', kim, /^Other sessions of the same role ci-runner, /],
    ['userId', ci, '=AROAEXAMPLE1', kim, /^Whoever can start .* same name: kim$/],
    [
      'userId',
      anyCi,
      '~^AROA(.*):lee$',
      kim,
      /^Others, for example: \S+\/kim with the user ID AROA(?!EXAMPLE1:)\S+:kim$/,
    ],
    ['userId', `=${alice.arn}`, '=AIDAOLD', alice, /^Nobody else\.$/],
    ['userId', `=${federated.arn}`, `=${account}:eve`, federated, /^Nobody else\.$/],
    ['userId', `=${root.arn}`, '=000000000000', root, /^Nobody else\.$/],
    [
      'userId',
      '~(?:(?:(?:\\PL*)*){30}){30}',
      '=AROA:(?:(?:\\PL*)*){30}x',
      kim,
      /^(?:Perhaps|Others|Other|Whoever)/,
    ],
  ])('by the %s of %s and %s', (field, arn, userId, caller, sentence) => {
    const { fields } = explain({ account, arn: rule(arn), userId: rule(userId) }, caller);
    const found = fields.find((each) => each.field === field);
    expect(found && !found.matches && found.change.alsoLetsIn).toMatch(sentence);
  });

  it('is decided with all other changes made', () => {
    const { fields } = explain({ account: '0', arn: rule('=x'), userId: rule('=y') }, kim);
    expect(fields.map((field) => !field.matches && field.change.alsoLetsIn)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^Whoever can start/) as string),
    );
    const [open] = explain({ account: '0', arn: rule('~.*'), userId: rule('~.*') }, kim).fields;
    expect(open && !open.matches && open.change.alsoLetsIn).toMatch(/^Others, for example: arn/);
  });

  it('holds whatever the rules will be that are filled in elsewhere', () => {
    const match = { account: '0', arn: rule('=x'), userId: undefined };
    const { fields } = explain(match, kim, ['userId']);
    expect(fields.map((field) => !field.matches && field.change.alsoLetsIn)).toEqual([
      expect.stringMatching(/^Others, for example/),
      expect.stringMatching(/^Others, for example/),
    ]);
  });
});

describe('the change, in words', () => {
  it.each<[field: 'arn' | 'userId', rule: string, sentence: string]>([
    ['arn', `=${roleArn}/lee`, `Set the exact ARN to: ${kim.arn}`],
    ['arn', `~^${roleArn}/lee$`, `Set the ARN pattern to: ^${kim.arn}$`],
    ['userId', '=AROAOLD:kim', 'Set the exact user ID to: AROAEXAMPLE1:kim'],
    ['userId', '~^AROAOLD:(.+)$', 'Set the user ID pattern to: ^AROAEXAMPLE1:(.+)$'],
  ])('of the %s %s', (field, text, sentence) => {
    const found = verdict(field, text, kim);
    expect(found.matches || found.change.sentence).toBe(sentence);
  });
});

describe('explanationText', () => {
  it('marks where the texts part', () => {
    const match = { account, arn: rule(`=${roleArn}/lee`), userId: rule('~^AROAEXAMPLE1:') };
    const text = explanationText(explain(match, kim), { identityName: 'ec2-pull' });
    expect(text.split('\n')).toEqual([
      'This caller cannot assume the identity: ec2-pull',
      '',
      '✓ The account fits.',
      `  ${account}`,
      '',
      '✗ The session’s name differs. Expected lee, but the caller’s is: kim',
      `  expected exactly  ${roleArn}/lee`,
      `                    ${' '.repeat(roleArn.length + 1)}^^^`,
      `  caller            ${roleArn}/kim`,
      `                    ${' '.repeat(roleArn.length + 1)}^^^`,
      `  Set the exact ARN to: ${kim.arn}`,
      '  That also lets in: Whoever can start a session of the same role under the same name: kim',
      '',
      '✓ The user ID fits.',
      '  AROAEXAMPLE1:kim',
      '',
      matchingAssumption(),
    ]);
  });

  it('says what is not set, what cannot be used, and that a caller may come in', () => {
    const refused = explanationText(explain({ account, arn: rule('~ab(?=c)'), userId: undefined }, kim));
    expect(refused.split('\n').slice(3, 12)).toEqual([
      expect.stringMatching(/^✗ The ARN pattern cannot be used/),
      '  expected pattern  ab(?=c)',
      '                      ^^^',
      `  caller            ${kim.arn}`,
      `  Set the exact ARN to: ${kim.arn}`,
      expect.stringMatching(/^ {2}That also lets in: Whoever/),
      '',
      '✗ The user ID is not set, so nobody is let in. Set it.',
      '  expected  ',
    ]);
    const good = { account, arn: rule(`=${kim.arn}`), userId: rule(`=${kim.userId}`) };
    const lines = explanationText(explain(good, kim), { identityName: 'a\u202eb' }).split('\n');
    expect(lines[0]).toBe('This caller can assume the identity: a\\x{202e}b');
    expect(explanationText(explain(good, kim)).split('\n')[0]).toBe('✓ The account fits.');
  });

  it('says that it is not known where what is filled in elsewhere decides, and cannot where another field refuses', () => {
    const unset = { account: '', arn: undefined, userId: undefined };
    const open = explain(unset, kim, ['account', 'arn', 'userId']);
    expect([open.matches, open.verdict, open.fields]).toEqual([false, 'unknown', []]);
    expect(explanationText(open, { identityName: 'ci' }).split('\n')[0]).toBe(
      'Whether this caller can assume the identity is not known: ci',
    );
    expect(explain({ ...unset, arn: rule(`=${kim.arn}`) }, kim, ['account', 'userId']).verdict).toBe(
      'unknown',
    );
    expect(explain(unset, kim, ['account', 'userId']).verdict).toBe('cannot');
  });

  it('sets each sentence on a line of its own', () => {
    const text = explanationText(
      explain({ account, arn: rule(`=${roleArn}/i-0`), userId: rule('~.*') }, ec2),
    );
    expect(text.split('\n').slice(3, 5)).toEqual([
      expect.stringMatching(/^✗ The session’s name differs/),
      expect.stringMatching(/^ {2}It looks like a name that a tool chose.*EC2/),
    ]);
  });

  it('shows what does not print', () => {
    const text = explanationText(
      explain({ account: `${account}\u200b`, arn: undefined, userId: undefined }, kim),
    );
    expect(text).toContain(`${account}\\x{200b}\n`);
    expect(text).toContain(`${' '.repeat(20 + account.length)}^^^^^^^^\n`);
  });
});

const weird = fc.string({ unit: 'binary', maxLength: 30 });
const near = fc
  .constantFrom(kim, ec2, sdk, alice, federated, root)
  .chain((caller) =>
    fc.constantFrom(
      caller.arn,
      caller.userId,
      caller.account,
      `^${caller.arn}$`,
      `^${caller.userId}$`,
      caller.arn.toUpperCase(),
    ),
  );
/** Texts close to what works: one with a piece cut out and something put there instead. */
const mutated = fc
  .tuple(
    near,
    fc.nat(90),
    fc.nat(12),
    fc.constantFrom('', 'x', '/', ':', '.*', '(.+)', '(', '|', '\\', ' ', '+', 'é😀'),
  )
  .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
const someText = fc.oneof(near, mutated, weird);
const someRule = fc.option(
  fc.record({ kind: fc.constantFrom('exact' as const, 'pattern' as const), value: someText }),
  { nil: undefined },
);
const someMatch: fc.Arbitrary<AwsMatch> = fc.record({ account: someText, arn: someRule, userId: someRule });
const someCaller: fc.Arbitrary<Caller> = fc.oneof(
  fc.constantFrom(kim, ec2, sdk, alice, federated, root),
  fc.record({ account: someText, arn: someText, userId: someText }),
);

describe('explain, whatever the texts', () => {
  const holds = (one: Rule | undefined, text: string) => {
    if (one?.kind !== 'pattern') return one?.value === text;
    const compiled = compilePattern(one.value);
    return compiled.ok && compiled.find(text) !== undefined;
  };

  it('matches exactly when the three fields do', () => {
    fc.assert(
      fc.property(someMatch, someCaller, (match, caller) => {
        const expected = [
          match.account === caller.account,
          holds(match.arn, caller.arn),
          holds(match.userId, caller.userId),
        ];
        const explanation = explain(match, caller);
        expect(explanation.fields.map((field) => field.field)).toEqual(['account', 'arn', 'userId']);
        expect(explanation.fields.map((field) => field.matches)).toEqual(expected);
        expect(explanation.matches).toBe(expected.every(Boolean));
      }),
      { numRuns: 500 },
    );
  });

  it('proposes changes that let the caller in', () => {
    fc.assert(
      fc.property(someMatch, someCaller, (match, caller) => {
        const changed = explain(match, caller).fields.reduce(
          (so, field) => (field.matches ? so : withValues(so, field.change.sets)),
          match,
        );
        expect(explain(changed, caller).matches).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('marks places inside the texts, and has something to say', () => {
    fc.assert(
      fc.property(someMatch, someCaller, (match, caller) => {
        const explanation = explain(match, caller);
        for (const field of explanation.fields) {
          expect(field.sentence).not.toMatch(/^$|\{\d\}$/);
          if (field.matches) continue;
          for (const [span, text] of [
            [field.expectedAt, field.expected],
            [field.actualAt, field.actual],
          ] as const)
            expect([span.start >= 0, span.start <= span.end, span.end <= text.length]).toEqual([
              true,
              true,
              true,
            ]);
        }
        expect(explanationText(explanation)).toContain(matchingAssumption());
      }),
      { numRuns: 500 },
    );
  });

  it('comes back from hostile patterns and long texts', () => {
    const caller = { account, arn: `${'a'.repeat(100_000)}!x`, userId: 'a'.repeat(100_000) };
    const match = { account, arn: rule('~(a+)+$'), userId: rule('~^((a{0,100}){0,10})+b$') };
    expect(explain(match, caller).fields.map((field) => field.matches)).toEqual([true, false, false]);
  });
});

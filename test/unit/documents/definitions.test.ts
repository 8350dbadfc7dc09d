import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gained } from '../../../src/core/access/access';
import { knownRules } from '../../../src/core/lint/comparison';
import { applyEdits, textOf } from '../../../src/core/lint/definition';
import type { Finding } from '../../../src/core/lint/finding';
import { fixedText } from '../../../src/documents/fixAll';
import { ignoring } from '../../../src/documents/ignores';
import { readDefinitions } from '../../../src/documents/read';
import findings from '../../fixtures/definitions/findings.json';
import { faultsOfFixes, fixAll, line, lintFile } from './lintFile';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const files = readdirSync(folder).filter((name) => !/^(?:findings\.json|README\.md)$/.test(name));
interface Expected {
  /** Its rule, and what it points to. */
  readonly finding: string;
  readonly message: string;
  /** What the fixes are called. */
  readonly fixes: readonly string[];
}
const expected: Readonly<Record<string, readonly Expected[]>> = findings;

describe('the findings of the fixtures', () => {
  it('has findings for each file, and a file for all findings', () => {
    expect(Object.keys(expected).toSorted()).toEqual(files.toSorted());
  });
});

describe.each(files)('%s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');

  it('has these findings', () => {
    const found = lintFile(text, name).map((finding): Expected => ({
      finding: line(text, finding),
      message: finding.message,
      fixes: finding.fixes.map(({ title }) => title),
    }));
    expect(found).toEqual(expected[name]);
  });

  it('has fixes that put right what they name, and no more', () => {
    expect(faultsOfFixes(text, name)).toEqual([]);
  });

  it('has findings without a fix only, when all fixes are made', () => {
    const left = lintFile(fixAll(text, name), name);
    expect(left.filter(({ fixes }) => fixes.length > 0)).toEqual([]);
  });
});

describe.each(files)('%s, switched off for one place', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const mark = /\.jsonc?$/.test(name) ? '//' : '#';
  const count = (findings: readonly Finding[], { rule, part }: Finding) =>
    findings.filter((each) => each.rule === rule && each.part === part).length;
  const values = (of: string) =>
    readDefinitions(of, name).map(({ fields }) => fields.map((field) => [field.key.text, textOf(field)]));

  it('has one finding less, and means the same', () => {
    const found = lintFile(text, name);
    for (const finding of found) {
      const offset = finding.span.start;
      const comment = { rule: finding.rule, offset, mark, lineEnd: '\n' };
      const after = applyEdits(text, [ignoring(text, readDefinitions(text, name), comment)]);
      expect(values(after), after).toEqual(values(text));
      expect(count(lintFile(after, name), finding), after).toBeLessThan(count(found, finding));
    }
  });
});

describe('everything that can be put right without choosing', () => {
  const exact = JSON.stringify({
    name: 'ec2-pull',
    awsIdentity: {
      awsAccount: '123456789012',
      arn: 'arn:aws:sts::123456789012:assumed-role/ec2-pull/i-0123456789abcdef0',
      userId: 'AROAQ3EGINSTANEXAMPLE:i-0123456789abcdef0',
    },
  });

  it.each([
    ['one session to every session', exact, 'exact-session'],
    ['a role that nobody presents to its sessions', exact.replace('/i-0123456789abcdef0"', '"'), 'role-arn'],
    ['a value to a pattern', exact.replace('/i-0123456789abcdef0"', '/(.+)"'), 'pattern-as-literal'],
    [
      'a pattern that Go refuses to what was probably meant',
      exact.replace('"arn"', '"arnPattern"').replace('/i-0123456789abcdef0"', '/++$"'),
      'not-re2',
    ],
  ])('does not widen %s', (_, text, rule) => {
    const found = lintFile(text, 'id.json').filter((finding) => finding.rule === rule);
    expect(found.flatMap(({ fixes }) => fixes.map(({ widens }) => widens))).toContain(true);
    expect(fixedText(text, 'id.json', ({ rule: other }) => other !== rule)).toBe(text);
  });

  const role = `arn:aws:sts::${'1'.repeat(12)}:assumed-role`;
  it.each<[what: string, finding: string, path: string, text: string]>([
    [
      'a plus',
      'unescaped',
      'id.json',
      `{"awsIdentity":{"awsAccount":"111111111111","arnPattern":"^${role}/a+b/(.+)$","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
    [
      'a field set twice',
      'duplicate-field',
      'id.json',
      `{"awsIdentity":{"awsAccount":"111111111111","aws_account":"111111111111","arnPattern":"^${role}/a/(.+)$","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
    [
      'a misspelled name',
      'unknown-field',
      'id.json',
      `{"awsIdentity":{"aws_acount":"111111111111","arnPattern":"^${role}/a/(.+)$","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
    [
      'a role’s path',
      'role-path',
      'id.json',
      `{"awsIdentity":{"awsAccount":"111111111111","arnPattern":"^${role}/p/a/(.+)$","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
    [
      'another account',
      'account-mismatch',
      'id.json',
      `{"awsIdentity":{"awsAccount":"222222222222","arn":"${role}/a/b","userId":"111111111111:b"}}`,
    ],
    [
      'an account as a number',
      'account-format',
      'id.json',
      `{"awsIdentity":{"awsAccount":111111111111,"arnPattern":"^${role}/a/(.+)$","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
    [
      'a line break at the end',
      'ends-in-line-break',
      'id.yaml',
      `awsIdentity:\n  awsAccount: "111111111111"\n  arnPattern: |\n    ^${role}/a/(.+)$\n  userIdPattern: ^AROAX:(.+)$\n`,
    ],
    [
      'a name that is no longer the provider’s',
      'unknown-field',
      'id.json',
      `{"awsIdentity":{"awsAccount":"111111111111","aws_arn":"${role}/a/b","userIdPattern":"^AROAX:(.+)$"}}`,
    ],
  ])('leaves to the person: %s', (_, finding, path, text) => {
    expect(lintFile(text, path).map(({ rule }) => rule)).toContain(finding);
    expect(fixedText(text, path, () => false)).toBe(text);
  });

  it('renames a data source and what refers to it, but nothing in comments', () => {
    const text = `data "chainguard_roles" "x" {}\n# data.chainguard_roles.x\ny = [data.chainguard_roles.x.id] /* data.chainguard_roles.x */\nz = "\${data.chainguard_roles.x.id}"\n`;
    const now = text.replace('roles"', 'role"').replace('[data.chainguard_roles', '[data.chainguard_role');
    expect(fixedText(text, 'main.tf', () => false)).toBe(
      now.replace('{data.chainguard_roles', '{data.chainguard_role'),
    );
  });

  it('anchors, groups and escapes, and touches nothing else', () => {
    const text = `awsIdentity: # ours\n  awsAccount: "111111111111"\n  arnPattern: |2-\n    ^${role}/a.b/x|${role}/c/y$\n  userIdPattern: "AROAX:(.+)"\n`;
    expect(fixedText(text, 'id.yaml', () => false)).toBe(
      text.replace('^', '^(?:').replace('y$', 'y)$').replace('"AROAX:(.+)"', '"^AROAX:(.+)$"'),
    );
  });

  it('is made in all definitions, but for rules that are off', () => {
    const open = exact.replace('"arn"', '"arnPattern"').replace('/i-0123456789abcdef0"', '/(.+)"');
    const all = `[${open},${open}]`;
    const fixed = fixedText(all, 'id.json', () => false);
    expect(fixed.split('"^arn:')).toHaveLength(3);
    expect(fixedText(all, 'id.json', ({ rule }) => rule === 'unanchored')).not.toContain('"^arn:');
  });
});

describe('everything that can be put right at once lets nobody in', () => {
  const account = '123456789012';
  const role = `arn:aws:sts::${account}:assumed-role`;
  const definition = (awsIdentity: object) => JSON.stringify({ name: 'ci', awsIdentity });
  const matchIn = (text: string) => {
    const [first] = readDefinitions(text, 'id.json');
    return first && knownRules(first).match;
  };

  it.each([
    ['a role’s path', { arn: `${role}/team/ci/kim`, userId: 'AROAEXAMPLE1:kim' }],
    ['a partition that is called otherwise', { arn: `arn:aws-gov:sts::${account}:assumed-role/ci/kim` }],
    ['an account with dashes', { awsAccount: '1234-5678-9012', arn: `${role}/ci/kim` }],
    [
      'an account that lost its zero',
      { awsAccount: '12345678901', arn: 'arn:aws:iam::012345678901:user/kim', userId: 'AIDAEXAMPLE1' },
    ],
    [
      'an account in the ARN that no caller has',
      { arnPattern: '^arn:aws:sts::(?:1|2){3}:assumed-role/ci/(.+)$' },
    ],
    ['a plus in a name', { arnPattern: `^${role}/c+i/(.+)$` }],
    ['a role', { arn: `arn:aws:iam::${account}:role/ci` }],
    ['a role’s unique id', { arnPattern: `^${role}/ci/(.+)$`, userId: 'AROAEXAMPLE1' }],
    ['a plus and a missing anchor', { arnPattern: `^${role}/c+i/(.+)` }],
  ])('by leaving alone %s', (_, values) => {
    const text = definition({
      awsAccount: account,
      userIdPattern: '^AROAEXAMPLE1:(.+)$',
      ...values,
      ...('userId' in values && { userIdPattern: undefined }),
    });
    const [before, after] = [matchIn(text), matchIn(fixedText(text, 'id.json', () => false))];
    if (!before || !after) throw new Error('no definition');
    expect(gained(before, after)).toEqual({ kind: 'nobody' });
    const widening = lintFile(text, 'id.json').flatMap(({ fixes }) => fixes.filter(({ widens }) => widens));
    expect(widening).not.toEqual([]);
    for (const { title } of widening) expect(title).toMatch(/\(lets in, for example, arn:aws/);
  });

  it('whatever the definition', () => {
    const texts = fc.constantFrom('team/ci', 'ci', 'c+i', 'c.i', '(.+)', '.*', 'a|b', '[a-z]+');
    const rules = fc.record({
      awsAccount: fc.constantFrom(account, '1234-5678-9012', ` ${account}`, '210987654321'),
      [`arnPattern`]: fc
        .tuple(
          fc.constantFrom('^', ''),
          fc.constantFrom('aws', 'aws-gov', 'aws(?:-cn)?'),
          fc.constantFrom('sts', 'iam'),
          fc.constantFrom('assumed-role', 'role', 'user'),
          texts,
          texts,
          fc.constantFrom('$', ''),
        )
        .map(
          ([start, partition, service, type, name, session, end]) =>
            `${start}arn:${partition}:${service}::${account}:${type}/${name}/${session}${end}`,
        ),
      [`userIdPattern`]: fc.constantFrom(
        '^AROAEXAMPLE1:(.+)$',
        'AROA(.*):k+m',
        '^AROAEXAMPLE1$',
        '.*',
        '^AIDA',
        'AIDAEXAMPLE1',
      ),
    });
    let changed = 0;
    fc.assert(
      fc.property(rules, (awsIdentity) => {
        const text = definition(awsIdentity);
        const fixed = fixedText(text, 'id.json', () => false);
        const [before, after] = [matchIn(text), matchIn(fixed)];
        if (fixed !== text) changed++;
        expect(before && after && gained(before, after).kind, fixed).toBe('nobody');
      }),
    );
    expect(changed).toBeGreaterThan(20);
  });

  it('also where a value is filled in elsewhere, for every value', () => {
    const open = (pattern: string) => `resource "chainguard_identity" "ci" {
  parent_id = var.parent
  name      = "ci"
  aws_identity {
    aws_account         = var.account
    aws_arn_pattern     = "${pattern}"
    aws_user_id_pattern = "^AROAEXAMPLE1:(.+)$"
  }
}
`;
    const narrower = fixedText(open(`^${role}/ci/(.+)`), 'main.tf', () => false);
    expect(narrower).toContain(`^${role}/ci/(.+)$`);
    const wider = open(`^${role}/c+i/(.+)$`);
    expect(fixedText(wider, 'main.tf', () => false)).toBe(wider);
    const titles = lintFile(wider, 'main.tf').flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(titles).toEqual([expect.stringMatching(/\(may let more callers in\)$/)]);
  });
});

describe('a definition that is hard to read', () => {
  it('renames no field to one that is there already', () => {
    const arnPattern = 'arn:aws:iam::123456789012:user/kim';
    const titles = (awsIdentity: object) =>
      lintFile(JSON.stringify({ awsIdentity }), 'id.json').flatMap(({ rule, fixes }) =>
        rule === 'literal-as-pattern' ? fixes.map(({ title }) => title) : [],
      );
    const rest = { awsAccount: '123456789012', userId: 'AIDAEXAMPLE1' };
    const escape = `Anchor and escape it: ^${arnPattern}$`;
    expect(titles({ arnPattern, ...rest })).toEqual(['Make it the exact value', escape]);
    expect(titles({ arn: null, arnPattern, ...rest })).toEqual([escape]);
  });

  it('comes to an end with a text that opens templates and never closes them', () => {
    for (const part of ['${a', '{{']) {
      const name = part.repeat(60_000);
      const text = JSON.stringify({ name, awsIdentity: { awsAccount: name, arn: name, userId: name } });
      expect(readDefinitions(text, 'id.json')).toHaveLength(1);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, textOf } from '../../../src/core/lint/definition';
import { lint } from '../../../src/core/lint/lint';
import { readDefinitions } from '../../../src/documents/read';
import { faultsOfFixes, lintFile } from './lintFile';

const account = '123456789012';
const userId = '"^${aws_iam_role.ci.unique_id}:(.+)$"';

/** An identity with these values, as Terraform writes them. */
function identity(
  values: { account?: string; arn?: string; arnPattern?: string; userId?: string; userIdPattern?: string },
  more = '',
): string {
  const line = (name: string, value: string | undefined) =>
    value === undefined ? '' : `    ${name} = ${value}\n`;
  return `resource "chainguard_identity" "ci" {
  parent_id = data.chainguard_group.org.id
  name      = "ci"
  aws_identity {
${line('aws_account', values.account ?? 'local.acct')}${line('aws_arn', values.arn)}${line('aws_arn_pattern', values.arnPattern)}${line('aws_user_id', values.userId)}${values.userId === undefined ? line('aws_user_id_pattern', values.userIdPattern ?? userId) : ''}  }
}
${more}`;
}

function rules(text: string, path = 'main.tf'): string[] {
  return lintFile(text, path).map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);
}

describe('a value of which a part is open', () => {
  it.each<[string, Parameters<typeof identity>[0], string, string]>([
    [
      'the ARN of a role',
      { arn: '"arn:aws:iam::${local.acct}:role/${local.role}"' },
      'role-arn: arn:aws:iam::${local.acct}:role/${local.role}',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.+)$"',
    ],
    [
      'a wildcard in an exact value',
      { arn: '"arn:aws:sts::${local.acct}:assumed-role/${local.role}/*"' },
      'pattern-as-literal: arn:aws:sts::${local.acct}:assumed-role/${local.role}/*',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.+)$"',
    ],
    [
      'a pattern without anchors',
      { arnPattern: '"arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.*)"' },
      'unanchored: arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.*)',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.*)$"',
    ],
    [
      'a pattern of the ARN of a role',
      { arnPattern: '"^arn:aws:iam::${local.acct}:role/${local.role}$"' },
      'role-arn: ^arn:aws:iam::${local.acct}:role/${local.role}$',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.+)$"',
    ],
    [
      'anchors of one alternative',
      {
        arnPattern:
          '"^arn:aws:sts::${local.acct}:assumed-role/a/.+|arn:aws:sts::${local.acct}:assumed-role/b/.+$"',
      },
      'alternation-anchor: ^arn:aws:sts::${local.acct}:assumed-role/a/.+|arn:aws:sts::${local.acct}:assumed-role/b/.+$',
      '(?:arn:aws:sts::${local.acct}:assumed-role/a/.+|arn:aws:sts::${local.acct}:assumed-role/b/.+)$"',
    ],
    [
      'the ARN that a role has',
      { account: 'data.aws_caller_identity.current.account_id', arn: 'aws_iam_role.ci.arn' },
      'role-arn: aws_iam_role.ci.arn',
      'aws_arn_pattern = "^arn:aws:sts::${data.aws_caller_identity.current.account_id}:assumed-role/${aws_iam_role.ci.name}/(.+)$"',
    ],
    [
      'the unique ID of a role',
      {
        arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/ci/(.+)$"',
        userId: 'aws_iam_role.ci.unique_id',
      },
      'role-arn: aws_iam_role.ci.unique_id',
      'aws_user_id_pattern = "^${aws_iam_role.ci.unique_id}:(.+)$"',
    ],
    [
      'an assumed role without its session',
      { arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/${aws_iam_role.ci.name}$"' },
      'role-arn: ^arn:aws:sts::${local.acct}:assumed-role/${aws_iam_role.ci.name}$',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${aws_iam_role.ci.name}/(.+)$"',
    ],
    [
      'a session that EC2 chose',
      { arn: '"arn:aws:sts::${local.acct}:assumed-role/${local.role}/i-0123456789abcdef0"' },
      'exact-session: i-0123456789abcdef0',
      '"^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.+)$"',
    ],
    [
      'a pattern that Go refuses',
      { arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/(?!admin)x/(.+)$"' },
      'not-re2: (?!',
      '',
    ],
    [
      'any role of an account',
      {
        arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/(.*)$"',
        userIdPattern: '"^AROA[A-Z0-9]+:(.+)$"',
      },
      'too-broad: (.*)',
      '',
    ],
    [
      'a pattern that is made by functions',
      { arnPattern: 'format("arn:aws:sts::%s:assumed-role/%s/(.+)", local.acct, local.role)' },
      'unanchored: format("arn:aws:sts::%s:assumed-role/%s/(.+)", local.acct, local.role)',
      'aws_arn_pattern = "^arn:aws:sts::${local.acct}:assumed-role/${local.role}/(.+)$"',
    ],
  ])('is judged by what is known: %s', (_, values, found, fixed) => {
    const text = identity(values);
    const findings = lintFile(text, 'main.tf');
    expect(rules(text)).toContain(found);
    const finding = findings[rules(text).indexOf(found)];
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toContain(fixed);
    expect(finding?.fixes.every(({ widens }) => widens)).toBe(true);
    expect(faultsOfFixes(text, 'main.tf')).toEqual([]);
  });

  it.each<[string, Parameters<typeof identity>[0]]>([
    [
      'the anchors',
      { arnPattern: '"${local.start}arn:aws:sts::${local.acct}:assumed-role/ci/(.+)${local.end}"' },
    ],
    ['the end and its anchor', { arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/${local.rest}"' }],
    ['the whole pattern', { arnPattern: 'var.pattern' }],
    ['a group', { arnPattern: '"^${local.open}arn:aws:sts::1:a|arn:aws:sts::2:b${local.close}$"' }],
    ['the kind of the principal', { arn: '"arn:aws:iam::${local.acct}:${local.kind}/ci"' }],
    ['the service', { arn: '"arn:aws:${local.service}::${local.acct}:role/ci"' }],
    ['the session', { arn: '"arn:aws:sts::${local.acct}:assumed-role/${local.rest}"' }],
    [
      'the account',
      { account: `"${account}"`, arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/ci/(.+)$"' },
    ],
    [
      'a name with a path',
      { arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/${local.role}/${local.session}$"' },
    ],
    ['a condition', { arnPattern: 'var.on ? "arn:(.*)" : "^x$"' }],
    [
      'a directive',
      { arnPattern: '"%{if var.on}^%{endif}arn:aws:sts::1:assumed-role/ci/(.+)%{if var.on}$%{endif}"' },
    ],
    ['what a module gives', { arn: 'module.ci.caller_arn', userId: 'module.ci.caller_id' }],
    ['the caller', { arn: 'data.aws_caller_identity.me.arn', userId: 'data.aws_caller_identity.me.user_id' }],
    ['an element', { arnPattern: 'local.patterns["ci"]' }],
    ['a class', { arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/ci/[${local.characters}]+$"' }],
    ['what goes on with a path', { arn: '"arn:aws:sts::${local.acct}:assumed-role/ci${local.suffix}"' }],
  ])('has no finding where that may be untrue: %s', (_, values) => {
    expect(rules(identity(values))).toEqual([]);
  });

  it('has no finding that a filled in value does not have', () => {
    const piece = fc.constantFrom(
      'arn:aws:iam::',
      'arn:aws:sts::',
      account,
      ':role/',
      ':assumed-role/',
      'ci',
      '/',
      '(.+)',
      '^',
      '$',
      '*',
      ':',
    );
    const filling = fc.constantFrom(
      '',
      'ci',
      'a/b',
      '^',
      '$',
      '(.+)',
      '.*',
      account,
      'x.y',
      '(?:a|b)',
      '/kim',
      'aws',
      ':role/x',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.constantFrom('${local.a}', '${local.b}')), {
          minLength: 1,
          maxLength: 7,
        }),
        fc.boolean(),
        filling,
        filling,
        (pieces, isPattern, a, b) => {
          const of = (value: string) =>
            identity(isPattern ? { arnPattern: JSON.stringify(value) } : { arn: JSON.stringify(value) });
          // An open place at neither end brings no anchor, and none of an ARN's colons.
          const inside = (text: string, index: number) =>
            index === 0 || index === pieces.length - 1 ? text : text.replace(/^[$^]$|^:role\/x$/, 'x');
          const filled = pieces.map((text, index) =>
            text === '${local.a}' ? inside(a, index) : text === '${local.b}' ? inside(b, index) : text,
          );
          const after = rules(of(filled.join(''))).map((rule) => rule.replace(/:.*/s, ''));
          for (const finding of rules(of(pieces.join('')))) {
            const rule = finding.replace(/:.*/s, '');
            // A role's ARN without its name, and a pattern that is no pattern any more, are wrong in another way.
            const isMoot = after.some((each) =>
              /not-re2|pattern-as-literal|alternation-anchor|none-set/.test(each),
            );
            const isCut = rule === 'role-arn' && filled.join('').endsWith('/');
            if (!isMoot && !isCut) expect(after).toContain(rule);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what a value refers to', () => {
  const arnPattern = '"^arn:aws:sts::${var.other}:assumed-role/${local.role}/(.+)$"';

  it('is followed where it is a literal', () => {
    const text = identity(
      { arnPattern },
      `locals {\n  acct = "${account}"\n  names = { ci = "runner" }\n  role = lower(local.names.ci)\n}\nvariable "other" {\n  default = "999999999999"\n}\n`,
    );
    const [finding] = lintFile(text, 'main.tf');
    expect(finding?.message).toBe(`The ARN is of another account than ${account}: 999999999999`);
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe('${var.other}');
    expect(finding?.fixes.map(({ title }) => title)).toEqual([
      'Put the account into the ARN: ${local.acct} (may let more callers in)',
      'Set the account to: ${var.other} (may let more callers in)',
    ]);
    expect(faultsOfFixes(text, 'main.tf')).toEqual([]);
  });

  it('is told with where it was found', () => {
    const text = identity({
      arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/${aws_iam_role.ci.name}/(.+)$"',
    });
    const folder = [
      {
        name: 'locals.tf',
        text: `locals {\n  acct = var.acct\n}\nvariable "acct" { default = ${account} }\n`,
      },
      {
        name: 'role.tf',
        text: 'resource "aws_iam_role" "ci" {\n  name = "ci-runner"\n  path = "/teams/"\n}\n',
      },
    ];
    const [definition] = readDefinitions(text, 'main.tf', folder);
    const field = definition?.fields.find(({ part }) => part === 'arn');
    expect(field && textOf(field)).toBeUndefined();
    expect(field?.value.is === 'unknown' && field.value.partly?.lookedUp).toEqual([
      { name: 'local.acct', text: account, file: 'locals.tf' },
      { name: 'var.acct', text: account, file: 'locals.tf' },
      { name: 'aws_iam_role.ci.name', text: 'ci-runner', file: 'role.tf' },
    ]);
  });

  it.each([
    ['an account of another file', 'locals { acct = "12345" }', ['account-format: local.acct']],
    ['a circle', 'locals {\n  acct = local.other\n  other = "${local.acct}"\n}', []],
    ['two of one name', `locals { acct = "12345" }\nlocals { acct = "${account}" }`, []],
    ['a default that has to be replaced', 'locals { acct = var.a }\nvariable "a" { default = "" }', []],
    ['what is read at run time', 'locals { acct = file("account") }', []],
  ])('is followed into the folder as far as it can be: %s', (_, other, expected) => {
    const text = identity({ arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/ci/(.+)$"' });
    const found = readDefinitions(text, 'main.tf', [{ name: 'other.tf', text: other }]).flatMap(
      (definition) =>
        lint(definition).map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`),
    );
    expect(found.filter((each) => each.startsWith('account-format'))).toEqual(expected);
    expect(found.filter((each) => !each.startsWith('account-'))).toEqual([]);
  });

  it('takes time that grows with the text, however it doubles', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, at) => `  l${at} = "\${local.l${at + 1}}\${local.l${at + 1}}"`,
    ).join('\n');
    const text = identity({ arnPattern: '"${local.l0}"' }, `locals {\n${doubling}\n  l60 = "x"\n}\n`);
    expect(rules(text)).toEqual([]);
    const chain = Array.from({ length: 3000 }, (_, at) => `  l${at} = local.l${at + 1}`).join('\n');
    expect(rules(identity({ arnPattern: 'local.l0' }, `locals {\n${chain}\n}\n`))).toEqual([]);
    const nested = `${'('.repeat(2000)}local.a${')'.repeat(2000)}`;
    expect(rules(identity({ arnPattern: nested }))).toEqual([]);
    const calls = `${'lower('.repeat(600)}"A"${')'.repeat(600)}`;
    expect(rules(identity({ arnPattern: calls }))).toEqual([]);
  });
});

describe('a name of which a part is open', () => {
  const named = (name: string, parent = 'var.parent') =>
    identity({ arnPattern: '"^arn:aws:sts::${local.acct}:assumed-role/ci/(.+)$"' })
      .replace('"ci"\n  aws', `${name}\n  aws`)
      .replace('data.chainguard_group.org.id', parent);

  it.each([
    ['"CI-${var.env}"', 'name-format: C'],
    ['"ci/${var.env}"', 'name-format: /'],
    ['"ci-${var.env}"', undefined],
    ['lower("CI")', undefined],
    ['upper("ci")', 'name-format: upper("ci")'],
    ['"${var.env}"', undefined],
  ])('%s', (name, expected) => {
    expect(rules(named(name))).toEqual(expected === undefined ? [] : [expected]);
  });

  it('is no ID with a character that no ID has', () => {
    expect(rules(named('"ci"', '"${var.org}/platform"'))).toEqual(['uidp-format: p']);
    expect(rules(named('"ci"', '"${var.org}/0123456789abcdef"'))).toEqual([]);
  });
});

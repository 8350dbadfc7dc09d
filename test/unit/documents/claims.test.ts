import { describe, expect, it } from 'vitest';
import { applyEdits, type Definition, textOf } from '../../../src/core/lint/definition';
import { knownClaims } from '../../../src/core/lint/claimRules';
import { lint } from '../../../src/core/lint/lint';
import { fixedText } from '../../../src/documents/fixAll';
import { findMentions } from '../../../src/documents/mentions';
import { readDefinitions } from '../../../src/documents/read';
import { DocumentReader } from '../../../src/documents/reader';

const github = 'https://token.actions.githubusercontent.com';

function read(text: string, language: string): Definition {
  const [definition, ...more] = readDefinitions(text, language);
  if (!definition || more.length > 0) throw new Error(`${more.length} more definitions`);
  return definition;
}

function fieldsOf(text: string, language: string) {
  return read(text, language).fields.map((field) => {
    const { part, kind, key, value } = field;
    const at =
      value.is === 'text'
        ? text.slice(value.written.offset(0), value.written.offset(value.written.text.length))
        : '';
    expect(text.slice(key.start, key.end)).toBe(key.text);
    return [part, kind, key.text, textOf(field), at].filter((each) => each !== undefined).join(' ');
  });
}

function rulesOf(text: string, language: string): string[] {
  return readDefinitions(text, language).flatMap((definition) => lint(definition).map(({ rule }) => rule));
}

/** A Terraform block whose `claim_match` has these lines. */
function terraform(...lines: string[]): string {
  const inside = lines.map((line) => `    ${line}\n`).join('');
  return `resource "chainguard_identity" "ci" {\n  parent_id = var.parent\n  name      = "ci"\n  claim_match {\n${inside}  }\n}\n`;
}

describe('an identity that trusts claims, in a document', () => {
  const asked = [
    'name exact name release release',
    'relationship exact claimMatch ',
    `issuer exact issuer ${github} ${github}`,
    'subject pattern subjectPattern ^repo:acme@1/app@2:.+$ ^repo:acme@1/app@2:.+$',
    'claims exact claims ',
    'claims pattern claimPatterns ',
    'claim exact actor kim kim',
    'claim pattern ref ^r$ ^r$',
  ];

  it('is read in JSON, with the place of each rule', () => {
    const claimMatch = {
      issuer: github,
      subjectPattern: '^repo:acme@1/app@2:.+$',
      claims: { actor: 'kim' },
      claimPatterns: { ref: '^r$' },
    };
    expect(fieldsOf(JSON.stringify({ name: 'release', claimMatch }, undefined, 2), 'json')).toEqual(asked);
  });

  it('is read in YAML', () => {
    const text = `name: release
claimMatch:
  issuer: ${github}
  subjectPattern: ^repo:acme@1/app@2:.+$
  claims:
    actor: kim
  claimPatterns: { ref: ^r$ }
`;
    expect(fieldsOf(text, 'yaml')).toEqual(asked);
  });

  it('is read in Terraform', () => {
    const text = terraform(
      `issuer          = "${github}"`,
      'subject_pattern = "^repo:acme@1/app@2:.+$"',
      'claims = {',
      '  actor   = "kim" # the one',
      '  "x-y/z" : "1", other = var.other',
      '  open    = "${var.x}"',
      '}',
      'claim_patterns = { ref = "^r$", "job" = "^j$" }',
    );
    expect(fieldsOf(text, 'terraform')).toEqual([
      'parent exact parent_id ',
      'name exact name ci ci',
      'relationship exact claim_match ',
      `issuer exact issuer ${github} ${github}`,
      'subject pattern subject_pattern ^repo:acme@1/app@2:.+$ ^repo:acme@1/app@2:.+$',
      'claims exact claims ',
      'claim exact actor kim kim',
      'claim exact x-y/z 1 1',
      'claim exact other ',
      'claim exact open ',
      'claims pattern claim_patterns ',
      'claim pattern ref ^r$ ^r$',
      'claim pattern job ^j$ ^j$',
    ]);
    expect(read(text, 'terraform')).toMatchObject({ kind: 'claims', open: false });
  });

  it('is read in snake case, null and all', () => {
    const text = JSON.stringify({
      claim_match: { issuer: null, issuer_pattern: '^i$', subject: 's', audience: null },
    });
    expect(read(text, 'json').kind).toBe('claims');
    expect(rulesOf(text, 'json')).toEqual([]);
  });

  it('with static keys is read as one, and not where something else is static', () => {
    const keys = {
      issuer: 'https://kind',
      subject: 's',
      issuerKeys: '{}',
      expiration: '2026-12-01T00:00:00Z',
    };
    const text = JSON.stringify({ name: 'kind', static: keys });
    expect(read(text, 'json').kind).toBe('static');
    const end = (at: string) =>
      lint(read(text, 'json'), { at: new Date(at) }).map(({ rule, message }) => [rule, message]);
    expect(end('2026-11-01T00:00:00Z')).toEqual([]);
    expect(end('2026-11-28T00:00:00Z')).toEqual([['keys-end', 'The keys end soon: 2026-12-01 00:00 UTC']]);
    expect(end('2026-12-02T00:00:00Z')).toEqual([['keys-end', 'The keys have ended: 2026-12-01 00:00 UTC']]);
    expect(readDefinitions('{"issuerKeys":1,"static":{"subject":"x","issuer":"y"}}', 'json')).toEqual([]);
    const block =
      'resource "chainguard_identity" "k" {\n  static {\n    issuer = "https://kind"\n    subject = "s"\n    issuer_keys = file("k")\n  }\n}\n';
    expect(read(block, 'terraform').kind).toBe('static');
    expect(rulesOf(block, 'terraform')).toEqual([]);
  });

  it('is mentioned by its name', () => {
    const text = JSON.stringify({ name: 'release', claimMatch: { issuer: 'https://i', subject: 's' } });
    const names = findMentions(text, 'json', readDefinitions(text, 'json')).map(
      (each) => each.kind === 'name' && each.name,
    );
    expect(names).toEqual(['release']);
  });

  it('leaves one that trusts AWS callers as it was', () => {
    const awsIdentity = { awsAccount: '1', arn: 'a', userId: 'b' };
    const text = JSON.stringify({
      name: 'ci',
      awsIdentity,
      claimMatch: { issuer: 'https://i', subject: 's' },
    });
    expect(read(text, 'json')).toMatchObject({ kind: 'identity' });
    expect(read(text, 'json').fields.map(({ part }) => part)).toEqual([
      'name',
      'aws',
      'relationship',
      'account',
      'arn',
      'userId',
    ]);
    expect(rulesOf(text, 'json')).toContain('both-set');
  });

  it('is the same to a reader that reads again and again', () => {
    const reader = new DocumentReader('terraform');
    const text = terraform(`issuer = "${github}/"`, 'subject = "s"');
    const moved = `\n\n${text}`;
    reader.lint(text);
    expect(reader.lint(moved)).toEqual(readDefinitions(moved, 'terraform').flatMap((each) => lint(each)));
    expect(reader.lint(moved).map(({ span }) => moved.slice(span.start, span.end))).toEqual(['/']);
  });
});

describe('the rules that a document states', () => {
  const known = (...lines: string[]) => knownClaims(read(terraform(...lines), 'terraform'));

  it('are those of its fields and claims', () => {
    expect(known('issuer = "https://i"', 'subject_pattern = "^s$"', 'claims = { a = "1" }')).toEqual({
      match: {
        issuer: { kind: 'exact', value: 'https://i' },
        subject: { kind: 'pattern', value: '^s$' },
        audience: undefined,
        claims: [{ name: 'a', rule: { kind: 'exact', value: '1' } }],
      },
      unknown: [],
    });
  });

  it('leave open what an expression fills in', () => {
    const lines = [
      'issuer = var.issuer',
      'subject = "s"',
      'claims = { a = var.a }',
      'claim_patterns = var.more',
    ];
    expect(known(...lines).unknown).toEqual(['issuer', 'a', 'claims']);
  });
});

describe('blocks of the shapes that are documented for each platform', () => {
  it.each<[platform: string, lines: string[], rules: string[]]>([
    [
      'GitHub',
      [`issuer = "${github}"`, 'subject_pattern = "repo:acme/app:ref:refs/heads/main|master"'],
      // Its second alternative is a subject of anybody's repository.
      ['unanchored', 'subject-any'],
    ],
    [
      'GitHub, exact',
      [`issuer = "${github}"`, 'subject = "repo:acme/app:ref:refs/heads/main"'],
      ['mutable-subject'],
    ],
    [
      'GitHub, immutable',
      [`issuer = "${github}"`, 'subject = "repo:acme@12/app@34:ref:refs/heads/main"'],
      [],
    ],
    [
      'GitLab',
      [
        'issuer = "https://gitlab.com"',
        'subject_pattern = "^project_path:acme/app:ref_type:branch:ref:main$"',
        'audience = "https://gitlab.com"',
      ],
      [],
    ],
    [
      'Buildkite',
      [
        'issuer = "https://agent.buildkite.com"',
        'subject_pattern = "^organization:acme:pipeline:app:ref:refs/heads/main:commit:[0-9a-f]+:step:build$"',
      ],
      [],
    ],
    [
      'Bitbucket',
      [
        'issuer = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"',
        'subject_pattern = "^{0a1b2c3d-0000-4000-8000-000000000000}:.+$"',
        'audience = "ari:cloud:bitbucket::workspace/0a1b2c3d-0000-4000-8000-000000000000"',
      ],
      [],
    ],
    [
      'Jenkins',
      ['issuer = "https://jenkins.acme.example/oidc"', 'subject = "https://jenkins.acme.example/job/app/"'],
      [],
    ],
    [
      'Kubernetes',
      [
        'issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"',
        'subject = "system:serviceaccount:shop:puller"',
      ],
      [],
    ],
    [
      'Azure',
      [
        'issuer = "https://sts.windows.net/0a1b2c3d-0000-4000-8000-000000000000/"',
        'subject = "0a1b2c3d-0000-4000-8000-000000000001"',
        'audience = "0a1b2c3d-0000-4000-8000-000000000002"',
      ],
      [],
    ],
    [
      'Azure, version 2',
      [
        'issuer = "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-000000000000/v2.0"',
        'subject = "0a1b2c3d-0000-4000-8000-000000000001"',
      ],
      [],
    ],
    ['Google', ['issuer = "https://accounts.google.com"', 'subject = "103456789012345678901"'], []],
    [
      'Keycloak',
      [
        'issuer = "https://keycloak.acme.example/realms/build"',
        'subject = "0a1b2c3d"',
        'audience = "account"',
      ],
      [],
    ],
    [
      'AWS',
      [
        'issuer = "https://0f6c1c0a-9d3f-4f0e-8a51-2f5d8e6b7c10.tokens.sts.global.api.aws"',
        'subject = "arn:aws:iam::123456789012:role/teams/shop/deploy"',
      ],
      [],
    ],
    [
      'AWS, of another block',
      [
        'issuer = aws_iam_outbound_web_identity_federation.this.issuer_identifier',
        'subject = aws_iam_role.this.arn',
      ],
      [],
    ],
    ['Interpolated', ['issuer = "https://${var.host}"', 'subject_pattern = "repo:${var.org}/app:.*"'], []],
  ])('%s has no finding but what is wrong with it', (_, lines, rules) => {
    expect(rulesOf(terraform(...lines), 'terraform')).toEqual(rules);
  });
});

describe('what is found in claims', () => {
  /** `field value` becomes a line; issuer and subject are added where they are not given. */
  const block = (...rules: readonly (readonly [string, string])[]) => {
    const has = (name: string) => rules.some(([field]) => field.startsWith(name));
    const all = [
      ...rules,
      ...(has('issuer') ? [] : [['issuer', 'https://ci.example'] as const]),
      ...(has('subject') ? [] : [['subject', 'x'] as const]),
    ];
    return JSON.stringify({ claimMatch: Object.fromEntries(all) });
  };
  const found = (...rules: readonly (readonly [string, string])[]) => {
    const text = block(...rules);
    return lint(read(text, 'json')).map(({ rule, span, fixes }) => ({
      rule,
      at: JSON.parse(`"${text.slice(span.start, span.end)}"`) as string,
      fixes: fixes.map(({ edits }) => {
        const { claimMatch } = JSON.parse(applyEdits(text, edits)) as { claimMatch: Record<string, string> };
        return Object.entries(claimMatch)
          .filter(([name, value]) => !rules.some((each) => each[0] === name && each[1] === value))
          .filter(([name]) => rules.some((each) => name.startsWith(each[0].replace('Pattern', ''))))
          .map(([name, value]) => `${name} ${value}`)
          .join();
      }),
    }));
  };
  const messagesOf = (...rules: readonly (readonly [string, string])[]) =>
    readDefinitions(block(...rules), 'json').flatMap((each) => lint(each).map(({ message }) => message));
  const titlesOf = (...rules: readonly (readonly [string, string])[]) =>
    readDefinitions(block(...rules), 'json').flatMap((each) =>
      lint(each).flatMap(({ fixes }) => fixes.map(({ title, widens }) => [title, widens === true])),
    );

  it.each<[string, string, RegExp]>([
    [
      'issuerPattern',
      '^https://[0-9a-f-]+\\.tokens\\.sts\\.global\\.api\\.aws$',
      /for example https:\/\/[0-9a-f-]{36}\.tokens/,
    ],
    ['subjectPattern', '^.+$', /any subject, for example/],
    ['subjectPattern', '^repo:.+$', /anybody, for example repo:\S+\/\S+:/],
    ['subjectPattern', '^repo:acme/.*:.*$', /of its owner, for example repo:acme\/\S+: acme$/],
    [
      'subjectPattern',
      '^arn:aws:iam::123456789012:role/.+$',
      /of the account, for example arn:aws:iam::123456789012:role/,
    ],
    ['subjectPattern', '^repo:acme/app.*:environment:x$', /such as: app-of-somebody$/],
    [
      'subjectPattern',
      '^repo:acme/app:(?:pull_request|x)$',
      /requests of the repository: repo:acme\/app:pull_request$/,
    ],
  ])('says by example what fits: %s %s', (field, pattern, message) => {
    expect(messagesOf([field, pattern]).join('\n')).toMatch(message);
  });

  it('finds nothing in a pattern that asks for a name', () => {
    for (const pattern of [
      '^repo:acme/(?:app|web):ref:refs/heads/.*$',
      '^repo:acme/app\\d+:environment:x$',
      '^project_path:acme/.*:main$',
    ])
      expect(messagesOf(['subjectPattern', pattern])).toEqual([]);
  });

  it('says by example what a fix lets in, or that it is proven to be nothing', () => {
    expect(titlesOf(['subject', 'repo:acme/app:environment:x-*'])).toEqual([
      [
        expect.stringMatching(
          /^Make it a pattern: .* \(lets in, for example, repo:acme\/app:environment:x-\S+\)$/,
        ),
        true,
      ],
    ]);
    expect(titlesOf(['subjectPattern', 'repo:acme/app:x'])).toContainEqual([
      'Anchor and escape it: ^repo:acme/app:x$',
      false,
    ]);
  });

  const one = (rule: string, at: string, ...fixes: string[]) => [{ rule, at, fixes }];

  it.each<[field: string, value: string, expected: object[]]>([
    [
      'issuerPattern',
      'https://.*\\.tokens\\.sts\\.global\\.api\\.aws',
      [
        {
          rule: 'unanchored',
          at: 'https://.*\\.tokens\\.sts\\.global\\.api\\.aws',
          fixes: ['issuerPattern ^https://.*\\.tokens\\.sts\\.global\\.api\\.aws$'],
        },
        { rule: 'issuer-any-account', at: 'https://.*\\.tokens\\.sts\\.global\\.api\\.aws', fixes: [] },
      ],
    ],
    [
      'issuerPattern',
      '^https://[0-9a-f-]+\\.tokens\\.sts\\.global\\.api\\.aws$',
      one('issuer-any-account', '^https://[0-9a-f-]+\\.tokens\\.sts\\.global\\.api\\.aws$'),
    ],
    ['issuerPattern', '^.+$', one('issuer-any-account', '^.+$')],
    ['issuer', 'http://ci.example', one('issuer-format', 'http://ci.example', 'issuer https://ci.example')],
    ['issuer', 'ci.example', one('issuer-format', 'ci.example', 'issuer https://ci.example')],
    ['issuer', 'https://ci.example/', one('issuer-format', '/', 'issuer https://ci.example')],
    ['issuer', 'nonsense', one('issuer-format', 'nonsense')],
    [
      'issuer',
      ' https://ci.example',
      one('issuer-format', ' https://ci.example', 'issuer https://ci.example'),
    ],
    [
      'issuerPattern',
      '^http://ci\\.example$',
      one('issuer-format', '^http://ci\\.example$', 'issuerPattern ^https://ci\\.example$'),
    ],
    ['issuerPattern', '^https://ci.example$', one('unescaped', '.', 'issuerPattern ^https://ci\\.example$')],
    [
      'issuerPattern',
      'https://ci.example',
      one(
        'literal-as-pattern',
        'https://ci.example',
        'issuer https://ci.example',
        'issuerPattern ^https://ci\\.example$',
      ),
    ],
    [
      'issuer',
      'https://.*\\.example',
      one('pattern-as-literal', 'https://.*\\.example', 'issuerPattern ^https://.*\\.example$'),
    ],
    ['subjectPattern', '^.*$', one('subject-any', '^.*$')],
    ['subjectPattern', '^repo:acme/.*$', one('subject-any', '^repo:acme/.*$')],
    [
      'subjectPattern',
      '^repo:acme/[^/]+:ref:refs/heads/main$',
      one('subject-any', '^repo:acme/[^/]+:ref:refs/heads/main$'),
    ],
    [
      'subjectPattern',
      '^repo:[^:]+:ref:refs/heads/main$',
      one('subject-any', '^repo:[^:]+:ref:refs/heads/main$'),
    ],
    [
      'subjectPattern',
      '^arn:aws:iam::123456789012:role/.*$',
      one('subject-any', '^arn:aws:iam::123456789012:role/.*$'),
    ],
    [
      'subjectPattern',
      '^repo:acme/app.*$',
      [
        { rule: 'pull-request', at: '^repo:acme/app.*$', fixes: [] },
        { rule: 'crosses-separator', at: '.*', fixes: ['subjectPattern ^repo:acme/app:.*$'] },
      ],
    ],
    [
      'subjectPattern',
      '^repo:acme.*$',
      [...one('pull-request', '^repo:acme.*$'), ...one('crosses-separator', '.*')],
    ],
    [
      'subjectPattern',
      '^repo:acme/app.*:ref:refs/heads/main$',
      one('crosses-separator', '.*', 'subjectPattern ^repo:acme/app:ref:refs/heads/main$'),
    ],
    [
      'subjectPattern',
      '^system:serviceaccount:shop:puller.*$',
      one('crosses-separator', '.*', 'subjectPattern ^system:serviceaccount:shop:puller$'),
    ],
    [
      'subjectPattern',
      '^arn:aws:iam::123456789012:role/deploy.*$',
      one('crosses-separator', '.*', 'subjectPattern ^arn:aws:iam::123456789012:role/deploy$'),
    ],
    ['subjectPattern', '^repo:acme/app:ref:refs/tags/v.*$', []],
    ['subjectPattern', '^repo:acme/app-.+:ref:refs/heads/main$', []],
    ['subject', 'repo:acme/app:pull_request', one('pull-request', 'repo:acme/app:pull_request')],
    ['subjectPattern', '^repo:acme/app:.*$', one('pull-request', '^repo:acme/app:.*$')],
    [
      'subject',
      'repo:acme/app:*',
      one('pattern-as-literal', 'repo:acme/app:*').map((each) => ({ ...each, fixes: [] })),
    ],
    [
      'subjectPattern',
      'repo:acme/app:ref:refs/heads/main',
      one(
        'literal-as-pattern',
        'repo:acme/app:ref:refs/heads/main',
        'subject repo:acme/app:ref:refs/heads/main',
        'subjectPattern ^repo:acme/app:ref:refs/heads/main$',
      ),
    ],
    [
      'subjectPattern',
      '^repo:acme/app:ref:refs/heads/main|master$',
      [
        ...one(
          'alternation-anchor',
          '^repo:acme/app:ref:refs/heads/main|master$',
          'subjectPattern ^repo:acme/app:ref:refs/heads/(?:main|master)$',
          'subjectPattern ^(?:repo:acme/app:ref:refs/heads/main|master)$',
        ),
        ...one('subject-any', '^repo:acme/app:ref:refs/heads/main|master$'),
      ],
    ],
    ['subjectPattern', '^(?=x)y$', one('not-re2', '(?=')],
    ['subject', '', one('none-set', '')],
    ['audiencePattern', 'x', one('unanchored', 'x', 'audiencePattern ^x$')],
    ['unheard', 'x', one('unknown-field', 'unheard', '')],
    ['iss', 'https://ci.example', one('unknown-field', 'iss', 'issuer https://ci.example')],
  ])('%s %s', (field, value, expected) => {
    const rules = field === 'iss' ? found(['iss', value]).slice(0, 1) : found([field, value]);
    if (field === 'iss') expect(rules[0]?.rule).toBe('unknown-field');
    else expect(rules).toEqual(expected);
  });

  it('an audience that belongs to another platform than the issuer', () => {
    const rules = (issuer: string, audience: string) =>
      found(['issuer', issuer], ['audience', audience]).map(({ rule }) => rule);
    expect(rules('https://gitlab.com', 'https://github.com/acme')).toEqual(['audience-of-another']);
    expect(rules(github, 'sts.amazonaws.com')).toEqual(['audience-of-another']);
    expect(rules('https://gitlab.com', github)).toEqual(['audience-of-another']);
    expect(rules(github, 'https://issuer.enforce.dev')).toEqual([]);
    expect(rules('https://gitlab.com', 'https://gitlab.com')).toEqual([]);
    expect(rules('https://ci.example', 'sts.amazonaws.com')).toEqual([]);
  });

  it.each(['a', '/', ')', '.', 'a.', '#', '\\\\'])(
    'comes to an end with values of hundreds of kilobytes of %s',
    (piece) => {
      const value = piece.repeat(200_000 / piece.length);
      for (const text of [`https://${value} #`, `${value}x`, `repo:${value}/x y`, value])
        for (const kind of ['', 'Pattern']) {
          const claimMatch = { [`issuer${kind}`]: text, [`subject${kind}`]: text, [`audience${kind}`]: text };
          expect(() => rulesOf(JSON.stringify({ claimMatch }), 'json')).not.toThrow();
        }
    },
  );

  it('two rules for one thing, and none', () => {
    const both = JSON.stringify({
      claimMatch: { issuer: 'https://a.example', issuerPattern: '^b$', subject: 's' },
    });
    expect(rulesOf(both, 'json')).toEqual(['both-set']);
    expect(rulesOf('{"claimMatch":{"issuer":"https://a.example"}}', 'json')).toEqual(['none-set']);
    expect(rulesOf('claimMatch:\n  <<: *rest\n  issuer: https://a.example\n', 'yaml')).toEqual([]);
  });

  it('a line break at the end of a value, which its fix alone takes away', () => {
    const text = 'claimMatch:\n  issuer: https://ci.example\n  subjectPattern: |\n    ^a$\n';
    const [found, ...more] = lint(read(text, 'yaml'));
    expect(more).toEqual([]);
    expect(found?.rule).toBe('ends-in-line-break');
    expect(rulesOf(applyEdits(text, found?.fixes[0]?.edits ?? []), 'yaml')).toEqual([]);
  });

  it('is mended in one go where no choice is needed', () => {
    const before = terraform('issuer_pattern = "^https://ci.example$"', 'subject_pattern = "^a$"');
    const once = terraform('issuer_pattern = "^https://ci\\\\.example$"', 'subject_pattern = "^a$"');
    expect(fixedText(before, 'terraform', () => false)).toBe(once);
  });
});

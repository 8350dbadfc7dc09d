import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimMatch, Rule } from '../../../../src/core/identity';
import { type ClaimVerdict, explainClaims } from '../../../../src/core/match/claims';
import { compilePattern } from '../../../../src/core/pattern/pattern';

const github = 'https://token.actions.githubusercontent.com';
const aws = 'https://0f6c1c0a-9d3f-4f0e-8a51-2f5d8e6b7c10.tokens.sts.global.api.aws';
const otherAws = 'https://5b1f0a34-1d2c-4c7e-9e0a-6a7b8c9d0e1f.tokens.sts.global.api.aws';
const role = 'arn:aws:iam::123456789012:role/teams/shop/deploy';
const main = 'repo:acme/app:ref:refs/heads/main';
const immutable = 'repo:acme@1234/app@567890:ref:refs/heads/main';

/** `=text` is an exact rule, `~text` a pattern, nothing is a rule that is not set. */
function rule(text: string): Rule | undefined {
  if (text === '') return undefined;
  return { kind: text.startsWith('=') ? 'exact' : 'pattern', value: text.slice(1) };
}

function match(
  issuer: string,
  subject: string,
  audience = '',
  claims: Record<string, string> = {},
): ClaimMatch {
  return {
    issuer: rule(issuer),
    subject: rule(subject),
    audience: rule(audience),
    claims: Object.entries(claims).flatMap(([name, text]) => {
      const of = rule(text);
      return of ? [{ name, rule: of }] : [];
    }),
  };
}

function token(iss: unknown, sub: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { iss, sub, aud: 'https://issuer.enforce.dev', iat: 1_790_000_000, exp: 1_790_000_300, ...more };
}

function subject(text: string, sub: string): ClaimVerdict {
  return fieldOf(match(`=${github}`, text), token(github, sub), 'subject');
}

function fieldOf(of: ClaimMatch, claims: unknown, field: string): ClaimVerdict {
  const found = explainClaims(of, claims).fields.find((each) => each.field === field);
  if (!found) throw new Error(`no verdict for ${field}`);
  return found;
}

function shape(found: ClaimVerdict) {
  if (found.verdict === 'can') return { verdict: 'can' };
  const { verdict, cause } = found;
  const of = verdict === 'cannot' ? found.change?.rule : undefined;
  return { verdict, cause, change: of && { exact: '=', pattern: '~' }[of.kind] + of.value };
}

describe('a token that fits', () => {
  it('fits by issuer, subject and the audience of Chainguard’s issuer, with its scheme and without', () => {
    for (const aud of ['https://issuer.enforce.dev', 'issuer.enforce.dev', ['other', 'issuer.enforce.dev']]) {
      const found = explainClaims(match(`=${aws}`, `=${role}`), token(aws, role, { aud }));
      expect(found.matches).toBe(true);
      expect(found.fields.map(({ field, rule, sentence }) => [field, rule, sentence])).toEqual([
        ['issuer', 'exact', 'The issuer fits.'],
        ['subject', 'exact', 'The subject fits.'],
        ['audience', 'default', 'The audience fits.'],
      ]);
    }
  });

  it('fits the issuer of another environment where that is told', () => {
    const of = match(`=${aws}`, `=${role}`);
    const claims = token(aws, role, { aud: 'issuer.staging.example' });
    expect(explainClaims(of, claims).matches).toBe(false);
    expect(explainClaims(of, claims, { issuerUrl: 'https://issuer.staging.example/' }).matches).toBe(true);
  });

  it('fits an audience that the identity names, and then no other', () => {
    const of = match(`=${github}`, `=${main}`, '=https://gitlab.com');
    expect(explainClaims(of, token(github, main, { aud: ['x', 'https://gitlab.com'] })).matches).toBe(true);
    expect(explainClaims(of, token(github, main)).matches).toBe(false);
  });

  it('fits every claim that is asked for', () => {
    const of = match(`=${github}`, '~^repo:acme/app:.+$', '', {
      ref: '=refs/heads/main',
      actor: '~^(kim|lee)$',
    });
    const claims = token(github, main, { ref: 'refs/heads/main', actor: 'kim' });
    expect(explainClaims(of, claims).fields.map(({ field, matches }) => [field, matches])).toEqual([
      ['issuer', true],
      ['subject', true],
      ['audience', true],
      ['ref', true],
      ['actor', true],
    ]);
    expect(explainClaims(of, { ...claims, actor: 'bob' }).verdict).toBe('cannot');
  });

  it.each([
    '~repo:acme/app:ref:refs/heads/main|master',
    '~repo:acme/app',
    '~^repo:acme/app:ref:refs/heads/main|x$',
  ])('fits a pattern that is open at an end, and says so: %s', (text) => {
    const found = subject(text, main);
    expect(found.matches).toBe(true);
    expect(found.sentence).toMatch(/^The subject fits, but not by the whole of it: /);
  });

  it('says nothing about fields that are filled in elsewhere', () => {
    const of = match('', '', '=x');
    const found = explainClaims(of, token(github, main), { unknown: ['issuer', 'subject', 'audience'] });
    expect(found).toEqual({ matches: false, verdict: 'unknown', fields: [] });
  });
});

describe('the issuer', () => {
  it.each<[rule: string, iss: unknown, cause: object, change: string | undefined]>([
    [`=${github}/`, github, { kind: 'trailing-slash', on: 'rule' }, `=${github}`],
    [`=${github}`, `${github}/`, { kind: 'trailing-slash', on: 'token' }, `=${github}/`],
    [
      '~^https://gitlab\\.example/$',
      'https://gitlab.example',
      { kind: 'trailing-slash', on: 'rule' },
      '~^https://gitlab\\.example$',
    ],
    [
      '=http://ci.example',
      'https://ci.example',
      { kind: 'scheme', fixed: 'https://ci.example' },
      '=https://ci.example',
    ],
    [
      '=ci.example',
      'https://ci.example',
      { kind: 'scheme', fixed: 'https://ci.example' },
      '=https://ci.example',
    ],
    [`=${otherAws}`, aws, { kind: 'issuer-account', expected: otherAws, actual: aws }, `=${aws}`],
    ['=https://gitlab.com', github, { kind: 'platform', expected: 'gitlab', actual: 'github' }, `=${github}`],
    [
      `~^${github.replaceAll('.', '\\.')}$`,
      aws,
      { kind: 'platform', expected: 'github', actual: 'aws' },
      `=${aws}`,
    ],
    ['=https://CI.example', 'https://ci.example', { kind: 'case' }, '=https://ci.example'],
    [`=${github} `, github, { kind: 'white-space', where: 'around', fixed: github }, `=${github}`],
    ['=https://.*\\.example', 'https://ci.example', { kind: 'exact-pattern' }, '~^https://.*\\.example$'],
    ['~https://*.example', 'https://ci.example', { kind: 'other' }, '=https://ci.example'],
    ['~(?=x)', github, { kind: 'refused' }, `=${github}`],
    ['', github, { kind: 'unset' }, undefined],
    [`=${github}`, undefined, { kind: 'absent', similar: undefined }, undefined],
    [`=${github}`, 42, { kind: 'not-text', is: 'number' }, undefined],
    [`=${github}`, [github], { kind: 'not-text', is: 'list' }, undefined],
  ])('that is %s refuses %s', (text, iss, cause, change) => {
    const found = fieldOf(match(text, `=${main}`), token(iss, main), 'issuer');
    expect(shape(found)).toMatchObject({ verdict: 'cannot', cause });
    if (text !== '') expect(shape(found)).toMatchObject({ change });
  });
});

describe('the subject of GitHub Actions', () => {
  const run = (expected: object, actual: object) => ({ kind: 'run', expected, actual });
  const branch = (name: string) => ({ kind: 'branch', name });
  it.each<[rule: string, sub: string, cause: object, change: string]>([
    [`=${main}`, immutable, { kind: 'immutable', in: 'token' }, `=${immutable}`],
    [
      '~^repo:acme/app:ref:refs/heads/.+$',
      immutable,
      { kind: 'immutable', in: 'token' },
      '~^repo:acme@1234/app@567890:ref:refs/heads/.+$',
    ],
    [
      '~^repo:acme/.+:pull_request$',
      'repo:acme@1/x@2:pull_request',
      { kind: 'immutable', in: 'token' },
      '~^repo:acme@1/.+:pull_request$',
    ],
    [`=${immutable}`, main, { kind: 'immutable', in: 'rule' }, `=${main}`],
    ['~^repo:acme@\\d+/app@[0-9]+:.*$', main, { kind: 'immutable', in: 'rule' }, '~^repo:acme/app:.*$'],
    [
      `=repo:acme@1234/app@11:ref:refs/heads/main`,
      immutable,
      { kind: 'remade', what: 'repository', expected: 'app@11', actual: 'app@567890' },
      `=${immutable}`,
    ],
    [
      `=repo:acme@9/app@567890:ref:refs/heads/main`,
      immutable,
      { kind: 'remade', what: 'owner', expected: 'acme@9', actual: 'acme@1234' },
      `=${immutable}`,
    ],
    ['=repo:acme/app:ref:refs/heads/release', main, run(branch('release'), branch('main')), `=${main}`],
    [
      '~^repo:acme/app:ref:refs/heads/release$',
      main,
      run(branch('release'), branch('main')),
      '~^repo:acme/app:ref:refs/heads/main$',
    ],
    [
      `=${main}`,
      'repo:acme/app:environment:production',
      run(branch('main'), { kind: 'environment', name: 'production' }),
      '=repo:acme/app:environment:production',
    ],
    [
      `=${main}`,
      'repo:acme/app:pull_request',
      run(branch('main'), { kind: 'pull-request', name: 'pull_request' }),
      '=repo:acme/app:pull_request',
    ],
    [
      `=${main}`,
      'repo:acme/app:ref:refs/tags/v1',
      run(branch('main'), { kind: 'tag', name: 'v1' }),
      '=repo:acme/app:ref:refs/tags/v1',
    ],
    [
      '=repo:acme/shop:ref:refs/heads/main',
      main,
      { kind: 'component', what: 'repository', changes: false, expected: 'shop', actual: 'app' },
      `=${main}`,
    ],
    [
      '~^repo:other/app:.*$',
      main,
      { kind: 'component', what: 'owner', changes: false, expected: 'other', actual: 'acme' },
      '~^repo:acme/app:.*$',
    ],
    ['=repo:ACME/app:ref:refs/heads/main', main, { kind: 'case' }, `=${main}`],
    [`=${main}\n`, main, { kind: 'white-space', where: 'around', fixed: main }, `=${main}`],
    ['=repo:acme/app:*', main, { kind: 'wildcard' }, '~^repo:acme/app:(.+)$'],
    ['=repo:acme/.*', main, { kind: 'exact-pattern' }, '~^repo:acme/.*$'],
    ['~^refs/heads/main$', main, { kind: 'anchors', side: 'start' }, `=${main}`],
  ])('is %s and refuses %s', (text, sub, cause, change) => {
    const found = shape(subject(text, sub));
    expect(found).toMatchObject({ verdict: 'cannot', cause, change });
  });

  it('explains the immutable subject in words, where the two part, and what to do', () => {
    const found = subject(`=${main}`, immutable);
    expect(found.sentence).toContain('GitHub’s immutable subject');
    expect(found).toMatchObject({
      expectedAt: { start: 9, end: 10 },
      actualAt: { start: 9, end: 14 },
      change: {
        sentence: `Set the exact subject to: ${immutable}`,
        alsoLetsIn: 'Every workflow of the repository that runs on the same branch: main',
      },
    });
  });

  it('warns that a pull request’s author chooses what runs', () => {
    const found = subject(`=${main}`, 'repo:acme/app:pull_request');
    expect(found).toMatchObject({
      change: {
        alsoLetsIn: 'Every pull request of the repository, whose author chooses the code that runs.',
      },
    });
  });
});

describe('the subject of AWS', () => {
  it.each<[rule: string, sub: string, cause: object, change: string]>([
    [
      '=arn:aws:iam::123456789012:role/deploy',
      role,
      { kind: 'path', expected: '/', actual: '/teams/shop/' },
      `=${role}`,
    ],
    [
      '=arn:aws:iam::123456789012:role/teams/other/deploy',
      role,
      { kind: 'path', expected: '/teams/other/', actual: '/teams/shop/' },
      `=${role}`,
    ],
    [
      '=arn:aws:sts::123456789012:assumed-role/deploy/i-05a6373examplehd2',
      role,
      { kind: 'assumed-role', role: 'deploy', sameRole: true },
      `=${role}`,
    ],
    [
      '~^arn:aws:sts::123456789012:assumed-role/deploy/(.+)$',
      role,
      { kind: 'assumed-role', role: 'deploy', sameRole: true },
      `=${role}`,
    ],
    [
      '~^arn:aws:sts::123456789012:assumed-role/other/.*$',
      role,
      { kind: 'assumed-role', role: 'deploy', sameRole: false },
      `=${role}`,
    ],
    [`=${role}/kim`, role, { kind: 'session-behind', session: 'kim' }, `=${role}`],
    [
      '=arn:aws:iam::210987654321:role/teams/shop/deploy',
      role,
      { kind: 'component', what: 'account', expected: '210987654321', actual: '123456789012' },
      `=${role}`,
    ],
    [
      '=arn:aws-cn:iam::123456789012:role/teams/shop/deploy',
      role,
      { kind: 'component', what: 'partition', expected: 'aws-cn', actual: 'aws' },
      `=${role}`,
    ],
    [
      '~^arn:aws:iam::123456789012:role/teams/shop/build$',
      role,
      { kind: 'component', what: 'role', expected: 'build', actual: 'deploy' },
      '~^arn:aws:iam::123456789012:role/teams/shop/deploy$',
    ],
    [
      '=arn:aws:iam::123456789012:user/kim',
      role,
      { kind: 'principal', expected: 'user', actual: 'role' },
      `=${role}`,
    ],
  ])('is %s and refuses %s', (text, sub, cause, change) => {
    const found = fieldOf(match(`=${aws}`, text), token(aws, sub), 'subject');
    expect(shape(found)).toMatchObject({ verdict: 'cannot', cause, change });
  });
});

describe('the subject of other platforms', () => {
  it.each<[rule: string, sub: string, cause: object, change: string]>([
    [
      '=project_path:acme/app:ref_type:branch:ref:main',
      'project_path:acme/app:ref_type:branch:ref:release',
      { what: 'ref', expected: 'main', actual: 'release' },
      '=project_path:acme/app:ref_type:branch:ref:release',
    ],
    [
      '=organization:acme:pipeline:app:ref:refs/heads/main:commit:0a1b2c:step:build',
      'organization:acme:pipeline:app:ref:refs/heads/main:commit:9f8e7d:step:build',
      { what: 'commit', changes: true, actual: '9f8e7d' },
      '~^organization:acme:pipeline:app:ref:refs/heads/main:commit:[0-9a-f]+:step:[^:]+$',
    ],
    [
      '~^organization:acme:pipeline:app:ref:.+:commit:[0-9a-f]+:step:build$',
      'organization:acme:pipeline:web:ref:refs/heads/main:commit:9f8e7d:step:build',
      { what: 'pipeline', expected: 'app', actual: 'web' },
      '~^organization:acme:pipeline:web:ref:.+:commit:[0-9a-f]+:step:build$',
    ],
    [
      '=system:serviceaccount:default:puller',
      'system:serviceaccount:shop:puller',
      { what: 'namespace', expected: 'default', actual: 'shop' },
      '=system:serviceaccount:shop:puller',
    ],
  ])('is %s and refuses %s', (text, sub, cause, change) => {
    expect(shape(subject(text, sub))).toMatchObject({
      verdict: 'cannot',
      cause: { kind: 'component', ...cause },
      change,
    });
  });
});

describe('the audience', () => {
  const audience = (text: string, aud: unknown) =>
    fieldOf(match(`=${github}`, `=${main}`, text), token(github, main, { aud }), 'audience');

  it.each<[rule: string, aud: unknown, cause: object, change: string | undefined]>([
    ['', 'sts.amazonaws.com', { kind: 'audience', of: 'aws' }, '=sts.amazonaws.com'],
    ['', 'https://github.com/acme', { kind: 'audience', of: 'github' }, '=https://github.com/acme'],
    ['', ['a', 'b'], { kind: 'audience', of: undefined, actual: 'a' }, '=a'],
    [
      '',
      'https://issuer.enforce.dev/',
      { kind: 'trailing-slash', on: 'token' },
      '=https://issuer.enforce.dev/',
    ],
    ['=issuer.enforce.dev', 'https://issuer.enforce.dev', { kind: 'scheme' }, '=https://issuer.enforce.dev'],
    ['', undefined, { kind: 'absent' }, undefined],
    ['', [], { kind: 'not-text', is: 'list' }, undefined],
    ['', ['https://issuer.enforce.dev', 7], { kind: 'not-text', is: 'list' }, undefined],
    ['', { 'issuer.enforce.dev': 1 }, { kind: 'not-text', is: 'object' }, undefined],
  ])('%j refuses %j', (text, aud, cause, change) => {
    expect(shape(audience(text, aud))).toMatchObject({ verdict: 'cannot', cause, change });
  });
});

describe('a claim', () => {
  const claim = (text: string, more: Record<string, unknown>, name = 'ref') =>
    fieldOf(match(`=${github}`, `=${main}`, '', { [name]: text }), token(github, main, more), name);

  it.each<[rule: string, more: Record<string, unknown>, found: object]>([
    ['=x', {}, { verdict: 'cannot', cause: { kind: 'absent', similar: undefined } }],
    ['=x', { Ref: 'x' }, { verdict: 'cannot', cause: { kind: 'absent', similar: 'Ref' } }],
    ['=x', { ref: null }, { verdict: 'cannot', cause: { kind: 'absent' } }],
    ['=42', { ref: 42 }, { verdict: 'unknown', cause: { kind: 'not-text', is: 'number' } }],
    ['~^1.7e', { ref: 1_700_000_000 }, { verdict: 'unknown' }],
    ['=41', { ref: 42 }, { verdict: 'cannot', cause: { kind: 'not-text', is: 'number' } }],
    ['=true', { ref: true }, { verdict: 'unknown', cause: { kind: 'not-text', is: 'boolean' } }],
    ['=true', { ref: false }, { verdict: 'cannot' }],
    ['=a', { ref: ['a', 'b'] }, { verdict: 'unknown', cause: { kind: 'not-text', is: 'list' } }],
    ['=c', { ref: ['a', 'b'] }, { verdict: 'cannot', cause: { kind: 'not-text', is: 'list' } }],
    ['=a', { ref: { a: 'a' } }, { verdict: 'unknown', cause: { kind: 'not-text', is: 'object' } }],
    ['=y', { ref: 'x' }, { verdict: 'cannot', cause: { kind: 'other' }, change: '=x' }],
    ['~(', { ref: 'x' }, { verdict: 'cannot', cause: { kind: 'refused' } }],
  ])('%s says of %j what is known', (text, more, found) => {
    expect(shape(claim(text, more))).toMatchObject(found);
  });

  it('inside AWS’s own object is not known to be looked at, and never fits if its text does not', () => {
    const more = { 'https://sts.amazonaws.com/': { org_id: 'o-1' } };
    const unknown = claim('=o-1', more, 'org_id');
    expect(shape(unknown)).toMatchObject({ verdict: 'unknown', cause: { kind: 'nested' } });
    expect(unknown.sentence).toContain('Whether Chainguard looks there is not known');
    expect(claim('=o-1', more, 'https://sts.amazonaws.com/org_id').verdict).toBe('unknown');
    expect(claim('=o-2', more, 'org_id').verdict).toBe('cannot');
  });

  it('that is missing can be asked for no longer, which lets in more', () => {
    expect(claim('=x', {})).toMatchObject({
      change: {
        rule: undefined,
        sentence: 'Remove the rule for the claim ref.',
        alsoLetsIn: 'Every token that fits the other rules, with that claim or without it.',
      },
    });
  });

  it('of a name that every object has is missing unless the token has it', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(shape(claim('~.*', {}, name))).toMatchObject({ cause: { kind: 'absent' } });
  });
});

describe('any rules and any payload', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(main, immutable, role, github, aws));
  const anyRule = fc.oneof(
    fc.constant(undefined),
    fc.record({ kind: fc.constantFrom('exact' as const, 'pattern' as const), value: text }),
  );
  const anyClaims = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record({
      iss: fc.oneof(text, fc.jsonValue()),
      sub: fc.oneof(text, fc.jsonValue()),
      aud: fc.jsonValue(),
    }),
  );

  it('never throw, and match exactly where issuer, subject and audience are texts that fit', () => {
    const holds = (of: Rule | undefined, value: unknown) => {
      if (of === undefined || of.value === '' || typeof value !== 'string') return false;
      if (of.kind === 'exact') return of.value === value;
      const pattern = compilePattern(of.value);
      return pattern.ok && pattern.find(value) !== undefined;
    };
    fc.assert(
      fc.property(anyRule, anyRule, anyRule, anyClaims, (issuer, sub, audience, claims) => {
        const found = explainClaims({ issuer, subject: sub, audience, claims: [] }, claims);
        const own = (claims ?? {}) as { iss?: unknown; sub?: unknown; aud?: unknown };
        const audiences: unknown[] = Array.isArray(own.aud) ? own.aud : [own.aud];
        expect(found.fields.map(({ matches }) => matches)).toEqual([
          holds(issuer, own.iss),
          holds(sub, own.sub),
          audiences.every((each) => typeof each === 'string') &&
            audiences.some((each) =>
              audience
                ? holds(audience, each)
                : each === 'https://issuer.enforce.dev' || each === 'issuer.enforce.dev',
            ),
        ]);
      }),
    );
  });

  it('get a change that makes the rule fit, wherever a change is offered', () => {
    fc.assert(
      fc.property(anyRule, text, (of, sub) => {
        const refused = fieldOf(
          { issuer: undefined, subject: of, audience: undefined, claims: [] },
          { sub },
          'subject',
        );
        if (refused.verdict !== 'cannot' || !refused.change || sub === '') return;
        const changed = { issuer: undefined, subject: refused.change.rule, audience: undefined, claims: [] };
        expect(fieldOf(changed, { sub }, 'subject').matches).toBe(true);
      }),
    );
  });

  it('take no longer than their size, however hostile', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`claim${index}`, {}]));
    const of = match(`=${github}`, '~^repo:(a|a)*b$', '', { deep: '=x', missing: '=y' });
    // With the square of its size this would not end.
    const { fields } = explainClaims(of, { ...wide, ...token(github, `repo:${'a'.repeat(400_000)}`), deep });
    expect(fields.find(({ field }) => field === 'subject')?.verdict).toBe('cannot');
  });
});

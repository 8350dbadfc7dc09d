import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyToken, type ExampleToken, gainedToken, sharedToken } from '../../../../src/core/access/claims';
import type { ClaimMatch, Rule } from '../../../../src/core/identity';
import { explainClaims } from '../../../../src/core/match/claims';

const github = 'https://token.actions.githubusercontent.com';

/** `=` before an exact value, else a pattern; `undefined` is not set. */
function rule(text: string | undefined): Rule | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('=') ? { kind: 'exact', value: text.slice(1) } : { kind: 'pattern', value: text };
}

function match(
  subject: string | undefined,
  issuer: string | undefined = `=${github}`,
  audience?: string,
  claims: Readonly<Record<string, string>> = {},
): ClaimMatch {
  return {
    issuer: rule(issuer),
    subject: rule(subject),
    audience: rule(audience),
    claims: Object.entries(claims).map(([name, text]) => ({
      name,
      rule: rule(text) ?? { kind: 'exact', value: '' },
    })),
  };
}

function payload({ issuer, subject, audiences, claims }: ExampleToken): Record<string, unknown> {
  const own = Object.fromEntries(claims.map(({ name, text }) => [name, text]));
  return { ...own, iss: issuer, sub: subject, aud: audiences };
}

function accepts(one: ClaimMatch, token: ExampleToken): boolean {
  return explainClaims(one, payload(token)).matches;
}

/** What is let in: a token, `nobody` or `undecided`. Every token named is let in indeed, and one that there can be. */
function whom(before: ClaimMatch, after: ClaimMatch): ExampleToken | string {
  const answer = gainedToken(before, after);
  if (answer.kind !== 'somebody') return answer.kind;
  expect([accepts(before, answer.token), accepts(after, answer.token)]).toEqual([false, true]);
  expect(answer.token.issuer).toMatch(/^https:\/\/[!-~]+$/);
  return answer.token;
}

const app = '^repo:acme/app:ref:refs/heads/main$';

describe('the tokens that a change lets in', () => {
  it.each<[string, ClaimMatch, ClaimMatch]>([
    ['anchors', match('repo:acme/app:.*'), match('^repo:acme/app:.*$')],
    ['another notation', match('^repo:acme/[ab]$'), match('^repo:acme/(?:a|b)$')],
    ['a literal that the pattern fits', match(app), match('=repo:acme/app:ref:refs/heads/main')],
    ['no issuer', match(app), { ...match(app), issuer: undefined }],
    ['an issuer that is no https address', match(app), match('.*', '=http://issuer.example')],
    ['no subject', match(app), { ...match(app), subject: undefined }],
    ['a pattern that cannot be read', match(app), match('(')],
    ['one more claim', match(app), match(app, `=${github}`, undefined, { actor: '=kim' })],
    ['rules for a claim that exclude each other', match('^$'), twice('=kim', '=lee')],
    ['the audience that is taken anyway', match(app), match(app, `=${github}`, '=issuer.enforce.dev')],
    ['a control character', match(app), match(`${app.slice(0, -1)}\\n?$`)],
  ])('are none by %s', (_, before, after) => {
    expect(whom(before, after)).toBe('nobody');
  });

  function twice(one: string, other: string): ClaimMatch {
    const both = [one, other].map((text) => ({
      name: 'actor',
      rule: rule(text) ?? { kind: 'exact', value: '' },
    }));
    return { ...match('.*'), claims: both };
  }

  it.each<[string, ClaimMatch, ClaimMatch, Record<string, unknown>]>([
    [
      'a wildcard',
      match(app),
      match('^repo:acme/app.*$'),
      { subject: expect.stringMatching(/^repo:acme\/app/) },
    ],
    [
      'another branch',
      match(app),
      match('^repo:acme/app:ref:refs/heads/(?:main|next)$'),
      { subject: 'repo:acme/app:ref:refs/heads/next' },
    ],
    ['a missing anchor', match('^repo:acme/app:x$'), match('repo:acme/app:x'), { issuer: github }],
    [
      'a character beyond ASCII',
      match('^repo:a/[ -~]+$'),
      match('^repo:a/.+$'),
      { subject: expect.stringMatching(/^repo:a\/.*[^ -~]/) },
    ],
    ['one letter beyond ASCII', match('^x$'), match('=ü'), { subject: 'ü' }],
    ['what folds to ASCII', match('^k$'), match('(?i)^k$'), { subject: 'K' }],
    ['any issuer', match(app), match(app, '^https://.*$'), { issuer: 'https://somebody.example' }],
    [
      'any account’s issuer',
      match('.*', '=https://a.example'),
      match('.*', '^https://.*\\.tokens\\.sts\\.global\\.api\\.aws$'),
      { issuer: expect.stringMatching(/^https:\/\/0{8}-/) },
    ],
    ['another audience', match(app), match(app, `=${github}`, '=acme'), { audiences: ['acme'] }],
    ['a claim less', match(app, `=${github}`, undefined, { actor: '=kim' }), match(app), { claims: [] }],
    [
      'a claim’s other text',
      match(app, `=${github}`, undefined, { actor: '=kim' }),
      match(app, `=${github}`, undefined, { actor: '^(?:kim|lee)$' }),
      { claims: [{ name: 'actor', text: 'lee' }] },
    ],
  ])('are named for %s', (_, before, after, found) => {
    expect(whom(before, after)).toMatchObject(found);
  });

  it('look like subjects of the platform where that is possible', () => {
    expect(whom(match('^$'), match('.*'))).toMatchObject({
      subject: 'repo:somebody/else:ref:refs/heads/main',
      audiences: ['issuer.enforce.dev'],
    });
    const ofAws = '=https://00000000-0000-4000-8000-000000000001.tokens.sts.global.api.aws';
    expect(whom(match('^$', ofAws), match('.*', ofAws))).toMatchObject({
      subject: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/else$/) as string,
    });
  });

  it('hold for whatever an unknown rule will be', () => {
    const [narrow, wide] = [match(app), match('^repo:acme/.*$')];
    expect(gainedToken(narrow, wide, { unknown: ['subject'] })).toEqual({ kind: 'nobody' });
    expect(gainedToken(narrow, wide, { unknown: ['issuer'] })).toMatchObject({ kind: 'somebody' });
    const asks = match(app, `=${github}`, undefined, { actor: '=kim' });
    expect(gainedToken(asks, match(app), { unknown: ['actor'] })).toEqual({ kind: 'nobody' });
    expect(gainedToken(asks, match(app), { unknown: ['claims'] })).toEqual({ kind: 'nobody' });
    const other = match(app, `=${github}`, '=acme');
    expect(gainedToken(match(app), other, { unknown: ['audience'] })).toEqual({ kind: 'nobody' });
  });

  it('are for the environment’s own audience', () => {
    const named = match(app, `=${github}`, '=issuer.example');
    expect(gainedToken(match(app), named, { issuerUrl: 'https://issuer.example/' })).toEqual({
      kind: 'nobody',
    });
    expect(gainedToken(match(app), named)).toMatchObject({ token: { audiences: ['issuer.example'] } });
  });

  it('are not decided once the work is used up', () => {
    const work = { left: 10 };
    expect(gainedToken(match('q.*'), match('.*q'), { work })).toEqual({ kind: 'undecided' });
    expect(work.left).toBeLessThan(0);
  });
});

describe('a token', () => {
  it('is there, or not', () => {
    expect(anyToken(match(app))).toMatchObject({ kind: 'somebody', token: { issuer: github } });
    expect(anyToken(match('(?i)^ü$'))).toMatchObject({
      token: { subject: expect.stringMatching(/^ü$/i) as string },
    });
    expect(anyToken(match('^a$b'))).toEqual({ kind: 'nobody' });
  });

  it('is shared, if need be by two audiences', () => {
    expect(sharedToken(match(app), match('^repo:acme/.*$'))).toMatchObject({ kind: 'somebody' });
    expect(sharedToken(match(app), match('^repo:acme/web:.*$'))).toEqual({ kind: 'nobody' });
    expect(sharedToken(match(app), { ...match(app), issuer: undefined })).toEqual({
      kind: 'nobody',
    });
    const [a, b] = ['=a', '=b'].map((audience) => match(app, `=${github}`, audience));
    expect(a && b && sharedToken(a, b)).toMatchObject({ token: { audiences: ['a', 'b'] } });
    expect(a && sharedToken(a, match(app, `=${github}`, '^[ab]$'))).toMatchObject({
      token: { audiences: ['a'] },
    });
  });
});

const subjects = [
  '.*',
  '^repo:acme/.*$',
  '^repo:acme/app.*$',
  app,
  'app',
  '(?i)^REPO:',
  '=repo:acme/app:ref:refs/heads/main',
  '^[^:]*:[^:]*$',
  '\\bmain$',
  '^[^ü]*$',
  '^\\pL+$',
];
const audiences = [undefined, '.*', '=issuer.enforce.dev', '^https://issuer\\.enforce\\.dev$', '=acme'];
const actors = [undefined, '=kim', '.*', '^k'];
const some = fc
  .tuple(fc.constantFrom(...subjects), fc.constantFrom(...audiences), fc.constantFrom(...actors))
  .map(([subject, audience, actor]) =>
    match(subject, `=${github}`, audience, actor === undefined ? {} : { actor }),
  );
const text = fc.constantFrom(
  '',
  'main',
  'kim',
  'k',
  'ü',
  'Ω',
  'x ü',
  'repo:acme/app:ref:refs/heads/main',
  'repo:acme/app-of-somebody:x',
  'repo:acme/web',
  'REPO:acme',
  'a:b',
);
const someToken = fc
  .tuple(text, fc.constantFrom('acme', 'issuer.enforce.dev', 'https://issuer.enforce.dev'), fc.option(text))
  .map(([subject, audience, actor]): ExampleToken => ({
    issuer: github,
    subject,
    audiences: [audience],
    claims: actor === null ? [] : [{ name: 'actor', text: actor }],
  }));

it('decides for every change, and nobody is let in where it says so', () => {
  const tokens = fc.sample(someToken, { numRuns: 300, seed: 1 });
  fc.assert(
    fc.property(some, some, (before, after) => {
      const found = whom(before, after);
      expect(found).not.toBe('undecided');
      if (found !== 'nobody') return;
      expect(tokens.filter((each) => accepts(after, each) && !accepts(before, each))).toEqual([]);
    }),
  );
});

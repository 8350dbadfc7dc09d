import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../src/core/identity';
import { whoAssumes } from '../../../../src/core/match/whoAssumes';
import { whoHasToken } from '../../../../src/core/match/whoHasToken';

const github = 'https://token.actions.githubusercontent.com';
const aws = 'https://0f6c1c0a-9d3f-4f0e-8a51-2f5d8e6b7c10.tokens.sts.global.api.aws';

function rule(text: string): Rule | undefined {
  if (text === '') return undefined;
  return { kind: text.startsWith('=') ? 'exact' : 'pattern', value: text.slice(1) };
}

function who(issuer: string, subject: string): string {
  return whoHasToken({ issuer: rule(issuer), subject: rule(subject), audience: undefined, claims: [] });
}

describe('who has a token that fits', () => {
  it.each([
    [
      `=${github}`,
      '=repo:acme/app:ref:refs/heads/main',
      'Any workflow of acme/app on the branch main at GitHub Actions.',
    ],
    [
      `=${github}`,
      '~^repo:acme/app:ref:refs/heads/main$',
      'Any workflow of acme/app on the branch main at GitHub Actions.',
    ],
    [
      `=${github}`,
      '=repo:acme@1/app@2:environment:production',
      'Any job of acme@1/app@2 in the environment production at GitHub Actions.',
    ],
    [
      `=${github}`,
      '=repo:acme/app:ref:refs/tags/v1',
      'Any workflow of acme/app on the tag v1 at GitHub Actions.',
    ],
    [
      `=${github}`,
      '=repo:acme/app:pull_request',
      'Any pull request of acme/app at GitHub Actions, whose author chooses the code that runs.',
    ],
    [`=${github}`, '~^repo:acme/app:.+$', 'Any workflow of acme/app at GitHub Actions.'],
    [`=${github}`, '~^repo:acme/.+:.+$', 'Any workflow of any repository of acme at GitHub Actions.'],
    [
      `=${github}`,
      '~^repo:acme/app:ref:refs/heads/(main|release)$',
      `Whoever ${github} gives a token whose subject fits ^repo:acme/app:ref:refs/heads/(main|release)$.`,
    ],
    [
      `=${github}`,
      '~repo:acme/app:ref:refs/heads/main',
      `Whoever ${github} gives a token whose subject fits repo:acme/app:ref:refs/heads/main.`,
    ],
    [
      `~^${github}$`,
      '=repo:acme/app:ref:refs/heads/main',
      `Whoever has a token of any issuer that fits ^${github}$, with a subject that is repo:acme/app:ref:refs/heads/main.`,
    ],
    [
      `=${aws}`,
      '=arn:aws:iam::123456789012:role/teams/shop/deploy',
      `The AWS role deploy (path /teams/shop/) of the account behind ${aws}, in any session.`,
    ],
    [
      `=${aws}`,
      '~^arn:aws:iam::123456789012:role/deploy$',
      `The AWS role deploy of the account behind ${aws}, in any session.`,
    ],
    [`=${aws}`, '=arn:aws:iam::123456789012:user/kim', `The AWS user kim of the account behind ${aws}.`],
    [
      `=${aws}`,
      '=arn:aws:sts::123456789012:assumed-role/deploy/kim',
      'Nobody: AWS’s token names the role itself, never a session of it.',
    ],
    [
      '=https://k8s.acme.example',
      '=system:serviceaccount:shop:puller',
      'Any pod with the service account puller in the namespace shop of the cluster with the issuer https://k8s.acme.example.',
    ],
    ['=https://x.example', '=42', 'Whoever https://x.example gives a token with the subject 42.'],
    ['', '=42', 'Nobody: the issuer is missing.'],
    ['=x', '', 'Nobody: the subject is missing.'],
    [
      '=x',
      '~(',
      'Nobody: a pattern cannot be read. A parenthesis is never closed; close it, or put a backslash before it: (',
    ],
  ])('%s and %s: %s', (issuer, subject, sentence) => {
    expect(who(issuer, subject)).toBe(sentence);
  });

  it('says what else the token has to say', () => {
    const match = {
      issuer: rule(`=${github}`),
      subject: rule('~^repo:acme/app:.+$'),
      audience: rule('=shop'),
      claims: [{ name: 'actor', rule: { kind: 'pattern', value: '^kim$' } as const }],
    };
    expect(whoHasToken(match)).toBe(
      'Any workflow of acme/app at GitHub Actions. The token has to be made for: shop. It has to say actor: what fits ^kim$.',
    );
  });

  it('never throws, and never names a platform for a pattern that others fit', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(`~${github}`, '~repo:a/b:c', `=${aws}`, '=repo:a/b'));
    fc.assert(
      fc.property(text, text, (issuer, subject) => {
        expect(who(issuer, subject)).not.toBe('');
      }),
    );
    expect(who('~token\\.actions\\.githubusercontent\\.com', '=repo:a/b:pull_request')).not.toContain(
      'GitHub',
    );
  });
});

describe('who assumes an identity', () => {
  it('is told of every kind of relationship, and of no unknown one', () => {
    const keys = {
      kind: 'static' as const,
      issuer: 'https://kind.example',
      subject: 'pod',
      expires: undefined,
    };
    expect(whoAssumes(keys)).toBe(
      'Whoever has a token with the subject pod that was signed with the registered keys of https://kind.example.',
    );
    const pull = { ...keys, issuer: 'https://pulltoken.issuer.chainguard.dev', subject: 'pull-token-abc' };
    expect(whoAssumes(pull)).toBe('Whoever has the pull token pull-token-abc.');
    expect(whoAssumes({ kind: 'service-principal', principal: 'COSIGNED' })).toBe(
      'A service of Chainguard: COSIGNED.',
    );
    expect(whoAssumes({ kind: 'unknown' })).toBeUndefined();
  });
});

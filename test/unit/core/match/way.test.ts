import { describe, expect, it } from 'vitest';
import type { ClaimMatch, Relationship, Rule } from '../../../../src/core/identity';
import { audienceFor, claimsAskedBy, wayOf } from '../../../../src/core/match/way';

const exact = (value: string): Rule => ({ kind: 'exact', value });
const pattern = (value: string): Rule => ({ kind: 'pattern', value });
const claims = (issuer: Rule | undefined): Relationship => ({
  ...({ kind: 'claims', subject: exact('x'), audience: undefined, claims: [] } as const),
  issuer,
});
const own = 'https://1e22a83c-fb09-58e4-06de-70128c1087d7.tokens.sts.global.api.aws';
const keys = (issuer: string): Relationship => ({ kind: 'static', issuer, subject: 'x', expires: undefined });

describe('the way in which an identity is assumed', () => {
  it.each<[string, Relationship, ReturnType<typeof wayOf>]>([
    [
      'AWS rules',
      { kind: 'aws', match: { account: '', arn: undefined, userId: undefined } },
      'signed-request',
    ],
    ['the issuer of an AWS account', claims(exact(own)), 'web-identity'],
    ['that with a slash behind it', claims(exact(`${own}/`)), 'web-identity'],
    ['a pattern for one account', claims(pattern(`^${own.replaceAll('.', '\\.')}$`)), 'web-identity'],
    [
      'a pattern for every account',
      claims(pattern('https://.*\\.tokens\\.sts\\.global\\.api\\.aws')),
      'web-identity',
    ],
    ['a pattern that takes any issuer', claims(pattern('.*')), 'web-identity'],
    ['GitHub', claims(exact('https://token.actions.githubusercontent.com')), 'token'],
    ['a pattern for GitHub', claims(pattern('^https://token\\.actions\\.githubusercontent\\.com$')), 'token'],
    ['a pattern that cannot be used', claims(pattern('(')), 'token'],
    ['no issuer', claims(undefined), 'token'],
    ['static keys of an AWS account’s issuer', keys(own), 'web-identity'],
    ['static keys of another', keys('https://pulltoken.issuer.chainguard.dev'), 'token'],
    ['a service principal', { kind: 'service-principal', principal: 'INGESTER' }, undefined],
    ['a kind that is not known', { kind: 'unknown' }, undefined],
  ])('is told from its rules: %s', (_, relationship, way) => {
    expect(wayOf(relationship)).toBe(way);
  });

  it('asks static keys for issuer and subject, and says that the audience is not known', () => {
    expect(claimsAskedBy(keys(own))).toMatchObject({
      match: { issuer: exact(own), subject: exact('x') } satisfies Partial<ClaimMatch>,
      unknown: ['audience'],
    });
  });
});

describe('the audience to ask a token for', () => {
  const issuer = 'https://issuer.enforce.dev';
  it.each([
    ['the identity’s own', exact('https://other.example'), 'https://other.example'],
    ['the issuer, where the identity names none', undefined, issuer],
    ['the issuer, where the pattern takes it', pattern('^https://issuer\\.enforce\\.dev$'), issuer],
    ['the issuer’s host, where the pattern takes that alone', pattern('^issuer\\.'), 'issuer.enforce.dev'],
    ['the issuer, where the pattern takes neither', pattern('^other$'), issuer],
  ])('is %s', (_, audience, expected) => {
    expect(audienceFor(audience, issuer)).toBe(expected);
  });
});

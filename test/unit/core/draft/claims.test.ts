import { describe, expect, it } from 'vitest';
import { check, type Draft, emptyDraft, wayOfDraft } from '../../../../src/core/draft/draft';
import { judge } from '../../../../src/core/draft/judgement';
import { principalBehind } from '../../../../src/core/draft/principal';
import type { ClaimMatch, Rule } from '../../../../src/core/identity';
import { withClaimRules } from '../../../../src/core/match/newClaimRules';

const exact = (value: string): Rule => ({ kind: 'exact', value });
const pattern = (value: string): Rule => ({ kind: 'pattern', value });
const awsIssuer = 'https://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.tokens.sts.global.api.aws';
const role = 'arn:aws:iam::123456789012:role/teams/ci-runner';
const claims: ClaimMatch = {
  issuer: exact(awsIssuer),
  subject: exact(role),
  audience: undefined,
  claims: [],
};
const draft = (more: Partial<ClaimMatch> = {}): Draft => ({
  ...emptyDraft,
  name: 'ci-runner',
  group: { id: 'a'.repeat(40), name: 'acme.example' },
  roles: [{ id: 'b'.repeat(40), name: 'viewer' }],
  claims: { ...claims, ...more },
});
const token = { issuer: awsIssuer, subject: role };
const fields = (of: Draft) => check(of).map(({ field, claim }) => [field, claim].filter(Boolean).join(' '));

describe('a draft that asks for claims', () => {
  it('is whole with issuer and subject, and asks nothing of an ARN', () => {
    expect(check(draft())).toEqual([]);
    expect(fields(draft({ issuer: undefined, subject: exact('') }))).toEqual(['issuer', 'subject']);
    expect(fields(draft({ audience: pattern('(') }))).toEqual(['audience']);
  });

  it('asks for each further claim once, by a name of its own', () => {
    const of = (...names: string[]) =>
      fields(draft({ claims: names.map((name) => ({ name, rule: exact('x') })) }));
    expect(of('repository_owner')).toEqual([]);
    expect(of('')).toEqual(['claims']);
    expect(of('sub')).toEqual(['claims sub']);
    expect(of('a', 'a')).toEqual(['claims a', 'claims a']);
    expect(fields(draft({ claims: [{ name: 'a', rule: exact('') }] }))).toEqual(['claims a']);
  });

  it('is for the way that was chosen, until its issuer says another', () => {
    expect(wayOfDraft({ ...draft({ issuer: undefined }), way: 'web-identity' })).toBe('web-identity');
    expect(wayOfDraft({ ...draft({ issuer: exact('https://gitlab.com') }), way: 'web-identity' })).toBe(
      'token',
    );
  });
});

describe('a judgement on a draft that asks for claims', () => {
  it('says who could assume it, and that nobody can where that is proven', () => {
    expect(judge(draft()).who).toContain('The AWS role ci-runner (path /teams/) of the account behind');
    expect(judge(draft({ subject: exact('') })).who).toBe('Nobody: the subject is missing.');
    const both = [
      { name: 'ref', rule: exact('a') },
      { name: 'ref', rule: pattern('^b$') },
    ];
    expect(judge(draft({ claims: both })).who).toBe('Nobody: no token fulfils all of these rules.');
  });

  it('compares issuer and subject with what a token said, and its fix makes them fit', () => {
    const wrong = judge(draft({ subject: exact(role.replace('ci-runner', 'ci-ranner')) }), token);
    expect(wrong.verdict).toBe('cannot');
    const verdict = wrong.tokenVerdicts.find(({ field }) => field === 'subject');
    if (verdict?.verdict !== 'cannot' || !verdict.change) throw new Error('There is no fix.');
    expect(verdict.expected.slice(verdict.expectedAt.start, verdict.expectedAt.end)).toBe('anner');
    const { rule } = verdict.change;
    const right = judge(draft({ subject: rule }), token);
    expect(right.tokenVerdicts.map(({ matches }) => matches)).toEqual([true, true]);
    expect(right.verdict).toBe('can');
  });

  it('knows nothing of a token without one, nor of claims that it did not read', () => {
    expect(judge(draft())).toMatchObject({ tokenVerdicts: [], verdict: undefined });
    const asked = draft({ claims: [{ name: 'x', rule: exact('y') }] });
    expect(judge(asked, token).verdict).toBe('unknown');
  });

  it('says of an AWS identity what no token has confirmed, and nothing of the kind for another', () => {
    const notes = (of: Draft, said?: typeof token) =>
      judge(of, said)
        .findings.filter(({ message }) => message.startsWith('Not confirmed'))
        .map(({ field }) => field);
    expect(notes(draft())).toEqual(['issuer', 'subject']);
    expect(notes(draft(), token)).toEqual([]);
    expect(notes(draft({ issuer: exact('https://gitlab.com') }))).toEqual([]);
  });

  it('has what lint finds, with fixes that can be made here', () => {
    const open = draft({ issuer: exact('https://gitlab.com/') });
    const found = judge(open).findings.find(({ rule }) => rule === 'issuer-format');
    const set = found?.fixes[0]?.sets.token;
    if (!set || !open.claims) throw new Error('There is no fix.');
    expect(found.field).toBe('issuer');
    const mended = withClaimRules(open.claims, [set]);
    expect(mended.issuer).toEqual(exact('https://gitlab.com'));
    expect(judge(draft(mended)).findings.map(({ rule }) => rule)).not.toContain('issuer-format');
  });

  it('says one thing about a pattern that cannot be used', () => {
    const { findings, tokenVerdicts } = judge(draft({ subject: pattern('(') }), token);
    expect(findings.filter(({ field }) => field === 'subject')).toHaveLength(1);
    expect(tokenVerdicts.map(({ field }) => field)).toEqual(['issuer']);
  });

  it('names the claim that a finding is about', () => {
    const asked = draft({ claims: [{ name: 'ref', rule: pattern('main') }] });
    expect(judge(asked).findings.find(({ field }) => field === 'claims')?.claim).toBe('ref');
  });
});

describe('the principal behind a caller', () => {
  const of = (arn: string, path?: string) =>
    principalBehind({ account: '123456789012', arn, userId: undefined }, path);
  const session = 'arn:aws-cn:sts::123456789012:assumed-role/ci/build';

  it('is the role of a session, with the path that was given', () => {
    expect(of(session)).toEqual({ arn: 'arn:aws-cn:iam::123456789012:role/ci', role: 'ci' });
    for (const path of ['teams/shop', '/teams/shop/', ' /teams/shop'.trim()])
      expect(of(session, path)?.arn).toBe('arn:aws-cn:iam::123456789012:role/teams/shop/ci');
  });

  it('is a role or a user as it is, and not known for others', () => {
    expect(of(role)).toEqual({ arn: role, role: undefined });
    expect(of('arn:aws:iam::123456789012:user/a/kim')?.arn).toBe('arn:aws:iam::123456789012:user/a/kim');
    expect(of('arn:aws:iam::123456789012:root')).toBeUndefined();
    expect(of('arn:aws:sts::123456789012:federated-user/x')).toBeUndefined();
    expect(of('x')).toBeUndefined();
  });
});

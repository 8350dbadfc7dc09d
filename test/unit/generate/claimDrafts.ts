import fc from 'fast-check';
import type { Draft, FormOptions } from '../../../src/core/draft/draft';
import type { ClaimMatch, Rule } from '../../../src/core/identity';
import { anyDraft, filled, hostile, sample } from './drafts';

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ kind: fc.constantFrom('exact', 'pattern'), value: hostile }),
  fc
    .record({ kind: fc.constantFrom('role', 'user'), name: hostile, path: fc.constantFrom('', 'teams/') })
    .map(({ kind, name, path }) => ({
      kind: 'exact' as const,
      value: `arn:aws:iam::123456789012:${kind}/${path}${name}`,
    })),
);
const maybe = fc.option(rule, { nil: undefined });

/** Whatever a page may send of a draft that trusts claims: every text hostile. */
export const anyClaimsDraft: fc.Arbitrary<Draft & { readonly claims: ClaimMatch }> = fc
  .tuple(
    anyDraft,
    fc.record({
      issuer: maybe,
      subject: maybe,
      audience: maybe,
      claims: fc.array(fc.record({ name: hostile, rule }), { maxLength: 3 }),
    }),
  )
  .map(([draft, claims]) => ({ ...draft, claims }));

const exact = (value: string): Rule => ({ kind: 'exact', value });
const pattern = (value: string): Rule => ({ kind: 'pattern', value });
const account = '123456789012';
export const awsIssuer = 'https://6c3a9d1e-2b4f-4c8a-9e0d-1f2a3b4c5d6e.tokens.sts.global.api.aws';
export const chainguard = 'https://issuer.enforce.dev';

/** A draft as a person fills it in for tokens of this issuer and subject. */
export function claimsDraft(
  issuer: Rule,
  subject: Rule,
  more: Partial<ClaimMatch> = {},
): Draft & { readonly claims: ClaimMatch } {
  const match = { account: '', arn: undefined, userId: undefined };
  const claims = { issuer, subject, audience: undefined, claims: [], ...more };
  return { ...sample, match, subject: undefined, claims };
}

const role = `arn:aws:iam::${account}:role/teams/shop/deploy`;
const github = exact('https://token.actions.githubusercontent.com');
const web = claimsDraft(exact(awsIssuer), exact(role), { audience: exact(chainguard) });
const withOptions = (draft: Draft, options: Partial<FormOptions>): Draft => ({
  ...draft,
  options: { ...draft.options, ...options },
});

/** One draft of each kind, by whom it trusts or by what is unusual in it. */
export const claimKinds = {
  role: web,
  'every option': { ...filled, claims: web.claims },
  'typed role': withOptions(claimsDraft(exact(awsIssuer), pattern(`^arn:aws:iam::${account}:role/.+$`)), {
    roleArn: role,
  }),
  'role as a pattern': claimsDraft(
    pattern('^https://[^/]+\\.tokens\\.sts\\.global\\.api\\.aws$'),
    pattern(`^arn:aws:iam::${account}:role/teams/shop/deploy$`),
    { audience: pattern('^https://issuer\\.enforce\\.dev$') },
  ),
  user: claimsDraft(exact(awsIssuer), exact(`arn:aws:iam::${account}:user/team/kim`)),
  root: claimsDraft(exact(awsIssuer), exact(`arn:aws:iam::${account}:root`)),
  'permission set': claimsDraft(
    exact(awsIssuer),
    exact(
      `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef`,
    ),
  ),
  'role in China': claimsDraft(exact(awsIssuer), exact(`arn:aws-cn:iam::${account}:role/deploy`)),
  'a session by mistake': claimsDraft(
    exact(awsIssuer),
    exact(`arn:aws:sts::${account}:assumed-role/deploy/s1`),
  ),
  'another audience': claimsDraft(exact(awsIssuer), exact(role), {
    audience: exact('https://other.example'),
  }),
  'refused audience': claimsDraft(exact(awsIssuer), exact(role), { audience: pattern('^other$') }),
  github: claimsDraft(github, exact('repo:acme/shop:ref:refs/heads/main')),
  'github with claims': claimsDraft(github, pattern('^repo:acme/[^:/]+:ref:refs/heads/main$'), {
    audience: exact('chainguard'),
    claims: [
      { name: 'repository_owner', rule: exact('acme') },
      { name: 'ref', rule: exact('refs/heads/main') },
      { name: 'job_workflow_ref', rule: pattern('^acme/.+@refs/heads/main$') },
      { name: 'é "x"', rule: pattern('^1$') },
    ],
  }),
  'claim patterns': claimsDraft(github, exact('repo:acme/shop:environment:prod'), {
    claims: [
      { name: 'ref', rule: pattern('^refs/heads/(?:main|dev)$') },
      { name: 'actor', rule: pattern('^kim$') },
    ],
  }),
  kubernetes: claimsDraft(
    exact('https://oidc.eks.us-east-1.amazonaws.com/id/4C1F0E7EXAMPLE'),
    exact('system:serviceaccount:shop:puller'),
    { audience: exact('issuer.enforce.dev') },
  ),
  'another issuer': claimsDraft(exact('https://ci.acme.example'), exact('job-7')),
  'nothing asked': {
    ...web,
    claims: { issuer: undefined, subject: undefined, audience: undefined, claims: [] },
  },
} as const satisfies Record<string, Draft>;

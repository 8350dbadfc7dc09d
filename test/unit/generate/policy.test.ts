import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { webIdentityPolicy, webIdentityPolicyOf } from '../../../src/core/token/webIdentity';
import { findForm, notesOn } from '../../../src/generate/forms';
import type { Draft } from '../../../src/core/draft/draft';
import { chainguard, claimKinds } from './claimDrafts';
import { hostile } from './drafts';
import { judge, loadSimulator } from './simulator';

const simulator = await loadSimulator();
const policyOf = (draft: Draft): unknown => JSON.parse(findForm('iam-policy')?.generate(draft) ?? '');
const notes = (draft: Draft) => {
  const form = findForm('iam-policy');
  return form ? notesOn(form, draft).join(' ') : '';
};
const other = 'https://other.example';

describe.runIf(simulator)('IAM, given the policy', () => {
  const says = (policy: unknown, audiences: readonly string[], seconds?: number) =>
    simulator && judge(simulator, policy, { audiences, ...(seconds !== undefined && { seconds }) });

  it('allows tokens for Chainguard that live no longer than five minutes, and no others', async () => {
    const policy = policyOf(claimKinds.role);
    expect(await says(policy, [chainguard])).toBe('Allowed');
    expect(await says(policy, [chainguard], 60)).toBe('Allowed');
    for (const [audiences, seconds] of [
      [[other], 300],
      [[chainguard], 301],
      [[chainguard], 3600],
      [[chainguard, other], 300],
      [[chainguard.toUpperCase()], 300],
      [[`${chainguard}/`], 300],
      [['issuer.enforce.dev'], 300],
      [[], 300],
    ] as const)
      expect([audiences, seconds, await says(policy, audiences, seconds)]).toEqual([
        audiences,
        seconds,
        'ImplicitlyDenied',
      ]);
  });

  it('allows the audience that the identity asks for', async () => {
    const policy = policyOf(claimKinds['another audience']);
    expect([await says(policy, [other]), await says(policy, [chainguard])]).toEqual([
      'Allowed',
      'ImplicitlyDenied',
    ]);
  });

  it('allows each of several audiences, and all together', async () => {
    const policy = webIdentityPolicyOf([chainguard, other], 900);
    for (const audiences of [[chainguard], [other], [chainguard, other]])
      expect(await says(policy, audiences, 900)).toBe('Allowed');
    expect(await says(policy, [chainguard, 'https://third.example'])).toBe('ImplicitlyDenied');
  });

  it('would allow a second audience with ForAnyValue, and a request without any with ForAllValues alone', async () => {
    const json = webIdentityPolicy(chainguard);
    const loose: unknown = JSON.parse(json.replace('ForAllValues', 'ForAnyValue'));
    expect(await says(loose, [chainguard, other])).toBe('Allowed');
    const open: unknown = JSON.parse(json.replace(/\s*"Null": \{[^}]*\},/, ''));
    expect(await says(open, [])).toBe('Allowed');
  });

  it('takes an audience for the text that it is', async () => {
    for (const audience of ['*', 'https://*.example', 'https://issuer.?'])
      expect([audience, await says(webIdentityPolicyOf(audience), [audience])]).toEqual([
        audience,
        'Allowed',
      ]);
    for (const audience of ['${aws:PrincipalAccount}', '*', 'https://*.example', '${*}'])
      for (const asked of ['123456789012', '', 'https://a.example'])
        expect([audience, await says(webIdentityPolicyOf(audience), [asked])]).toEqual([
          audience,
          'ImplicitlyDenied',
        ]);
  });
});

describe('the IAM policy', () => {
  it('is JSON whatever the audience holds, with no variable in it', () => {
    fc.assert(
      fc.property(hostile, (audience) => {
        const { Statement } = JSON.parse(webIdentityPolicy(audience)) as {
          Statement: { Condition: Record<string, Record<string, string>> }[];
        };
        const value = Statement[0]?.Condition['ForAllValues:StringEquals']?.['sts:IdentityTokenAudience'];
        expect(value?.replaceAll('${$}', '$')).toBe(audience);
        expect(value).not.toMatch(/\$\{(?!\$\})/);
      }),
    );
  });

  it('says how it differs from Chainguard’s page, and what turns federation on', () => {
    expect(notes(claimKinds.role)).toMatch(
      /ForAnyValue .* second audience.*: aws iam enable-outbound-web-identity-federation/,
    );
    expect(notes(claimKinds.role)).not.toMatch(/refuses this audience|Identity Center/);
    expect(notes(claimKinds['refused audience'])).toMatch(
      /refuses this audience.*: https:\/\/issuer\.enforce\.dev$/,
    );
    expect(notes(claimKinds['permission set'])).toMatch(/into the permission set/);
    expect(notes(claimKinds.root)).toMatch(/Not for this caller/);
    expect(notes(claimKinds['nothing asked'])).toMatch(/Enter the ARN of the IAM role/);
  });

  it('is the same one in Terraform and in the command of the AWS CLI', () => {
    for (const id of ['terraform-federation', 'terraform-aws-side'])
      expect(findForm(id)?.generate(claimKinds.role)).toContain(`  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "sts:GetWebIdentityToken"
        Resource = "*"
        Condition = {
          "ForAllValues:StringEquals" = {
            "sts:IdentityTokenAudience" = "https://issuer.enforce.dev"
          }
          Null = {
            "sts:IdentityTokenAudience" = "false"
          }
          NumericLessThanEquals = {
            "sts:DurationSeconds" = 300
          }
        }
      },
    ]
  })
`);
    expect(findForm('aws-federation')?.generate(claimKinds.role)).toContain(
      `--policy-document='${webIdentityPolicy(chainguard)}'`,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { knownClaims } from '../../../src/core/lint/claimRules';
import { applyEdits } from '../../../src/core/lint/definition';
import type { Rule } from '../../../src/core/identity';
import { type NewClaimRule, withClaimRules } from '../../../src/core/match/newClaimRules';
import { claimUpdate } from '../../../src/documents/editClaims';
import { readDefinitions } from '../../../src/documents/read';

const json = `{
  "name": "shop",
  "claimMatch": {
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": "repo:acme/shop:ref:refs/heads/main", // the branch
    "claims": { "repository_owner": "acme", "actor": "kim" }
  }
}
`;
const yaml = `name: shop
claimMatch:
  issuer: https://token.actions.githubusercontent.com
  subject: repo:acme/shop:ref:refs/heads/main # the branch
  claims:
    repository_owner: acme
    actor: kim
`;
const terraform = `resource "chainguard_identity" "shop" {
  parent_id = "x"
  name      = "shop"
  claim_match {
    issuer  = "https://token.actions.githubusercontent.com"
    subject = "repo:acme/shop:ref:refs/heads/main" # the branch
    claims = {
      repository_owner = "acme"
      actor            = "kim"
    }
  }
}
`;

const exact = (value: string): Rule => ({ kind: 'exact', value });
const subject = (rule: Rule): NewClaimRule => ({ part: 'subject', field: 'subject', rule });
const claim = (field: string, rule: Rule | undefined): NewClaimRule => ({ part: 'claim', field, rule });

const languages = [
  ['JSON', json, 'jsonc'],
  ['YAML', yaml, 'yaml'],
  ['Terraform', terraform, 'terraform'],
] as const;

describe.each(languages)('a change to what an identity asks of a token, in %s', (_, text, language) => {
  const [definition] = readDefinitions(text, language);
  if (!definition) throw new Error('nothing is defined');

  it.each([
    ['another subject', [subject(exact('repo:acme/shop:ref:refs/heads/"dev"'))]],
    ['a pattern in place of an exact subject', [subject({ kind: 'pattern', value: '^repo:acme/shop:.+$' })]],
    ['another claim', [claim('actor', exact('lee'))]],
    ['no rule for a claim', [claim('actor', undefined)]],
    ['two at once', [subject(exact('x')), claim('repository_owner', exact('other'))]],
  ] as const)('writes %s, and leaves all else as it is', (_what, rules) => {
    const update = claimUpdate(text, language, definition, rules);
    // Terraform's maps are expressions, which nothing is written into.
    if (language === 'terraform' && rules.some(({ part }) => part === 'claim')) {
      expect(update).toEqual({ is: 'refused' });
      return;
    }
    if (update.is !== 'proven') throw new Error(update.is);
    const after = applyEdits(text, update.edits);
    const [now] = readDefinitions(after, language);
    expect(now && knownClaims(now).match).toEqual(withClaimRules(knownClaims(definition).match, rules));
    expect(after).toContain('the branch');
  });

  it('says which fields the definition lacks, and writes nothing', () => {
    const audience: NewClaimRule = { part: 'audience', field: 'audience', rule: exact('x') };
    const moved = claim('actor', { kind: 'pattern', value: '.+' });
    expect(claimUpdate(text, language, definition, [audience, subject(exact('x')), moved])).toEqual({
      is: 'missing',
      fields: ['audience', 'actor'],
    });
  });
});

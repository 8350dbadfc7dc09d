import { describe, expect, it } from 'vitest';
import { knownClaims } from '../../../src/core/lint/claimRules';
import { applyEdits, textOfPart } from '../../../src/core/lint/definition';
import type { ClaimMatch, Rule } from '../../../src/core/identity';
import { type NewClaimRule, withClaimRules } from '../../../src/core/match/newClaimRules';
import { provenUpdate } from '../../../src/documents/editDefinition';
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
const pattern = (value: string): Rule => ({ kind: 'pattern', value });
const audience = (rule: Rule): NewClaimRule => ({ part: 'audience', field: 'audience', rule });
const subject = (rule: Rule): NewClaimRule => ({ part: 'subject', field: 'subject', rule });
const claim = (field: string, rule: Rule | undefined): NewClaimRule => ({ part: 'claim', field, rule });

const languages = [
  ['JSON', json, 'jsonc'],
  ['YAML', yaml, 'yaml'],
  ['Terraform', terraform, 'terraform'],
] as const;

const changes: readonly (readonly [string, readonly NewClaimRule[]])[] = [
  ['another subject', [subject(exact('repo:acme/shop:ref:refs/heads/"dev"'))]],
  ['a pattern in place of an exact subject', [subject(pattern('^repo:acme/shop:.+$'))]],
  ['another claim', [claim('actor', exact('lee'))]],
  ['no rule for a claim', [claim('actor', undefined)]],
  ['no rule for any claim', [claim('actor', undefined), claim('repository_owner', undefined)]],
  ['two at once', [subject(exact('x')), claim('repository_owner', exact('other'))]],
  ['an audience that was not there', [audience(exact('https://issuer.enforce.dev'))]],
  ['a pattern for one', [audience(pattern('^a\\.b$'))]],
  ['a further claim', [claim('ref', exact('refs/heads/main'))]],
  [
    'further claims with strange names',
    [claim('https://a.b/c: d', exact('"x" # y')), claim('null', exact('z'))],
  ],
  ['a claim in a map that was not there', [claim('ref', pattern('^refs/heads/(?:a|b)$'))]],
  ['several of them', [claim('ref', pattern('^a$')), claim('sha', pattern('^[0-9a-f]+$'))]],
  ['a claim that moves to the other map', [claim('actor', pattern('^kim|lee$'))]],
  ['all claims, which move', [claim('actor', pattern('a')), claim('repository_owner', pattern('b'))]],
  ['a claim asked for in both ways', [{ ...claim('actor', pattern('^k')), kind: 'pattern' }]],
  [
    'much at once',
    [subject(pattern('^x$')), audience(exact('y')), claim('actor', undefined), claim('a', exact('b'))],
  ],
];

describe.each(languages)('a change to what an identity asks of a token, in %s', (_, text, language) => {
  /** The text after an update that the reader has confirmed. */
  function updated(before: string, rules: readonly NewClaimRule[]): string {
    const [definition] = readDefinitions(before, language);
    if (!definition) throw new Error('nothing is defined');
    const update = provenUpdate(before, language, definition, {}, rules);
    if (update.is !== 'proven') throw new Error(JSON.stringify(update));
    const after = applyEdits(before, update.edits);
    const [now] = readDefinitions(after, language);
    const byName = ({ claims, ...match }: ClaimMatch) => ({
      ...match,
      claims: claims.toSorted((a, b) => (a.name + a.rule.kind < b.name + b.rule.kind ? -1 : 1)),
    });
    const wanted = withClaimRules(knownClaims(definition).match, rules);
    expect(now && byName(knownClaims(now).match)).toEqual(byName(wanted));
    expect(after).toContain('the branch');
    return after;
  }

  it.each(changes)('writes %s, and leaves all else as it is', (_what, rules) => {
    updated(text, rules);
    updated(text.replaceAll('\n', '\r\n'), rules);
  });

  it('looks as a person would have written it', () => {
    const rules = [audience(exact('aud')), claim('ref', exact('main')), claim('sha', pattern('^f+$'))];
    expect(updated(text, rules)).toMatchSnapshot();
  });

  it('writes into an identity without any claims', () => {
    const bare = text.replace(
      /,?\s*"?claims"?[^]*?lee|,(?=\s*"claims)|\s*"?claims"?[^]*?(?=\n {2}\}|\n?$)/,
      '',
    );
    updated(bare, [claim('ref', exact('main')), claim('sha', pattern('x'))]);
  });

  it('writes into what stands on one line', () => {
    if (language === 'yaml') return;
    const inline = text
      .replace(/\{\s+(repository_owner) = ("acme")\s+(actor) +=/, '{ $1 = $2, $3 =')
      .replace('"kim"\n    }', '"kim" }');
    updated(inline, [claim('ref', exact('main')), claim('actor', undefined)]);
  });

  it('says which fields cannot be written, and writes nothing', () => {
    const open = text.replace(
      /"repo:acme\/shop:ref:refs\/heads\/main"|repo:acme\/shop:ref:refs\/heads\/main/,
      language === 'terraform' ? 'var.subject' : '"${subject}"',
    );
    const [definition] = readDefinitions(open, language);
    expect(
      definition && provenUpdate(open, language, definition, {}, [audience(exact('x')), subject(exact('x'))]),
    ).toEqual({
      is: 'missing',
      parts: [],
      rules: [subject(exact('x'))],
    });
  });

  it('sets a name and a description with the rules, or nothing', () => {
    const [definition] = readDefinitions(text, language);
    const values = { name: 'store', description: 'Sells "things"' };
    const update =
      definition && provenUpdate(text, language, definition, values, [claim('ref', exact('main'))]);
    if (update?.is !== 'proven') throw new Error(JSON.stringify(update));
    const [now] = readDefinitions(applyEdits(text, update.edits), language);
    expect(now && [textOfPart(now, 'name'), textOfPart(now, 'description')]).toEqual(Object.values(values));
  });
});

import { describe, expect, it } from 'vitest';
import {
  wantedOfLive,
  compareWithLive,
  comparisonText,
  editsFor,
  rulesOfLive,
  valuesOfLive,
} from '../../../../src/core/lint/comparison';
import { definitionOf } from '../../../../src/core/lint/definition';
import type { Identity } from '../../../../src/core/identity';
import { readDefinitions } from '../../../../src/documents/read';

const match = {
  account: '123456789012',
  arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci/(.+)$' },
  userId: { kind: 'exact', value: 'AROAEXAMPLE:x' },
} as const;
const live: Identity = {
  id: `${'0'.repeat(40)}/${'1'.repeat(16)}`,
  name: 'ci',
  description: 'Builds',
  relationship: { kind: 'aws', match },
  lastSeen: undefined,
  created: undefined,
  updated: undefined,
};
const compared = (values: Parameters<typeof definitionOf>[0], open = false) =>
  compareWithLive({ ...definitionOf(values), open }, live);
const differing = (fields: ReturnType<typeof compared>) =>
  fields.filter(({ differs }) => differs).map(({ part }) => part);

describe('comparing a definition with a live identity', () => {
  it('finds no difference where there is none', () => {
    const fields = compared({ ...match, name: 'ci', description: 'Builds' });
    expect(differing(fields)).toEqual([]);
    expect(comparisonText(fields, 'file')).toBe(comparisonText(fields, 'live'));
    expect(wantedOfLive(fields, live)).toEqual({ name: 'ci', description: 'Builds', match });
    expect(valuesOfLive(fields)).toEqual({});
  });

  it('tells an exact value from a pattern of the same text', () => {
    const fields = compared({
      ...match,
      name: 'ci',
      description: 'Builds',
      arn: { ...match.arn, kind: 'exact' },
    });
    expect(differing(fields)).toEqual(['arn']);
    expect(comparisonText(fields, 'file')).not.toBe(comparisonText(fields, 'live'));
  });

  it('changes of the live identity only what differs', () => {
    const fields = compared({ ...match, name: 'ci', userId: { kind: 'pattern', value: '^AROAEXAMPLE:' } });
    expect(differing(fields)).toEqual(['description', 'userId']);
    expect(wantedOfLive(fields, live)).toEqual({
      name: 'ci',
      description: '',
      match: { ...match, userId: { kind: 'pattern', value: '^AROAEXAMPLE:' } },
    });
  });

  it('says nothing about what is filled in later', () => {
    const fields = compared({ name: 'ci' }, true);
    expect(differing(fields)).toEqual([]);
    expect(comparisonText(fields, 'file')).toBe(comparisonText(fields, 'live'));
    expect(comparisonText(fields, 'file')).toContain('filled in later');
  });

  it('names the fields that the definition lacks, since there is nothing to rewrite', () => {
    const definition = definitionOf({ ...match, name: 'ci', arn: undefined });
    const { edits, missing } = editsFor(definition, valuesOfLive(compareWithLive(definition, live)));
    expect(missing).toEqual(['description', 'arn']);
    expect(edits).toEqual([]);
  });
});

describe('comparing a definition that trusts claims', () => {
  const subject = { kind: 'pattern', value: '^repo:acme/shop:.+$' } as const;
  const issuer = { kind: 'exact', value: 'https://token.actions.githubusercontent.com' } as const;
  const owner = { name: 'owner', rule: { kind: 'exact', value: 'acme' } } as const;
  const ref = { name: 'ref', rule: { kind: 'pattern', value: '^refs/' } } as const;
  const claims: Identity = {
    ...live,
    relationship: { kind: 'claims', issuer, subject, audience: undefined, claims: [owner, ref] },
  };
  const inFile = (text: string) => {
    const [definition] = readDefinitions(text, 'json');
    if (!definition) throw new Error('nothing is defined');
    return definition;
  };
  const defined = (more: object) =>
    inFile(
      JSON.stringify({
        name: 'ci',
        description: 'Builds',
        claimMatch: { issuer: issuer.value, subjectPattern: subject.value, ...more },
      }),
    );

  it('finds no difference where there is none', () => {
    const fields = compareWithLive(
      defined({ claims: { owner: 'acme' }, claimPatterns: { ref: '^refs/' } }),
      claims,
    );
    expect(differing(fields)).toEqual([]);
    expect(comparisonText(fields, 'file')).toBe(comparisonText(fields, 'live'));
    expect({ kind: 'claims', ...wantedOfLive(fields, claims).claims }).toEqual(claims.relationship);
    expect([valuesOfLive(fields), rulesOfLive(fields)]).toEqual([{}, []]);
  });

  it('compares the audience, and each claim in each of the two ways to ask for it', () => {
    const fields = compareWithLive(defined({ audience: 'x', claims: { owner: 'other', ref: 'y' } }), claims);
    expect(fields.filter(({ differs }) => differs).map(({ part, claim }) => claim ?? part)).toEqual([
      'audience',
      'owner',
      'ref',
      'ref',
    ]);
    expect(wantedOfLive(fields, claims).claims).toEqual({
      issuer,
      subject,
      audience: { kind: 'exact', value: 'x' },
      claims: [
        { name: 'owner', rule: { kind: 'exact', value: 'other' } },
        { name: 'ref', rule: { kind: 'exact', value: 'y' } },
      ],
    });
    expect(rulesOfLive(fields)).toEqual([
      { part: 'audience', field: 'audience', rule: undefined, kind: undefined },
      { part: 'claim', field: 'owner', rule: owner.rule, kind: 'exact' },
      { part: 'claim', field: 'ref', rule: undefined, kind: 'exact' },
      { part: 'claim', field: 'ref', rule: ref.rule, kind: 'pattern' },
    ]);
  });

  it('says nothing about what is filled in later', () => {
    const definition = { ...defined({}), open: true };
    expect(differing(compareWithLive(definition, claims))).toEqual([]);
  });

  it('compares an issuer and a subject of static keys, which cannot be changed here', () => {
    const keys: Identity = {
      ...live,
      relationship: { kind: 'static', issuer: 'https://a.example', subject: 'pod', expires: undefined },
    };
    const text = {
      name: 'ci',
      description: 'Builds',
      static: { issuer: 'https://a.example', subject: 'x', issuerKeys: '{}' },
    };
    const fields = compareWithLive(inFile(JSON.stringify(text)), keys);
    expect(differing(fields)).toEqual(['subject']);
    expect(wantedOfLive(fields, keys)).toEqual({ name: 'ci', description: 'Builds' });
  });
});

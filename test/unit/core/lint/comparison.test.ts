import { describe, expect, it } from 'vitest';
import {
  wantedOfLive,
  compareWithLive,
  comparisonText,
  editsFor,
  valuesOfLive,
} from '../../../../src/core/lint/comparison';
import { definitionOf } from '../../../../src/core/lint/definition';
import type { Identity } from '../../../../src/core/identity';

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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap } from '../../../../src/core/access/access';
import { type Candidate, type Overlaps, overlapsOf } from '../../../../src/core/access/overlaps';
import type { AwsMatch, ClaimMatch } from '../../../../src/core/identity';
import { matcherOf } from '../../../../src/core/match/rule';
import { match, other, someMatch } from './matches';

function candidates(...matches: readonly AwsMatch[]): readonly Candidate[] {
  return matches.map((each, index) => ({ id: String(index), relationship: { kind: 'aws', match: each } }));
}

function all(some: readonly Candidate[], left?: number): Overlaps & { readonly steps: number } {
  const work = overlapsOf(some, left === undefined ? {} : { work: { left } });
  for (let steps = 0; ; steps++) {
    const step = work.next();
    if (step.done) return { ...step.value, steps };
    expect(step.value.compared).toBeLessThan(step.value.of);
  }
}

const pairsOf = ({ overlaps }: Overlaps) => overlaps.map(({ a, b }) => [a, b].sort().join(' ')).sort();

describe('overlaps', () => {
  it('are the pairs that one caller can assume, with that caller', () => {
    const found = all(
      candidates(
        match('^arn:aws:sts::A:assumed-role/ci/(.+)$', '^AROAEXAMPLE1:(.+)$'),
        match('=arn:aws:sts::A:assumed-role/ci/kim', '^AROA[A-Z0-9]+:(.+)$'),
        match('^arn:aws:sts::A:assumed-role/ci/(.+)$', '^AROAEXAMPLE2:(.+)$'),
        match('^arn:aws:sts::A:assumed-role/ci/(.+)$', '^AROAEXAMPLE1:(.+)$', other),
        { account: '123456789012', arn: undefined, userId: undefined },
      ),
    );
    expect(pairsOf(found)).toEqual(['0 1', '1 2']);
    expect(found).toMatchObject({ undecided: [], compared: 4, of: 4 });
    expect(found.overlaps[0]?.by).toMatchObject({
      caller: { arn: expect.stringMatching(/ci\/kim$/) as string },
    });
  });

  it('are the same as those of every pair on its own', () => {
    fc.assert(
      fc.property(fc.array(someMatch, { minLength: 2, maxLength: 6 }), (matches) => {
        const found = all(candidates(...matches));
        const expected = matches.flatMap((a, index) =>
          matches.flatMap((b, at) =>
            index < at && overlap(a, b).kind === 'somebody' ? [`${index} ${at}`] : [],
          ),
        );
        expect(pairsOf(found)).toEqual(expected.sort());
        const isAccepted = found.overlaps.map(({ a, b, by }) =>
          [matches[Number(a)], matches[Number(b)]].every(
            (each) => each && by.kind === 'caller' && matcherOf(each)(by.caller),
          ),
        );
        expect(isAccepted).not.toContain(false);
      }),
      { numRuns: 60 },
    );
  });

  it('are found among those that trust claims', () => {
    const trust = (issuer: string, subject: string): ClaimMatch => ({
      issuer: { kind: 'exact', value: issuer },
      subject: { kind: 'pattern', value: subject },
      audience: undefined,
      claims: [],
    });
    const found = all(
      [
        trust('https://a.example', '^repo:acme/.*$'),
        trust('https://a.example', '^repo:acme/app:(?:main|next)$'),
        trust('https://b.example', '^repo:acme/.*$'),
        { ...trust('', '.*'), issuer: { kind: 'pattern', value: '^https://[ac]\\.example$' } as const },
      ].map((each, index) => ({ id: String(index), relationship: { kind: 'claims', ...each } })),
    );
    expect(pairsOf(found)).toEqual(['0 1', '0 3', '1 3']);
    expect(found.overlaps[0]?.by).toMatchObject({ kind: 'token', token: { issuer: 'https://a.example' } });
  });

  it('are compared in stretches, and not all once the work is used up', () => {
    const many = candidates(
      ...Array.from({ length: 600 }, (_, index) =>
        match(`^arn:aws:sts::A:assumed-role/role-${index}x/(.+)$`, `^AROAEXAMPLE${index}:(.+)$`),
      ),
      match('role-.*', '^AROAEXAMPLE7:'),
    );
    const found = all(many);
    expect(pairsOf(found)).toEqual(['600 7']);
    expect(found).toMatchObject({ compared: 601, of: 601 });
    const unanchored = candidates(
      ...Array.from({ length: 300 }, (_, index) =>
        match(`arn:aws:sts::A:assumed-role/role-${index}x/`, '^AROA[A-Z0-9]+:(.+)$'),
      ),
    );
    expect(all(unanchored, 3_000_000)).toMatchObject({ overlaps: [], undecided: [], compared: 300 });
    const cut = all(many, 300);
    expect(cut.compared).toBeLessThan(601);
    const open = candidates(
      ...Array.from({ length: 700 }, (_, index) => match('.*', `=AROAEXAMPLE${index}:kim`)),
    );
    expect(all(open).steps).toBeGreaterThan(0);
  });

  it('are looked for only among those that trust callers or claims', () => {
    const claims: ClaimMatch = { issuer: undefined, subject: undefined, audience: undefined, claims: [] };
    const any = { kind: 'pattern', value: '.*' } as const;
    const kinds: readonly Candidate['relationship'][] = [
      { kind: 'unknown' },
      { kind: 'service-principal', principal: 'catalog' },
      { kind: 'static', issuer: 'x', subject: 'y', expires: undefined },
      { kind: 'claims', ...claims },
      { kind: 'claims', ...claims, issuer: any },
      { kind: 'claims', ...claims, subject: any },
      { kind: 'aws', match: { ...match('.*', '.*'), arn: undefined } },
      { kind: 'aws', match: { ...match('.*', '.*'), userId: undefined } },
      { kind: 'claims', ...claims, issuer: any, subject: any },
      { kind: 'aws', match: match('.*', '.*') },
    ];
    const found = all(kinds.map((relationship, index) => ({ id: String(index), relationship })));
    expect(found).toEqual({ overlaps: [], undecided: [], compared: 2, of: 2, steps: 0 });
  });

  it('are not decided where there is no work left for a pair', () => {
    const both = candidates(match('(?:x{0,40}){0,20}y', '.*'), match('(?:[a-z]{0,30}){0,30}z', '^A.*'));
    expect(all(both, 400)).toMatchObject({ overlaps: [], undecided: [['0', '1']] });
  });

  it('are told up to ten thousand', () => {
    const same = candidates(...Array.from({ length: 150 }, () => match('/ci/', ':kim$')));
    const found = all(same);
    expect(found.overlaps).toHaveLength(10_000);
    expect(found.compared).toBeLessThan(150);
    expect(all(same.slice(0, 140)).overlaps).toHaveLength(9730);
  });
});

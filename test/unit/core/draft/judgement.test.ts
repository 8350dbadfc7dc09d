import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyDraft, type Draft } from '../../../../src/core/draft/draft';
import { exampleSession, judge } from '../../../../src/core/draft/judgement';
import { withValues, type NewValues } from '../../../../src/core/field';
import type { Subject } from '../../../../src/core/match/subject';
import { suggest } from '../../../../src/core/match/suggest';

const session: Subject = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/ci-runner/build-4711',
  userId: 'AROAQ3EGCIRUNNEXAMPLE:build-4711',
};
const role: Subject = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:role/teams/ci-runner',
  userId: undefined,
};
const draft = (more: Partial<Draft> = {}): Draft => ({
  ...emptyDraft,
  name: 'ci-runner',
  group: { id: 'a'.repeat(40), name: 'acme.example' },
  roles: [{ id: 'b'.repeat(40), name: 'viewer' }],
  ...more,
});
const patched = (of: Draft, values: NewValues): Draft => ({
  ...of,
  name: values.name ?? of.name,
  match: withValues(of.match, values),
});

describe('a judgement', () => {
  it.each([session, role])('has nothing against any suggestion, except advice: %j', (subject) => {
    for (const { match } of suggest(subject)) {
      const { verdicts, findings, who } = judge(draft({ match, subject }));
      expect(verdicts.map(({ matches }) => matches)).not.toContain(false);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(who).not.toMatch(/^Nobody/);
    }
  });

  it('compares an example session where only the role is known, and leaves the unknown unique ID out', () => {
    const [{ match } = { match: draft().match }] = suggest(role);
    const { verdicts } = judge(draft({ match, subject: role }));
    expect(verdicts.map(({ field }) => field)).toEqual(['account', 'arn']);
    expect(verdicts[1]?.actual).toBe(`arn:aws:sts::123456789012:assumed-role/ci-runner/${exampleSession}`);
  });

  it('marks where a rule and the caller part, and its fix makes them fit', () => {
    const match = {
      account: '123456789012',
      arn: { kind: 'pattern', value: '^arn:aws:sts::123456789012:assumed-role/ci-ranner/(.+)$' },
      userId: { kind: 'pattern', value: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$' },
    } as const;
    const wrong = draft({ match, subject: session });
    const verdict = judge(wrong).verdicts.find(({ field }) => field === 'arn');
    if (verdict?.matches !== false) throw new Error('it matches');
    expect(match.arn.value.slice(verdict.expectedAt.start, verdict.expectedAt.end)).toBe('anner');
    const right = judge(patched(wrong, verdict.change.sets));
    expect(right.verdicts.every(({ matches }) => matches)).toBe(true);
  });

  it('gives lint’s findings with fixes that make them go away', () => {
    const match = {
      account: '123456789012',
      arn: { kind: 'pattern', value: 'arn:aws:sts::123456789012:assumed-role/ci-runner/(.*)' },
      userId: { kind: 'pattern', value: '^AROAQ3EGCIRUNNEXAMPLE:(.+)$' },
    } as const;
    const loose = draft({ match, subject: session });
    const finding = judge(loose).findings.find(({ rule }) => rule === 'unanchored');
    expect(finding).toMatchObject({ field: 'arn', severity: 'warning' });
    const tight = judge(patched(loose, finding?.fixes[0]?.sets ?? {}));
    expect(tight.findings.map(({ rule }) => rule)).not.toContain('unanchored');
  });

  it('says one thing once: an account that lint refuses is not refused a second time', () => {
    const { findings } = judge(draft({ match: { ...draft().match, account: '12345678901' } }));
    expect(findings.filter(({ field }) => field === 'account')).toHaveLength(1);
  });

  it('offers a name that Chainguard accepts', () => {
    const wrong = draft({ name: 'CI Runner (Prod)' });
    const [fix] = judge(wrong).findings.find(({ field }) => field === 'name')?.fixes ?? [];
    expect(fix?.sets).toEqual({ name: 'ci-runner-prod' });
    expect(judge(patched(wrong, fix?.sets ?? {})).findings.map(({ field }) => field)).not.toContain('name');
  });

  it('survives any text in any field, and stays plain data', () => {
    const rule = fc.record({
      kind: fc.constantFrom('exact' as const, 'pattern' as const),
      value: fc.string(),
    });
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.option(rule),
        fc.option(rule),
        (name, account, arn, userId) => {
          const match = { account, arn: arn ?? undefined, userId: userId ?? undefined };
          const judgement = judge(draft({ name, match, subject: session }));
          expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
        },
      ),
      { numRuns: 200 },
    );
  });
});

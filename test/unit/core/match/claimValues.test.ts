import { describe, expect, it } from 'vitest';
import { lint } from '../../../../src/core/lint/lint';
import { definitionOutside, fieldOutside } from '../../../../src/core/lint/definition';
import { claimValues } from '../../../../src/core/match/claimValues';
import { ruleHolds } from '../../../../src/core/match/rule';
import { subjectParts } from '../../../../src/core/match/subjectParts';
import { platformOfIssuer } from '../../../../src/core/platform/platform';

const callers = [
  {
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/ci/x',
    userId: 'AROAQ3EGCIRUNNEXAMPLE:x',
  },
  {
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/ci/y',
    userId: 'AROAQ3EGCIRUNNEXAMPLE:y',
  },
  {
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/team/kim',
    userId: 'AIDAQ3EGKIMKIMEXAMPLE',
  },
];
const texts = (...asked: Parameters<typeof claimValues>) => claimValues(...asked).map(({ text }) => text);

describe('values that are offered for what an identity asks of a token', () => {
  it('are issuers of platforms that are known', () => {
    const issuers = texts('issuer', 'exact', undefined, []);
    expect(issuers.length).toBeGreaterThan(4);
    for (const issuer of issuers) expect(platformOfIssuer(issuer)).toBeDefined();
  });

  it.each(['github', 'gitlab', 'kubernetes'] as const)('are subjects in the form of %s', (platform) => {
    const subjects = texts('subject', 'exact', platform, []);
    expect(subjects.length).toBeGreaterThan(0);
    for (const value of subjects) expect(subjectParts({ kind: 'exact', value })).toBeDefined();
  });

  it('are the roles and users of known callers, each once, where AWS issues the tokens', () => {
    expect(texts('subject', 'exact', 'aws', callers)).toEqual([
      'arn:aws:iam::123456789012:role/ci',
      'arn:aws:iam::123456789012:user/team/kim',
    ]);
  });

  it('are patterns that fit just the value, where a pattern is asked for', () => {
    for (const part of ['issuer', 'audience'] as const) {
      const exact = texts(part, 'exact', undefined, []);
      texts(part, 'pattern', undefined, []).forEach((value, index) => {
        expect(ruleHolds({ kind: 'pattern', value }, exact[index] ?? '')).toBe(true);
        expect(ruleHolds({ kind: 'pattern', value }, `${exact[index]}x`)).toBe(false);
        const definition = definitionOutside('claims', [
          fieldOutside(part, part, { kind: 'pattern', value }),
        ]);
        expect(lint(definition).filter(({ part: of }) => of === part)).toEqual([]);
      });
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../src/core/identity';
import { explain } from '../../../../src/core/match/explain';
import { breakBehind, fitsNobodyForItsBreak, withoutBreak } from '../../../../src/core/match/lineBreak';
import { whoCouldAssume } from '../../../../src/core/match/whoCouldAssume';

const account = '123456789012';
const caller = {
  account,
  arn: `arn:aws:sts::${account}:assumed-role/ci/kim`,
  userId: 'AROAEXAMPLE1:kim',
};
const arn: Rule = { kind: 'pattern', value: `^arn:aws:sts::${account}:assumed-role/ci/(.+)$` };
const userId: Rule = { kind: 'exact', value: caller.userId };
const behind = (rule: Rule): Rule => ({ ...rule, value: `${rule.value}\n` });

describe('a rule that ends in a line break', () => {
  it.each([
    ['ARN', { account, arn: behind(arn), userId }],
    ['user ID', { account, arn, userId: behind(userId) }],
  ])('fits nobody, and who asks is told so: %s', (name, match) => {
    expect(explain({ account, arn, userId }, caller).matches).toBe(true);
    expect(explain(match, caller).matches).toBe(false);
    expect(whoCouldAssume(match)).toBe(`Nobody: the ${name} that is asked for ends in a line break.`);
  });

  it('fits by its other alternatives', () => {
    const choices = { kind: 'pattern', value: `${arn.value}|x\n` } as const;
    expect(fitsNobodyForItsBreak(choices)).toBe(false);
    expect(fitsNobodyForItsBreak({ ...choices, kind: 'exact' })).toBe(true);
    expect(explain({ account, arn: choices, userId }, caller).matches).toBe(true);
    expect(whoCouldAssume({ account, arn: choices, userId })).not.toMatch(/^Nobody/);
  });

  it('ends in all the line breaks that are its last characters', () => {
    expect(['a', 'a\n', 'a\r\n', '\n', 'a\nb', 'a\r\r'].map(breakBehind)).toEqual([
      '',
      '\n',
      '\r\n',
      '\n',
      '',
      '\r\r',
    ]);
    expect(['a', 'a\n', 'a\nb\n\n'].map(withoutBreak)).toEqual(['a', 'a', 'a\nb']);
  });
});

import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../src/core/lint/definition';
import { lint } from '../../../../src/core/lint/lint';
import type { Rule } from '../../../../src/core/identity';

const account = '123456789012';
const arn: Rule = { kind: 'pattern', value: `^arn:aws:sts::${account}:assumed-role/ci/(.+)$` };
const userId: Rule = { kind: 'exact', value: 'AROAEXAMPLE1:kim' };
const behind = (rule: Rule, lineBreak = '\n'): Rule => ({ ...rule, value: rule.value + lineBreak });
const found = (values: object) => lint(definitionOf({ account, arn, userId, ...values }));

describe('a value that ends in a line break', () => {
  it.each([
    ['arn', { arn: behind(arn) }, { arn }],
    ['userId', { userId: behind(userId, '\r\n') }, { userId }],
    ['userId', { userId: behind(userId, '\n\n') }, { userId }],
    ['account', { account: `${account}\n` }, { account }],
  ])('is found in the %s, and offered without it to a person alone', (part, values, sets) => {
    const findings = found(values);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['ends-in-line-break', 'error']]);
    const [finding] = findings;
    expect(finding?.part).toBe(part);
    expect(finding?.message).toMatch(/^The value ends in a line break, so it fits nobody: /);
    expect(finding?.fixes.map((fix) => [fix.sets, fix.widens])).toEqual([[sets, true]]);
  });

  it('fits nobody by its last alternative only', () => {
    const choices = { kind: 'pattern', value: '^AROAEXAMPLE1:(?:kim)$|^AROAEXAMPLE1:(?:sam)$\n' } as const;
    const [finding] = found({ userId: choices }).filter(({ rule }) => rule === 'ends-in-line-break');
    expect(finding?.message).toMatch(/^The last alternative ends in a line break/);
  });

  it('is judged as if it had none, and keeps it when something else is put right', () => {
    const open = { kind: 'pattern', value: 'AROAEXAMPLE1:(.+)\n' } as const;
    const findings = found({ userId: open });
    expect(findings.map(({ rule }) => rule)).toEqual(['unanchored', 'ends-in-line-break']);
    expect(findings[0]?.fixes[0]?.sets.userId?.value).toBe('^AROAEXAMPLE1:(.+)$\n');
    const dashes = found({ account: '1234-5678-9012\n' });
    expect(dashes.map(({ rule, fixes }) => [rule, fixes[0]?.sets.account])).toEqual([
      ['account-format', `${account}\n`],
      ['ends-in-line-break', '1234-5678-9012'],
    ]);
  });

  it('is not found where there is only a line break, none, or one inside', () => {
    for (const value of ['AROAEXAMPLE1:kim', 'a\nb'])
      expect(found({ userId: { kind: 'exact', value } }).map(({ rule }) => rule)).not.toContain(
        'ends-in-line-break',
      );
    expect(found({ userId: { kind: 'exact', value: '\n' } }).map(({ rule }) => rule)).not.toContain(
      'ends-in-line-break',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { lint } from '../../../../src/core/lint/lint';
import type { LintOptions } from '../../../../src/core/lint/finding';
import { ruleIds } from '../../../../src/core/lint/rules';
import { readDefinitions } from '../../../../src/documents/read';
import { workflowFindings } from '../../../../src/documents/workflowFindings';
import { type RuleExample, ruleExamples } from '../../../../src/ui/editor/ruleExamples';
import { ruleFacts } from '../../../../src/ui/editor/ruleFacts';
import { rulePageText } from '../../../../src/ui/editor/rulePage';

function found(text: string, { language, identities = {} }: RuleExample, options?: LintOptions): string[] {
  const known = Object.entries(identities).map(
    ([id, match]) => [id, { name: undefined, match, unknown: [] }] as const,
  );
  const definitions = readDefinitions(text, language);
  return [
    ...definitions.flatMap((definition) => lint(definition, options)),
    ...workflowFindings(text, new Map(known)),
  ].map(({ rule }) => rule);
}

describe.each(ruleIds)('the example of %s', (rule) => {
  const { language, wrong, right, given, identities } = ruleExamples[rule];

  it('is wrong by that rule alone', () => {
    expect(new Set(found(wrong, ruleExamples[rule], given?.wrong))).toEqual(new Set([rule]));
  });

  it('is right by every rule', () => {
    expect(readDefinitions(right, language).length).toBe(rule === 'data-source' || identities ? 0 : 1);
    expect(found(right, ruleExamples[rule], given?.right)).toEqual([]);
  });

  it('is on a page that has all its parts', () => {
    const { needs, fix, source } = ruleFacts[rule];
    for (const text of [needs(), fix(), source.title]) expect(text).toMatch(/^\S.{5,}$/);
    expect(new URL(source.address).protocol).toBe('https:');
    const page = rulePageText(rule) ?? '';
    for (const part of [wrong.trimEnd(), needs(), fix(), `[${source.title}](${source.address})`])
      expect(page).toContain(part);
    if (!given) expect(page).toContain(right.trimEnd());
    expect(page.match(/^## .+$/gm)).toEqual([
      '## Example',
      '## What it needs to know',
      '## Fix',
      '## Source',
      '## Settings',
    ]);
  });
});

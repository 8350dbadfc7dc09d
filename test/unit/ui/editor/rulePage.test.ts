import { describe, expect, it } from 'vitest';
import manifest from '../../../../package.json';
import { ruleIds, ruleReason, ruleTitle } from '../../../../src/core/lint/rules';
import { rulePageText } from '../../../../src/ui/editor/rulePage';

const settings = new Map<string, { readonly default?: unknown }>(
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);

describe('the page of a rule', () => {
  it.each(ruleIds)('says of %s what the rule finds, why, and what its setting is', (rule) => {
    const standard = settings.get(`assumable.lint.${rule}`)?.default;
    expect(standard).toMatch(/^(?:info|warning|error)$/);
    const page = rulePageText(rule)?.split('\n');
    expect(page?.slice(0, 5)).toEqual([`# ${rule}`, '', `${ruleTitle(rule)}.`, '', ruleReason(rule)]);
    expect(page).toContain(`- Severity unless set otherwise: ${String(standard)}`);
    expect(page).toContain(`- For one place, where the language has comments: \`assumable-ignore ${rule}\``);
  });

  it('has no page for what is no rule', () => {
    expect(rulePageText('unanchored.md')).toBeUndefined();
  });

  it('has a setting for each rule, and none besides', () => {
    const set = [...settings.keys()].flatMap((name) => /^assumable\.lint\.(.+)$/.exec(name)?.[1] ?? []);
    expect(set.toSorted()).toEqual(ruleIds.toSorted());
  });
});

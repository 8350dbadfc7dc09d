import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { githubWorkflow } from '../../src/generate/githubWorkflow';
import { anyDraft, kinds, sample } from '../unit/generate/drafts';

const problems = (content: string) =>
  parseWorkflow({ name: 'chainguard.yml', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

describe('the GitHub workflow', { timeout: 60_000 }, () => {
  it('is one to GitHub’s own parser, whatever the draft holds', () => {
    for (const draft of [...Object.values(kinds), ...fc.sample(anyDraft, 60)])
      expect(problems(githubWorkflow.generate(draft))).toEqual([]);
  });

  it('would not be with a step that does nothing', () => {
    const broken = githubWorkflow.generate(sample).replace(/^ {8}run:/m, '        runs:');
    expect(problems(broken)).not.toEqual([]);
  });
});

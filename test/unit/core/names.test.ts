import { describe, expect, it } from 'vitest';
import { check, emptyDraft, type Draft } from '../../../src/core/draft/draft';
import { definitionOf } from '../../../src/core/lint/definition';
import { lint } from '../../../src/core/lint/lint';
import { descriptionProblem, nameLike, nameProblem, newNameProblem } from '../../../src/core/names';
import { findMentions } from '../../../src/documents/mentions';
import { readDefinitions } from '../../../src/documents/read';
import { checkName } from '../../sandbox/readJson';

/** What creating and linting say of a field: both nothing, or both the same sentence. */
function said(field: 'name' | 'description', text: string) {
  const draft: Draft = { ...emptyDraft, [field]: text };
  return {
    create: check(draft).find((problem) => problem.field === field)?.message,
    lint: lint({ ...definitionOf({ [field]: text }), open: true })[0]?.message,
  };
}

function isMentioned(name: string): boolean {
  const text = JSON.stringify({ name, awsIdentity: { awsAccount: '123456789012' } });
  return findMentions(text, 'id.json', readDefinitions(text, 'json')).length > 0;
}

describe('a name', () => {
  it.each([
    ['a tab', 'ci\trunner'],
    ['an invisible character', 'ci\u200brunner'],
    ['a space that looks like another', 'ci\u00a0runner'],
    ['a capital letter', 'Ci-runner'],
    ['half an emoji', 'ci-\ud83d'],
    ['nothing', ''],
  ])('with %s is refused in one sentence wherever it is judged', (_, name) => {
    const problem = nameProblem(name);
    expect(problem).toBeTypeOf('string');
    expect(newNameProblem(name)).toBe(problem);
    expect(said('name', name)).toEqual({ create: problem, lint: problem });
    expect(isMentioned(name)).toBe(false);
  });

  it.each([' ci', 'ci '])('with white space around it is not given, but may be there: %j', (name) => {
    expect(said('name', name)).toEqual({ create: nameProblem(name), lint: undefined });
    expect(nameProblem(name)).toBe('Remove the white space around the name.');
    expect(() => checkName(name, '')).not.toThrow();
  });

  it('with a line break behind it is refused when it is written, too', () => {
    expect(said('name', 'ci-runner\n')).toEqual({
      create: 'Remove the white space around the name.',
      lint: expect.stringContaining('does not belong there') as string,
    });
  });

  it.each(['ci-runner', 'my runner_2.0', 'a'.repeat(63)])('such as %j is taken everywhere', (name) => {
    expect(said('name', name)).toEqual({ create: undefined, lint: undefined });
    expect(isMentioned(name)).toBe(true);
    expect(() => checkName(name, '')).not.toThrow();
  });

  it.each(['ci', 'a'.repeat(64)])('of another length is not given, but may be there: %j', (name) => {
    expect(said('name', name)).toEqual({ create: newNameProblem(name), lint: undefined });
    expect(newNameProblem(name)).toContain(String(name.length));
    expect(isMentioned(name)).toBe(true);
  });

  it.each([
    ['CI Runner', 'ci-runner'],
    [' --team/ci runner!-', 'team-ci-runner'],
    ['x'.repeat(80), 'x'.repeat(63)],
    ['éé', undefined],
  ])('close to %j is %j', (text, name) => {
    expect(nameLike(text)).toBe(name);
    if (name !== undefined) expect(newNameProblem(name)).toBeUndefined();
  });
});

describe('a description', () => {
  it.each([
    ['a line break', 'two\nlines'],
    ['a tab', 'a\ttab'],
    ['a vertical tab', 'a\u000btab'],
    ['an escape character', '\u001b[31mred'],
    ['a line separator', 'two\u2028lines'],
    ['half an emoji', '\ud83d'],
    ['513 characters', '😀'.repeat(513)],
  ])('with %s is refused in one sentence where it is typed, and may be in a file', (_, text) => {
    const problem = descriptionProblem(text);
    expect(problem).toBeTypeOf('string');
    expect(said('description', text)).toEqual({ create: problem, lint: undefined });
  });

  it.each([
    ['nothing', ''],
    ['white space around it', ' for the nightly build '],
    ['a space that does not break', 'no\u00a0break'],
    ['512 letters', 'ä'.repeat(512)],
    ['512 emoji', '😀'.repeat(512)],
  ])('with %s is taken everywhere', (_, text) => {
    expect(said('description', text)).toEqual({ create: undefined, lint: undefined });
    expect(() => checkName('ci-runner', text)).not.toThrow();
  });
});

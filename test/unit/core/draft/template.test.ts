import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/core/draft/judgement';
import { emptyDraft } from '../../../../src/core/draft/draft';
import { rulesFrom, templateIds, type Word, wordsFor } from '../../../../src/core/draft/template';
import { templateOf } from '../../../../src/core/draft/templateOf';
import { ruleHolds } from '../../../../src/core/match/rule';
import { platformOf } from '../../../../src/core/platform/platform';

const words: Readonly<Record<Word, string>> = {
  owner: 'acme',
  ownerId: '1234567',
  repository: 'shop.js',
  repositoryId: '987654321',
  branch: 'release/1.x',
  tag: 'v1.2',
  environment: 'production',
  project: 'group/sub/project',
  organization: 'acme',
  pipeline: 'release',
  step: 'build',
  workspace: 'acme',
  workspaceId: '11111111-2222-3333-4444-555555555555',
  cluster: 'https://oidc.eks.us-east-1.amazonaws.com/id/ABC',
  namespace: 'default',
  serviceAccount: 'builder',
  number: '104000000000000000000',
};
const subject = (id: (typeof templateIds)[number], more: object = {}) =>
  rulesFrom(id, { ...words, ...more }).subject;

describe('rules that are made of a platform’s words', () => {
  it.each([
    ['github-branch', 'repo:acme@1234567/shop.js@987654321:ref:refs/heads/release/1.x'],
    ['github-environment', 'repo:acme@1234567/shop.js@987654321:environment:production'],
    ['github-tag', 'repo:acme@1234567/shop.js@987654321:ref:refs/tags/v1.2'],
    ['github-pull-request', 'repo:acme@1234567/shop.js@987654321:pull_request'],
    ['gitlab-branch', 'project_path:group/sub/project:ref_type:branch:ref:release/1.x'],
    ['gitlab-tag', 'project_path:group/sub/project:ref_type:tag:ref:v1.2'],
    ['kubernetes', 'system:serviceaccount:default:builder'],
    ['google', '104000000000000000000'],
  ] as const)('say just what %s says', (id, value) => {
    expect(subject(id)).toEqual({ kind: 'exact', value });
  });

  it('fit every job of a repository, and of no other', () => {
    const any = subject('github-any', { ownerId: '', repositoryId: '' });
    expect(ruleHolds(any, 'repo:acme/shop.js:environment:x')).toBe(true);
    for (const other of ['repo:acme/shopxjs:environment:x', 'repo:acme/shop.js-2:x', 'x repo:acme/shop.js:x'])
      expect(ruleHolds(any, other)).toBe(false);
  });

  it('leave open what is another one in each run', () => {
    const of = (commit: string, step: string) =>
      `organization:acme:pipeline:release:ref:refs/heads/release/1.x:commit:${commit}:step:${step}`;
    expect(ruleHolds(subject('buildkite'), of('0a1b', 'build'))).toBe(true);
    expect(ruleHolds(subject('buildkite'), of('0a1b', 'other'))).toBe(false);
    expect(ruleHolds(subject('buildkite', { step: '' }), of('0a1b', 'other'))).toBe(true);
    const run = `{${words.workspaceId}}:{step}`;
    expect(ruleHolds(subject('bitbucket', { repositoryId: `{${words.workspaceId}}` }), run)).toBe(true);
  });

  it('are empty where a word is missing, or one of the two immutable ids', () => {
    for (const id of templateIds)
      for (const { word, optional } of wordsFor(id))
        if (!optional)
          expect(subject(id, { [word]: ' ' }), `${id} ${word}`).toEqual({ kind: 'exact', value: '' });
    expect(subject('github-branch', { ownerId: '' })).toEqual({ kind: 'exact', value: '' });
  });

  it.each(templateIds.filter((id) => id !== 'bitbucket'))('are read back into the words of %s', (id) => {
    const { issuer, subject } = rulesFrom(id, words);
    const found = templateOf({ issuer, subject });
    expect(found?.id).toBe(id);
    expect(found && rulesFrom(found.id, found.words)).toMatchObject({ issuer, subject });
  });

  it('are not read back where no words say them', () => {
    const { issuer } = rulesFrom('github-branch', words);
    const of = (value: string) => templateOf({ issuer, subject: { kind: 'pattern', value } });
    expect(of('^repo:acme/.+:ref:refs/heads/main$')).toBeUndefined();
    expect(of('(')).toBeUndefined();
    expect(templateOf({ issuer: undefined, subject: undefined })).toBeUndefined();
  });

  it.each(templateIds)('of %s belong to their platform, and lint has no error for them', (id) => {
    const { issuer, subject, audience } = rulesFrom(id, words);
    expect(platformOf(issuer)).toBe(id.split('-')[0]);
    const { findings, who } = judge({ ...emptyDraft, claims: { issuer, subject, audience, claims: [] } });
    const fields = ['issuer', 'subject', 'audience', 'claims'];
    const errors = findings.filter(({ severity, field }) => severity === 'error' && fields.includes(field));
    expect(errors).toEqual([]);
    expect(who).not.toMatch(/^Nobody/);
  });
});

import { type Rule, ruleOf } from '../identity';
import { quotePattern } from '../pattern/quote';

/** The platforms' own words, of which their subjects are made. */
export const words = [
  'owner',
  'ownerId',
  'repository',
  'repositoryId',
  'branch',
  'tag',
  'environment',
  'project',
  'organization',
  'pipeline',
  'step',
  'workspace',
  'workspaceId',
  'cluster',
  'namespace',
  'serviceAccount',
  'number',
] as const;
export type Word = (typeof words)[number];
export type Words = Readonly<Partial<Record<Word, string>>>;

/** What a token is for, on platforms whose subjects have a form. */
export const templateIds = [
  'github-branch',
  'github-environment',
  'github-tag',
  'github-pull-request',
  'github-any',
  'gitlab-branch',
  'gitlab-tag',
  'buildkite',
  'bitbucket',
  'kubernetes',
  'google',
] as const;
export type TemplateId = (typeof templateIds)[number];

interface Template {
  /** Those that have to be filled in. */
  readonly needs: readonly Word[];
  readonly may?: readonly Word[];
  readonly issuer: string;
  readonly subject: (said: (word: Word) => string) => Rule;
  readonly audience?: string;
}

const pattern = (value: string): Rule => ({ kind: 'pattern', value });

/** Chainguard's documentation of each platform (facts: its subjects), and the platforms' own. */
function github(run: string, needs: readonly Word[] = []): Template {
  return {
    needs: ['owner', 'repository', ...needs],
    may: ['ownerId', 'repositoryId'],
    issuer: 'https://token.actions.githubusercontent.com',
    subject(said) {
      const withId = (word: string, id: string) => (id === '' ? word : `${word}@${id}`);
      const owner = withId(said('owner'), said('ownerId'));
      const before = `repo:${owner}/${withId(said('repository'), said('repositoryId'))}:`;
      return run === '' ? pattern(`^${quotePattern(before)}.+$`) : ruleOf(before + filled(run, said));
    },
  };
}

const gitlab = (type: 'branch' | 'tag'): Template => ({
  needs: ['project', type],
  issuer: 'https://gitlab.com',
  subject: (said) => ruleOf(`project_path:${said('project')}:ref_type:${type}:ref:${said(type)}`),
});

const templates: Readonly<Record<TemplateId, Template>> = {
  'github-branch': github('ref:refs/heads/{branch}', ['branch']),
  'github-environment': github('environment:{environment}', ['environment']),
  'github-tag': github('ref:refs/tags/{tag}', ['tag']),
  'github-pull-request': github('pull_request'),
  'github-any': github(''),
  'gitlab-branch': gitlab('branch'),
  'gitlab-tag': gitlab('tag'),
  buildkite: {
    needs: ['organization', 'pipeline', 'branch'],
    may: ['step'],
    issuer: 'https://agent.buildkite.com',
    subject(said) {
      const before = `organization:${said('organization')}:pipeline:${said('pipeline')}:ref:refs/heads/${said('branch')}`;
      const step = said('step') === '' ? '[^:]+' : quotePattern(said('step'));
      return pattern(`^${quotePattern(before)}:commit:[0-9a-f]+:step:${step}$`);
    },
  },
  bitbucket: {
    needs: ['workspace', 'workspaceId', 'repositoryId'],
    issuer: 'https://api.bitbucket.org/2.0/workspaces/{workspace}/pipelines-config/identity/oidc',
    subject: (said) => pattern(`^\\{${quotePattern(bare(said('repositoryId')))}\\}:.+$`),
    audience: 'ari:cloud:bitbucket::workspace/{workspaceId}',
  },
  kubernetes: {
    needs: ['cluster', 'namespace', 'serviceAccount'],
    issuer: '{cluster}',
    subject: (said) => ruleOf(`system:serviceaccount:${said('namespace')}:${said('serviceAccount')}`),
  },
  google: {
    needs: ['number'],
    issuer: 'https://accounts.google.com',
    subject: (said) => ruleOf(said('number')),
  },
};

/** An id without the braces that Bitbucket shows around it. */
function bare(id: string): string {
  return id.replace(/^\{(.*)\}$/, '$1');
}

function filled(text: string, said: (word: Word) => string): string {
  return text.replace(/\{(\w+)\}/g, (_, word) => bare(said(word as Word)));
}

/** The words of a template: those that it needs, then those that may be left out. */
export function wordsFor(id: TemplateId): readonly { readonly word: Word; readonly optional: boolean }[] {
  const { needs, may = [] } = templates[id];
  const of = (optional: boolean) => (word: Word) => ({ word, optional });
  return [...needs.map(of(false)), ...may.map(of(true))];
}

/** What a template asks of a token. */
export interface TemplateRules {
  readonly issuer: Rule;
  readonly subject: Rule;
  /** `undefined` where the identity need not name one. */
  readonly audience: Rule | undefined;
}

/**
 * The rules that a template makes of words. What lacks a word is empty: half a rule would let in others than were
 * meant. GitHub's immutable subjects have both ids.
 */
export function rulesFrom(id: TemplateId, given: Words): TemplateRules {
  const { needs, may = [], issuer, subject, audience } = templates[id];
  const said = (word: Word) => (given[word] ?? '').trim();
  const has = (word: Word) => said(word) !== '';
  const ids = may.filter((word) => word !== 'step' && has(word));
  const whole = needs.every(has) && ids.length !== 1;
  const address = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].every(([, word]) => has(word as Word)) ? filled(text, said) : '';
  return {
    issuer: ruleOf(address(issuer)),
    subject: whole ? subject(said) : ruleOf(''),
    audience: audience === undefined ? undefined : ruleOf(address(audience)),
  };
}

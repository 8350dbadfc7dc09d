import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type TemplateId, templateIds, wordsFor, type Word } from '../../core/draft/template';
import { platformName } from '../../core/platform/platform';
import { longest } from '../../wire/fieldLimits';
import { noteView, valueOf } from '../shared/parts';
import type { Controller } from './controller';
import type { Model } from './model';
import { textField } from './parts';
import { isFromWords } from './trusting';

/** "Which workflow": issuer and subject in the platform's own words. */
export function wordsColumn(model: Model, way: 'github' | 'token', controller: Controller): TemplateResult {
  const { form } = model;
  const id = form.templates[way];
  const words = id === 'by-hand' ? [] : wordsFor(id);
  const isFilled = form.rules[way].subject.value !== '';
  const field = (word: Word, optional: boolean) =>
    textField({
      id: `word-${word}`,
      label: optional ? l10n.t('{0} (optional)', wordTitle(word)) : wordTitle(word),
      value: form.words[word] ?? '',
      most: longest.option,
      placeholder:
        id === 'bitbucket' && word === 'repositoryId' ? placeholders.workspaceId : placeholders[word],
      code: true,
      input: (text) => controller.trusting.word(way, word, text),
    });
  const required = words.filter(({ optional }) => !optional);
  const optional = words.filter((each) => each.optional);
  const isGithub = way === 'github';
  return html`<section class="column" aria-labelledby="caller-title">
    <h2 id="caller-title">${isGithub ? l10n.t('Which workflow') : l10n.t('Whose token')}</h2>
    <div class="field">
      <label for="template">${isGithub ? l10n.t('Jobs of') : l10n.t('Issuer’s platform')}</label>
      <select
        id="template"
        @change=${(event: Event) =>
          controller.trusting.template(way, valueOf(event) as TemplateId | 'by-hand')}
      >
        ${[...offered(way), 'by-hand' as const].map(
          (each) => html`<option value=${each} ?selected=${each === id}>${templateTitle(each)}</option>`,
        )}
      </select>
    </div>
    ${required.map(({ word }) => field(word, false))}
    ${
      optional.length === 0
        ? nothing
        : html`<details class="options" ?open=${optional.some(({ word }) => (form.words[word] ?? '') !== '')}>
            <summary>${isGithub ? l10n.t('Immutable IDs') : l10n.t('More')}</summary>
            ${
              isGithub
                ? html`<p class="hint">
                    ${l10n.t('Subjects of repositories that were created, renamed or transferred since July 2026 have both. They print with: {0}', 'gh api repos/{owner}/{repo} --jq .owner.id,.id')}
                  </p>`
                : nothing
            }
            ${optional.map(({ word }) => field(word, true))}
          </details>`
    }
    ${
      id === 'by-hand'
        ? html`<p class="empty">
            ${l10n.t('Enter issuer and subject as the tokens have them. Decode Token shows what is in one.')}
          </p>`
        : noteView(
            'information',
            isFilled && !isFromWords(form, way)
              ? l10n.t('The rules were changed by hand. Changing a word here writes them anew.')
              : null,
          )
    }
  </section>`;
}

function offered(way: 'github' | 'token'): readonly TemplateId[] {
  return templateIds.filter((id) => id.startsWith('github-') === (way === 'github'));
}

function templateTitle(id: TemplateId | 'by-hand'): string {
  const titles: Readonly<Record<TemplateId | 'by-hand', string>> = {
    'github-branch': l10n.t('a branch'),
    'github-environment': l10n.t('an environment'),
    'github-tag': l10n.t('a tag'),
    'github-pull-request': l10n.t('any pull request'),
    'github-any': l10n.t('the repository, whatever they run for'),
    'gitlab-branch': l10n.t('{0}: a branch', platformName('gitlab')),
    'gitlab-tag': l10n.t('{0}: a tag', platformName('gitlab')),
    buildkite: platformName('buildkite'),
    bitbucket: platformName('bitbucket'),
    kubernetes: platformName('kubernetes'),
    google: platformName('google'),
    'by-hand': l10n.t('written by hand'),
  };
  return titles[id];
}

function wordTitle(word: Word): string {
  const titles: Readonly<Record<Word, string>> = {
    owner: l10n.t('Organization or user'),
    ownerId: l10n.t('ID of the organization'),
    repository: l10n.t('Repository'),
    repositoryId: l10n.t('ID of the repository'),
    branch: l10n.t('Branch'),
    tag: l10n.t('Tag'),
    environment: l10n.t('Environment'),
    project: l10n.t('Project, with its groups'),
    organization: l10n.t('Organization'),
    pipeline: l10n.t('Pipeline'),
    step: l10n.t('Step'),
    workspace: l10n.t('Workspace'),
    workspaceId: l10n.t('ID of the workspace'),
    cluster: l10n.t('Issuer of the cluster'),
    namespace: l10n.t('Namespace'),
    serviceAccount: l10n.t('Service account'),
    number: l10n.t('Unique ID of the service account'),
  };
  return titles[word];
}

const placeholders: Readonly<Record<Word, string>> = {
  owner: 'acme',
  ownerId: '1234567',
  repository: 'shop',
  repositoryId: '987654321',
  branch: 'main',
  tag: 'v1.2.3',
  environment: 'production',
  project: 'group/project',
  organization: 'acme',
  pipeline: 'release',
  step: 'build',
  workspace: 'acme',
  workspaceId: '00000000-0000-0000-0000-000000000000',
  cluster: 'https://oidc.eks.us-east-1.amazonaws.com/id/…',
  namespace: 'default',
  serviceAccount: 'builder',
  number: '104000000000000000000',
};

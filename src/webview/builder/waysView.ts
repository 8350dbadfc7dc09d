import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { type FormWay, formWays } from '../../wire/builderForm';
import type { Controller } from './controller';
import type { Model } from './model';

/** What a way is called. */
export function wayTitle(way: FormWay): string {
  return {
    'web-identity': l10n.t('Web identity (AWS)'),
    github: l10n.t('GitHub Actions'),
    token: l10n.t('Another issuer'),
    'signed-request': l10n.t('Signed request (legacy)'),
  }[way];
}

function wayDetail(way: FormWay): string {
  return {
    'web-identity': l10n.t('A token that AWS signs for a role or user. Recommended.'),
    github: l10n.t('A token of a workflow’s job.'),
    token: l10n.t('A token of GitLab, Buildkite, Kubernetes or any other issuer.'),
    'signed-request': l10n.t('A request that an AWS caller signs; what most identities use today.'),
  }[way];
}

/** The choice of how a caller proves who it is. What was filled in for another way is kept. */
export function waysView({ form }: Model, controller: Controller): TemplateResult {
  if (form.editing?.trusts === 'other') return html``;
  if (form.editing)
    return html`<p class="way">
      <span class="hint">${l10n.t('How a caller proves who it is:')}</span> ${wayTitle(form.way)}
    </p>`;
  return html`<fieldset class="ways">
    <legend>${l10n.t('How a caller proves who it is')}</legend>
    ${formWays.map(
      (way) =>
        html`<label class="choice ${way === form.way ? 'chosen' : ''}">
          <input
            type="radio"
            name="way"
            value=${way}
            .checked=${way === form.way}
            aria-describedby="way-${way}"
            @change=${() => controller.trusting.way(way)}
          />
          <span>
            <span>${wayTitle(way)}</span>
            <span class="hint" id="way-${way}">${wayDetail(way)}</span>
          </span>
        </label>`,
    )}
  </fieldset>`;
}

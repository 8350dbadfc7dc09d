import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import { callerColumn } from './callerColumn';
import type { Controller } from './controller';
import { formsColumn } from './formsColumn';
import type { Model } from './model';
import { rulesColumn } from './rulesColumn';

/** The whole page. */
export function page(model: Model, controller: Controller): TemplateResult {
  const { form, start } = model;
  return html`
    <main>
      <header>
        <h1>${form.editing ? l10n.t('Edit {0}', form.editing.name) : l10n.t('New AWS identity')}</h1>
        <p class="lead">
          ${l10n.t('An identity in Chainguard that an AWS caller may assume. Nothing is sent until you say so.')}
        </p>
        ${
          start.notice === null
            ? nothing
            : html`<p class="note warning">
                <vscode-icon name="warning"></vscode-icon><span>${start.notice}</span>
              </p>`
        }
      </header>
      <div class="columns">
        ${callerColumn(model, controller)} ${rulesColumn(model, controller)} ${formsColumn(model, controller)}
      </div>
      <div class="unseen" role="status" aria-live="polite">${model.said}</div>
    </main>
  `;
}

/** The page where its beginning failed; answers whether to begin with nothing filled in. */
export function failedStart(message: string, answer: (anew: boolean) => void): TemplateResult {
  return html`<main>
    <h1>${l10n.t('The page could not be filled in')}</h1>
    <p role="alert">${message}</p>
    <vscode-button @click=${() => answer(false)}>${l10n.t('Try Again')}</vscode-button>
    <vscode-button secondary @click=${() => answer(true)}
      >${l10n.t('Start with an Empty Page')}</vscode-button
    >
  </main>`;
}

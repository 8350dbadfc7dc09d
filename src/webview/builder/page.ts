import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import { keyed } from 'lit/directives/keyed.js';
import { heading, lead } from '../../wire/builderFrame';
import { callerColumn } from './callerColumn';
import type { Controller } from './controller';
import { formsColumn } from './formsColumn';
import type { Model } from './model';
import type { Trouble } from '../shared/trouble';
import { noteView, troubleView } from '../shared/parts';
import { rulesColumn } from './rulesColumn';

/** The whole page. */
export function page(model: Model, controller: Controller): TemplateResult {
  const { form, notice } = model;
  return html`
    <main>
      <header>
        <h1>${heading(form.editing)}</h1>
        <p class="lead">${lead()}</p>
        ${noteView('warning', notice)}
      </header>
      <div class="columns">
        ${callerColumn(model, controller)} ${rulesColumn(model, controller)} ${formsColumn(model, controller)}
      </div>
      <div class="unseen" role="status" aria-live="polite">
        ${keyed(model.said.number, html`<p>${model.said.text}</p>`)}
      </div>
    </main>
  `;
}

/** Shown if the page could not start; calls `answer` with whether to start with an empty form. */
export function failedStart(trouble: Trouble, answer: (anew: boolean) => void): TemplateResult {
  return html`<main>
    <header><h1>${l10n.t('The page could not be filled in')}</h1></header>
    ${troubleView(trouble)}
    <div class="row">
      <vscode-button @click=${() => answer(false)}>${l10n.t('Try Again')}</vscode-button>
      <vscode-button secondary @click=${() => answer(true)}
        >${l10n.t('Start with an Empty Page')}</vscode-button
      >
    </div>
  </main>`;
}

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import { keyed } from 'lit/directives/keyed.js';
import { heading, lead } from '../../wire/builderFrame';
import { callerColumn } from './callerColumn';
import type { Controller } from './controller';
import { formsColumn } from './formsColumn';
import { icon } from '../shared/icon';
import type { Model } from './model';
import type { Trouble } from '../shared/trouble';
import { noteView, troubleView } from '../shared/parts';
import { resultBar } from './resultBar';
import { rulesColumn } from './rulesColumn';
import { waysView } from './waysView';
import { wordsColumn } from './wordsColumn';

/** The whole page. */
export function page(model: Model, controller: Controller): TemplateResult {
  const { form, notice } = model;
  return html`
    <main>
      <header>
        <h1>${heading(form.editing)}</h1>
        <p class="lead">${lead()}</p>
        ${noteView('warning', notice)} ${leftView(model, controller)}
      </header>
      ${waysView(model, controller)}
      <div class="columns">
        ${
          form.editing?.trusts === 'other'
            ? rulesColumn(model, controller)
            : html`${firstColumn(model, controller)} ${rulesColumn(model, controller)}
              ${formsColumn(model, controller)}`
        }
      </div>
      ${resultBar(model, controller)}
      <div class="unseen" role="status" aria-live="polite">
        ${keyed(model.said.number, html`<p>${model.said.text}</p>`)}
      </div>
    </main>
  `;
}

/** Where the rules come from: whoever calls, or a workflow in its platform's words. */
function firstColumn(model: Model, controller: Controller): TemplateResult {
  const { way } = model.form;
  return way === 'github' || way === 'token'
    ? wordsColumn(model, way, controller)
    : callerColumn(model, controller);
}

/** Offers the draft that was left when a page was closed. */
function leftView({ left }: Model, controller: Controller): TemplateResult | typeof nothing {
  if (!left) return nothing;
  return html`<div class="note information left">
    ${icon('info')}
    <div>
      <p>
        ${
          left.name === ''
            ? l10n.t('A draft without a name was left unfinished.')
            : l10n.t('A draft was left unfinished: {0}', left.name)
        }
      </p>
      <div class="row">
        <vscode-button @click=${() => void controller.left('take')}
          >${l10n.t('Continue with It')}</vscode-button
        >
        <vscode-button secondary @click=${() => void controller.left('forget')}
          >${l10n.t('Discard It')}</vscode-button
        >
      </div>
    </div>
  </div>`;
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

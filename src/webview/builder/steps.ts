import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RenderedStep } from '../../wire/builder';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import { highlight } from './highlight';
import type { Model } from './model';

/** What is done around the form that is shown, one thing after another, each to be copied by itself. */
export function stepsView(model: Model, controller: Controller): TemplateResult | typeof nothing {
  const steps = model.rendered?.steps ?? [];
  if (steps.length === 0) return nothing;
  return html`<section aria-labelledby="steps-title">
    <h3 id="steps-title">${l10n.t('Step by step')}</h3>
    <ol class="steps">
      ${steps.map((step, index) => stepView(step, index, model, controller))}
    </ol>
  </section>`;
}

function stepView(
  { title, language, text, note }: RenderedStep,
  index: number,
  { busy, copied }: Model,
  controller: Controller,
): TemplateResult {
  const done = copied === index;
  return html`<li class="step">
    <div class="step-head">
      <span id="step-${index}">${title}</span>
      <button
        type="button"
        class="step-copy"
        aria-label=${done ? l10n.t('Copied: {0}', title) : l10n.t('Copy: {0}', title)}
        ?disabled=${busy === 'take'}
        @click=${() => void controller.copyStep(index)}
      >
        ${icon(done ? 'pass' : 'copy')}<span>${done ? l10n.t('Copied') : l10n.t('Copy')}</span>
      </button>
    </div>
    ${note === null ? nothing : html`<p class="hint">${note}</p>`}
    <div class="code step-text">${highlight(text.trimEnd(), language)}</div>
  </li>`;
}

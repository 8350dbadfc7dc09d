import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { ago } from '../../core/age';
import { signOf } from '../../core/match/verdict';
import type { ResultStep } from '../../core/result/result';
import type { Shown } from '../../wire/tests';
import { icon } from '../shared/icon';
import { noteView, troubleView } from '../shared/parts';
import { comparisonView } from './comparison';
import type { Controller } from './controller';
import type { Model } from './model';
import { duration, spoken, stateIcons } from './words';

/** The id of the result's heading in the document. */
export const resultPlace = 'result';

/** One result: the verdict, what can be done, where the values part, and what each step found. */
export function resultView(shown: Shown, model: Model, controller: Controller, at: Date): TemplateResult {
  const { id, outcome, sentence, identityName, sourceName, started, steps } = shown;
  const then = new Date(started);
  const parting = steps
    .flatMap(({ comparisons }) => comparisons)
    .filter(({ verdict }) => verdict === 'cannot');
  return html`<section class="result" aria-labelledby=${resultPlace}>
    <h2 id=${resultPlace} class="verdict ${outcome ?? 'running'}" tabindex="-1">
      <span class="sign" aria-hidden="true">${outcome ? signOf(outcome) : icon('loading')}</span>
      <span>${sentence}</span>
    </h2>
    <p class="hint about">
      ${l10n.t('{0} as {1}', identityName, sourceName)} ·
      <time datetime=${then.toISOString()}>${then.toLocaleString()}</time>
      (${ago(then, at)})
    </p>
    ${noteView('warning', staleSentence(shown))} ${fixedView(shown)}
    ${model.choosing ? noteView('information', l10n.t('Choose the other result in the list.')) : nothing}
    ${buttonsView(shown, model, controller)} ${troubleView(model.trouble)}
    ${keyed(
      id,
      html`<div class="found">
        ${
          parting.length === 0
            ? nothing
            : html`<div class="partings">${parting.map((each) => comparisonView(each))}</div>`
        }
        <ol class="steps" aria-label=${l10n.t('Steps')}>
          ${repeat(
            steps,
            (step) => step.id,
            (step) => stepView(step),
          )}
        </ol>
      </div>`,
    )}
  </section>`;
}

function staleSentence({ stale }: Shown): string | null {
  switch (stale) {
    case 'identity':
      return l10n.t('The identity was changed after this test, so the result may be another now.');
    case 'caller':
      return l10n.t('This source calls as somebody else since this test, so the result may be another now.');
    case null:
      return null;
  }
}

function fixedView({ fixed }: Shown): TemplateResult | typeof nothing {
  if (fixed.length === 0) return nothing;
  return html`<section class="fixed" aria-label=${l10n.t('Changed in Chainguard')}>
    <p class="note done">
      ${icon('pass')}<span>${l10n.t('Changed in Chainguard. "Undo" puts the old values back.')}</span>
    </p>
    <dl class="values">
      ${fixed.map(
        ({ label, before, after }) =>
          html`<dt>${label}</dt>
            <dd><del class="code">${before}</del> <ins class="code">${after}</ins></dd>`,
      )}
    </dl>
  </section>`;
}

function buttonsView(shown: Shown, model: Model, controller: Controller): TemplateResult {
  const others = (model.results?.length ?? 0) > 1 && shown.outcome !== null;
  return html`<div class="row buttons">
    ${repeat(
      shown.offers,
      ({ id }) => id,
      ({ id, title }, index) =>
        html`<button
          type="button"
          class=${index === 0 ? 'action first' : 'action'}
          aria-disabled=${model.busy === id ? 'true' : 'false'}
          @click=${() => (model.busy === id ? undefined : void controller.act(id))}
        >
          ${title}
        </button>`,
    )}
    ${
      others && !model.choosing
        ? html`<button type="button" class="action" @click=${() => controller.choose()}>
            ${l10n.t('Compare With…')}
          </button>`
        : nothing
    }
    ${
      model.choosing
        ? html`<button type="button" class="action" @click=${() => controller.leave()}>
            ${l10n.t('Do Not Compare')}
          </button>`
        : nothing
    }
  </div>`;
}

function stepView(step: ResultStep): TemplateResult {
  const { label, state, ms, summary, facts, comparisons } = step;
  const fitting = comparisons.filter(({ verdict }) => verdict !== 'cannot');
  const line = html`<span class="state">${icon(stateIcons[state])}</span>
    <span class="label">${label}<span class="unseen">, ${spoken(state)}:</span></span>
    <span class="summary">${summary}</span>
    <span class="ms">${ms === null ? nothing : duration(ms)}</span>`;
  const below = facts.length > 0 || fitting.length > 0;
  return html`<li class="step ${state}">
    ${
      below
        ? html`<details ?open=${state === 'failed'}>
            <summary>${line}</summary>
            ${
              facts.length === 0
                ? nothing
                : html`<dl class="facts">
                    ${facts.map(
                      (fact) =>
                        html`<dt>${fact.label}</dt>
                          <dd>${fact.value}</dd>`,
                    )}
                  </dl>`
            }
            ${fitting.map((each) => comparisonView(each))}
          </details>`
        : html`<div class="line">${line}</div>`
    }
  </li>`;
}

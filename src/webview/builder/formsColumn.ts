import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Taking } from '../../wire/builder';
import { longest } from '../../wire/fieldLimits';
import { icon, type IconName } from '../shared/icon';
import type { Controller } from './controller';
import { highlight } from './highlight';
import type { Model } from './model';
import { textField } from './parts';
import { formsFor } from './store';
import { noteView, segments, troubleView } from '../shared/parts';
import { stepsView } from './steps';

/** "Take it away": the draft as text in any form. */
export function formsColumn(model: Model, controller: Controller): TemplateResult {
  const { start, tab, rendered } = model;
  const shown = start.forms.find(({ id }) => id === tab);
  return html`<section class="column" aria-labelledby="forms-title">
    <h2 id="forms-title">${l10n.t('Take it away')}</h2>
    ${tabs(model, controller)}
    ${
      shown
        ? html`<div role="tabpanel" id="form-panel" aria-labelledby="tab-${shown.id}">
            ${
              shown.options.length === 0
                ? nothing
                : html`<details class="options">
                    <summary>${l10n.t('Values for this form')}</summary>
                    ${shown.options.map(({ id, label }) =>
                      textField({
                        id: `option-${id}`,
                        label,
                        value: model.form.options[id] ?? '',
                        most: longest.option,
                        findings: (model.judgement?.findings ?? []).filter(({ field }) => field === id),
                        input: (value) => controller.option(id, value),
                      }),
                    )}
                  </details>`
            }
            ${noteView('information', rendered?.note)} ${toolbar(model, controller)} ${takenView(model)}
            ${troubleView(model.takeTrouble)}
            <pre tabindex="0" role="region" aria-label=${shown.title} class="code"><code>${
              rendered
                ? guard([rendered.text, shown.language], () => highlight(rendered.text, shown.language))
                : ''
            }</code></pre>
            ${stepsView(model, controller)}
          </div>`
        : nothing
    }
  </section>`;
}

/** The groups of forms, then the forms of the chosen group as tabs that the arrow keys move through. */
function tabs({ start, tab, form }: Model, controller: Controller): TemplateResult {
  const all = formsFor(start.forms, form);
  const chosen = all.find(({ id }) => id === tab)?.group ?? '';
  const groups = [...new Set(all.map(({ group }) => group))];
  const forms = all.filter(({ group }) => group === chosen);
  const move = (event: KeyboardEvent) => {
    const at = forms.findIndex(({ id }) => id === tab);
    const last = forms.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const to = forms[steps[event.key] ?? -1];
    if (!to) return;
    event.preventDefault();
    controller.tab(to.id);
    document.getElementById(`tab-${to.id}`)?.focus();
  };
  return html`${segments({
      name: 'form-group',
      legend: l10n.t('What the text is for'),
      choices: groups.map((group) => [group, group]),
      chosen,
      choose: (group) => controller.tab(all.find((each) => each.group === group)?.id ?? tab),
      small: true,
    })}
    <div role="tablist" aria-label=${chosen} class="tabs" @keydown=${move}>
      ${forms.map(
        ({ id, title }) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            aria-selected=${id === tab ? 'true' : 'false'}
            aria-controls=${id === tab ? 'form-panel' : nothing}
            tabindex=${id === tab ? '0' : '-1'}
            @click=${() => controller.tab(id)}
          >
            ${title}
          </button>`,
      )}
    </div>`;
}

/**
 * The result of the last Copy, Save, Insert or Open. A new element each time, so that screen readers announce
 * it again.
 */
function takenView({ taken }: Model): TemplateResult {
  return html`<div class="taken" role="status">${keyed(taken?.number, noteView('done', taken?.text))}</div>`;
}

function toolbar({ busy, rendered }: Model, controller: Controller): TemplateResult {
  const ways: readonly (readonly [Taking, string, IconName])[] = [
    ['copy', l10n.t('Copy'), 'copy'],
    ['save', l10n.t('Save…'), 'save'],
    ['insert', l10n.t('Insert at Cursor'), 'insert'],
    ['untitled', l10n.t('Open Untitled'), 'newFile'],
  ];
  return html`<div class="toolbar" role="group" aria-label=${l10n.t('Take this form away')}>
    ${ways.map(
      ([how, title, picture]) =>
        html`<vscode-button
          secondary
          ?disabled=${busy === 'take' || rendered === null}
          @click=${() => void controller.take(how)}
          >${icon(picture, 'content-before')}${title}</vscode-button
        >`,
    )}
  </div>`;
}

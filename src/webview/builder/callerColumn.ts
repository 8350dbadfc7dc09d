import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { longest } from '../../wire/fieldLimits';
import { icon } from './icon';
import type { Controller } from './controller';
import type { From, Model } from './model';
import { textField, troubleView, valueOf } from './parts';

/** "Who is calling": where the caller comes from, and what is known of it. */
export function callerColumn(model: Model, controller: Controller): TemplateResult {
  const ways: readonly (readonly [From, string])[] = [
    ['profile', l10n.t('AWS profile')],
    ['paste', l10n.t('Pasted output')],
    ['arn', l10n.t('ARN')],
  ];
  return html`<section class="column" aria-labelledby="caller-title">
    <h2 id="caller-title">${l10n.t('Who is calling')}</h2>
    <fieldset class="segments">
      <legend>${l10n.t('Take the caller from')}</legend>
      ${ways.map(
        ([way, label]) =>
          html`<label class=${model.from === way ? 'chosen' : nothing}>
            <input
              type="radio"
              name="from"
              value=${way}
              .checked=${model.from === way}
              @change=${() => controller.calling.from(way)}
            />${label}
          </label>`,
      )}
    </fieldset>
    ${input(model, controller)} ${troubleView(model.callerTrouble)} ${facts(model)}
  </section>`;
}

function input(model: Model, controller: Controller): TemplateResult {
  switch (model.from) {
    case 'profile':
      return profile(model, controller);
    case 'paste':
      return html`<div class="field">
        <label for="paste">${l10n.t('Output of aws sts get-caller-identity')}</label>
        <p class="hint" id="paste-hint">
          ${l10n.t('JSON, YAML, text or a table; lines around it do not matter.')}
        </p>
        <textarea
          id="paste"
          class="code"
          rows="6"
          maxlength="100000"
          spellcheck="false"
          autocomplete="off"
          aria-describedby="paste-hint"
          .value=${model.paste}
          @input=${(event: Event) => controller.calling.paste(valueOf(event))}
        ></textarea>
      </div>`;
    case 'arn':
      return html`${textField({
        id: 'arn-typed',
        label: l10n.t('ARN of a role or a user'),
        hint: l10n.t('A role’s own ARN becomes that of its sessions; the path is dropped.'),
        placeholder: 'arn:aws:iam::123456789012:role/name',
        value: model.arn,
        most: longest.arn,
        code: true,
        input: (value) => controller.calling.arn(value),
      })}
      ${textField({
        id: 'unique-id',
        label: l10n.t('Unique ID (optional)'),
        hint: l10n.t('Shuts out a role or user that is made again under the same name.'),
        placeholder: 'AROA… / AIDA…',
        value: model.uniqueId,
        most: longest.uniqueId,
        code: true,
        input: (value) => controller.calling.uniqueId(value),
      })}`;
  }
}

function profile(model: Model, controller: Controller): TemplateResult {
  const { trusted, source, sources, busy } = model;
  if (!trusted)
    return html`<p class="note information">
      ${icon('info')}
      <span>
        ${l10n.t('Restricted Mode: AWS is not asked. Paste the output of aws sts get-caller-identity, or type an ARN.')}
      </span>
    </p>`;
  const asking = busy === 'caller';
  const offered = sources ?? [];
  return html`<div class="field">
    <label for="source">${l10n.t('Credentials')}</label>
    <div class="row">
      <select
        id="source"
        ?disabled=${sources === null}
        @change=${(event: Event) => controller.calling.source(valueOf(event))}
      >
        ${
          sources === null
            ? html`<option>${l10n.t('Reading profiles…')}</option>`
            : offered.map(
                ({ id, name }) => html`<option value=${id} ?selected=${id === source}>${name}</option>`,
              )
        }
      </select>
      <vscode-button
        ?disabled=${source === ''}
        ?secondary=${model.facts !== null || asking}
        @click=${() => void controller.calling.ask()}
      >
        ${asking ? l10n.t('Stop') : l10n.t('Ask AWS')}
      </vscode-button>
    </div>
    ${asking ? html`<p class="hint waiting"><vscode-progress-ring></vscode-progress-ring>${l10n.t('Asking AWS who calls…')}</p>` : nothing}
  </div>`;
}

function facts({ facts }: Model): TemplateResult {
  if (!facts)
    return html`<p class="empty">
      ${l10n.t('Once it is known who calls, the rules fill themselves in, and every change to them is compared with this caller.')}
    </p>`;
  return html`<div class="card">
    <h3>${l10n.t('The caller')}</h3>
    <dl>
      ${facts.facts.map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <p class="code arn">${facts.caller.arn}</p>
    ${
      facts.note === null
        ? nothing
        : html`<p class="note warning">${icon('warning')}<span>${facts.note}</span></p>`
    }
  </div>`;
}

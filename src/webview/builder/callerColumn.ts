import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { principalBehind } from '../../core/draft/principal';
import { longest } from '../../wire/fieldLimits';
import type { Controller } from './controller';
import type { Model } from './model';
import { textField } from './parts';
import { noteView, segments, troubleView, valueOf } from '../shared/parts';

/** "Who is calling": where the caller comes from, and what is known about it. */
export function callerColumn(model: Model, controller: Controller): TemplateResult {
  return html`<section class="column" aria-labelledby="caller-title">
    <h2 id="caller-title">${l10n.t('Who is calling')}</h2>
    ${segments({
      name: 'from',
      legend: l10n.t('Take the caller from'),
      choices: [
        ['profile', l10n.t('AWS profile')],
        ['paste', l10n.t('Pasted output')],
        ['arn', l10n.t('ARN')],
      ],
      chosen: model.from,
      choose: (from) => controller.calling.from(from),
    })}
    ${input(model, controller)} ${troubleView(model.callerTrouble)}
    ${model.form.way === 'web-identity' ? tokenView(model, controller) : nothing} ${facts(model)}
  </section>`;
}

function input(model: Model, controller: Controller): TemplateResult | typeof nothing {
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
          @input=${(event: Event) => controller.calling.given({ paste: valueOf(event) })}
        ></textarea>
      </div>`;
    case 'arn':
      return html`${textField({
        id: 'arn-typed',
        label: l10n.t('ARN of a role or a user'),
        hint:
          model.form.way === 'web-identity'
            ? l10n.t('A role’s own ARN, with its path, is what a token of AWS names.')
            : l10n.t('A role’s own ARN becomes that of its sessions; the path is dropped.'),
        placeholder: 'arn:aws:iam::123456789012:role/name',
        value: model.arn,
        most: longest.arn,
        code: true,
        input: (arn) => controller.calling.given({ arn }),
      })}
      ${textField({
        id: 'unique-id',
        label: l10n.t('Unique ID (optional)'),
        hint: l10n.t('Shuts out a role or user that is made again under the same name.'),
        placeholder: 'AROA… / AIDA…',
        value: model.uniqueId,
        most: longest.uniqueId,
        code: true,
        input: (uniqueId) => controller.calling.given({ uniqueId }),
      })}`;
  }
}

function profile(model: Model, controller: Controller): TemplateResult | typeof nothing {
  const { trusted, source, sources, busy } = model;
  if (!trusted)
    return noteView(
      'information',
      l10n.t(
        'Restricted Mode: AWS is not asked. Paste the output of aws sts get-caller-identity, or type an ARN.',
      ),
    );
  const asking = busy === 'caller';
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
            : sources.map(
                ({ id, name }) => html`<option value=${id} ?selected=${id === source}>${name}</option>`,
              )
        }
      </select>
      ${
        asking || isAskedFor(model)
          ? html`<vscode-button
              ?disabled=${source === ''}
              ?secondary=${asking}
              @click=${() => void controller.calling.ask()}
            >
              ${asking ? l10n.t('Stop') : l10n.t('Ask AWS')}
            </vscode-button>`
          : nothing
      }
    </div>
    ${
      model.form.way === 'web-identity' && !asking && isAskedFor(model)
        ? html`<p class="hint asks">
            ${l10n.t('Asks who calls, and for a token, of which issuer and subject are read and the rest is dropped.')}
          </p>`
        : nothing
    }
    ${asking ? html`<p class="hint waiting"><vscode-progress-ring></vscode-progress-ring>${l10n.t('Asking AWS who calls…')}</p>` : nothing}
  </div>`;
}

/** Whether there is anything left to ask AWS about the chosen source. */
function isAskedFor({ facts, asked, source, form }: Model): boolean {
  return facts === null || asked !== source || (form.way === 'web-identity' && form.token === null);
}

/** What AWS's token says of the caller, or the path of its role where only a token or a person can tell. */
function tokenView(model: Model, controller: Controller): TemplateResult | typeof nothing {
  const { form, region, tokenTrouble } = model;
  if (form.token)
    return noteView(
      'done',
      region === null
        ? l10n.t('Issuer and subject are what AWS’s token says of this caller.')
        : l10n.t('Issuer and subject are what AWS’s token says of this caller, asked in {0}.', region),
    );
  const principal = form.caller && principalBehind(form.caller, form.path);
  return html`${troubleView(tokenTrouble)}
  ${
    form.caller && !principal
      ? noteView(
          'warning',
          l10n.t('What AWS’s token says of such a caller is not known before there is one.'),
        )
      : nothing
  }
  ${
    principal?.role !== undefined
      ? textField({
          id: 'path',
          label: l10n.t('Path of the role'),
          hint: l10n.t(
            'The ARN of a session leaves it out, and the token has it. It is / unless the role has one: {0}',
            `aws iam get-role --role-name ${principal.role} --query Role.Path`,
          ),
          placeholder: '/',
          value: form.path,
          most: longest.option,
          code: true,
          input: (path) => controller.trusting.path(path),
        })
      : nothing
  }`;
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
    ${noteView('warning', facts.note)}
  </div>`;
}

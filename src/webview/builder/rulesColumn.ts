import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { fieldTitle } from '../../core/field';
import type { Fix } from '../../core/lint/finding';
import { asksToken } from '../../wire/builderForm';
import { longest } from '../../wire/fieldLimits';
import { noteView } from '../shared/parts';
import { callerRules } from './callerRules';
import type { Controller } from './controller';
import { findingsOf } from './findings';
import type { Model } from './model';
import { textField } from './parts';
import { groupPicker, rolesPicker } from './picker';
import { tokenRules } from './tokenRules';

/** "Who can assume it": the identity's name and folder, and what it asks of whoever comes. */
export function rulesColumn(model: Model, controller: Controller): TemplateResult {
  const { form } = model;
  const findings = findingsOf(model);
  const apply = (sets: Fix['sets']) => controller.patch(sets);
  return html`<section class="column" aria-labelledby="rules-title">
    <h2 id="rules-title">${l10n.t('The identity, and who can assume it')}</h2>
    ${textField({
      id: 'name',
      label: fieldTitle('name'),
      value: form.name,
      most: longest.name,
      placeholder: 'ci-runner',
      findings: findings('name'),
      apply,
      input: (name) => controller.patch({ name }),
    })}
    ${textField({
      id: 'description',
      label: l10n.t('Description (optional)'),
      value: form.description,
      most: longest.description,
      findings: findings('description'),
      apply,
      input: (description) => controller.patch({ description }),
    })}
    ${
      form.editing
        ? boundRoles(model)
        : html`${groupPicker(model, controller, findings('group'))}
          ${rolesPicker(model, controller, findings('roles'))}`
    }
    ${
      form.editing?.trusts === 'other'
        ? noteView(
            'information',
            l10n.t(
              'What it trusts is left as it is: static keys cannot be edited. Its name and description can.',
            ),
          )
        : asksToken(form.way)
          ? tokenRules(model, form.way, controller)
          : callerRules(model, controller)
    }
  </section>`;
}

/** Says that an edit keeps folder and roles, and shows the roles that are bound. */
function boundRoles({ form: { roles } }: Model): TemplateResult {
  if (roles.length === 0)
    return html`<p class="hint">
      ${l10n.t('Folder and roles are left as they are. The forms bind no role.')}
    </p>`;
  return html`<div class="field">
    <p class="hint" id="bound">
      ${l10n.t('Folder and roles are left as they are. Bound on its own folder, and in the forms:')}
    </p>
    <ul class="chips bound" aria-labelledby="bound">
      ${roles.map(({ name }) => html`<li><span>${name}</span></li>`)}
    </ul>
  </div>`;
}

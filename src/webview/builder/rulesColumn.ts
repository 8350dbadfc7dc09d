import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { fieldTitle, type MatchField, type NewValues } from '../../core/field';
import type { FieldVerdict } from '../../core/match/explain';
import { longest } from '../../wire/fieldLimits';
import { icon } from '../shared/icon';
import type { Controller } from './controller';
import { findingsOf } from './findings';
import type { Model } from './model';
import { findingsView, fixButton, textField } from './parts';
import { groupPicker, rolesPicker } from './picker';
import { ruleField } from './ruleField';

/** "Which callers can assume it": the identity's name and group, and what it asks of a caller. */
export function rulesColumn(model: Model, controller: Controller): TemplateResult {
  const { form, judgement } = model;
  const findings = findingsOf(model);
  const apply = (sets: NewValues) => controller.patch(sets);
  const verdict = (field: MatchField) => judgement?.verdicts.find((each) => each.field === field);
  return html`<section class="column" aria-labelledby="rules-title">
    <h2 id="rules-title">${l10n.t('Which callers can assume it')}</h2>
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
        ? html`<p class="hint">${leftAlone(form)}</p>`
        : html`${groupPicker(model, controller, findings('group'))}
          ${rolesPicker(model, controller, findings('roles'))}`
    }
    ${strictness(model, controller)}
    ${
      judgement
        ? html`<div class="card who">
            <h3>${l10n.t('Who can assume it as it stands')}</h3>
            <p>${judgement.who}</p>
          </div>`
        : nothing
    }
    <div class="rule-block">
      ${textField({
        id: 'account',
        label: fieldTitle('account'),
        value: form.account,
        most: longest.account,
        placeholder: '123456789012',
        code: true,
        findings: findings('account'),
        verdict: verdict('account'),
        apply,
        input: (account) => controller.patch({ account: account.trim() }),
      })}
      ${verdictView(verdict('account'), apply)}
    </div>
    ${(['arn', 'userId'] as const).map(
      (field) =>
        html`<div class="rule-block">
          ${ruleField(model, field, verdict(field), controller)} ${verdictView(verdict(field), apply)}
          ${findingsView(`${field}-findings`, findings(field), apply)}
        </div>`,
    )}
  </section>`;
}

/** Says that an edit keeps group and roles, and which roles the forms bind. */
function leftAlone({ roles }: Model['form']): string {
  return roles.length === 0
    ? l10n.t('Folder and roles are left as they are. The forms bind no role.')
    : l10n.t(
        'Folder and roles are left as they are. The forms bind the roles that it has on its own folder: {0}',
        roles.map(({ name }) => name).join(', '),
      );
}

function strictness(model: Model, controller: Controller): TemplateResult {
  const { form, facts } = model;
  if (!facts) return html``;
  const option = (chosen: boolean, id: string, title: string, detail: string, choose: () => void) =>
    html`<label class="choice">
      <input
        type="radio"
        name="strictness"
        value=${id}
        .checked=${chosen}
        aria-describedby="strictness-${id}"
        @change=${choose}
      />
      <span>
        <span>${title}</span>
        <span class="hint" id="strictness-${id}">${detail}</span>
      </span>
    </label>`;
  return html`<fieldset class="choices">
    <legend>${l10n.t('How strict')}</legend>
    ${facts.choices.map((choice) =>
      option(
        form.strictness === choice.strictness,
        choice.strictness,
        choice.recommended ? l10n.t('{0} (recommended)', choice.title) : choice.title,
        choice.detail,
        () => controller.choose(choice),
      ),
    )}
    ${option(
      form.strictness === 'by-hand',
      'by-hand',
      l10n.t('Written by hand'),
      l10n.t('The fields below as you change them.'),
      () => controller.byHand(),
    )}
  </fieldset>`;
}

/** The verdict on one rule: a tick, or what differs in the caller's text, with the fix. */
function verdictView(
  verdict: FieldVerdict | undefined,
  apply: (sets: NewValues) => void,
): TemplateResult | typeof nothing {
  if (!verdict) return nothing;
  if (verdict.matches)
    return html`<p class="verdict fits" id="${verdict.field}-verdict" data-field=${verdict.field}>
      ${icon('pass')}<span>${verdict.sentence}</span>
    </p>`;
  const { actual, actualAt: at, change } = verdict;
  return html`<div class="verdict parts" id="${verdict.field}-verdict" data-field=${verdict.field}>
    ${icon('close')}
    <div>
      <p>${verdict.sentence}</p>
      <p class="code actual">
        <span class="hint">${l10n.t('Caller:')}</span>
        ${actual.slice(0, at.start)}<mark>${actual.slice(at.start, at.end)}</mark>${actual.slice(at.end)}
      </p>
      ${fixButton(change.sentence, () => apply(change.sets))}
      <p class="hint">${change.alsoLetsIn}</p>
    </div>
  </div>`;
}

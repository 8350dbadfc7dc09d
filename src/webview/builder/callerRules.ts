import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { fieldTitle, type MatchField } from '../../core/field';
import type { Fix } from '../../core/lint/finding';
import { longest } from '../../wire/fieldLimits';
import type { Controller } from './controller';
import { findingsOf } from './findings';
import type { Model } from './model';
import { findingsView, textField } from './parts';
import { ruleField } from './ruleField';
import { type ShownVerdict, verdictView } from './verdictView';

/** What an identity asks of a signed request: how strict, then account, ARN and user ID. */
export function callerRules(model: Model, controller: Controller): TemplateResult {
  const { form, judgement } = model;
  const findings = findingsOf(model);
  const apply = (sets: Fix['sets']) => controller.patch(sets);
  const verdictOf = (field: MatchField) => judgement?.verdicts.find((each) => each.field === field);
  const shown = (field: MatchField): ShownVerdict | undefined => {
    const verdict = verdictOf(field);
    if (!verdict) return undefined;
    const { matches, sentence, actual } = verdict;
    const whole = { start: 0, end: 0 };
    const differs = matches ? { actualAt: whole, change: undefined } : verdict;
    return {
      field,
      matches,
      sentence,
      actual,
      from: 'caller',
      actualAt: differs.actualAt,
      change: differs.change,
    };
  };
  const fix = (field: MatchField) => () => {
    const verdict = verdictOf(field);
    if (verdict?.matches === false) apply(verdict.change.sets);
  };
  return html`${strictness(model, controller)}
    <div class="rule-block">
      ${textField({
        id: 'account',
        label: fieldTitle('account'),
        value: form.account,
        most: longest.account,
        placeholder: '123456789012',
        code: true,
        findings: findings('account'),
        verdict: shown('account'),
        apply,
        input: (account) => controller.patch({ account: account.trim() }),
      })}
      ${verdictView(shown('account'), fix('account'))}
    </div>
    ${(['arn', 'userId'] as const).map((field) => {
      const verdict = verdictOf(field);
      const isWrong = findings(field).some(({ severity }) => severity === 'error');
      return html`<div class="rule-block">
        ${ruleField({
          id: field,
          label: fieldTitle(field),
          rule: form[field],
          wrong: verdict?.matches === false || isWrong,
          at: verdict?.matches === false ? verdict.expectedAt : undefined,
          hasVerdict: verdict !== undefined,
          change: (rule) => controller.patch({ [field]: rule }),
        })}
        ${verdictView(shown(field), fix(field))} ${findingsView(`${field}-findings`, findings(field), apply)}
      </div>`;
    })}`;
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

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { fieldTitle, type RuleField } from '../../core/field';
import type { FieldVerdict } from '../../core/match/explain';
import { longest } from '../../wire/fieldLimits';
import type { Controller } from './controller';
import type { Model } from './model';
import { segments, valueOf } from '../shared/parts';

/**
 * The field for an ARN or a user ID: whether it is exact or a pattern, and its text, in a box that grows with it. A
 * copy of the text behind the box marks the span that does not fit the caller.
 */
export function ruleField(
  { form, judgement }: Model,
  field: RuleField,
  verdict: FieldVerdict | undefined,
  controller: Controller,
): TemplateResult {
  const rule = form[field];
  const label = fieldTitle(field);
  const wrong =
    verdict?.matches === false ||
    (rule.value !== '' &&
      (judgement?.findings ?? []).some((each) => each.field === field && each.severity === 'error'));
  const at = verdict?.matches === false ? verdict.expectedAt : undefined;
  const marks =
    at === undefined
      ? nothing
      : [
          rule.value.slice(0, at.start),
          html`<mark>${rule.value.slice(at.start, at.end) || ' '}</mark>`,
          rule.value.slice(at.end),
        ];
  const oneLine = (text: string) => text.replace(/[\r\n]+/g, '');
  return html`<div class="field rule">
    <div class="row spread">
      <label for=${field}>${label}</label>
      ${segments({
        name: `${field}-kind`,
        legend: l10n.t('How the {0} is compared', label),
        choices: [
          ['exact', l10n.t('exactly')],
          ['pattern', l10n.t('pattern (RE2)')],
        ],
        chosen: rule.kind,
        choose: (kind) => controller.patch({ [field]: { ...rule, kind } }),
        small: true,
      })}
    </div>
    <div class="marked">
      <div class="marks code" aria-hidden="true">${marks}</div>
      <textarea
        id=${field}
        class="code"
        rows="1"
        maxlength=${longest.rule}
        spellcheck="false"
        autocomplete="off"
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby="${verdict ? `${field}-verdict ` : ''}${field}-findings"
        .value=${rule.value}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
        @input=${(event: Event) => controller.patch({ [field]: { ...rule, value: oneLine(valueOf(event)) } })}
      ></textarea>
    </div>
  </div>`;
}

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Rule } from '../../core/identity';
import type { Span } from '../../core/text';
import { longest } from '../../wire/fieldLimits';
import { segments, valueOf } from '../shared/parts';

/**
 * The field for a rule: whether it is exact or a pattern, and its text, in a box that grows with it. A copy of the text
 * behind the box marks the span that does not fit.
 */
export function ruleField(field: {
  readonly id: string;
  readonly label: string;
  /** What the rule is about, for screen readers, where the label does not say. */
  readonly about?: string;
  readonly rule: Rule;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly wrong: boolean;
  /** Where the text stops fitting. */
  readonly at?: Span | undefined;
  /** Whether there is an element with the verdict. */
  readonly hasVerdict: boolean;
  readonly change: (rule: Rule) => void;
}): TemplateResult {
  const { id, label, about = label, rule, hint, placeholder, wrong, at, hasVerdict, change } = field;
  const marks =
    at === undefined
      ? nothing
      : [
          rule.value.slice(0, at.start),
          html`<mark>${rule.value.slice(at.start, at.end) || ' '}</mark>`,
          rule.value.slice(at.end),
        ];
  const oneLine = (text: string) => text.replace(/[\r\n]+/g, '');
  const described = [hint ? `${id}-hint` : '', hasVerdict ? `${id}-verdict` : '', `${id}-findings`];
  return html`<div class="field rule">
    <div class="row spread">
      <label for=${id}>${label}</label>
      ${segments({
        name: `${id}-kind`,
        legend: l10n.t('How the {0} is compared', about),
        choices: [
          ['exact', l10n.t('exactly')],
          ['pattern', l10n.t('pattern (RE2)')],
        ],
        chosen: rule.kind,
        choose: (kind) => change({ ...rule, kind }),
        small: true,
      })}
    </div>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    <div class="marked">
      <div class="marks code" aria-hidden="true">${marks}</div>
      <textarea
        id=${id}
        class="code"
        rows="1"
        maxlength=${longest.rule}
        spellcheck="false"
        autocomplete="off"
        placeholder=${placeholder ?? nothing}
        aria-label=${about === label ? nothing : about}
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby=${described.filter(Boolean).join(' ')}
        .value=${rule.value}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
        @input=${(event: Event) => change({ ...rule, value: oneLine(valueOf(event)) })}
      ></textarea>
    </div>
  </div>`;
}

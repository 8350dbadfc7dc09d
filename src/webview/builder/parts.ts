import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DraftFinding } from '../../core/draft/judgement';
import type { Fix } from '../../core/lint/finding';
import { icon } from '../shared/icon';
import { noteIcons, valueOf } from '../shared/parts';

/** The findings of one field, with their fixes. The field refers to them by `id`. */
export function findingsView(
  id: string,
  findings: readonly DraftFinding[],
  apply: (sets: Fix['sets']) => void,
): TemplateResult {
  const names = { error: l10n.t('Error:'), warning: l10n.t('Warning:'), information: l10n.t('Note:') };
  return html`<div class="findings" id=${id}>
    ${findings.map(
      ({ severity, message, reason, fixes, rule }) =>
        html`<div class="note ${severity}" data-rule=${rule ?? nothing}>
          ${icon(noteIcons[severity])}
          <div>
            <span class="unseen">${names[severity]}</span>
            <span>${message}</span>
            ${reason === undefined ? nothing : html`<p class="hint">${reason}</p>`}
            ${fixes.map(({ title, sets }) => fixButton(title, () => apply(sets)))}
          </div>
        </div>`,
    )}
  </div>`;
}

/** A button for a fix that looks like a link. */
export function fixButton(title: string, apply: () => void): TemplateResult {
  return html`<button class="fix" type="button" @click=${apply}>
    ${icon('lightbulb')}<span>${title}</span>
  </button>`;
}

/** A one-line text field. */
export function textField(field: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** The most UTF-16 units that a person can type. */
  readonly most: number;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly findings?: readonly DraftFinding[];
  /** How it compares with the caller, shown below the field with the id `${id}-verdict`. */
  readonly verdict?: { readonly matches: boolean } | undefined;
  readonly apply?: (sets: Fix['sets']) => void;
  readonly input: (value: string) => void;
  readonly code?: boolean;
}): TemplateResult {
  const { id, label, value, most, hint, placeholder, findings = [], verdict, apply, input, code } = field;
  const wrong = verdict?.matches === false || findings.some(({ severity }) => severity === 'error');
  const described = [
    hint === undefined ? '' : `${id}-hint`,
    verdict ? `${id}-verdict` : '',
    findings.length > 0 ? `${id}-findings` : '',
  ]
    .filter(Boolean)
    .join(' ');
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <input
      id=${id}
      class=${code ? 'code' : nothing}
      maxlength=${most}
      .value=${value}
      placeholder=${placeholder ?? nothing}
      aria-invalid=${wrong ? 'true' : 'false'}
      aria-describedby=${described || nothing}
      spellcheck="false"
      autocomplete="off"
      @input=${(event: Event) => input(valueOf(event))}
    />
    ${findingsView(`${id}-findings`, findings, apply ?? (() => undefined))}
  </div>`;
}

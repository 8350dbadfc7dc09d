import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon';
import type { Trouble } from './trouble';

/** The value of an event's field. */
export function valueOf(event: Event): string {
  const { target } = event;
  return target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
    ? target.value
    : '';
}

/** A failure, shown beside the action that failed; screen readers announce it at once. */
export function troubleView(trouble: Trouble | null): TemplateResult {
  return html`<div role="alert">${noteView('error', trouble?.message)}</div>`;
}

export const noteIcons = {
  error: 'error',
  warning: 'warning',
  information: 'info',
  done: 'pass',
} as const satisfies Record<string, IconName>;

/** A sentence with its icon; nothing if there is no sentence. */
export function noteView(
  kind: keyof typeof noteIcons,
  text: string | null | undefined,
): TemplateResult | typeof nothing {
  return text ? html`<p class="note ${kind}">${icon(noteIcons[kind])}<span>${text}</span></p>` : nothing;
}

/** A choice among a few values, as radio buttons side by side. */
export function segments<Value extends string>(group: {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly (readonly [value: Value, label: string])[];
  readonly chosen: Value;
  readonly choose: (value: Value) => void;
  /** Small, with a legend for screen readers only. */
  readonly small?: boolean;
}): TemplateResult {
  const { name, legend, choices, chosen, choose, small = false } = group;
  return html`<fieldset class="segments ${small ? 'small' : ''}">
    <legend class=${small ? 'unseen' : nothing}>${legend}</legend>
    ${choices.map(
      ([value, label]) =>
        html`<label class=${value === chosen ? 'chosen' : nothing}>
          <input
            type="radio"
            name=${name}
            value=${value}
            .checked=${value === chosen}
            @change=${() => choose(value)}
          />${label}
        </label>`,
    )}
  </fieldset>`;
}

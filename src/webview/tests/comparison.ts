import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Comparison, Parted } from '../../core/result/result';
import { icon } from '../shared/icon';

const looks = {
  can: { class: 'fits', icon: 'pass' },
  cannot: { class: 'parts', icon: 'error' },
  unknown: { class: 'open', icon: 'info' },
} as const;

/** What was expected and what came, one above the other, with marks under the place where they part. */
export function comparisonView(comparison: Comparison): TemplateResult {
  const { field, verdict, expectedLabel, expected, actualLabel, actual, sentence, change, alsoLetsIn } =
    comparison;
  const look = looks[verdict];
  return html`<section class="comparison ${look.class}" aria-label=${field}>
    <h3>${icon(look.icon)}<span>${field}</span></h3>
    <p class="sentence">${sentence}</p>
    <dl class="values">
      <dt>${expectedLabel}</dt>
      <dd><code>${partedView(expected)}</code></dd>
      <dt>${actualLabel}</dt>
      <dd><code>${partedView(actual)}</code></dd>
    </dl>
    ${change === null ? nothing : html`<p class="change">${icon('lightbulb')}<span>${change}</span></p>`}
    ${
      alsoLetsIn === null
        ? nothing
        : html`<p class="hint">${l10n.t('That also lets in: {0}', alsoLetsIn)}</p>`
    }
  </section>`;
}

/** A text with the place where it parts; where that is at its end, the mark stands behind it. */
function partedView({ before, at, after }: Parted): TemplateResult {
  if (at === null) return html`${before}${after}`;
  return html`${before}${at === '' ? html`<mark class="empty">&nbsp;</mark>` : html`<mark>${at}</mark>`}${after}`;
}

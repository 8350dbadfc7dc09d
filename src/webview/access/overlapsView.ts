import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { AccessState } from '../../wire/access';

/** Pairs of identities that one caller can assume, with that caller, where they were asked for. */
export function overlapsView({ overlaps }: AccessState): TemplateResult | typeof nothing {
  if (!overlaps) return nothing;
  const { running, compared, of, shown, more, undecided } = overlaps;
  const count = (shown.length + more).toLocaleString();
  const [some, all] = [compared.toLocaleString(), of.toLocaleString()];
  return html`<details class="overlaps" open>
    <summary>
      ${running ? l10n.t('Looking for overlaps: {0} of {1} compared', some, all) : l10n.t('Overlaps: {0}', count)}
    </summary>
    ${
      undecided === 0
        ? nothing
        : html`<p class="hint">
            ${l10n.t('Pairs that are not decided, because it takes too long: {0}', undecided.toLocaleString())}
          </p>`
    }
    ${
      running || compared >= of
        ? nothing
        : html`<p class="hint">
            ${l10n.t('Only {0} of {1} identities were compared with all others: the rest takes too long.', some, all)}
          </p>`
    }
    ${
      !running && compared >= of && shown.length === 0 && undecided === 0
        ? html`<p class="hint">${l10n.t('No caller can assume two of these identities.')}</p>`
        : nothing
    }
    <ul tabindex="0" aria-label=${l10n.t('Overlaps')}>
      ${shown.map(
        ({ names: [one, other], example }) =>
          html`<li>
            ${l10n.t('One caller can assume {0} and {1}, for example:', one, other)}
            <code>${example}</code>
          </li>`,
      )}
    </ul>
    ${more === 0 ? nothing : html`<p class="hint">${l10n.t('And others: {0}', more.toLocaleString())}</p>`}
  </details>`;
}

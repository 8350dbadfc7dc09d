import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { signOf } from '../../core/match/verdict';
import type { Compared, Listed } from '../../wire/tests';
import type { Controller } from './controller';

/** Two results side by side: only what differs. */
export function comparedView({ one, other, lines }: Compared, controller: Controller): TemplateResult {
  return html`<section class="result compared" aria-label=${l10n.t('What differs')}>
    <h2>${l10n.t('What differs')}</h2>
    <div class="row buttons">
      <button type="button" class="action first" @click=${() => controller.leave()}>
        ${l10n.t('Back to the Result')}
      </button>
    </div>
    ${
      lines.length === 0
        ? html`<p>${l10n.t('Both tests found the same.')}</p>`
        : html`<table>
            <thead>
              <tr>
                <td></td>
                <th scope="col">${headOf(one)}</th>
                <th scope="col">${headOf(other)}</th>
              </tr>
            </thead>
            <tbody>
              ${lines.map(
                (line) =>
                  html`<tr>
                    <th scope="row">${line.label}</th>
                    <td>${line.one || '–'}</td>
                    <td>${line.other || '–'}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`;
}

function headOf({ identityName, sourceName, started, outcome }: Listed): string {
  const sign = outcome ? signOf(outcome) : '…';
  return l10n.t('{0} {1} as {2}, {3}', sign, identityName, sourceName, new Date(started).toLocaleString());
}

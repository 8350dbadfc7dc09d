import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Span } from '../../core/text';
import { icon } from '../shared/icon';
import { fixButton } from './parts';

/** Whether one rule fits, as it is shown below its field. */
export interface ShownVerdict {
  /** The id of the field. */
  readonly field: string;
  readonly matches: boolean;
  readonly sentence: string;
  /** What the caller or its token says, and where it stops fitting. */
  readonly actual: string;
  readonly actualAt: Span;
  readonly from: 'caller' | 'token';
  readonly change: { readonly sentence: string; readonly alsoLetsIn: string } | undefined;
}

/** The verdict on one rule: a tick, or what differs in the text that came, with the fix. */
export function verdictView(
  verdict: ShownVerdict | undefined,
  apply: () => void,
): TemplateResult | typeof nothing {
  if (!verdict) return nothing;
  const { field, sentence, actual, actualAt: at, change } = verdict;
  if (verdict.matches)
    return html`<p class="verdict fits" id="${field}-verdict" data-field=${field}>
      ${icon('pass')}<span>${sentence}</span>
    </p>`;
  return html`<div class="verdict parts" id="${field}-verdict" data-field=${field}>
    ${icon('close')}
    <div>
      <p>${sentence}</p>
      <p class="code actual">
        <span class="hint">${verdict.from === 'caller' ? l10n.t('Caller:') : l10n.t('Token:')}</span>
        ${actual.slice(0, at.start)}<mark>${actual.slice(at.start, at.end)}</mark>${actual.slice(at.end)}
      </p>
      ${
        change
          ? html`${fixButton(change.sentence, apply)}
              <p class="hint">${change.alsoLetsIn}</p>`
          : nothing
      }
    </div>
  </div>`;
}
